"""A fact found in a text, in its canonical form, with the words it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact.

    ``slot``: produto, codigo, linha, liga, acabamento, medida, comprimento, quantidade, unidade
    (item facts, which share an ``item`` number when they belong together); nome, empresa,
    tipo_pessoa, cnpj, cidade, uf, email, ja_cliente, vendedor, telefone, cpf, cep; pedido, nota,
    boleto, orcamento (references); valor, data; modalidade (retirada or entrega); prazo (the customer's
    words) and servico (of the catalogue).
    ``value``: always text, canonical (``30``, ``6 m``, ``50x50 mm``, ``6063-T5``,
    ``11222333000181``, ``Sobral``).
    ``start``, ``end``: character span of ``words`` in the text given.
    ``sure``: False when the words only suggest it ("umas 50", "entrega em Joinville?").
    ``problem``: "check_digits" for a CNPJ or CPF of the right shape that fails its check; else
    empty.
    """

    slot: str
    value: str
    words: str
    start: int
    end: int
    item: int | None = None
    sure: bool = True
    problem: Literal["", "check_digits"] = ""
