"""A dialogue's script played against the offline mind, exactly as ``alu chat --script`` plays it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from agent.desk import Desk
from agent.effects import Effect
from agent.ledger import Ledger, Need, Slots, from_json
from agent.resources import Resources
from agent.state import OpenQuestion, Status
from api import bootstrap, talk
from api.chat import Chat
from api.screen import Screen

MONDAY_10 = "2026-11-23T10:05-03:00"
HUMAN_ACTS = ("/abrir", "/humano", "/adiar", "/resolver")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script and what came of it. ``before``: the status in which the line found the conversation."""

    number: int
    line: str
    before: Status
    effects: list[Effect]
    asks: tuple[str, ...]
    question: OpenQuestion | None
    ledger: Ledger

    @property
    def said(self) -> list[str]:
        return [effect["text"] for effect in self.effects if effect["do"] == "say"]

    @property
    def notes(self) -> list[str]:
        return [effect["text"] for effect in self.effects if effect["do"] == "note"]

    @property
    def handed_over(self) -> bool:
        return any(e["do"] == "set_status" and e["status"] == "open" for e in self.effects)

    @property
    def people_answer(self) -> bool:
        """A person has the conversation, or takes it with this very line."""
        if self.line.startswith(HUMAN_ACTS):
            return True
        return self.before in ("open", "snoozed") and self.line != "/pendente"

    def known_when_asked(self) -> list[str]:
        """The slots that this step asks although the ledger knows them."""
        return [
            slot
            for slot in self.asks
            for found in self._rooms()
            if slot in found and found[slot].known
        ]

    def _rooms(self) -> Iterator[Slots]:
        yield self.ledger.contact
        if self.question is None:
            return
        for need in self.ledger.open_needs:
            if need.kind == self.question["need"]:
                yield need.slots
                yield from _item(need, self.question["item"])


@dataclass(frozen=True, slots=True)
class Played:
    """A whole dialogue: its steps, in order, and how the desk and the ledger look at the end."""

    steps: tuple[Step, ...]
    desk: Desk
    ledger: Ledger

    def times_asked(self, slot: str) -> int:
        return sum(slot in step.asks for step in self.steps)

    @property
    def questions(self) -> int:
        return sum(bool(step.asks) for step in self.steps)


@dataclass
class _Recorder:
    """Feeds a script's lines to the terminal conversation and writes down what came of each."""

    chat: Chat
    steps: list[Step] = field(default_factory=list)
    before: Status = "pending"

    def lines(self, path: Path) -> Iterator[tuple[int, str]]:
        numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        return ((n, line) for n, line in numbered if line.strip() and not line.startswith("#"))

    async def play(self, path: Path) -> None:
        screen = Screen(Console(file=io.StringIO(), width=100), self.chat.resources.protocol)
        for number, line in self.lines(path):
            before = self.chat.desk.status
            await talk.talk(self.chat, screen, [line])
            self.steps.append(await self._step(number, line, before))

    async def _step(self, number: int, line: str, before: Status) -> Step:
        outcome, memory = self.chat.last.outcome, await self.chat.memory()
        return Step(
            number,
            line,
            before,
            outcome.get("effects") or [],
            tuple(outcome.get("asks") or ()),
            memory.get("question"),
            from_json(memory.get("ledger")),
        )


async def play(path: Path, resources: Resources, now: str = MONDAY_10, ddd: str = "85") -> Played:
    """The dialogue of one script, with a fixed clock."""
    recorder = _Recorder(Chat(resources, bootstrap.clock(now), ddd=ddd))
    await recorder.play(path)
    return Played(tuple(recorder.steps), recorder.chat.desk, recorder.steps[-1].ledger)


def _item(need: Need, place: int | None) -> Iterator[Slots]:
    if place is not None and place < len(need.items):
        yield need.items[place]
