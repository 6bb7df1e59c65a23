"""The orders of the team: which notes are meant for her, and what each asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.orders import (
    Command,
    Forward,
    GoOn,
    Help,
    Missing,
    PutRight,
    Stop,
    Summary,
    Why,
    is_order,
    parse,
)

MEANT: dict[str, Command] = {
    "/alu": Help(),
    "/alu ajuda": Help(),
    "/alú AJUDA!": Help(),
    "/alu por quê": Why(),
    "/alu por que perguntou a cidade?": Why(),
    "/alu pq": Why(),
    "/ALU porque?": Why(),
    "/alu resumo": Summary(),
    "/alu: resumo.": Summary(),
    "  /alu o que você sabe?": Summary(),
    "/alu falta": Missing(),
    "/alu o que ainda falta?": Missing(),
    "/alu pare": Stop(),
    "/alu para": Stop(),
    "/alu, deixa comigo": Stop(),
    "/alu siga": GoOn(),
    "/alu pode seguir": GoOn(),
    "/alu volta": GoOn(),
    "/alu encaminhe para financeiro": Forward("financeiro"),
    "/alu encaminha pro time do pós-venda": Forward("pos-venda"),
    "/alu passa isso pra logística": Forward("logistica"),
    "/alu transferir para o setor de compras": Forward("compras"),
    "/alu encaminhe p/ o financeiro, por favor!": Forward("financeiro"),
    "/alu resumo por favor": Summary(),
    "/alu não responda mais": Stop(),
    "/alu pode voltar a responder": GoOn(),
    "/alu volte a responder": GoOn(),
    "/alu são 20 barras": PutRight("são 20 barras"),
    "/alu cidade: Sobral": PutRight("cidade: Sobral"),
    "/alu empresa é Resumo Ltda": PutRight("empresa é Resumo Ltda"),
    "/alu para Sobral": PutRight("para Sobral"),
}
NOT_MEANT = [
    "",
    "alu resumo",
    "/aluguel do galpão",
    "/alumínio em falta",
    "/alu-teste",
    "/alu_teste",
    "ver /alu depois",
    "Alú, pode parar?",
    "// alu",
    "http://x.example/alu resumo",
]


@pytest.mark.parametrize(("note", "command"), MEANT.items(), ids=MEANT)
def test_a_note_for_her_asks_one_thing(note: str, command: Command) -> None:
    assert is_order(note)
    assert parse(note) == command


@pytest.mark.parametrize("note", NOT_MEANT)
def test_a_note_that_only_looks_like_one_is_none(note: str) -> None:
    assert not is_order(note)


@given(st.text(max_size=200))
def test_whatever_follows_is_some_command(words: str) -> None:
    note = f"/alu {words}"
    assert is_order(note)
    assert isinstance(parse(note), Command)
