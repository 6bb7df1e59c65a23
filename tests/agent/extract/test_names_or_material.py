"""A name or a firm was asked, and material came; or a name that looks like material."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("quadrado", "nome tipo_pessoa", "", ""),
    ("Quadrado, 50x50", "nome tipo_pessoa", "", "0:medida=50x50 mm"),
    ("umas 30 barras", "nome tipo_pessoa", "", "0:quantidade=30?; 0:unidade=barra"),
    ("preto", "nome", "", "0:acabamento=preto"),
    ("Fosco", "nome", "", "0:acabamento=fosco"),
    ("branca", "nome", "", "0:acabamento=branco"),
    ("linha suprema", "nome", "", "0:linha=suprema"),
    ("tubo redondo", "nome", "", "0:produto=tubo redondo"),
    ("chapinha", "nome", "", "0:produto=chapa"),
    ("fabricante de esquadria", "nome", "", "0:produto=esquadria"),
    ("fabricante de escova de vedação", "nome empresa", "", "0:produto=escova de vedação"),
    ("Marcos", "nome", "", "nome=Marcos"),
    ("marco", "nome", "", "nome=Marco"),
    ("Lisa", "nome", "", "nome=Lisa"),
    ("Bianca", "nome", "", "nome=Bianca"),
    ("Bianca falou que tem", "", "", ""),
    ("Genival, é pra firma", "nome tipo_pessoa", "", "nome=Genival; tipo_pessoa=pj"),
    ("Genival, tubo quadrado", "nome tipo_pessoa", "", "nome=Genival; 0:produto=tubo quadrado"),
    ("fosco", "empresa", "", "0:acabamento=fosco"),
    ("50x50", "empresa", "", "0:medida=50x50 mm"),
    ("natural fosco", "empresa", "", "0:acabamento=natural fosco"),
    ("Preto Fosco", "empresa", "", "0:acabamento=preto fosco"),
    ("box frisado", "empresa", "", "0:produto=perfil de box"),
    ("Box Vidros", "empresa", "", "empresa=Box Vidros"),
    ("Gradil Nordeste", "empresa", "", "empresa=Gradil Nordeste"),
    ("umas 20 barras", "empresa", "", "0:quantidade=20?; 0:unidade=barra"),
    ("Alumínio Center", "empresa", "", "empresa=Alumínio Center"),
    ("frete grátis?", "", "", ""),
    ("obra da escola municipal", "", "", "empresa=Escola Municipal"),
    ("campanha de natal", "", "", ""),
    ("a porta de madeira", "", "", "0:produto=porta"),
    ("chave da gaveta", "", "", ""),
    (
        "4 peças dobradas de 1,2m em chapa 2mm",
        "",
        "",
        "0:quantidade=4; 0:unidade=peça; 0:comprimento=1,2 m; 0:produto=chapa; 0:medida=2 mm",
    ),
    ("tô na porta da loja", "", "", ""),
    ("deixa no portão da obra", "", "", ""),
    ("cheguei no portão", "", "", ""),
    ("vi o perfil de vcs no instagram", "", "", ""),
    ("meu perfil no linkedin é esse", "", "", ""),
    ("se cair eu fecho na sexta", "", "", ""),
    ("fechadura da porta da loja", "", "", "0:produto=fechadura"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_material_is_no_name_and_a_name_no_material(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
