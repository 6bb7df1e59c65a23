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
    ("tem em bronze ou só natural?", "", "", "0:acabamento=bronze; 1:acabamento=natural"),
    ("tem em branco?", "", "", "0:acabamento=branco"),
    ("chapa em branco", "", "", "0:produto=chapa; 0:acabamento=branco"),
    ("deixei em branco", "", "", ""),
    ('perfil "u"', "", "", "0:produto=perfil U"),
    ("30 br u", "", "", "0:quantidade=30; 0:unidade=barra; 0:produto=perfil U"),
    ("barra redonda", "", "", "0:produto=vergalhão redondo"),
    ("tubo 50x50 redondo", "", "", "0:produto=tubo redondo; 0:medida=50x50 mm"),
    ("chapa 3 mm xadrez", "", "", "0:produto=chapa xadrez; 0:medida=3 mm"),
    (
        "chapa xadrez, lisa e perfurada",
        "",
        "",
        "0:produto=chapa xadrez; 1:produto=chapa lisa; 2:produto=chapa perfurada",
    ),
    (
        "2 chapas: uma xadrez e uma lisa",
        "",
        "",
        "0:quantidade=2; 0:produto=chapa; 0:unidade=chapa; "
        "1:quantidade=1; 1:produto=chapa xadrez; 2:quantidade=1; 2:produto=chapa lisa",
    ),
    ("tubos quadrados e redondas", "", "", "0:produto=tubo quadrado; 1:produto=tubo redondo"),
    ("portão basculante", "", "", "0:produto=portão"),
    ("janela 60x60 maxim-ar", "", "", "0:produto=janela; 0:medida=60x60 mm"),
    ("chapa natural mesmo, sem pintura", "", "", "0:produto=chapa; 0:acabamento=natural"),
    (
        "15 barras do su 053 e 10 do su 102",
        "",
        "",
        "0:quantidade=15; 0:unidade=barra; 0:codigo=SU 053; 1:quantidade=10; 1:codigo=SU 102",
    ),
    ("P-1020", "", "", "0:codigo=P-1020"),
    ("CM-200 e CM-201", "", "", "0:codigo=CM-200; 1:codigo=CM-201"),
    ("moro na BR-116", "", "", ""),
    ("perfil 25-501", "", "", "0:produto=perfil; 0:codigo=25-501"),
    ("chapa naval 5083 6mm", "", "", "0:produto=chapa; 0:liga=5083; 0:medida=6 mm"),
    (
        "150kg bobina 1100 0,5mm",
        "",
        "",
        "0:quantidade=150; 0:unidade=kg; 0:produto=bobina; 0:liga=1100; 0:medida=0,5 mm",
    ),
    ("tubo 6060 25x25", "", "", "0:produto=tubo; 0:liga=6060; 0:medida=25x25 mm"),
    ("1200 50x50", "", "", "0:quantidade=1200; 0:medida=50x50 mm"),
    ("100 parafusos sextavados", "", "", "0:quantidade=100; 0:produto=parafuso"),
    ("barra de sextavado 7/8", "", "", '0:produto=vergalhão sextavado; 0:medida=7/8"'),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_trade_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
