"""The mind that asks a model: one request a turn, one repair at most, in a bounded time."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

from agent.mind import Attempt, MindUnavailable, Reading, Understanding
from agent.mind.facts import Finder
from agent.mind.llm import prompt
from agent.mind.llm.checks import understanding
from agent.mind.llm.privacy import Veil
from agent.mind.llm.reply import Endpoint, Message, Reply
from agent.mind.llm.schema import Heard, WrongForm, heard, schema
from agent.protocol import Protocol
from prompts import HERE

REPAIRABLE = frozenset({"not json", "wrong schema"})
REPAIRED_LETTERS = 2000


class LlmMind:
    """Understands a reading through an OpenAI-compatible endpoint.

    Raises ``MindUnavailable`` for whatever keeps the endpoint from a well-formed answer within
    ``seconds``; its attempts, one per request, say why in a word or two and what it cost.
    Cancellation stops the request at once.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        protocol: Protocol,
        finder: Finder,
        *,
        name: str = "llm",
        seconds: float = 20.0,
        mask: bool = True,
        prompts: Path = HERE,
    ) -> None:
        self._endpoint = endpoint
        self._protocol = protocol
        self._finder = finder
        self._name = name
        self._seconds = seconds
        self._mask = mask
        self._prompts = prompts
        self._stable = prompt.stable(protocol, prompts)

    @property
    def fingerprint(self) -> str:
        """Twelve letters that change when the stable part of the request does."""
        asked = self._stable + json.dumps(schema(self._protocol), sort_keys=True)
        return hashlib.sha256(asked.encode()).hexdigest()[:12]

    async def read(self, reading: Reading) -> Understanding:
        veil = Veil.over(prompt.texts(reading)) if self._mask else Veil()
        attempts: list[Attempt] = []
        answer = await self._bounded(self._messages(reading, veil), attempts)
        shown = _unveiled(answer, veil)
        return understanding(shown, reading, self._protocol, self._finder, attempts)

    async def aclose(self) -> None:
        """Closes the endpoint's connections."""
        await self._endpoint.aclose()

    def _messages(self, reading: Reading, veil: Veil) -> list[Message]:
        moving = prompt.moving(reading, veil, self._prompts)
        return [("system", self._stable), ("user", moving)]

    async def _bounded(self, messages: list[Message], attempts: list[Attempt]) -> Heard:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._answer(messages, attempts)
        except TimeoutError:
            late = Attempt(self._name, "timeout", requests=1)
            raise MindUnavailable(*attempts, late) from None

    async def _answer(self, messages: list[Message], attempts: list[Attempt]) -> Heard:
        """The answer to the messages, or to the same with the problem told, once."""
        reply = await self._endpoint.ask(messages)
        answer, problem = _judged(reply)
        attempts.append(self._attempt(reply, problem))
        if problem in REPAIRABLE and len(attempts) == 1:
            return await self._answer([*messages, *self._repair(reply, answer)], attempts)
        if not isinstance(answer, Heard):
            raise MindUnavailable(*attempts)
        return answer

    def _repair(self, reply: Reply, why: str | Heard) -> list[Message]:
        return [
            ("assistant", reply.text[:REPAIRED_LETTERS] or "{}"),
            ("user", prompt.repair(str(why), self._prompts)),
        ]

    def _attempt(self, reply: Reply, problem: str) -> Attempt:
        return Attempt(self._name, problem, 1, *reply.usage)


def _judged(reply: Reply) -> tuple[Heard | str, str]:
    """The answer if it is well formed, else what is wrong with it; and the short name of that."""
    if reply.problem:
        return reply.problem, reply.problem
    try:
        return heard(reply.content), ""
    except WrongForm as wrong:
        return str(wrong), "wrong schema"


def _unveiled(answer: Heard, veil: Veil) -> Heard:
    """The answer with the hidden numbers put back."""
    facts = tuple(
        fact.model_copy(update={"value": veil.show(fact.value), "words": veil.show(fact.words)})
        for fact in answer.facts
    )
    shown = veil.show(answer.acknowledgement)
    return answer.model_copy(update={"facts": facts, "acknowledgement": shown})
