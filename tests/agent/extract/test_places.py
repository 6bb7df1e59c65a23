"""Towns and states: only with a cue, beside a state, or as the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("Bom dia, sou de Sobral", "", "", "cidade=Sobral; uf=CE"),
    ("sobral", "", "", ""),
    ("sobral-ce", "", "", "cidade=Sobral; uf=CE"),
    ("Sobral/CE", "", "", "cidade=Sobral; uf=CE"),
    ("Sobral, se puder", "", "", ""),
    ("moro em juazeiro do norte ce", "", "", "cidade=Juazeiro do Norte; uf=CE"),
    ("frete pra Teresina - PI", "", "", "cidade=Teresina?; uf=PI?"),
    ("estamos em Recife/PE", "", "", "cidade=Recife; uf=PE"),
    ("entrega em Joinville?", "", "", "modalidade=entrega?; cidade=Joinville?; uf=SC?"),
    ("entrega pra Crato?", "", "", "modalidade=entrega?; cidade=Crato?; uf=CE?"),
    ("entregam no Eusébio?", "", "", "modalidade=entrega?; cidade=Eusébio?; uf=CE?"),
    (
        "vocês entregam na região de Itapipoca",
        "",
        "",
        "modalidade=entrega; cidade=Itapipoca?; uf=CE?",
    ),
    ("entrega em barras de 6m", "", "", "modalidade=entrega; 0:comprimento=6 m"),
    ("vocês vendem em barras?", "", "", ""),
    ("quero perfil pra portão", "", "", "0:produto=perfil"),
    ("vende telha de alumínio", "", "", "0:produto=telha"),
    ("perfil pra luz", "", "", "0:produto=perfil"),
    ("chapa pra laje", "", "", "0:produto=chapa"),
    ("moro em Barra", "", "", "cidade=Barra; uf=BA"),
    ("Barra, BA", "", "", "cidade=Barra; uf=BA"),
    ("entregam em Telha/SE?", "", "", "modalidade=entrega?; cidade=Telha?; uf=SE?"),
    ("sou de Natal", "", "", "cidade=Natal; uf=RN"),
    ("feliz natal", "", "", ""),
    ("fala com o Gaspar", "", "", ""),
    ("entrega em Gaspar", "", "", "modalidade=entrega; cidade=Gaspar; uf=SC"),
    ("sou de Franca", "", "", "cidade=Franca; uf=SP"),
    ("pra Aparecida", "", "", ""),
    ("a Denise falou", "", "", ""),
    ("Sobral", "cidade", "", "cidade=Sobral; uf=CE"),
    ("Natal", "cidade", "", "cidade=Natal; uf=RN"),
    ("fortalesa", "cidade", "", "cidade=Fortaleza?; uf=CE?"),
    ("sobrau", "cidade", "", "cidade=Sobral?; uf=CE?"),
    ("juazero do norte", "cidade", "", "cidade=Juazeiro do Norte?; uf=CE?"),
    ("caucaia, no bairro tabapuá", "cidade", "", "cidade=Caucaia; uf=CE"),
    ("são paulo capital", "cidade", "", "cidade=São Paulo; uf=SP"),
    ("aqui em fortal", "cidade", "", "cidade=Fortaleza; uf=CE"),
    ("Fortaleza mesmo", "cidade", "", "cidade=Fortaleza; uf=CE"),
    ("não sei", "cidade", "", ""),
    ("quero 10 chapas", "cidade", "", "0:quantidade=10; 0:produto=chapa; 0:unidade=chapa"),
    ("Bom Jesus", "cidade", "", "cidade=Bom Jesus"),
    ("Bom Jesus", "cidade", "54", "cidade=Bom Jesus; uf=RS?"),
    ("Santa Rita", "cidade", "83", "cidade=Santa Rita; uf=PB?"),
    ("Santa Rita", "cidade", "98", "cidade=Santa Rita; uf=MA?"),
    ("interior do ceará", "cidade", "", "uf=CE"),
    ("sou do Ceará", "", "", "uf=CE"),
    ("sou do Pará", "", "", "uf=PA"),
    ("tubo para janela", "", "", "0:produto=tubo"),
    ("em SP", "", "", "uf=SP"),
    (
        "QUERO 10 BARRAS DE TUBO PARA SE VER",
        "",
        "",
        "0:quantidade=10; 0:unidade=barra; 0:produto=tubo",
    ),
    ("ce", "uf", "", "uf=CE"),
    ("CE", "cidade uf", "", "uf=CE"),
    ("rio branco", "", "", ""),
    ("Ju, Sobral", "nome cidade", "", "nome=Ju; cidade=Sobral; uf=CE"),
    ("Gaspar", "nome cidade", "", "nome=Gaspar"),
    ("40, pra Sobral", "quantidade cidade", "", "0:quantidade=40; cidade=Sobral; uf=CE"),
    (
        "40 barras, em Caucaia",
        "quantidade cidade",
        "",
        "0:quantidade=40; 0:unidade=barra; cidade=Caucaia; uf=CE",
    ),
    (
        "entrego em Caucaia e retiro em Fortaleza",
        "",
        "",
        "cidade=Caucaia; uf=CE; modalidade=retirada; cidade=Fortaleza; uf=CE",
    ),
    ("mora em Bh", "", "", "cidade=Belo Horizonte; uf=MG"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_places_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
