"""Person or firm, known or new, collected or delivered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("vende pra CPF?", "", "", "tipo_pessoa=pf?"),
    ("você vende pra pessoa física?", "", "", "tipo_pessoa=pf?"),
    ("atende pf e pj?", "", "", ""),
    ("pra empresa", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("empresa", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("física", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("pf", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("é pra minha casa", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("uso próprio", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("os dois", "tipo_pessoa", "", ""),
    ("tanto faz", "tipo_pessoa", "", ""),
    ("não tenho cnpj", "", "", "tipo_pessoa=pf"),
    ("sou pessoa jurídica", "", "", "tipo_pessoa=pj"),
    ("não é empresa", "", "", "tipo_pessoa=pf"),
    ("já sou cliente de vocês", "", "", "ja_cliente=sim"),
    ("sou cliente já faz tempo", "", "", "ja_cliente=sim"),
    ("já compro com vocês", "", "", "ja_cliente=sim"),
    ("ainda não sou cliente", "", "", "ja_cliente=nao"),
    ("primeira vez que compro", "", "", "ja_cliente=nao"),
    ("primeira vez que isso acontece", "", "", ""),
    ("nunca comprei aí", "", "", "ja_cliente=nao"),
    ("quero retirar", "", "", "modalidade=retirada"),
    ("retiro aí hoje", "", "", "modalidade=retirada; data=hoje?"),
    ("vou buscar amanhã", "", "", "modalidade=retirada; data=amanhã?"),
    ("é pra entregar", "", "", "modalidade=entrega"),
    ("entrega ou retirada?", "", "", ""),
    ("qual o prazo de entrega?", "", "", ""),
    ("tem pronta entrega?", "", "", ""),
    ("me tira da lista", "", "", ""),
    ("quero me retirar da lista", "", "", ""),
    ("minha entrega não chegou", "", "", ""),
    ("entrega", "modalidade", "", "modalidade=entrega"),
    ("busco", "modalidade", "", "modalidade=retirada"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_relations_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
