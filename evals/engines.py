"""Which mind the conversations are played with: offline, with sentences, behind an endpoint, or from a script."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal

from pydantic import SecretStr

from agent.extract import Extractor
from agent.mind import Mind
from agent.mind.llm import LlmMind, Method, llm_mind
from agent.mind.llm.reply import Message, Reply, Usage
from agent.mind.llm.wire import Wire
from agent.mind.offline import OfflineMind, offline_mind
from agent.mind.resilient import ResilientMind
from agent.protocol import Protocol
from agent.resources import Resources
from agent.room import Room
from evals.case import Answer, Case
from evals.customer.model import schema

Name = Literal["offline", "semantic", "llm", "scripted"]

SCRIPT_SECONDS = 10.0
OFFLINE_SECONDS = 5.0
CUSTOMER_TOKENS = 300


class Engine(Room):
    """The mind asked for. ``scripted`` plays only the cases that carry a script; those carry it with every engine.

    ``customer``: whether the endpoint plays the simulated customers, too.
    """

    name: Name = "offline"
    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    model: str = ""
    method: Method = "json_schema"
    seconds: float = 30.0
    customer: Literal["simulated", "model"] = "simulated"

    def plays(self, case: Case) -> bool:
        """Whether the case is for this engine."""
        return self.name != "scripted" or case.mind == "scripted"

    @property
    def patient(self) -> bool:
        """Whether a mind that fails is somebody else's fault (``infra``), not part of the case."""
        return self.name == "llm"


def mind(engine: Engine, company: Protocol) -> Mind:
    """The engine's mind, alone: nothing steps in for it. Raises ``SentencesUnavailable``."""
    if engine.name != "llm":
        return offline_mind(company, sentences=engine.name == "semantic")
    return llm_mind(
        company,
        Extractor(company.catalogue),
        base_url=engine.base_url,
        api_key=engine.api_key,
        model=engine.model,
        method=engine.method,
        seconds=engine.seconds,
    )


def wire(engine: Engine, case: Case) -> Wire:
    """The engine's endpoint, to play the customer of a case."""
    return Wire.open(
        schema(case),
        base_url=engine.base_url,
        api_key=engine.api_key,
        model=engine.model,
        method=engine.method,
        max_tokens=CUSTOMER_TOKENS,
        temperature=0.0,
        client=None,
    )


def scripted(case: Case, resources: Resources) -> Resources:
    """The model's mind over the answers of the case, and the offline mind behind it, as in the product."""
    company = resources.protocol
    model = LlmMind(Script(case.script), company, resources.finder, seconds=SCRIPT_SECONDS)
    offline = resources.mind if isinstance(resources.mind, OfflineMind) else offline_mind(company)
    minds: list[tuple[str, Mind, float]] = [
        ("llm", model, SCRIPT_SECONDS + 1),
        ("offline", offline, OFFLINE_SECONDS),
    ]
    return Resources.of(company, ResilientMind(minds))


class Script:
    """An endpoint whose answers are written down: one for each request, in order. Raises ``LookupError`` at the end."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = iter(answers)

    async def ask(self, messages: list[Message]) -> Reply:  # noqa: ARG002
        """The next answer, whatever is asked."""
        answer = next(self._answers, None)
        if answer is None:
            raise LookupError("the script has no answer left")
        usage = Usage(answer.tokens_in, answer.tokens_cached, answer.tokens_out)
        if answer.fails:
            return Reply(problem=answer.fails, usage=usage)
        if answer.text is not None:
            return Reply(problem="not json", text=answer.text, usage=usage)
        return Reply(answer.heard, text=json.dumps(answer.heard), usage=usage)

    async def aclose(self) -> None:
        """Nothing is open."""
