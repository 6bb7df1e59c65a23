"""Where a case is played: the graph with a memory of its own, a desk in place of the world, a clock that is told.

Everything that enters is numbered and timed by the case and its seed, so that the same seed gives the same record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict, Unpack
from zlib import crc32

from langgraph.checkpoint.memory import InMemorySaver

from agent.conversation import Taken, remembered, take_turn
from agent.desk import Desk
from agent.graph import Agent, build
from agent.ledger import Ledger, Slots, from_json
from agent.mind import Attempt, Understanding
from agent.resources import Resources
from agent.state import Edit, Message, Order, State, Status, Turn
from agent.state import Step as Next
from evals.case import Setup
from evals.record import Cost, Guess, Kind, Known, NeedKnown, Said, Screen, Step

THREAD = "case"
SECONDS_BETWEEN_TURNS = 40
AFTER_A_WORD: dict[Status, Status] = {"resolved": "pending", "snoozed": "open"}
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class Steered(TypedDict, total=False):
    """What a turn brings beside messages, as ``agent.state.Turn`` has it."""

    orders: list[Order]
    edits: list[Edit]
    silence: Next


@dataclass
class Stage:
    """One conversation. ``key`` names the case and the seed; message ids are counted from a number made of it.

    ``stopwatch`` tells seconds; ``milliseconds`` is how long each run of the graph took, apart from the record.
    """

    resources: Resources
    setup: Setup
    key: str
    stopwatch: Callable[[], float]
    agent: Agent = field(default_factory=lambda: build(InMemorySaver()))
    steps: list[Step] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    desk: Desk = field(init=False)
    now: datetime = field(init=False)
    _count: int = field(init=False)
    _last: list[Message] = field(default_factory=list)
    _before: State = field(default_factory=lambda: State())

    def __post_init__(self) -> None:
        self.desk = Desk(status=self.setup.status)
        self.now = self.setup.now
        self._count = 1000 + crc32(self.key.encode()) % 9000

    @property
    def screen(self) -> Screen:
        """What a manager would see now."""
        desk = self.desk
        return Screen(
            status=desk.status,
            team=desk.team,
            priority=desk.priority,
            labels=tuple(sorted(desk.labels)),
            attributes=desk.attributes,
            contact=desk.contact,
            notes=desk.notes,
            messages=desk.messages,
        )

    async def customer(self, lines: Sequence[Said], kind: Kind = "user", line: int = 0) -> Step:
        """The customer writes, or sends something: a resolved conversation is pending again, a snoozed one opens."""
        status = AFTER_A_WORD.get(self.desk.status, self.desk.status)
        self._last = [self._message(one) for one in lines]
        return await self._take(kind, status, self._last, tuple(lines), line)

    async def human(self, texts: Sequence[str], name: str, line: int = 0) -> Step:
        """A person of the team writes: the conversation is theirs."""
        lines = tuple(Said(role="human", text=text, name=name) for text in texts)
        messages = [self._message(one) for one in lines]
        return await self._take("human_says", "open", messages, lines, line)

    async def status(self, status: Status, line: int = 0) -> Step:
        """A person changes the status."""
        return await self._take("status", status, [], (), line)

    async def again(self, line: int = 0) -> Step:
        """The customer's last messages are delivered once more."""
        return await self._take("again", self.desk.status, self._last, (), line)

    async def unsaid(self, line: int = 0) -> Step:
        """Her last message turns out never to have arrived."""
        memory = await remembered(self.agent, THREAD)
        hers = [one["id"] for one in memory.get("messages", []) if one["role"] == "alu"]
        return await self._take("unsaid", self.desk.status, [], (), line, unsaid=hers[-1:])

    async def noted(self, texts: Sequence[str], name: str, line: int = 0) -> Step:
        """A person of the team writes to her in private notes."""
        lines = tuple(Said(role="human", text=text, name=name, note=True) for text in texts)
        orders: list[Order] = [
            {"id": self._message(one)["id"], "text": one.text, "name": name} for one in lines
        ]
        return await self._take("note", self.desk.status, [], lines, line, orders=orders)

    async def edited(self, values: Mapping[str, str], line: int = 0) -> Step:
        """A person of the team changes values on the screens."""
        seen = f"e{self._count}"
        edits: list[Edit] = [{"name": k, "value": v, "id": seen} for k, v in values.items()]
        attributes = {k: v for k, v in values.items() if k.startswith("alu_")}
        contact = {k: v for k, v in values.items() if k not in attributes}
        self.desk = self.desk.after(
            [
                {"do": "set_attributes", "attributes": attributes},
                {"do": "update_contact", "name": "", "email": "", "attributes": contact},
            ]
        )
        return await self._take("edits", self.desk.status, [], (), line, edits=edits)

    async def stepped(self, step: Next, line: int = 0) -> Step:
        """The customer has not answered: her next step."""
        return await self._take("step", self.desk.status, [], (), line, silence=step)

    def waits(self, kind: Kind, until: datetime, line: int = 0) -> Step:
        """Nothing happens until then."""
        self.now = max(self.now, until)
        step = Step(
            number=len(self.steps) + 1,
            kind=kind,
            now=self.now.isoformat(),
            before=self.desk.status,
            after=self.desk.status,
            known=self.steps[-1].known if self.steps else Known(),
            line=line,
        )
        return self._kept(step)

    def _message(self, line: Said) -> Message:
        self._count += 1
        return {
            "id": str(self._count),
            "role": line.role,
            "kind": line.kind,
            "text": line.text,
            "name": line.name,
        }

    async def _take(
        self,
        kind: Kind,
        status: Status,
        messages: list[Message],
        lines: tuple[Said, ...],
        line: int,
        unsaid: Sequence[str] = (),
        **more: Unpack[Steered],
    ) -> Step:
        self._count += 1
        turn: Turn = {
            "status": status,
            "messages": messages,
            "now": self.now.isoformat(),
            "turn_id": f"t{self._count}",
            "contact": dict(self.setup.contact),
            "ddd": self.setup.channel.ddd,
            "unsaid": list(unsaid),
            **more,
        }
        began = self.stopwatch()
        taken = await take_turn(self.agent, THREAD, turn, self.resources)
        self.milliseconds.append(1000 * (self.stopwatch() - began))
        memory = await remembered(self.agent, THREAD)
        shown = self.desk.after([{"do": "set_status", "status": status}])
        self.desk = shown.after(taken.outcome.get("effects") or [])
        step = self._step(kind, status, lines, taken, memory, line)
        self._before = memory
        self.now += timedelta(seconds=SECONDS_BETWEEN_TURNS)
        return self._kept(step)

    def _step(
        self,
        kind: Kind,
        status: Status,
        lines: tuple[Said, ...],
        taken: Taken,
        memory: State,
        line: int,
    ) -> Step:
        outcome = taken.outcome
        understood = outcome.get("understanding") or Understanding()
        effects = tuple(outcome.get("effects") or ())
        asked = outcome.get("asks") or []
        question = memory.get("question") if asked else None
        return Step(
            number=len(self.steps) + 1,
            kind=kind,
            now=self.now.isoformat(),
            heard=lines,
            before=status,
            after=self.desk.status,
            said=tuple(effect["text"] for effect in effects if effect["do"] == "say"),
            effects=tuple(dict(effect) for effect in effects),
            asks=tuple(asked),
            need=question["need"] if question else None,
            item=question["item"] if question else None,
            options=tuple(question["options"]) if question else (),
            act=outcome.get("act") or "silence",
            reason=outcome.get("reason") or "",
            path=taken.path,
            uses=_used(self._before, memory),
            answer=understood.answer,
            acts=tuple(sorted(understood.acts)),
            needs=tuple(
                Guess(kind=one.kind, confidence=round(one.confidence, 6))
                for one in understood.needs
            ),
            mood=understood.mood,
            known=known(from_json(memory.get("ledger"))),
            line=line,
            cost=_cost(understood.attempts),
        )

    def _kept(self, step: Step) -> Step:
        self.steps.append(step)
        return step


