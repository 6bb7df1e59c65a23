"""Person or firm, known or new, collected or delivered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    ("vende pra CPF?", "", "", "tipo_pessoa=pf?"),
    ("você vende pra pessoa física?", "", "", "tipo_pessoa=pf?"),
    ("atende pf e pj?", "", "", ""),
    ("pra empresa", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("empresa", "tipo_pessoa", "", "tipo_pessoa=pj"),
    ("física", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("pf", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("é pra minha casa", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("uso próprio", "tipo_pessoa", "", "tipo_pessoa=pf"),
    ("os dois", "tipo_pessoa", "", ""),
    ("tanto faz", "tipo_pessoa", "", ""),
    ("não tenho cnpj", "", "", "tipo_pessoa=pf"),
    ("sou pessoa jurídica", "", "", "tipo_pessoa=pj"),
    ("não é empresa", "", "", "tipo_pessoa=pf"),
    ("já sou cliente de vocês", "", "", "ja_cliente=sim"),
    ("sou cliente já faz tempo", "", "", "ja_cliente=sim"),
    ("já compro com vocês", "", "", "ja_cliente=sim"),
    ("ainda não sou cliente", "", "", "ja_cliente=nao"),
    ("primeira vez que compro", "", "", "ja_cliente=nao"),
    ("primeira vez que isso acontece", "", "", ""),
    ("nunca comprei aí", "", "", "ja_cliente=nao"),
    ("quero retirar", "", "", "modalidade=retirada"),
    ("retiro aí hoje", "", "", "modalidade=retirada"),
    ("vou buscar amanhã", "", "", "modalidade=retirada"),
    ("é pra entregar", "", "", "modalidade=entrega"),
    ("entrega ou retirada?", "", "", ""),
    ("qual o prazo de entrega?", "", "", ""),
    ("tem pronta entrega?", "", "", ""),
    ("me tira da lista", "", "", ""),
    ("quero me retirar da lista", "", "", ""),
    ("minha entrega não chegou", "", "", ""),
    ("entrega", "modalidade", "", "modalidade=entrega"),
    ("busco", "modalidade", "", "modalidade=retirada"),
    ("nunca comprei com vcs como faço o cadastro?", "", "", "ja_cliente=nao"),
    ("já sou cliente, tem desconto?", "", "", "ja_cliente=sim"),
    ("primeira compra precisa pagar à vista?", "", "", ""),
    ("fazem cadastro de cliente novo?", "", "", ""),
    ("já sou fornecedor cadastrado", "", "", ""),
    ("somos uma construtora", "", "", "tipo_pessoa=pj"),
    ("tenho uma serralheria", "", "", "tipo_pessoa=pj"),
    ("sou dono de uma vidraçaria", "", "", "tipo_pessoa=pj"),
    ("somos fabricantes de esquadrias", "", "", "tipo_pessoa=pj; 0:produto=esquadria"),
    ("é pra minha loja", "", "", "tipo_pessoa=pj"),
    ("sou da Vidraçaria Central", "", "", "empresa=Vidraçaria Central"),
    ("pode faturar no cnpj 11.222.333/0001-81", "", "", "cnpj=11222333000181"),
    ("a nota saiu com o cnpj errado", "", "", ""),
    ("faturar no cnpj", "", "", "tipo_pessoa=pj"),
    ("caiu um poste na frente da empresa", "", "", ""),
    ("sugerir uma coisa pra empresa: sombra", "", "", ""),
    ("entregam em Maracanaú?", "", "", "cidade=Maracanaú?; uf=CE?"),
    ("pode entregar em Itapipoca?", "", "", "cidade=Itapipoca?; uf=CE?"),
    ("precisa entregar em Itapipoca", "", "", "modalidade=entrega; cidade=Itapipoca; uf=CE"),
    ("era pra entregar hoje", "", "", ""),
    ("quando entregam o pedido 1234?", "", "", "pedido=1234"),
    ("vou mandar buscar", "", "", "modalidade=retirada"),
    ("mando o motorista retirar sexta", "", "", "modalidade=retirada"),
    ("compro com o Marcelo há 3 anos", "", "", "ja_cliente=sim; vendedor=Marcelo"),
    ("é no meu cpf, num tenho firma não", "", "", "tipo_pessoa=pf"),
    ("é pra casa da gente", "", "", "tipo_pessoa=pf"),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_relations_are_read_as_written_on_the_right(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
