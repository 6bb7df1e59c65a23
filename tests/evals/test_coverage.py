"""What a suite reaches is told, and what it never does is named, for every kind of thing."""

from __future__ import annotations

import pytest
from langgraph.graph import END, START

from agent.graph import build
from agent.texts import Reasons, Texts
from evals.coverage import coverage, edges
from tests.evals.records import COMPANY, conversation, known, turn

GRAPH = build()
LEDGER = known("compras", contact={"nome": "Dalva"}, items=[{"produto": "tubo"}])
WALKS = (
    ("gate",),
    ("gate", "human"),
    ("human", "gate", "understand", "qualify", "reply"),
    ("gate", "understand", "qualify", "need", "reply"),
    ("gate", "understand", "qualify", "need", "collect", "reply"),
    ("gate", "understand", "qualify", "need", "collect", "route", "reply"),
    ("gate", "route", "reply"),
)


def reached(kind, *steps):
    """How many there are, and which were missed."""
    found = coverage([conversation(*steps)], COMPANY, GRAPH)
    (one,) = [each for each in found.reached if each.kind == kind]
    return one.of, one.missed


@pytest.mark.parametrize(
    ("path", "walked"),
    [
        ((), []),
        (("gate",), [(START, "gate"), ("gate", END)]),
        (("gate", "human"), [(START, "gate"), ("gate", "human")]),
        (("gate", "reply"), [(START, "gate"), ("gate", "reply"), ("reply", END)]),
    ],
)
def test_a_run_that_pauses_does_not_reach_the_end(path, walked):
    assert edges(path) == walked


def test_every_way_that_was_walked_is_counted():
    steps = [turn(path=path) for path in (*WALKS, WALKS[0])]
    ways = {
        (one.source, one.target): one.walked
        for one in coverage([conversation(*steps)], COMPANY, GRAPH).ways
    }
    assert all(ways.values())
    assert ways[START, "gate"] == 7
    assert ways["gate", END] == 2
    assert ways["human", "gate"] == 1
    assert reached("edges", *steps) == (len(ways), ())
    assert reached("nodes", *steps) == (8, ())


@pytest.mark.parametrize(
    ("walk", "missed"),
    [
        (1, {"gate → human"}),
        (2, {"human → gate", "qualify → reply"}),
        (3, {"need → reply"}),
        (4, {"collect → reply"}),
        (5, {"collect → route"}),
        (6, {"gate → route"}),
    ],
)
def test_a_way_that_nobody_walked_is_named(walk, missed):
    steps = [turn(path=path) for place, path in enumerate(WALKS) if place != walk]
    assert set(reached("edges", *steps)[1]) == missed


def test_a_node_that_was_never_entered_is_named():
    assert reached("nodes", *[turn(path=path) for path in WALKS[:5]]) == (8, ("route",))


THINGS = [
    ("slots", set(COMPANY.slots), turn(known=LEDGER), {"nome", "produto"}),
    ("texts", set(Texts.model_fields), turn(uses=("audio", "noted")), {"audio", "noted"}),
    ("answers", {one.id for one in COMPANY.answers}, turn(answer="dados"), {"dados"}),
    ("reasons", set(Reasons.model_fields), turn(reason="asking"), {"asking"}),
]


@pytest.mark.parametrize(("kind", "names", "step", "found"), THINGS)
def test_what_was_never_reached_is_named(kind, names, step, found):
    assert reached(kind, step) == (len(names), tuple(sorted(names - found)))


@pytest.mark.parametrize(("kind", "names", "_step", "_found"), THINGS)
def test_where_nothing_happens_nothing_is_reached(kind, names, _step, _found):
    assert reached(kind, turn("oi")) == (len(names), tuple(sorted(names)))


def test_questions_are_told_by_what_they_ask_and_of_which_need():
    of, missed = reached("questions", turn(uses=("question:0",)))
    assert of == len(COMPANY.questions)
    assert len(missed) == of - 1
    assert "nome + tipo_pessoa (compras)" not in missed
    assert "cidade (entrega)" in missed
    every = turn(uses=tuple(f"question:{place}" for place in range(of)))
    assert reached("questions", every) == (of, ())


def test_several_conversations_reach_together():
    played = [conversation(turn(path=path), id=f"c{place}") for place, path in enumerate(WALKS)]
    found = {one.kind: one for one in coverage(played, COMPANY, GRAPH).reached}
    assert found["edges"].missed == ()
    assert [one.kind for one in coverage([], COMPANY, GRAPH).reached] == list(found)
