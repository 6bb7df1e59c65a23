"""What is wrong with a model: its key, its name, the way it is asked, its pace. Over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.serving import served
from tests.agent.mind.fake_endpoint import HTML, FakeEndpoint, Step
from tests.agent.mind.llm_room import said
from tests.api.doctor.chain import Chain, amiss, chain

pytestmark = pytest.mark.anyio

CALL = Step(said().content, tool=True)
REFUSED = Step(status=400, body='{"error":{"message":"response_format not supported"}}')


@asynccontextmanager
async def asked(home: Path, *steps: Step, **values: str) -> AsyncIterator[Chain]:
    endpoint = FakeEndpoint(*steps)
    async with (
        served(Starlette(routes=[Mount("/", endpoint)])) as url,
        chain(home, LLM_BASE_URL=url, LLM_MODEL="modelo-a", **values) as here,
    ):
        yield here


CASES = {
    "a wrong key": ([Step(status=401)], "key", "ALU_LLM_API_KEY"),
    "an unknown model": ([Step(status=404)], "model", "ALU_LLM_MODEL"),
    "a way that it does not know": ([REFUSED, said()], "method", "STRUCTURED_METHOD=json_mode"),
    "the last way is the one": ([REFUSED, REFUSED, CALL], "method", "METHOD=function_calling"),
    "no way at all": ([REFUSED, REFUSED, REFUSED], "useless", "outro modelo"),
    "a page instead of an answer": ([Step(body=HTML)] * 3, "useless", "outro modelo"),
    "one that is out of quota": ([Step(status=429)], "useless", "outro modelo"),
}


@pytest.mark.parametrize("name", CASES)
async def test_the_model_is_called_what_it_is(name: str, tmp_path: Path) -> None:
    from api.doctor import words

    steps, case, remedy = CASES[name]
    async with asked(tmp_path, *steps) as here:
        found = await here.examined("model", "settings", "words")
    assert amiss(found) == {"model": case}
    assert remedy in words.load().told(found["model"], "pt").remedy


async def test_a_slow_one_is_told_with_its_seconds(tmp_path: Path) -> None:
    slow = Step(said().content, delay=0.7)
    async with asked(tmp_path, slow, LLM_TIMEOUT="1") as here:
        found = await here.examined("model")
    assert amiss(found) == {"model": "slow"}


async def test_one_that_never_answers_is_given_up_at_her_own_time_limit(tmp_path: Path) -> None:
    async with asked(tmp_path, Step(said().content, delay=2), LLM_TIMEOUT="1") as here:
        found = await here.examined("model")
    assert found["model"].found.facts["problem"] == "timeout"
    assert found["model"].seconds < 1.8
