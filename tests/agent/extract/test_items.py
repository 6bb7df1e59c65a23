"""Several things wanted: which facts belong together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    (
        "10 tubos, 5 chapas e 3 perfis U",
        "",
        "",
        "0:quantidade=10; 0:produto=tubo; 1:quantidade=5; "
        "1:produto=chapa; 1:unidade=chapa; 2:quantidade=3; 2:produto=perfil U",
    ),
    ("chapa xadrez e 10 tubos", "", "", "0:produto=chapa xadrez; 1:quantidade=10; 1:produto=tubo"),
    (
        'tubo 50x50 - 10\ncantoneira 1" - 20\nchapa xadrez 2x1 3mm - 5',
        "",
        "",
        '0:produto=tubo; 0:medida=50x50 mm; 0:quantidade=10; 1:produto=cantoneira; 1:medida=1"; '
        "1:quantidade=20; 2:produto=chapa xadrez; 2:medida=2x1 m; 2:medida=3 mm; 2:quantidade=5",
    ),
    (
        '40 barras de tubo 50x50 e 20 de cantoneira 1"',
        "",
        "",
        "0:quantidade=40; 0:unidade=barra; 0:produto=tubo; "
        '0:medida=50x50 mm; 1:quantidade=20; 1:produto=cantoneira; 1:medida=1"',
    ),
    (
        "tubo 50x50 branco 40 barras e preto 20 barras",
        "",
        "",
        "0:produto=tubo; 1:produto=tubo; 0:medida=50x50 mm; 0:acabamento=branco; "
        "0:quantidade=40; 0:unidade=barra; 1:acabamento=preto; 1:quantidade=20; 1:unidade=barra",
    ),
    (
        "20 SU-053 e 10 SU-039",
        "",
        "",
        "0:quantidade=20; 0:codigo=SU-053; 1:quantidade=10; 1:codigo=SU-039",
    ),
    (
        "linha 25, 30 barras do SU-053 e 12 do SU-102",
        "",
        "",
        "0:linha=25; 0:quantidade=30; 0:unidade=barra; "
        "0:codigo=SU-053; 1:quantidade=12; 1:codigo=SU-102",
    ),
    (
        "10 de 3m e 5 de 6m",
        "",
        "",
        "0:quantidade=10; 0:comprimento=3 m; 1:quantidade=5; 1:comprimento=6 m",
    ),
    (
        "tubo 50x50, 40x40 e 30x30",
        "",
        "",
        "0:produto=tubo; 1:produto=tubo; 2:produto=tubo; "
        "0:medida=50x50 mm; 1:medida=40x40 mm; 2:medida=30x30 mm",
    ),
    (
        "chapa xadrez 2x1, 20 chapas",
        "",
        "",
        "0:produto=chapa xadrez; 0:medida=2x1 m; 0:quantidade=20; 0:unidade=chapa",
    ),
    ("20 roldanas pra janela de correr", "", "", "0:quantidade=20; 0:produto=roldana"),
    ("10 perfis para box", "", "", "0:quantidade=10; 0:produto=perfil de box"),
    (
        'vinte e cinco barras de tubo redondo 1.1/2" anodizado preto fosco',
        "",
        "",
        "0:quantidade=25; 0:unidade=barra; "
        '0:produto=tubo redondo; 0:medida=1 1/2"; 0:acabamento=anodizado preto fosco',
    ),
    (
        "janela de correr 1,20 x 1,50 linha suprema branca",
        "",
        "",
        "0:produto=janela; 0:medida=1,2x1,5 m; 0:linha=suprema; 0:acabamento=branco",
    ),
    (
        "quero 8 montantes linha suprema preto fosco",
        "",
        "",
        "0:quantidade=8; 0:produto=montante; 0:linha=suprema; 0:acabamento=preto fosco",
    ),
    (
        'preciso de 200 kg de tarugo 2" 6351 T6',
        "",
        "",
        '0:quantidade=200; 0:unidade=kg; 0:produto=tarugo; 0:medida=2"; 0:liga=6351-T6',
    ),
    (
        "6 chapas brancas e 2 pretas",
        "",
        "",
        "0:quantidade=6; 0:produto=chapa; 0:unidade=chapa; 1:produto=chapa; 1:unidade=chapa; "
        "0:acabamento=branco; 1:quantidade=2; 1:acabamento=preto",
    ),
    (
        "ACM 4mm branco, quanto é a chapa?",
        "",
        "",
        "0:produto=ACM; 0:medida=4 mm; 0:acabamento=branco",
    ),
    ("ACM 4mm e quanto é a chapa?", "", "", "0:produto=ACM; 0:medida=4 mm; 1:produto=chapa"),
    (
        "SU-053 e SU-102 da linha suprema",
        "",
        "",
        "0:codigo=SU-053; 1:codigo=SU-102; 0:linha=suprema; 1:linha=suprema",
    ),
    ("são oito barras, em branco", "", "", "0:quantidade=8; 0:unidade=barra; 0:acabamento=branco"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_items_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
