"""The protocol's graph itself: its names, its ways, what it remembers and what it forgets."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START

from agent.conversation import RECURSION_LIMIT, take_turn
from agent.effects import Effect
from agent.graph import build
from agent.ledger import Proposal, from_json
from agent.mind import Attempt, MindUnavailable, NeedGuess, Understanding
from agent.resources import Resources
from agent.state import Outcome, Status, Turn
from agent.texts import Reason
from tests.agent.stub_mind import (
    MONDAY_10,
    ORDER,
    PROTOCOL,
    StubMind,
    Talk,
    customer,
    done,
    heard,
    notes,
    person,
    said,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


DOWN = MindUnavailable(Attempt("llm", "timeout", 1))
NAMES = {"gate", "human", "understand", "qualify", "need", "collect", "route", "reply"}
EDGES = {
    (START, "gate", None),
    ("gate", "human", "a person"),
    ("gate", "understand", "Alú"),
    ("gate", "route", "a team"),
    ("gate", END, "nobody"),
    ("human", "gate", None),
    ("understand", "qualify", None),
    ("qualify", "reply", None),
    ("qualify", "need", "go on"),
    ("need", "reply", None),
    ("need", "collect", "go on"),
    ("collect", "reply", None),
    ("collect", "route", "go on"),
    ("route", "reply", None),
    ("reply", END, None),
}
"""From, to, and the word on the arrow; a word that is the target's own name is not drawn."""


# --- the shape ---


def test_node_names_are_stored_in_checkpoints_and_never_change() -> None:
    assert set(build().nodes) - {START} == NAMES


def test_the_ways_are_these_and_no_others() -> None:
    assert {(e.source, e.target, e.data) for e in build().get_graph().edges} == EDGES


def test_every_node_is_async_so_that_a_timeout_may_be_set() -> None:
    from langgraph._internal._runnable import is_async_callable

    bound = [node.bound for name, node in build().nodes.items() if name != START]
    assert all(is_async_callable(runnable.afunc) for runnable in bound)  # type: ignore[attr-defined]  # the library's own


# --- the ways, walked ---

NEED_ONLY = heard(need="compras")
WHO = {"nome": "Bia", "tipo_pessoa": "pf"}
WALKS: dict[str, tuple[Understanding | MindUnavailable, tuple[str, ...]]] = {
    "qualify asks who": (NEED_ONLY, ("qualify", "reply")),
    "qualify rests": (heard("thanks"), ("qualify", "reply")),
    "need asks what for": (heard("greets"), ("qualify", "need", "reply")),
    "need offers options": (
        Understanding(candidates=("compras", "entrega")),
        ("qualify", "need", "reply"),
    ),
    "collect asks for items": (
        heard(need="compras", **WHO),
        ("qualify", "need", "collect", "reply"),
    ),
    "route: complete": (ORDER, ("qualify", "need", "collect", "route", "reply")),
    "route: a person": (
        heard("asks_person"),
        ("qualify", "need", "collect", "route", "reply"),
    ),
    "route: no mind": (DOWN, ("qualify", "need", "collect", "route", "reply")),
}


@pytest.mark.parametrize(("answer", "path"), WALKS.values(), ids=WALKS)
async def test_every_way_from_understanding_to_a_reply(
    answer: Understanding | MindUnavailable, path: tuple[str, ...]
) -> None:
    taken = await Talk(StubMind(answer)).says("…")
    assert taken.path == ("gate", "understand", *path)
    assert len(said(taken)) == 1


@pytest.mark.parametrize("status", ["pending", "resolved", "snoozed"])
async def test_gate_ends_where_nobody_waits(status: Status) -> None:
    taken = await Talk(StubMind()).turn(status)
    assert (taken.path, done(taken)) == (("gate",), [])


@pytest.mark.parametrize("status", ["resolved", "snoozed"])
async def test_gate_ends_where_nobody_answers(status: Status) -> None:
    taken = await Talk(StubMind()).says("oi", status)
    assert (taken.path, done(taken)) == (("gate",), [])


