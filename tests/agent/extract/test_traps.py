"""The traps of the domain: where a plain pattern goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("tubo 50x50 c/ 6 metros", "", "", "0:produto=tubo; 0:medida=50x50 mm; 0:comprimento=6 m"),
    (
        "2 chapas de 2 metros",
        "",
        "",
        "0:quantidade=2; 0:produto=chapa; 0:unidade=chapa; 0:comprimento=2 m",
    ),
    ("10 de 3m", "", "", "0:quantidade=10; 0:comprimento=3 m"),
    ("e quero tb um catálogo", "", "", ""),
    ("tb 2 pol", "", "", '0:produto=tubo; 0:medida=2"'),
    ("é pra mim, tubo redondo", "", "", "tipo_pessoa=pf; 0:produto=tubo redondo"),
    ("isso é pra mim saber", "", "", ""),
    ("PB, obrigada", "uf", "", "uf=PB"),
    ("pessoa fízica", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("gradil de correr, um só", "produto,quantidade", "", "0:produto=gradil; 0:quantidade=1"),
    ("é pro quintal da minha casa", "", "", "tipo_pessoa=pf"),
    ("eita, falei errado", "nome,empresa", "", ""),
    ("Otoniel, queria saber do pedido 9120", "", "", "nome=Otoniel; pedido=9120"),
    ("linha 25 barras", "", "", "0:linha=25"),
    ("25 barras da linha 25", "", "", "0:quantidade=25; 0:unidade=barra; 0:linha=25"),
    ("nf 6063", "", "", "nota=6063"),
    (
        "1.200 kg de chapa 1.2 mm",
        "",
        "",
        "0:quantidade=1200; 0:unidade=kg; 0:produto=chapa; 0:medida=1,2 mm",
    ),
    ("em 3x no cartão", "", "", ""),
    ("em 3x tubo 50x50", "", "", "0:produto=tubo; 0:medida=50x50 mm"),
    ("3x tubo 50x50", "", "", "0:quantidade=3; 0:produto=tubo; 0:medida=50x50 mm"),
    ("dia 3/8", "", "", "data=3/8"),
    ('barra chata 3/8"', "", "", '0:produto=barra chata; 0:medida=3/8"'),
    ("cantoneira 3/8", "", "", '0:produto=cantoneira; 0:medida=3/8"'),
    ("veio 3/8", "", "", ""),
    (
        "chapa xadrez, 40 da branca e 20 da preta",
        "",
        "",
        "0:produto=chapa xadrez; 1:produto=chapa xadrez; 0:quantidade=40; "
        "0:acabamento=branco; 1:quantidade=20; 1:acabamento=preto",
    ),
    (
        "40 da branca e 20 da preta",
        "",
        "",
        "0:quantidade=40; 0:acabamento=branco; 1:quantidade=20; 1:acabamento=preto",
    ),
    ("na verdade 60", "", "", "0:quantidade=60"),
    ("não, 60", "", "", "0:quantidade=60"),
    ("corrigindo: 60", "", "", "0:quantidade=60"),
    (
        "quero 40 barras de tubo 50x50, na verdade 60",
        "",
        "",
        "0:unidade=barra; 0:produto=tubo; 0:medida=50x50 mm; 0:quantidade=60",
    ),
    ("47999990001", "", "", "telefone=+5547999990001"),
    ("529.982.247-25", "", "", "cpf=52998224725"),
    ("52998224725", "", "", "cpf=52998224725"),
    ("meu zap é 85999990017", "", "", "telefone=+5585999990017"),
    ("85999990017", "", "", "cpf=85999990017"),
    ("uma barra", "", "", "0:quantidade=1; 0:unidade=barra"),
    ("uma dúvida", "", "", ""),
    ("40", "", "", ""),
    ("40", "quantidade", "", "0:quantidade=40"),
    ("1200 kg", "", "", "0:quantidade=1200; 0:unidade=kg"),
    ("pedido de 200 barras", "", "", "0:quantidade=200; 0:unidade=barra"),
    ("silicone 300 ml", "", "", "0:produto=silicone"),
    ("30 ml de rufo", "", "", "0:quantidade=30; 0:unidade=m; 0:produto=rufo"),
    ("pf me manda o preço", "", "", ""),
    ("sou pf", "", "", "tipo_pessoa=pf"),
    ("rsrs blz", "", "", ""),
    (
        "a porta da cozinha tá pegando, quero 2 dobradiças",
        "",
        "",
        "0:quantidade=2; 0:produto=dobradiça",
    ),
    ("quero a porta da cozinha branca", "", "", "0:produto=porta; 0:acabamento=branco"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_each_trap_of_the_domain_is_read_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
