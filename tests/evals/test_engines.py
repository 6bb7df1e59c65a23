"""The minds that conversations are played with; the scripted one goes through the product's own model and fall-back."""

from __future__ import annotations

import pytest

from agent.ledger import Ledger
from agent.mind import Line, MindUnavailable, Reading
from agent.mind.llm import LlmMind
from agent.mind.offline import OfflineMind, offline_mind
from agent.resources import Resources
from evals.case import Answer, Case
from evals.engines import Engine, Script, mind, scripted
from tests.evals.records import COMPANY

pytestmark = pytest.mark.anyio

HEARD = {
    "acts": ["greets"],
    "needs": [{"kind": "vagas", "confidence": 0.9}],
    "facts": [{"slot": "nome", "value": "Dalva", "words": "Dalva", "line": 1}],
    "mood": "calm",
    "answer": "none",
    "language": "pt",
    "acknowledgement": "Que bom.",
}
READING = Reading(
    lines=(Line("1", "customer", "bom dia, sou a Dalva, quero 30 barras de perfil u"),),
    before=(),
    asked=None,
    ledger=Ledger(),
)


def case(*script, by="scripted"):
    goals = {"status": "pending"}
    return Case.model_validate(
        {
            "id": "x",
            "title": "X",
            "tags": ["modelo"],
            "split": "dev",
            "author": "ana",
            "mind": by,
            "script": list(script),
            "turns": [{"user": "oi"}],
            "goals": goals,
        }
    )


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources.of(COMPANY, offline_mind(COMPANY))


@pytest.mark.parametrize(
    ("engine", "by", "plays"),
    [
        ("offline", "offline", True),
        ("offline", "scripted", True),
        ("llm", "offline", True),
        ("llm", "scripted", True),
        ("scripted", "scripted", True),
        ("scripted", "offline", False),
    ],
)
def test_which_cases_an_engine_plays(engine, by, plays):
    assert Engine(name=engine).plays(case({"heard": HEARD}, by=by)) == plays


@pytest.mark.parametrize("name", ["offline", "semantic", "scripted", "llm"])
def test_only_an_endpoint_may_be_somebody_elses_fault(name):
    assert Engine(name=name).patient == (name == "llm")


@pytest.mark.parametrize("name", ["offline", "scripted"])
def test_without_an_endpoint_the_mind_is_the_offline_one(name):
    assert isinstance(mind(Engine(name=name), COMPANY), OfflineMind)


async def test_with_an_endpoint_nothing_steps_in_for_the_model():
    engine = Engine(name="llm", base_url="http://127.0.0.1:1/v1", model="m", seconds=5)
    asked = mind(engine, COMPANY)
    assert isinstance(asked, LlmMind)
    with pytest.raises(MindUnavailable, match="unreachable"):
        await asked.read(READING)
    await asked.aclose()


def test_the_key_is_told_to_nobody():
    engine = Engine.model_validate({"name": "llm", "api_key": "segredo"})
    assert "segredo" not in f"{engine!r} {engine.model_dump_json()}"


async def test_a_script_answers_in_order_and_then_no_more():
    tokens = {"tokens_in": 9, "tokens_cached": 8, "tokens_out": 7}
    script = Script(
        [Answer(heard=HEARD, **tokens), Answer(text="oi"), Answer(fails="timeout", tokens_in=1)]
    )
    first, second, third = [await script.ask([]) for _ in range(3)]
    assert (first.content, first.problem, tuple(first.usage)) == (HEARD, "", (9, 8, 7))
    assert (second.content, second.problem, second.text) == (None, "not json", "oi")
    assert (third.content, third.problem, third.usage.sent) == (None, "timeout", 1)
    with pytest.raises(LookupError):
        await script.ask([])
    await script.aclose()


async def read(resources, *script):
    return await scripted(case(*script), resources).mind.read(READING)


async def test_what_the_model_heard_goes_through_the_products_checks(resources):
    told = await read(resources, {"heard": HEARD, "tokens_in": 9})
    assert [one.kind for one in told.needs] == ["vagas"]
    assert {one.slot: one.value for one in told.proposals}["nome"] == "Dalva"
    assert [(one.mind, one.failure, one.requests, one.tokens_in) for one in told.attempts] == [
        ("llm", "", 1, 9)
    ]


@pytest.mark.parametrize(
    "fails", ["timeout", "unreachable", "http 429", "http 500", "refusal", "empty", "cut"]
)
async def test_where_it_fails_the_offline_mind_steps_in_and_the_failure_is_kept(resources, fails):
    told = await read(resources, {"fails": fails})
    assert [one.kind for one in told.needs] == ["compras"]
    assert [one.mind for one in told.attempts] == ["llm", "offline"]
    assert fails in told.attempts[0].failure


async def test_what_is_no_json_is_asked_again_once(resources):
    told = await read(resources, {"text": "claro!"}, {"heard": HEARD})
    assert [one.kind for one in told.needs] == ["vagas"]
    assert sum(one.requests for one in told.attempts) == 2
    twice = await read(resources, {"text": "claro!"}, {"text": "claro!"})
    assert [one.kind for one in twice.needs] == ["compras"]


async def test_a_script_that_is_too_short_is_an_error_and_no_silence(resources):
    with pytest.raises(LookupError):
        await read(resources)