async def test_gate_leads_to_the_person_and_the_person_back_to_gate() -> None:
    talk = Talk(StubMind())
    assert (await talk.says("oi", "open")).path == ("gate", "human")
    assert (await talk.says("e aí?", "open")).path == ("gate", "human")
    assert (await talk.turn("pending")).path[:3] == ("human", "gate", "understand")


async def test_a_paused_thread_that_is_resolved_goes_from_the_person_to_gate_and_ends() -> None:
    talk = Talk(StubMind())
    await talk.turn("open")
    assert (await talk.turn("resolved")).path == ("human", "gate")


async def test_without_memory_a_turn_is_taken_by_itself() -> None:
    talk = Talk(StubMind(ORDER))
    talk.agent = build()
    assert (await talk.says("oi")).outcome["act"] == "route"


WRONG = Understanding(proposals=(Proposal("cnpj", "11222333000182", source="m1", state="invalid"),))
WRONG_AGAIN = Understanding(
    proposals=(Proposal("cnpj", "11222333000183", source="m2", state="invalid"),)
)


async def test_a_wrong_cnpj_is_asked_back_once_and_a_second_one_not() -> None:
    talk = Talk(StubMind(WRONG, WRONG_AGAIN))
    assert (await talk.says("11.222.333/0001-82")).outcome["asks"] == ["cnpj"]
    assert (await talk.says("11.222.333/0001-83")).outcome["asks"] == ["necessidade"]


async def test_a_wrong_cnpj_is_not_asked_back_a_turn_later() -> None:
    talk = Talk(StubMind(WRONG, heard("greets")))
    await talk.says("11.222.333/0001-82")
    assert (await talk.says("oi")).outcome["asks"] == ["necessidade"]


# --- one turn does not leak into the next ---

FORGOTTEN = ({*Outcome.__annotations__} | {"plan", "now", "turn_id", "contact", "ddd"}) - {
    "messages"
}


async def after_a_hand_over() -> Talk:
    talk = Talk(StubMind(ORDER, heard("greets")))
    await talk.says("quero 30 tubos")
    return talk


async def test_what_lasts_one_turn_is_not_remembered() -> None:
    talk = await after_a_hand_over()
    assert not FORGOTTEN & set(await talk.memory())


@pytest.mark.parametrize("status", ["open", "resolved", "snoozed", "pending"])
async def test_a_silent_turn_repeats_nothing_of_the_one_before(status: Status) -> None:
    talk = await after_a_hand_over()
    taken = await talk.turn(status)
    assert not {"effects", "asks", "plan", "understanding"} & set(taken.outcome)


async def test_the_plan_of_one_turn_is_not_the_plan_of_the_next() -> None:
    talk = await after_a_hand_over()
    assert (await talk.says("oi de novo")).outcome["act"] == "ask"


async def test_nothing_of_a_turn_survives_a_pause_and_a_hand_back() -> None:
    talk = await after_a_hand_over()
    await talk.turn("open")
    taken = await talk.turn("pending", customer("m9", "oi"))
    assert taken.outcome["act"] == "route"
    assert len(talk.mind.readings) == 2
    assert "asked_person" not in str(taken.outcome["effects"])


async def test_an_outcome_holds_what_leaves_and_nothing_of_what_is_remembered() -> None:
    taken = await Talk(StubMind(ORDER)).says("quero 30 tubos")
    assert set(taken.outcome) == set(Outcome.__annotations__)


# --- what is remembered is JSON ---


def leaves(value: object, at: str = "") -> Iterator[tuple[str, object]]:
    """Every value that is not a dict with text keys or a list, with its place."""
    if type(value) is dict and all(type(key) is str for key in value):
        for key, one in value.items():
            yield from leaves(one, f"{at}.{key}")
    elif type(value) is list:
        for number, one in enumerate(value):
            yield from leaves(one, f"{at}[{number}]")
    else:
        yield at, value


RICH = Understanding(
    frozenset({"asks_price"}),
    (NeedGuess("compras", 0.91), NeedGuess("financeiro", 0.8)),
    proposals=(
        Proposal("nome", "Bia", "Bia", "m1"),
        Proposal("produto", "tubo", "tubo", "m1", item=0),
        Proposal("cnpj", "1", "1", "m1", state="invalid"),
    ),
    answer="quem-e-voce",
    acknowledgement="Certo.",
    attempts=(Attempt("llm", "", 1, 2, 3, 4),),
)
LOOSE = Understanding(proposals=(Proposal("quantidade", "30", "30", "m1", item=0),))