def later(now: datetime, silence: str) -> datetime:
    """The moment after a silence (``3h``, ``45m``, ``2d``)."""
    number, unit = re.fullmatch(r"(\d+)([dhm])", silence).groups()  # type: ignore[union-attr]
    return now + timedelta(**{UNITS[unit]: int(number)})


def known(ledger: Ledger) -> Known:
    """What a ledger knows, and what was refused."""
    rooms = [ledger.contact, *(need.slots for need in ledger.needs)]
    refused = {name for slots in rooms for name, slot in slots.items() if slot.state == "refused"}
    return Known(
        contact=_values(ledger.contact),
        needs=tuple(
            NeedKnown(
                kind=need.kind,
                slots=_values(need.slots),
                items=tuple(_values(item) for item in need.items),
                routed=need.routed,
            )
            for need in ledger.needs
        ),
        refused=tuple(sorted(refused)),
    )


def _values(slots: Slots) -> dict[str, str]:
    return {name: slot.value for name, slot in sorted(slots.items()) if slot.known}


def _used(before: State, after: State) -> tuple[str, ...]:
    """The texts that were said in between, by their keys."""
    then, now = _said(before), _said(after)
    return tuple(sorted(key for key, times in now.items() if times > then.get(key, 0)))


def _said(state: State) -> Mapping[str, int]:
    return state.get("habits", {}).get("said", {})


def _cost(attempts: Sequence[Attempt]) -> Cost:
    return Cost(
        requests=sum(one.requests for one in attempts),
        tokens_in=sum(one.tokens_in for one in attempts),
        tokens_cached=sum(one.tokens_cached for one in attempts),
        tokens_out=sum(one.tokens_out for one in attempts),
        failures=tuple(f"{one.mind}: {one.failure}" for one in attempts if one.failure),
    )
