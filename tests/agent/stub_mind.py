"""What the tests of the protocol share: a mind that says what it was told to, and a conversation with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from agent.conversation import Taken, remembered, take_turn
from agent.effects import Effect
from agent.graph import Agent, build
from agent.ledger import Proposal
from agent.loading import load
from agent.mind import Attempt, NeedGuess, Reading, Understanding
from agent.mind.labels import Act
from agent.resources import Resources
from agent.state import Message, MessageKind, State, Status
from prompts import HERE

PROTOCOL = load(HERE)
MONDAY_10 = "2026-11-23T10:00:00-03:00"
SUNDAY_10 = "2026-11-22T10:00:00-03:00"


class StubMind:
    """Answers its script in order, then understands nothing; an error in the script is raised.

    Like every mind it tells who answered. ``readings`` holds what it was asked.
    """

    def __init__(self, *script: Understanding | BaseException) -> None:
        self._script = list(script)
        self.readings: list[Reading] = []

    async def read(self, reading: Reading) -> Understanding:
        self.readings.append(reading)
        answer = self._script.pop(0) if self._script else Understanding()
        if isinstance(answer, BaseException):
            raise answer
        return replace(answer, attempts=answer.attempts or (Attempt("stub"),))


def heard(*acts: Act, need: str = "", source: str = "m1", **facts: str) -> Understanding:
    """An understanding of acts, of one need at most, and of facts of the first item."""
    proposals = tuple(Proposal(slot, value, value, source, item=0) for slot, value in facts.items())
    needs = (NeedGuess(need, 0.9),) if need else ()
    return Understanding(frozenset(acts), needs, proposals=proposals)


ORDER = heard(
    need="compras", nome="Bia", tipo_pessoa="pf", cidade="Sobral", uf="CE", produto="tubo", quantidade="30"
)  # fmt: skip
"""Everything a purchase needs, in one go."""


def customer(id_: str, text: str, kind: MessageKind = "text") -> Message:
    return {"id": id_, "role": "customer", "kind": kind, "text": text, "name": ""}


def person(id_: str, text: str, name: str = "Rui") -> Message:
    return {"id": id_, "role": "human", "kind": "text", "text": text, "name": name}


def strict_saver() -> InMemorySaver:
    """A memory that gives back nothing but plain values, as in production."""
    return InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=None))


@dataclass
class Talk:
    """One conversation with a mind. ``now`` is the clock; turns are numbered t1, t2…"""

    mind: StubMind
    contact: Mapping[str, str] = field(default_factory=dict)
    saver: BaseCheckpointSaver[str] = field(default_factory=strict_saver)
    now: str = MONDAY_10
    thread: str = "1:1"
    turns: int = 0

    def __post_init__(self) -> None:
        self.agent: Agent = build(self.saver)
        self.resources = Resources.of(PROTOCOL, self.mind)

    async def turn(self, status: Status, *messages: Message, unsaid: Sequence[str] = ()) -> Taken:
        self.turns += 1
        return await take_turn(
            self.agent,
            self.thread,
            {
                "status": status,
                "messages": list(messages),
                "now": self.now,
                "turn_id": f"t{self.turns}",
                "contact": dict(self.contact),
                "ddd": "85",
                "unsaid": list(unsaid),
            },
            self.resources,
        )

    async def says(self, text: str, status: Status = "pending") -> Taken:
        """The customer writes one more message, with an id of its own."""
        return await self.turn(status, customer(f"m{self.turns + 1}", text))

    async def memory(self) -> State:
        return await remembered(self.agent, self.thread)


def done(taken: Taken) -> list[str]:
    """The kinds of the effects, in order."""
    return [effect["do"] for effect in effects(taken)]


def said(taken: Taken) -> list[str]:
    """The texts for the customer."""
    return [effect["text"] for effect in effects(taken) if effect["do"] == "say"]


def notes(taken: Taken) -> list[str]:
    """The private notes for the team."""
    return [effect["text"] for effect in effects(taken) if effect["do"] == "note"]


def effects(taken: Taken) -> list[Effect]:
    return taken.outcome.get("effects") or []