async def one(talk: Talk) -> None:
    await talk.says("oi")


async def with_a_person(talk: Talk) -> None:
    await talk.says("oi")
    await talk.turn("open", person("h1", "Oi, sou o Rui"), customer("c1", "ok"))


async def given_back(talk: Talk) -> None:
    await with_a_person(talk)
    await talk.turn("pending")


async def given_back_with_nothing_to_answer(talk: Talk) -> None:
    await talk.says("oi")
    await talk.turn("open")
    await talk.turn("pending")


async def resolved(talk: Talk) -> None:
    await talk.says("oi")
    await talk.turn("resolved")


KINDS: dict[str, tuple[Understanding | MindUnavailable, Callable[[Talk], Awaitable[None]]]] = {
    "a question": (RICH, one),
    "loose facts": (LOOSE, one),
    "options": (Understanding(candidates=("compras", "vagas")), one),
    "a hand-over": (ORDER, one),
    "no mind": (DOWN, one),
    "with a person": (RICH, with_a_person),
    "given back": (RICH, given_back),
    "given back, nothing to answer": (RICH, given_back_with_nothing_to_answer),
    "resolved": (RICH, resolved),
}


@pytest.mark.parametrize(("answer", "live"), KINDS.values(), ids=KINDS)
async def test_what_is_remembered_is_json_and_comes_back_as_it_was(
    answer: Understanding | MindUnavailable, live: Callable[[Talk], Awaitable[None]]
) -> None:
    talk = Talk(StubMind(answer), contact={"email": "bia@exemplo.com.br"})
    await live(talk)
    values = await talk.memory()
    odd = [at for at, v in leaves(values) if type(v) not in (str, int, float, bool, type(None))]
    assert odd == []
    assert json.loads(json.dumps(values)) == values
    strict = JsonPlusSerializer(allowed_msgpack_modules=None)
    assert strict.loads_typed(strict.dumps_typed(values)) == values


