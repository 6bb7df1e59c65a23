"""Bare answers, read by the question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("6", "comprimento", "", "0:comprimento=6 m"),
    ("3,20", "comprimento", "", "0:comprimento=3,2 m"),
    ("de 3", "comprimento", "", "0:comprimento=3 m"),
    ("60cm", "comprimento", "", "0:comprimento=0,6 m"),
    ("inteira", "comprimento", "", ""),
    ("300", "comprimento", "", ""),
    ("50", "medida", "", "0:medida=50 mm"),
    ("3/4", "medida", "", '0:medida=3/4"'),
    ("1.1/2", "medida", "", '0:medida=1 1/2"'),
    ("20 por 30", "medida", "", "0:medida=20x30 mm"),
    ("não sei", "medida", "", ""),
    ("2mm", "medida", "", "0:medida=2 mm"),
    ("25", "linha", "", "0:linha=25"),
    ("a suprema", "linha", "", "0:linha=suprema"),
    ("gold", "linha", "", "0:linha=gold"),
    ("é a 30", "linha", "", "0:linha=30"),
    ("quero a suprema branca", "linha", "", "0:linha=suprema; 0:acabamento=branco"),
    ("tanto faz", "linha", "", ""),
    ("4580", "codigo", "", "0:codigo=4580"),
    ("é o 053", "codigo", "", "0:codigo=053"),
    ("su053", "codigo", "", "0:codigo=SU053"),
    ("não tenho", "codigo", "", ""),
    ("Rui", "vendedor", "", "vendedor=Rui"),
    ("a Sandra", "vendedor", "", "vendedor=Sandra"),
    ("foi o Rui", "vendedor", "", "vendedor=Rui"),
    ("acho que a Paula", "vendedor", "", "vendedor=Paula"),
    ("não lembro", "vendedor", "", ""),
    ("ninguém", "vendedor", "", ""),
    ("sim", "ja_cliente", "", "ja_cliente=sim"),
    ("já", "ja_cliente", "", "ja_cliente=sim"),
    ("sou sim", "ja_cliente", "", "ja_cliente=sim"),
    ("faz tempo", "ja_cliente", "", "ja_cliente=sim"),
    ("não", "ja_cliente", "", "ja_cliente=nao"),
    ("ainda não", "ja_cliente", "", "ja_cliente=nao"),
    ("nunca", "ja_cliente", "", "ja_cliente=nao"),
    ("não sei", "ja_cliente", "", ""),
    ("sim, compro com o Rui", "ja_cliente", "", "ja_cliente=sim; vendedor=Rui"),
    ("pra minha oficina", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("tenho uma vidraçaria", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("vou mandar o motorista", "modalidade", "", "modalidade=retirada"),
    ("a gente pega aí", "modalidade", "", "modalidade=retirada"),
    ("vocês entregam?", "modalidade", "", "modalidade=entrega?"),
    ("em preto", "acabamento", "", "0:acabamento=preto"),
    ("é CE", "uf", "", "uf=CE"),
    ("no Ceará", "uf", "", "uf=CE"),
    ("um par", "quantidade", "", "0:quantidade=2"),
    ("3 dz", "quantidade", "", "0:quantidade=36"),
    ("amanhã", "data", "", "data=amanhã?"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_a_bare_answer_is_read_by_its_question(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
