"""Whole conversations with a model on the wire: at most one request a turn and one repair, and never a mute turn."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from agent.extract import Extractor
from agent.loading import load
from agent.mind.llm import llm_mind
from agent.mind.resilient import ResilientMind
from agent.resources import Resources
from api.bootstrap import offline_mind
from api.chat import Chat
from prompts import HERE
from tests.agent.mind.fake_endpoint import HTML, FakeEndpoint, Step
from tests.agent.mind.llm_room import answer

SCRIPTS = sorted((Path(__file__).parents[2] / "dialogues" / "more").glob("*.txt"))
PROTOCOL = load(HERE)
NOW = datetime.fromisoformat("2026-11-23T10:05:00-03:00")
PLENTY = 60

GOOD = Step(
    answer(
        acknowledgement="Certo, vou te ajudar com isso.",
        needs=[{"kind": "compras", "confidence": 0.9}],
    )
)
BABBLE = (
    Step("Claro! Posso ajudar."),
    Step(body=HTML, kind="text/html", status=502),
    Step('{"acts": ["greets"'),
    Step(answer(mood="furious")),
    Step("", refusal="não posso"),
    Step("", status=429),
    Step(answer(acknowledgement="Fica R$ 350,00 e entrego amanhã. Pode ser? Fecha?")),
)  # fmt: skip


def texts(script: Path) -> list[list[str]]:
    lines = script.read_text(encoding="utf-8").splitlines()
    spoken = [line for line in lines if line.strip() and not line.startswith(("#", "/"))]
    return [[part.strip() for part in line.split(";;")] for line in spoken]


def with_endpoint(endpoint: FakeEndpoint) -> Chat:
    extractor = Extractor(PROTOCOL.catalogue)
    model = llm_mind(
        PROTOCOL,
        extractor,
        base_url="http://model.test/v1",
        api_key="none",
        model="fake",
        http_async_client=endpoint.client(),
    )
    mind = ResilientMind([("llm", model, 5.0), ("offline", offline_mind(PROTOCOL), 5.0)])
    return Chat(Resources.of(PROTOCOL, mind), lambda: NOW)


async def requests_per_turn(script: Path, step: Callable[[int], Step]) -> list[int]:
    endpoint = FakeEndpoint(*(step(number) for number in range(PLENTY)))
    chat = with_endpoint(endpoint)
    counts = []
    for burst in texts(script):
        before = len(endpoint.bodies)
        taken = await chat.customer(burst)
        counts.append(len(endpoint.bodies) - before)
        if chat.desk.status == "pending":
            assert taken.outcome["act"] != "silence" or taken.outcome["reason"]
    return counts


def test_there_are_thirty_conversations() -> None:
    assert len(SCRIPTS) >= 30


@pytest.mark.anyio
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_a_sound_model_is_asked_once_a_turn(script: Path) -> None:
    counts = await requests_per_turn(script, lambda _: GOOD)
    assert set(counts) <= {0, 1}
    assert counts[0] == 1


@pytest.mark.anyio
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_a_babbling_model_is_asked_twice_at_most_and_nobody_is_left_mute(
    script: Path,
) -> None:
    dice = random.Random(script.stem)  # noqa: S311
    counts = await requests_per_turn(script, lambda _: dice.choice(BABBLE))
    assert max(counts) <= 2


@pytest.mark.anyio
async def test_a_price_the_model_makes_up_never_reaches_the_customer() -> None:
    chat = with_endpoint(FakeEndpoint(*([BABBLE[-1]] * 5)))
    await chat.customer(["quanto fica 30 barras de perfil U?"])
    assert "350" not in chat.desk.messages[0]
    assert "amanhã" not in chat.desk.messages[0]
    assert chat.desk.messages[0].count("?") == 1


@pytest.mark.anyio
async def test_a_hand_back_with_nothing_to_answer_asks_the_model_once_and_says_nothing() -> None:
    endpoint = FakeEndpoint(*([GOOD] * 5))
    chat = with_endpoint(endpoint)
    await chat.status("open")
    await chat.customer(["quero 30 tubos quadrados"])
    await chat.human("Pra qual cidade?", "Rui")
    await chat.customer(["Quixadá"])
    await chat.human("Certo, fica R$ 1.240", "Rui")
    assert endpoint.bodies == []
    await chat.status("pending")
    assert (len(endpoint.bodies), chat.desk.messages) == (1, ())
    (note,) = chat.desk.notes
    assert "Quixadá" in note
    assert "(Rui): Certo, fica R$ 1.240" in note
    await chat.status("pending")
    assert len(endpoint.bodies) == 1
