"""Counts, their units, ranges and guesses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("30 barras", "", "", "0:quantidade=30; 0:unidade=barra"),
    ("30brs", "", "", "0:quantidade=30; 0:unidade=barra"),
    ("12,5 kg", "", "", "0:quantidade=12,5; 0:unidade=kg"),
    ("1.200 peças", "", "", "0:quantidade=1200; 0:unidade=peça"),
    ("20 chapas xadrez", "", "", "0:quantidade=20; 0:unidade=chapa; 0:produto=chapa xadrez"),
    ("20 perfis U", "", "", "0:quantidade=20; 0:produto=perfil U"),
    ("meia dúzia de cantoneira", "", "", "0:quantidade=6; 0:produto=cantoneira"),
    ("uma dúzia de fechos", "", "", "0:quantidade=12; 0:produto=fecho"),
    ("duas dúzias de fechos", "", "", "0:quantidade=24; 0:produto=fecho"),
    ("vinte e cinco barras", "", "", "0:quantidade=25; 0:unidade=barra"),
    ("cento e vinte barras", "", "", "0:quantidade=120; 0:unidade=barra"),
    ("duzentas peças", "", "", "0:quantidade=200; 0:unidade=peça"),
    ("2 mil barras", "", "", "0:quantidade=2000; 0:unidade=barra"),
    ("mil barras", "", "", "0:quantidade=1000; 0:unidade=barra"),
    ("dois mil e quinhentos kg", "", "", "0:quantidade=2500; 0:unidade=kg"),
    ("cem quilos", "", "", "0:quantidade=100; 0:unidade=kg"),
    ("meia tonelada de sucata", "", "", "0:quantidade=0,5; 0:unidade=t; 0:produto=sucata"),
    ("umas 50", "", "", "0:quantidade=50?"),
    ("umas cinquenta barras", "", "", "0:quantidade=50?; 0:unidade=barra"),
    ("cerca de 30 peças", "", "", "0:quantidade=30?; 0:unidade=peça"),
    ("60 barras mais ou menos", "", "", "0:quantidade=60?; 0:unidade=barra"),
    ("de 30 a 40 barras", "", "", "0:quantidade=30 a 40; 0:unidade=barra"),
    ("entre 30 e 40 barras", "", "", "0:quantidade=30 a 40; 0:unidade=barra"),
    ("10 a 15 barras", "", "", "0:quantidade=10 a 15; 0:unidade=barra"),
    ("uns 3 ou 4 tubos", "", "", "0:quantidade=3 a 4?; 0:produto=tubo"),
    ("100 a 200kg", "", "", "0:quantidade=100 a 200; 0:unidade=kg"),
    ("um par de dobradiças", "", "", "0:quantidade=2; 0:produto=dobradiça"),
    ("3 pares de dobradiça", "", "", "0:quantidade=3; 0:unidade=par; 0:produto=dobradiça"),
    ("5 tubos de silicone", "", "", "0:quantidade=5; 0:produto=silicone; 0:unidade=tubo"),
    (
        "50 m2 de ACM branco",
        "",
        "",
        "0:quantidade=50; 0:unidade=m²; 0:produto=ACM; 0:acabamento=branco",
    ),
    ("30 metros de calha", "", "", "0:quantidade=30; 0:unidade=m; 0:produto=calha"),
    ("preciso de 30 metros", "", "", "0:quantidade=30; 0:unidade=m"),
    ("são 100 metros lineares de rufo", "", "", "0:quantidade=100; 0:unidade=m"),
    ("2 metros e meio", "quantidade", "", "0:quantidade=2,5; 0:unidade=m"),
    ("1200", "quantidade", "", "0:quantidade=1200"),
    ("só uma", "quantidade", "", "0:quantidade=1"),
    ("duas", "quantidade", "", "0:quantidade=2"),
    ("umas 30 a 40", "quantidade", "", "0:quantidade=30 a 40?"),
    ("depende do preço", "quantidade", "", ""),
    ("às 14h", "quantidade", "", ""),
    ("barras", "unidade", "", "0:unidade=barra"),
    ("um tubo", "", "", "0:quantidade=1; 0:produto=tubo"),
    ("quero só 40", "", "", "0:quantidade=40"),
    ("02 barras", "", "", "0:quantidade=2; 0:unidade=barra"),
    ("quantidade: 40", "", "", "0:quantidade=40"),
    ("prazo de 28 dias", "", "", ""),
    ("10% de desconto", "", "", ""),
    ("são 2 horas", "", "", ""),
    ("me liga no 52998224725", "", "", ""),
    ("10 dessas barras", "", "", "0:quantidade=10; 0:unidade=barra"),
    ("quero 10 dessas", "", "", "0:quantidade=10"),
    ("5 da branca", "", "", "0:quantidade=5; 0:acabamento=branco"),
    ("um pedaço de cantoneira", "", "", "0:quantidade=1; 0:produto=cantoneira"),
    ("10 de cada", "", "", "0:quantidade=10"),
    (
        "3x tubo 50x50 e 2x barra chata",
        "",
        "",
        "0:quantidade=3; 0:produto=tubo; 0:medida=50x50 mm; 1:quantidade=2; 1:produto=barra chata",
    ),
    ("3x chapa xadrez", "", "", "0:quantidade=3; 0:produto=chapa xadrez"),
    ("qro 30", "", "", "0:quantidade=30"),
    ("faz 15, pode ser", "", "", "0:quantidade=15"),
    ("3 dz de rebite", "", "", "0:quantidade=36; 0:produto=rebite"),
    ("2 milheiros de rebite", "", "", "0:quantidade=2000; 0:produto=rebite"),
    ("tem chapa 0,8 1x2?", "", "", "0:produto=chapa; 0:medida=0,8 mm; 0:medida=1x2 m"),
    (
        "quanto tá a barra de trilho? vou querer 70",
        "",
        "",
        "0:unidade=barra; 0:produto=trilho; 0:quantidade=70",
    ),
    ("da cadeirinha são 18, não 12", "", "", "0:produto=cadeirinha; 0:quantidade=18"),
    ("quebrou a roldana e eu queria só uma, tem?", "", "", "0:produto=roldana; 0:quantidade=1"),
    ("tem roldana? só uma dúvida", "", "", "0:produto=roldana"),
    ("telha\n7", "", "", "0:produto=telha; 0:quantidade=7"),
    (
        "tubo redondo e trilho, os dois brancos",
        "",
        "",
        "0:produto=tubo redondo; 1:produto=trilho; 1:acabamento=branco",
    ),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_quantities_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
