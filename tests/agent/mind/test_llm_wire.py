"""What goes over the wire and what may come back: every babble ends in a named reason or in a
repaired answer.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import httpx2
import openai
import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import LanguageModelInput
from langchain_core.runnables import RunnableLambda
from langsmith import tracing_context
from langsmith.utils import tracing_is_enabled
from pydantic import SecretStr

from agent.mind import Attempt, MindUnavailable
from agent.mind.llm import LlmMind, Method, llm_mind
from agent.mind.llm.wire import Wire
from prompts import HERE
from tests.agent.mind.fake_endpoint import HTML, FakeEndpoint, Step, unreachable
from tests.agent.mind.llm_room import PROTOCOL, SmallFinder, answer, mind, reading, said

HALF = answer(acts=["greets"])[:30]
WRONG_ENUM = answer(mood="furious")
GOOD = answer(acts=["greets"])
WORDS = "meu segredo é abacaxi"


def _over(client: httpx2.AsyncClient | None) -> LlmMind:
    return llm_mind(
        PROTOCOL,
        SmallFinder(),
        base_url="http://model.test/v1",
        api_key=SecretStr("not-a-secret"),
        model="fake",
        http_async_client=client,
    )


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize("method", ["json_schema", "json_mode", "function_calling"])
async def test_one_reading_is_one_request(method: Method) -> None:
    endpoint = FakeEndpoint(Step(GOOD, tool=method == "function_calling", cached=60))
    understood = await mind(endpoint, method).read(reading("oi"))
    assert understood.acts == {"greets"}
    assert understood.attempts == (Attempt("llm", "", 1, 100, 60, 20),)
    assert len(endpoint.bodies) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("model", ["fake", "gpt-5-pro", "gpt-6", "x-codex"])
@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
async def test_only_chat_completions_are_called_whatever_the_model(
    model: str, method: Method
) -> None:
    endpoint = FakeEndpoint(Step(GOOD, tool=method == "function_calling"))
    asked = llm_mind(
        PROTOCOL,
        SmallFinder(),
        base_url="http://model.test/v1",
        api_key="",
        model=model,
        method=method,
        http_async_client=endpoint.client(),
    )
    await asked.read(reading("oi"))
    assert endpoint.paths == ["/v1/chat/completions"]
    assert not endpoint.bodies[0].get("stream")


@pytest.mark.anyio
async def test_each_method_asks_in_its_own_way() -> None:
    sent = {}
    for method in ("json_schema", "json_mode", "function_calling"):
        endpoint = FakeEndpoint(Step(GOOD, tool=method == "function_calling"))
        await mind(endpoint, method).read(reading("oi"))
        sent[method] = endpoint.bodies[0]
    strict = sent["json_schema"]["response_format"]
    assert isinstance(strict, dict)
    assert strict["type"] == "json_schema"
    assert strict["json_schema"]["strict"] is True
    assert sent["json_mode"]["response_format"] == {"type": "json_object"}
    assert "tools" in sent["function_calling"]
    assert "strict" not in json.dumps(sent["function_calling"]["tools"])


BABBLE = [
    pytest.param(Step("Claro! O cliente disse oi."), "not json", 2, id="prose"),
    pytest.param(Step(HTML), "not json", 2, id="HTML as content"),
    pytest.param(Step(HALF), "wrong schema", 2, id="half JSON"),
    pytest.param(Step("[1, 2]"), "wrong schema", 2, id="JSON of another kind"),
    pytest.param(Step("42"), "wrong schema", 2, id="a number"),
    pytest.param(Step(WRONG_ENUM), "wrong schema", 2, id="wrong enum"),
    pytest.param(Step(answer(acts=["dances"])), "wrong schema", 2, id="unknown act"),
    pytest.param(
        Step(answer(needs=[{"kind": "vagas", "confidence": 95}])), "wrong schema", 2, id="percent"
    ),
    pytest.param(Step("", refusal="não posso"), "refusal", 1, id="refusal"),
    pytest.param(Step("", finish="content_filter"), "refusal", 1, id="filtered"),
    pytest.param(Step(GOOD[:40], finish="length"), "cut", 1, id="cut by length"),
    pytest.param(Step(""), "empty", 1, id="empty"),
    pytest.param(Step(None), "empty", 1, id="null"),
    pytest.param(Step(body=HTML, kind="text/html"), "not a completion", 1, id="HTML page"),
    pytest.param(Step(body='{"id": "x"'), "not a completion", 1, id="half a body"),
    pytest.param(Step(body="{}"), "not a completion", 1, id="no choices"),
    pytest.param(Step(body='{"choices": null}'), "not a completion", 1, id="null choices"),
    pytest.param(Step(body='{"choices": []}'), "not a completion", 1, id="empty choices"),
    pytest.param(
        Step(body='{"error": {"message": "x"}}'), "not a completion", 1, id="error with 200"
    ),
    pytest.param(Step(body="[]"), "not a completion", 1, id="a list"),
    pytest.param(Step(status=400, body='{"error": {"message": "x"}}'), "http 400", 1, id="400"),
    pytest.param(Step(status=401, body="{}"), "http 401", 1, id="401"),
    pytest.param(Step(status=404, body=HTML, kind="text/html"), "http 404", 1, id="404"),
    pytest.param(
        Step(status=429, body="{}", headers={"retry-after": "9"}), "http 429", 1, id="429"
    ),
    pytest.param(Step(status=500, body="{}"), "http 500", 1, id="500"),
    pytest.param(Step(status=502, body=HTML, kind="text/html"), "http 502", 1, id="502"),
    pytest.param(
        Step(status=307, body="", headers={"location": "http://elsewhere.test/v1"}),
        "http 307",
        1,
        id="redirect",
    ),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("step", "failure", "requests"), BABBLE)
async def test_babble_is_a_named_reason_without_the_customers_words(
    step: Step, failure: str, requests: int
) -> None:
    endpoint = FakeEndpoint(step, step)
    with pytest.raises(MindUnavailable) as told:
        await mind(endpoint).read(reading(WORDS))
    assert [attempt.failure for attempt in told.value.attempts] == [failure] * requests
    assert (
        sum(attempt.requests for attempt in told.value.attempts) == requests == len(endpoint.bodies)
    )
    assert "abacaxi" not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", ["Claro!", HALF, WRONG_ENUM, "[]"])
async def test_one_repair_is_asked_with_the_problem_and_suffices(wrong: str) -> None:
    endpoint = FakeEndpoint(Step(wrong), Step(GOOD))
    understood = await mind(endpoint).read(reading(WORDS))
    assert understood.acts == {"greets"}
    assert [attempt.requests for attempt in understood.attempts] == [1, 1]
    assert [bool(attempt.failure) for attempt in understood.attempts] == [True, False]
    assert endpoint.said("assistant", 1) == wrong
    assert "abacaxi" not in endpoint.said("user", 1)


@pytest.mark.anyio
async def test_the_repair_names_field_and_rule_and_not_the_value() -> None:
    endpoint = FakeEndpoint(Step(WRONG_ENUM), Step(GOOD))
    await mind(endpoint).read(reading("oi"))
    asked = endpoint.said("user", 1)
    assert "mood" in asked
    assert "'calm'" in asked
    assert "furious" not in asked


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("step", "failure"),
    [
        (Step("Claro, vou ajudar."), "not json"),
        (Step(GOOD[:20], tool=True), "not json"),
        (Step(GOOD[:20], tool=True, finish="length"), "cut"),
        (Step(GOOD, tool=True, finish="content_filter"), "refusal"),
        (Step(answer(language="klingon"), tool=True), "wrong schema"),
        (Step(None), "empty"),
    ],
)
async def test_a_tool_not_called_or_called_wrongly_is_a_failure_too(
    step: Step, failure: str
) -> None:
    endpoint = FakeEndpoint(step, step)
    with pytest.raises(MindUnavailable) as told:
        await mind(endpoint, "function_calling").read(reading("oi"))
    assert told.value.attempts[-1].failure == failure


@pytest.mark.anyio
async def test_json_in_a_fence_is_read() -> None:
    endpoint = FakeEndpoint(Step(f"```json\n{GOOD}\n```"))
    assert (await mind(endpoint).read(reading("oi"))).acts == {"greets"}


@pytest.mark.anyio
async def test_a_cut_answer_still_counts_its_tokens() -> None:
    endpoint = FakeEndpoint(Step(GOOD[:40], finish="length"))
    with pytest.raises(MindUnavailable) as told:
        await mind(endpoint).read(reading("oi"))
    assert told.value.attempts == (Attempt("llm", "cut", 1, 100, 0, 20),)


@pytest.mark.anyio
async def test_an_answer_without_usage_costs_nothing_known() -> None:
    body = json.loads(Step(GOOD).written())
    del body["usage"]
    endpoint = FakeEndpoint(Step(body=json.dumps(body)))
    assert (await mind(endpoint).read(reading("oi"))).attempts == (Attempt("llm", "", 1),)


@pytest.mark.anyio
async def test_a_cut_answer_without_usage_is_cut_all_the_same() -> None:
    body = json.loads(Step(GOOD, finish="length").written())
    del body["usage"]
    with pytest.raises(MindUnavailable) as told:
        await mind(FakeEndpoint(Step(body=json.dumps(body)))).read(reading("oi"))
    assert told.value.attempts == (Attempt("llm", "cut", 1),)


@pytest.mark.anyio
async def test_what_a_library_may_yet_come_up_with_is_no_completion() -> None:
    def fail(_messages: LanguageModelInput) -> dict[str, object]:
        raise openai.OpenAIError

    def ramble(_messages: LanguageModelInput) -> dict[str, object]:
        return {"raw": "x"}

    for odd in (fail, ramble):
        wire = Wire(RunnableLambda(odd), FakeEndpoint().client())
        assert (await wire.ask([])).problem == "not a completion"


def test_who_wants_no_model_imports_none() -> None:
    look = "import sys, agent.mind.llm; sys.exit('langchain_openai' in sys.modules)"
    asked = [sys.executable, "-c", look]
    assert subprocess.run(asked, check=False, cwd=HERE.parent).returncode == 0


@pytest.mark.anyio
async def test_an_endpoint_that_cannot_be_reached_is_unreachable() -> None:
    asked = _over(unreachable())
    with pytest.raises(MindUnavailable, match="llm: unreachable"):
        await asked.read(reading("oi"))


@pytest.mark.anyio
async def test_a_timeout_of_the_client_is_a_timeout() -> None:
    def late(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("late", request=request)

    client = httpx2.AsyncClient(transport=httpx2.MockTransport(late))
    asked = _over(client)
    with pytest.raises(MindUnavailable, match="llm: timeout"):
        await asked.read(reading("oi"))


@pytest.mark.anyio
async def test_a_slow_endpoint_is_given_up_and_hears_of_it() -> None:
    endpoint = FakeEndpoint(Step(GOOD, delay=30))
    with pytest.raises(MindUnavailable) as told:
        await mind(endpoint, seconds=0.1).read(reading("oi"))
    assert told.value.attempts == (Attempt("llm", "timeout", 1),)
    assert endpoint.cancelled == 1


@pytest.mark.anyio
async def test_the_repair_shares_the_time_of_the_first_request() -> None:
    endpoint = FakeEndpoint(Step("prosa", delay=0.05), Step(GOOD, delay=30))
    with pytest.raises(MindUnavailable) as told:
        await mind(endpoint, seconds=0.3).read(reading("oi"))
    assert [attempt.failure for attempt in told.value.attempts] == ["not json", "timeout"]


@pytest.mark.anyio
async def test_a_cancelled_reading_stops_its_request_at_once() -> None:
    endpoint = FakeEndpoint(Step(GOOD, delay=30))
    task = asyncio.create_task(mind(endpoint).read(reading("oi")))
    await endpoint.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert endpoint.cancelled == 1


@pytest.mark.anyio
async def test_nothing_is_traced_even_where_tracing_is_on() -> None:
    traced = []

    def look(_request: httpx2.Request) -> httpx2.Response:
        traced.append(tracing_is_enabled())
        return httpx2.Response(
            200, text=said().written(), headers={"content-type": "application/json"}
        )

    asked = _over(httpx2.AsyncClient(transport=httpx2.MockTransport(look)))
    with tracing_context(enabled=True):
        await asked.read(reading(WORDS))
    assert traced == [False]


class Eavesdropper(BaseCallbackHandler):
    """Keeps what a chat model was asked, as tracers do."""

    def __init__(self) -> None:
        self.overheard: list[object] = []

    def on_chat_model_start(self, serialized: object, messages: object, **more: object) -> None:
        self.overheard.append(messages)


@pytest.mark.anyio
async def test_callbacks_of_whoever_runs_the_graph_do_not_hear_the_customer() -> None:
    endpoint, ear = FakeEndpoint(said()), Eavesdropper()
    node = RunnableLambda(mind(endpoint).read)
    await node.ainvoke(reading(WORDS), {"callbacks": [ear]})
    assert len(endpoint.bodies) == 1
    assert ear.overheard == []


@pytest.mark.anyio
async def test_no_log_has_the_customers_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    endpoint = FakeEndpoint(Step("prosa"), Step(WRONG_ENUM))
    with pytest.raises(MindUnavailable):
        await mind(endpoint).read(reading(WORDS))
    assert caplog.records
    assert "abacaxi" not in caplog.text


@pytest.mark.anyio
async def test_a_mind_closes_its_connections() -> None:
    client = FakeEndpoint().client()
    await _over(None).aclose()
    await _over(client).aclose()
    assert client.is_closed
