"""Who writes: names, firms, sellers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("aqui é a Ju da Metal Forte", "", "", "nome=Ju; empresa=Metal Forte"),
    ("aqui é o carlos do financeiro da metal forte", "", "", "nome=Carlos; empresa=Metal Forte"),
    ("aqui quem fala é a Dona Maria", "", "", "nome=Maria"),
    ("Sou o Pedro, da Serralheria União", "", "", "nome=Pedro; empresa=Serralheria União"),
    ("meu nome é Francisco das Chagas", "", "", "nome=Francisco das Chagas"),
    (
        "me chamo joao pedro alves e preciso de 10 chapas",
        "",
        "",
        "nome=Joao Pedro Alves; 0:quantidade=10; 0:produto=chapa; 0:unidade=chapa",
    ),
    ("Nome: Antônio Carlos", "", "", "nome=Antônio Carlos"),
    ("Carlos aqui, da Fachadas Norte", "", "", "nome=Carlos; empresa=Fachadas Norte"),
    ("oi sou a Bia", "", "", "nome=Bia"),
    ("sou serralheiro", "", "", ""),
    ("sou de Sobral", "", "", "cidade=Sobral; uf=CE"),
    ("sou cliente", "", "", "ja_cliente=sim"),
    ("sou da prefeitura", "", "", ""),
    ("sou da área de compras", "", "", ""),
    ("falo em nome da construtora Horizonte", "", "", "empresa=Construtora Horizonte"),
    ("empresa Aço & Cia", "", "", "empresa=Aço & Cia"),
    ("minha empresa é a Box Vidros", "", "", "tipo_pessoa=pj; empresa=Box Vidros"),
    ("razão social: Esquadrias do Norte LTDA", "", "", "empresa=Esquadrias do Norte Ltda"),
    ("trabalho na Construtora Beta", "", "", "empresa=Construtora Beta"),
    (
        "Bom dia, me chamo João da Silva, sou da Vidraçaria Central de Sobral/CE",
        "",
        "",
        "nome=João da Silva; empresa=Vidraçaria Central; cidade=Sobral; uf=CE",
    ),
    ("o Rui me atende", "", "", "vendedor=Rui"),
    ("a Ana que me atende", "", "", "vendedor=Ana"),
    ("meu vendedor é o Rui", "", "", "vendedor=Rui"),
    ("sou cliente do Rui", "", "", "ja_cliente=sim; vendedor=Rui"),
    ("quero falar com a Ana", "", "", ""),
    ("Ju", "nome", "", "nome=Ju"),
    ("Ju, é pra empresa", "nome tipo_pessoa", "", "nome=Ju; tipo_pessoa=pj"),
    ("Ju da Metal Forte", "nome tipo_pessoa", "", "nome=Ju; empresa=Metal Forte"),
    ("Ju, Metal Forte", "nome empresa", "", "nome=Ju; empresa=Metal Forte"),
    ("João, da Metal Forte", "nome empresa", "", "nome=João; empresa=Metal Forte"),
    (
        "meu nome é Ana e a empresa é Metal Forte",
        "nome empresa",
        "",
        "nome=Ana; empresa=Metal Forte",
    ),
    ("Maria. pessoa física", "nome tipo_pessoa", "", "nome=Maria; tipo_pessoa=pf"),
    ("sou o Davi, é pra empresa mesmo", "nome tipo_pessoa", "", "nome=Davi; tipo_pessoa=pj"),
    ("Maria Aparecida dos Santos", "nome", "", "nome=Maria Aparecida dos Santos"),
    ("ANA PAULA", "nome", "", "nome=Ana Paula"),
    ("é o Zé", "nome", "", "nome=Zé"),
    ("seu Zé", "nome", "", "nome=Zé"),
    ("oi, bom dia! Ju", "nome", "", "nome=Ju"),
    ("Wandergleyson", "nome", "", "nome=Wandergleyson"),
    (
        "joão quero 10 chapas",
        "nome",
        "",
        "nome=João; 0:quantidade=10; 0:produto=chapa; 0:unidade=chapa",
    ),
    ("chapa xadrez", "nome", "", "0:produto=chapa xadrez"),
    ("não quero informar", "nome", "", ""),
    ("depois te mando", "nome", "", ""),
    ("bom dia", "nome", "", ""),
    ("quanto custa?", "nome", "", ""),
    ("pra que você quer?", "nome", "", ""),
    ("sim", "nome", "", ""),
    ("aff", "nome", "", ""),
    ("quero um orçamento", "nome", "", ""),
    ("prefiro não passar", "nome empresa", "", ""),
    ("metal forte", "empresa", "", "empresa=Metal Forte"),
    ("é a Alumínios do Vale", "empresa", "", "empresa=Alumínios do Vale"),
    ("KLEBER ESQUADRIAS LTDA", "empresa", "", "empresa=Kleber Esquadrias Ltda"),
    ("JR Esquadrias", "empresa", "", "empresa=JR Esquadrias"),
    ("J&M Vidros", "empresa", "", "empresa=J&M Vidros"),
    ("vidraçaria são josé", "empresa", "", "empresa=Vidraçaria São José"),
    ("Casa do Alumínio", "empresa", "", "empresa=Casa do Alumínio"),
    (
        "metal forte, cnpj 11.222.333/0001-81",
        "empresa",
        "",
        "empresa=Metal Forte; cnpj=11222333000181",
    ),
    ("não tenho empresa", "empresa", "", "tipo_pessoa=pf"),
    ("depois te falo", "empresa", "", ""),
    ("qual empresa?", "empresa", "", ""),
    (
        "Ana, Fortaleza, empresa Metal Forte",
        "nome cidade empresa",
        "",
        "nome=Ana; cidade=Fortaleza; uf=CE; empresa=Metal Forte",
    ),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_people_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
