"""Orders, invoices, boletos, quotes, amounts and dates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("pedido 45.123", "", "", "pedido=45123"),
    ("número do pedido é 45123", "", "", "pedido=45123"),
    ("meu pedido 123456 não chegou em Maracanaú", "", "", "pedido=123456; cidade=Maracanaú; uf=CE"),
    ("notas 123, 124 e 1255", "", "", "nota=123; nota=124; nota=1255"),
    ("nf-e 000.123.456", "", "", "nota=000123456"),
    (
        "NF 4512 veio errada, 3 barras amassadas",
        "",
        "",
        "nota=4512; 0:quantidade=3; 0:unidade=barra",
    ),
    ("nota fiscal nº 4512", "", "", "nota=4512"),
    ("nf4512", "", "", "nota=4512"),
    ("boleto 1234 e pedido 5678", "", "", "boleto=1234; pedido=5678"),
    ("o boleto da nota 8891 venceu dia 15/11", "", "", "nota=8891; data=15/11"),
    ("orçamento 2024/123", "", "", "orcamento=2024/123"),
    ("orçamento de 300 peças", "", "", "0:quantidade=300; 0:unidade=peça"),
    ("ov 8812", "", "", "pedido=8812"),
    ("pedido PV-1234", "", "", "pedido=PV-1234"),
    ("45123", "pedido", "", "pedido=45123"),
    ("0045", "pedido", "", "pedido=0045"),
    ("40 barras", "pedido", "", "0:quantidade=40; 0:unidade=barra"),
    ("8891", "referencia", "", "pedido=8891?"),
    (
        "34191.79001 01043.510047 91020.150008 5 84340000026000",
        "",
        "",
        "boleto=34191790010104351004791020150008584340000026000",
    ),
    ("boleto de R$ 1.250,00 vence dia 10", "", "", "valor=1250,00; data=dia 10"),
    ("boleto no valor de 2.350,90 vencimento 10/12", "", "", "valor=2350,90; data=10/12"),
    ("nota 123 valor 1.500,00", "", "", "nota=123; valor=1500,00"),
    ("paguei R$350", "", "", "valor=350,00"),
    ("mil reais", "", "", "valor=1000,00"),
    ("R$ 2 mil", "", "", "valor=2000,00"),
    ("duzentos reais", "", "", "valor=200,00"),
    ("350", "valor", "", "valor=350,00"),
    ("valor de 3 barras", "", "", "0:quantidade=3; 0:unidade=barra"),
    ("12/08/2026", "", "", "data=12/08/2026"),
    ("dia 10", "", "", "data=dia 10"),
    ("10 de agosto", "", "", "data=10 de agosto"),
    ("chegou ontem", "", "", ""),
    ("amanhã", "data", "", "data=amanhã?"),
    ("semana que vem", "", "", ""),
    ("paguei R$ 350 na sexta", "", "", "valor=350,00; data=sexta?"),
    ("segunda via do boleto", "", "", ""),
    ("30/60/90 dias", "", "", ""),
    ("7/14/21 dias", "", "", ""),
    ("pra hoje", "", "", ""),
    ("o pedido #991 e #992", "", "", "pedido=991; pedido=992"),
    ("paguei 45,90 no quilo", "", "", "valor=45,90"),
    ("meu email: joao.silva @ gmail.com", "", "", "email=joao.silva@gmail.com"),
    ("rua 24 de maio", "", "", ""),
    ("onde está meu pedido, é o de número 71920?", "", "", "pedido=71920"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_papers_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
