"""What is taken back: only the new value is a fact, unless it is a complaint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("branco não, quero champanhe anodizado", "", "", "0:acabamento=anodizado champagne"),
    ("branco não, preto", "", "", "0:acabamento=preto"),
    ("chapa lisa não, xadrez", "", "", "0:produto=chapa xadrez"),
    ("não é tubo, é cantoneira", "", "", "0:produto=cantoneira"),
    ("não 50x50, 40x40", "", "", "0:medida=40x40 mm"),
    ("não são 40 barras, são 50 barras", "", "", "0:quantidade=50; 0:unidade=barra"),
    ("é 40x40 e não 50x50", "", "", "0:medida=40x40 mm"),
    ("são 12 e não 10", "", "", "0:quantidade=12"),
    ("pedi 10 e não 12", "", "", "0:quantidade=10"),
    ("em vez de 6m corta em 3m", "", "", "0:comprimento=3 m"),
    ("no lugar de branco coloca bronze", "", "", "0:acabamento=bronze"),
    ("troca o branco por preto", "", "", "0:acabamento=preto"),
    ("muda a cor de branco pra preto", "", "", "0:acabamento=preto"),
    ("troca a 25 pela linha 30", "", "", "0:linha=30"),
    (
        "quero trocar 10 roldanas que vieram com defeito",
        "",
        "",
        "0:quantidade=10; 0:produto=roldana",
    ),
    ("a cor era preto, agora quero branco", "", "", "0:acabamento=branco"),
    ("era 30 barras mas agora são 40", "", "", "0:unidade=barra; 0:quantidade=40"),
    ("não quero mais natural, coloca anodizado fosco", "", "", "0:acabamento=anodizado fosco"),
    ("não precisa ser branco, pode ser natural", "", "", "0:acabamento=natural"),
    ("não é pra Sobral não, é pra Tianguá", "", "", "cidade=Tianguá; uf=CE"),
    ("não é Sobral, é Tianguá", "", "", "cidade=Tianguá; uf=CE"),
    ("não sou de Sobral, sou de Crato", "", "", "cidade=Crato; uf=CE"),
    ("não é branco", "", "", "0:acabamento=branco"),
    ("não, é branco", "", "", "0:acabamento=branco"),
    ("recebi branco em vez de preto", "", "", "0:acabamento=branco; 1:acabamento=preto"),
    ("veio 2 mm no lugar de 3 mm", "", "", "0:medida=2 mm; 0:medida=3 mm"),
    ("a cor era branca e veio preta", "", "", "0:acabamento=branco; 1:acabamento=preto"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_only_what_replaces_it_is_a_fact(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
