"""A reading from end to end, with the real extractor, and the ledger after it."""

from __future__ import annotations

import pytest

from agent.extract import Extractor
from agent.ledger import Ledger
from agent.mind.llm import llm_mind
from tests.agent.mind.fake_endpoint import FakeEndpoint
from tests.agent.mind.llm_room import PROTOCOL, fact, reading, said

LINES = (
    "boa tarde, aqui é a márcia da Vidros Sol",
    "queria 30 barras de perfil U natural",
    "o cnpj é 11.222.333/0001-81, entrega em Sobral",
)
HEARD = (
    fact("nome", "Márcia", "a márcia"),
    fact("tipo_pessoa", "pj", "da Vidros Sol"),
    fact("produto", "perfil U", "perfil U natural", line=2, item=1),
    fact("quantidade", "30", "30 barras", line=2, item=1),
    fact("cnpj", "[CNPJ_1]", "[CNPJ_1]", line=3),
    fact("cidade", "Sobral", "Sobral", line=3),
    fact("prazo", "amanhã", "pra amanhã", line=2),
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_a_burst_becomes_a_ledger() -> None:
    endpoint = FakeEndpoint(said(facts=HEARD, acknowledgement="Perfil U natural, 30 barras."))
    mind = llm_mind(
        PROTOCOL,
        Extractor(PROTOCOL.catalogue),
        base_url="http://model.test/v1",
        api_key="",
        model="fake",
        http_async_client=endpoint.client(),
    )
    understood = await mind.read(reading(*LINES))
    ledger = Ledger().with_need("compras").merge(understood.proposals, PROTOCOL)
    known = {name: slot.value for name, slot in ledger.contact.items()}
    assert known == {
        "nome": "Márcia",
        "empresa": "Vidros Sol",
        "tipo_pessoa": "pj",
        "cnpj": "11222333000181",
        "cidade": "Sobral",
        "uf": "CE",
    }
    (item,) = ledger.needs[0].items
    assert {"produto": "perfil U", "quantidade": "30", "unidade": "barra"}.items() <= {
        name: slot.value for name, slot in item.items()
    }.items()
    assert "prazo" not in ledger.needs[0].slots
    assert understood.acknowledgement == "Perfil U natural, 30 barras."
