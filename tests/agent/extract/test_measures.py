"""Measures and lengths."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("50x50", "", "", "0:medida=50x50 mm"),
    ("50 x 30 x 1,5", "", "", "0:medida=50x30x1,5 mm"),
    ("50X50mm", "", "", "0:medida=50x50 mm"),
    ("tubo 50*50", "", "", "0:produto=tubo; 0:medida=50x50 mm"),
    ("5x5cm", "", "", "0:medida=50x50 mm"),
    ("2.0 mm", "", "", "0:medida=2 mm"),
    ("2,70mm", "", "", "0:medida=2,7 mm"),
    ("1x2", "", "", "0:medida=1x2 m"),
    ("1,25 por 2,5", "", "", "0:medida=1,25x2,5 m"),
    ("2 metros por 1 metro", "", "", "0:medida=2x1 m"),
    ("chapa 2x1 3mm", "", "", "0:produto=chapa; 0:medida=2x1 m; 0:medida=3 mm"),
    ("1000x2000x3", "", "", "0:medida=1000x2000x3 mm"),
    ("1m x 50cm", "", "", "0:medida=1000x500 mm"),
    ("tubo 50x50x1,5x6000", "", "", "0:produto=tubo; 0:medida=50x50x1,5x6000 mm"),
    ("50x50x6m", "", "", "0:medida=50x50 mm; 0:comprimento=6 m"),
    ("3x 50x50", "", "", "0:quantidade=3; 0:medida=50x50 mm"),
    ('1/2"', "", "", '0:medida=1/2"'),
    ('1.1/2"', "", "", '0:medida=1 1/2"'),
    ('1 1/2"', "", "", '0:medida=1 1/2"'),
    ("1.1/2 pol", "", "", '0:medida=1 1/2"'),
    ('2x1"', "", "", '0:medida=2x1"'),
    ('cantoneira 1" x 1/8"', "", "", '0:produto=cantoneira; 0:medida=1x1/8"'),
    ("cantoneira 1 1/2 x 1/8", "", "", '0:produto=cantoneira; 0:medida=1 1/2x1/8"'),
    ("1 1/2 de cantoneira", "", "", '0:medida=1 1/2"; 0:produto=cantoneira'),
    ('tubo redondo 2" x 1,5mm', "", "", '0:produto=tubo redondo; 0:medida=2"; 0:medida=1,5 mm'),
    ("uma polegada e meia", "", "", '0:medida=1 1/2"'),
    ("duas polegadas", "", "", '0:medida=2"'),
    ("tubo de 3 polegadas", "", "", '0:produto=tubo; 0:medida=3"'),
    ('½"', "", "", '0:medida=1/2"'),
    ("1½”", "", "", '0:medida=1 1/2"'),
    ("#20", "", "", "0:medida=#20"),
    ("chapa #20", "", "", "0:produto=chapa; 0:medida=#20"),
    ("bitola 22", "", "", "0:medida=#22"),
    ("parede 1,5", "", "", "0:medida=1,5 mm"),
    ("espessura de 2mm", "", "", "0:medida=2 mm"),
    ("barras de 6", "", "", "0:comprimento=6 m"),
    ("40 barras de 6", "", "", "0:quantidade=40; 0:unidade=barra; 0:comprimento=6 m"),
    ("barra com 6 metros", "", "", "0:comprimento=6 m"),
    ("cortado em 2 m", "", "", "0:comprimento=2 m"),
    ("cortado em 60cm", "", "", "0:comprimento=0,6 m"),
    ("20 pedaços de 60cm", "", "", "0:quantidade=20; 0:comprimento=0,6 m"),
    ("4 peças de 80cm cada", "", "", "0:quantidade=4; 0:unidade=peça; 0:comprimento=0,8 m"),
    ("preciso de 6 peças com 1,50m", "", "", "0:quantidade=6; 0:unidade=peça; 0:comprimento=1,5 m"),
    ("tubo 6m", "", "", "0:produto=tubo; 0:comprimento=6 m"),
    ("tubo 120 metros", "", "", "0:produto=tubo; 0:quantidade=120; 0:unidade=m"),
    (
        "duas chapas de dois metros",
        "",
        "",
        "0:quantidade=2; 0:produto=chapa; 0:unidade=chapa; 0:comprimento=2 m",
    ),
    ("6 metros", "comprimento", "", "0:comprimento=6 m"),
    ("peças de um metro e meio", "", "", "0:comprimento=1,5 m"),
    ("barra de 6m e 50", "", "", "0:comprimento=6,5 m"),
    ("24 peças de 4,5 m", "", "", "0:quantidade=24; 0:unidade=peça; 0:comprimento=4,5 m"),
    ("peças de 1,2m", "", "", "0:comprimento=1,2 m"),
    ("barras de 6 do perfil", "", "", "0:comprimento=6 m; 0:produto=perfil"),
    ("barras de 6 do su-053", "", "", "0:comprimento=6 m; 0:codigo=SU-053"),
    ("tubo de 6", "", "", "0:produto=tubo; 0:comprimento=6 m"),
    ("cantoneira de 2", "", "", "0:produto=cantoneira"),
    (
        "telha 6 metros 30 peças",
        "",
        "",
        "0:produto=telha; 0:comprimento=6 m; 0:quantidade=30; 0:unidade=peça",
    ),
    ("trilho 2m cada", "", "", "0:produto=trilho; 0:comprimento=2 m"),
    ("tarugo 500mm de comprimento", "", "", "0:produto=tarugo; 0:comprimento=0,5 m"),
    (
        "chapa de 1, 2 e 3 mm",
        "",
        "",
        "0:produto=chapa; 1:produto=chapa; 2:produto=chapa; 0:medida=1 mm; 1:medida=2 mm; 2:medida=3 mm",
    ),
    (
        "retalhos de 5 e 6 mm",
        "",
        "",
        "0:produto=retalho; 1:produto=retalho; 0:medida=5 mm; 1:medida=6 mm",
    ),
    ("12 br 3/4", "", "", '0:quantidade=12; 0:unidade=barra; 0:medida=3/4"'),
    ("chapa 0,8", "", "", "0:produto=chapa; 0:medida=0,8 mm"),
    ("tubo de 25,4", "", "", "0:produto=tubo; 0:medida=25,4 mm"),
    ("chapa 1,5 kg", "", "", "0:produto=chapa; 0:quantidade=1,5; 0:unidade=kg"),
    ("porta 0,80", "", "", "0:produto=porta"),
    (
        'tubo de 1", 2" e 3"',
        "",
        "",
        '0:produto=tubo; 1:produto=tubo; 2:produto=tubo; 0:medida=1"; 1:medida=2"; 2:medida=3"',
    ),
    (
        "perfil de led 2m preto 8 pçs",
        "",
        "",
        "0:produto=perfil de LED; 0:comprimento=2 m; 0:acabamento=preto; 0:quantidade=8; 0:unidade=peça",
    ),
    (
        "duas barras de 3 metros e uma de 6",
        "",
        "",
        "0:quantidade=2; 0:unidade=barra; 0:comprimento=3 m; 1:quantidade=1; 1:comprimento=6 m",
    ),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_measures_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