@pytest.mark.parametrize(("answer", "live"), KINDS.values(), ids=KINDS)
async def test_strict_memory_blocks_nothing_because_nothing_foreign_is_stored(
    answer: Understanding | MindUnavailable,
    live: Callable[[Talk], Awaitable[None]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    strict, lax = Talk(StubMind(answer)), Talk(StubMind(answer), saver=InMemorySaver())
    await live(strict)
    await live(lax)
    assert await strict.memory() == await lax.memory()
    assert [record.message for record in caplog.records] == []


async def test_effects_are_json_because_they_wait_in_a_table() -> None:
    found: list[Effect] = (await Talk(StubMind(ORDER)).says("oi")).outcome["effects"]
    assert json.loads(json.dumps(found)) == found


# --- limits and failures ---


async def test_a_turn_is_far_below_its_recursion_limit() -> None:
    talk = Talk(StubMind(ORDER))
    await talk.says("oi", "open")
    assert len((await talk.turn("pending")).path) == 8
    assert RECURSION_LIMIT == 25


async def test_the_recursion_limit_is_set_on_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.conversation.RECURSION_LIMIT", 3)
    with pytest.raises(GraphRecursionError):
        await Talk(StubMind(ORDER)).says("oi")


async def test_without_a_mind_the_conversation_goes_to_people_with_a_word_and_a_card() -> None:
    taken = await Talk(StubMind(DOWN)).says("quero 30 tubos")
    assert (taken.outcome["act"], taken.outcome["reason"]) == ("route", "mind")
    assert len(said(taken)) == len(notes(taken)) == 1
    assert PROTOCOL.reasons.mind in notes(taken)[0]
    assert done(taken)[-2:] == ["assign_team", "set_status"]
    assert taken.outcome["understanding"].attempts == DOWN.attempts


async def test_without_a_mind_what_was_known_goes_along() -> None:
    talk = Talk(StubMind(heard(need="financeiro", nome="Bia"), DOWN))
    await talk.says("boleto")
    card = notes(await talk.says("da obra de sobral"))[0]
    assert "Bia" in card
    assert "Financeiro" in card
    assert PROTOCOL.teams["financeiro"].label in card


async def test_an_error_that_is_no_unavailable_mind_passes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await Talk(StubMind(ZeroDivisionError())).says("oi")


# --- how often the mind is asked ---


async def test_the_mind_is_asked_exactly_once_per_turn() -> None:
    talk = Talk(StubMind(heard("greets"), NEED_ONLY, ORDER))
    for turn in range(1, 4):
        await talk.says("…")
        assert len(talk.mind.readings) == turn


async def test_a_burst_is_one_reading() -> None:
    talk = Talk(StubMind())
    await talk.turn("pending", customer("a", "oi"), customer("b", "quero"), customer("c", "tubo"))
    assert [[line.text for line in r.lines] for r in talk.mind.readings] == [
        ["oi", "quero", "tubo"]
    ]


@pytest.mark.parametrize(
    "kind", ["audio", "image", "video", "document", "location", "contact", "sticker", "reaction"]
)
async def test_the_mind_is_not_asked_about_an_attachment_without_text(kind: str) -> None:
    talk = Talk(StubMind())
    taken = await talk.turn("pending", customer("a", "", kind))  # type: ignore[arg-type]  # parametrised
    assert talk.mind.readings == []
    assert said(taken)


async def test_the_mind_is_asked_about_a_caption() -> None:
    talk = Talk(StubMind())
    await talk.turn("pending", customer("a", "esse perfil aqui", "image"))
    assert len(talk.mind.readings) == 1


@pytest.mark.parametrize("status", ["open", "resolved", "snoozed"])
async def test_the_mind_is_not_asked_while_it_is_not_alus_turn(status: Status) -> None:
    talk = Talk(StubMind())
    await talk.says("oi", status)
    assert talk.mind.readings == []


async def test_the_mind_hears_what_was_asked_and_what_came_before() -> None:
    talk = Talk(StubMind(NEED_ONLY))
    await talk.says("quero comprar")
    await talk.says("Bia")
    reading = talk.mind.readings[1]
    assert reading.asked is not None
    assert reading.asked.slots == ("nome", "tipo_pessoa")
    assert [line.role for line in reading.before] == ["customer", "alu"]
    assert [line.text for line in reading.lines] == ["Bia"]
    assert (reading.turn, reading.ddd) == (2, "85")
    assert [need.kind for need in reading.ledger.open_needs] == ["compras"]


# --- every turn can say why it was as it was ---


async def test_a_turn_that_speaks_says_why() -> None:
    outcome = (await Talk(StubMind()).says("oi")).outcome
    assert (outcome["act"], outcome["reason"]) == ("ask", "asking")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("open", "human"),
        ("resolved", "resting"),
        ("snoozed", "resting"),
        ("pending", "resting"),
    ],
)
async def test_a_turn_that_is_silent_says_why(status: Status, reason: Reason) -> None:
    talk = Talk(StubMind(heard("greets")))
    await talk.says("oi")
    assert (await talk.turn(status)).outcome == {"act": "silence", "reason": reason}


async def test_a_stored_need_that_the_company_has_renamed_is_forgotten() -> None:
    talk = Talk(StubMind(heard(need="vagas", nome="Bia"), heard("greets")))
    await talk.says("tem vaga?")
    needs = {kind: need for kind, need in PROTOCOL.needs.items() if kind != "vagas"}
    renamed = PROTOCOL.model_copy(update={"needs": needs})
    talk.resources = Resources.of(renamed, talk.mind)
    taken = await talk.says("oi")
    assert taken.outcome["asks"] == ["necessidade"]
    assert from_json((await talk.memory())["ledger"]).value("nome") == "Bia"


async def test_a_turn_needs_no_more_than_its_type_says() -> None:
    talk = Talk(StubMind())
    turn: Turn = {"status": "pending", "messages": [customer("m1", "oi")], "now": MONDAY_10}
    assert said(await take_turn(talk.agent, "1:2", turn, talk.resources))
