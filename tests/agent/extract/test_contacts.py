"""E-mails, phones, CEPs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    (
        "email FULANO@Empresa.com.br e fone (85) 9 9999-0001",
        "",
        "",
        "email=fulano@empresa.com.br; telefone=+5585999990001",
    ),
    ("meu email é JOAO_silva+1@Gmail.com.", "", "", "email=joao_silva+1@gmail.com"),
    ("joao arroba gmail ponto com", "", "", "email=joao@gmail.com"),
    ("veja https://exemplo.com.br/tubo/50x50", "", "", ""),
    ("85 99999 0001", "", "", "telefone=+5585999990001"),
    ("99999-0001", "", "", ""),
    ("+55 (85) 3222-0001", "", "", "telefone=+558532220001"),
    ("+351 912 345 678", "", "", "telefone=+351912345678"),
    ("0xx85 3222 1111", "", "", "telefone=+558532221111"),
    ("(85)98888.7777", "", "", "telefone=+5585988887777"),
    ("85988887777", "", "", "telefone=+5585988887777"),
    ("+5585988887777", "", "", "telefone=+5585988887777"),
    ("‪+55 85 98888‑7777‬", "", "", "telefone=+5585988887777"),
    ("whats: 85 9 8888 7777", "", "", "telefone=+5585988887777"),
    ("0800 123 4567", "", "", ""),
    ("20 98888-7777", "", "", ""),
    ("60000-000", "", "", "cep=60000000"),
    ("60.000-000", "", "", "cep=60000000"),
    ("meu cep é 60000000", "", "", "cep=60000000"),
    ("60000000", "", "", ""),
    ("60000000", "cep", "", "cep=60000000"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_contacts_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
