"""Products, codes, lines, alloys and finishes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("oi, vcs tem perfil U de 1 polegada?", "", "", '0:produto=perfil U; 0:medida=1"'),
    ("guarda-corpos", "", "", "0:produto=guarda-corpo"),
    ("tubo quadardo", "", "", "0:produto=tubo quadrado"),
    ("perfil contramarcos", "", "", "0:produto=contramarco"),
    ('cantonera 1"', "", "", '0:produto=cantoneira; 0:medida=1"'),
    ("vendem policarbonatos?", "", "", "0:produto=policarbonato"),
    ("é grande", "", "", ""),
    ("calma", "", "", ""),
    ("branco", "", "", "0:acabamento=branco"),
    ("pintado de branco", "", "", "0:acabamento=branco"),
    ("pintura eletrostática branca", "", "", "0:acabamento=branco"),
    ("anodizado preto fosco", "", "", "0:acabamento=anodizado preto fosco"),
    ("anodizado natural", "", "", "0:acabamento=anodizado natural"),
    ("branco fosco", "", "", "0:acabamento=branco fosco"),
    ("ral 9003", "", "", "0:acabamento=ral 9003"),
    ("bronze 1003", "", "", "0:acabamento=bronze 1003"),
    ("inox", "", "", "0:acabamento=inox?"),
    ("aço inox", "", "", ""),
    ("em branco", "", "", ""),
    ("natural de Fortaleza", "", "", ""),
    ("fosco", "", "", "0:acabamento=fosco"),
    ("linha Suprema branca", "", "", "0:linha=suprema; 0:acabamento=branco"),
    ("suprema", "", "", "0:linha=suprema"),
    ("gold", "", "", ""),
    ("linha gold", "", "", "0:linha=gold"),
    ("linha 16", "", "", "0:linha=16"),
    ("linhas 25 e 30", "", "", "0:linha=25; 1:linha=30"),
    ("linha direta", "", "", ""),
    ("liga 6063 T5", "", "", "0:liga=6063-T5"),
    ("6063-T5", "", "", "0:liga=6063-T5"),
    ("6063", "", "", "0:liga=6063"),
    ("5052 H32", "", "", "0:liga=5052-H32"),
    ("1050-O", "", "", "0:liga=1050-O"),
    ("chapa 1200", "", "", "0:produto=chapa; 0:liga=1200"),
    ("1050 peças", "", "", "0:quantidade=1050; 0:unidade=peça"),
    (
        "perfil SU-053 pintado de branco",
        "",
        "",
        "0:produto=perfil; 0:codigo=SU-053; 0:acabamento=branco",
    ),
    ("LG 012", "", "", "0:codigo=LG 012"),
    ("TUB-4580", "", "", "0:codigo=TUB-4580"),
    ("Y-200", "", "", "0:codigo=Y-200"),
    ("su053", "", "", "0:codigo=SU053"),
    ("cod 4580", "", "", "0:codigo=4580"),
    ("com 300 barras", "", "", "0:quantidade=300; 0:unidade=barra"),
    ("ref. 1020", "", "", "0:codigo=1020"),
    ("nbr 9050", "", "", ""),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_trade_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
