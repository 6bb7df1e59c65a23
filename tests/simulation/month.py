"""A month of conversations under the policy of silence, by a seed and an injected clock.

Chatwoot and the mind are played: a conversation is a status and a customer with a habit. What each of them, and Alú,
did is written down, and judged from that record alone. What is remembered between is in ``books``: those of the product
(``Stored``), or a model of them for which ten thousand conversations are little (``Paper``).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from typing import Protocol as Interface

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.ledger import Proposal
from agent.mind import Understanding
from agent.protocol import Protocol
from agent.state import Outcome, Status
from agent.waiting import NextStep, Quiet, next_step
from api.hearing import STATUS, Told, store
from api.silence import Silences, left_to_wait, step_to_take
from api.storage import conversations, inbox, silences
from api.storage.conversations import Report
from api.storage.inbox import Heard, Unread
from api.storage.silences import SILENCE, Silent
from api.storage.tables import silences as rows
from api.storage.thread import Thread

Habit = Literal["never", "late", "opts out", "puts off", "taken", "emoji", "thanks"]
HABITS: dict[Habit, int] = {
    "never": 35, "late": 25, "opts out": 6, "puts off": 10, "taken": 12, "emoji": 6, "thanks": 6
}  # fmt: skip
DAYS = 30
SAY: Outcome = {"effects": [{"do": "say", "text": "…"}]}
LATER = Understanding(proposals=(Proposal("email", state="later"),))
HOUR = timedelta(hours=1)
POSSIBLE: dict[str, Status] = {"takes": "pending", "gives back": "open"}
"""What a person can do in which status only."""


@dataclass(frozen=True, order=True)
class Deed:
    """Something that somebody did in a conversation."""

    at: datetime
    conversation: int
    what: str


class Books(Interface):
    """What is remembered of conversations, by their number."""

    def batch(self) -> AbstractAsyncContextManager[None]: ...
    async def line(self, number: int, message: int, status: Status, at: datetime) -> None: ...
    async def moved(self, number: int, status: Status, at: datetime) -> None: ...
    async def unread(self, number: int) -> tuple[list[Unread], Status]: ...
    async def before(self, number: int) -> Quiet | None: ...
    async def keep(
        self, number: int, read: list[Unread], quiet: Quiet, step: NextStep | None
    ) -> None: ...
    async def first_due(self) -> datetime | None: ...
    async def steps(self, at: datetime) -> list[int]: ...


@dataclass
class Stored:
    """The product's own tables, and its own search for what is due."""

    engine: AsyncEngine
    protocol: Protocol
    _tx: AsyncConnection | None = None
    _reports: int = 0

    @property
    def tx(self) -> AsyncConnection:
        assert self._tx
        return self._tx

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[None]:
        async with self.engine.begin() as self._tx:
            yield

    async def line(self, number: int, message: int, status: Status, at: datetime) -> None:
        body = {"role": "customer", "kind": "text", "text": "oi", "name": ""}
        line = Heard(Thread(1, number), "message_created", body, at, message, contact=number)
        await store(self.tx, [Told(self._report(number, status), line=line)], at, [])

    async def moved(self, number: int, status: Status, at: datetime) -> None:
        await store(self.tx, [Told(self._report(number, status))], at, [])

    async def unread(self, number: int) -> tuple[list[Unread], Status]:
        known = await conversations.known(self.tx, Thread(1, number))
        assert known
        return await inbox.unread(self.tx, known.thread), known.attended

    async def before(self, number: int) -> Quiet | None:
        known = await silences.known(self.tx, Thread(1, number))
        return known.quiet if known else None

    async def keep(
        self, number: int, read: list[Unread], quiet: Quiet, step: NextStep | None
    ) -> None:
        """As ``Turns`` does: the turn is claimed, what was unread is read."""
        known = await conversations.known(self.tx, Thread(1, number))
        assert known
        turn = await conversations.claim(self.tx, known.thread, known.version, known.epoch)
        await inbox.mark(self.tx, [row.id for row in read], turn)
        await silences.keep(self.tx, Silent(known.thread, turn, quiet, step))

    async def first_due(self) -> datetime | None:
        async with self.engine.begin() as tx:
            found: datetime | None = await tx.scalar(select(func.min(rows.c.due_at)))
        return found

    async def steps(self, at: datetime) -> list[int]:
        let_in = await Silences(self.engine, self.protocol, lambda: at).step()
        return [thread.conversation for thread in let_in]

    def _report(self, number: int, status: Status) -> Report:
        self._reports += 1
        return Report(Thread(1, number), status, float(self._reports), contact=number)


@dataclass
class Paper:
    """A model of those tables."""

    protocol: Protocol
    status: dict[int, Status] = field(default_factory=dict)
    rows: defaultdict[int, list[Unread]] = field(default_factory=lambda: defaultdict(list))
    quiet: dict[int, Quiet] = field(default_factory=dict)
    due: dict[int, NextStep] = field(default_factory=dict)
    order: list[tuple[datetime, int]] = field(default_factory=list)

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[None]:
        yield

    async def line(self, number: int, message: int, status: Status, at: datetime) -> None:
        await self.moved(number, status, at)
        self._hear(number, "message_created", at, {"role": "customer"}, message)

    async def moved(self, number: int, status: Status, at: datetime) -> None:
        if self.status.setdefault(number, status) != status:
            self.status[number] = status
            self._hear(number, STATUS, at, {"status": status})

    async def unread(self, number: int) -> tuple[list[Unread], Status]:
        return self.rows.pop(number, []), self.status[number]

    async def before(self, number: int) -> Quiet | None:
        return self.quiet.get(number)

    async def keep(
        self, number: int, _read: list[Unread], quiet: Quiet, step: NextStep | None
    ) -> None:
        self.quiet[number] = quiet
        self._wait(number, step)

    async def first_due(self) -> datetime | None:
        return self.order[0][0] if self.order else None

    async def steps(self, at: datetime) -> list[int]:
        found: list[int] = []
        while self.order and self.order[0][0] <= at:
            _, number = heapq.heappop(self.order)
            planned = self.due.get(number)
            if planned is None or planned.at > at:
                continue
            step = next_step(self.quiet[number], at, self.protocol)
            self._wait(number, step if step and step.at > at else None)
            if step and step.at <= at:
                self._hear(number, SILENCE, at, {"step": step.step})
                found.append(number)
        return found

    def _wait(self, number: int, step: NextStep | None) -> None:
        self.due.pop(number, None)
        if step:
            self.due[number] = step
            heapq.heappush(self.order, (step.at, number))

    def _hear(
        self, number: int, event: str, at: datetime, body: dict[str, object], message: int = 0
    ) -> None:
        self.rows[number].append(Unread(0, event, message, number, body, at))


@dataclass
class Month:
    """``end`` plays until nothing is left to happen."""

    books: Books
    protocol: Protocol
    began: datetime
    seed: int
    count: int
    tick: timedelta = timedelta(minutes=10)
    record: list[Deed] = field(default_factory=list)
    status: dict[int, Status] = field(default_factory=dict)
    habits: dict[int, Habit] = field(default_factory=dict)
    _coming: list[tuple[datetime, int, str]] = field(default_factory=list)
    _messages: int = 0

    def __post_init__(self) -> None:
        self.chance, self.now = Random(self.seed), self.began  # noqa: S311
        names, weights = list(HABITS), list(HABITS.values())
        for number in range(1, self.count + 1):
            self.habits[number] = self.chance.choices(names, weights)[0]
            self.status[number] = "pending"
            self._plan(self.began + self.chance.random() * timedelta(days=DAYS), number, "writes")

    async def end(self) -> None:
        """The whole month, and what follows from it."""
        while (moment := await self._next()) is not None:
            tick = self.began + -(-(moment - self.began) // self.tick) * self.tick
            async with self.books.batch():
                while self._coming and self._coming[0][0] <= tick:
                    self.now, number, what = heapq.heappop(self._coming)
                    await self._happens(number, what)
            self.now = tick
            stepping = sorted(await self.books.steps(tick))
            async with self.books.batch():
                for number in stepping:
                    await self._turn(number)

    async def _next(self) -> datetime | None:
        due = await self.books.first_due()
        coming = self._coming[0][0] if self._coming else None
        return min((one for one in (due, coming) if one), default=None)

    def _plan(self, at: datetime, number: int, what: str) -> None:
        heapq.heappush(self._coming, (at, number, what))

    def _done(self, number: int, what: str) -> None:
        self.record.append(Deed(self.now, number, what))

    async def _happens(self, number: int, what: str) -> None:
        if self.status[number] != POSSIBLE.get(what, self.status[number]):
            return
        self._done(number, what)
        if what == "writes":
            if self.status[number] == "resolved":
                await self._move(number, "pending")
            self._messages += 1
            await self.books.line(number, self._messages, self.status[number], self.now)
        else:
            await self._move(number, "open" if what == "takes" else "pending")
        await self._turn(number)

    async def _move(self, number: int, status: Status) -> None:
        self.status[number] = status
        await self.books.moved(number, status, self.now)

    async def _turn(self, number: int) -> None:
        read, attended = await self.books.unread(number)
        if not read:
            return
        outcome = self._outcome(number, read)
        moves = [row for row in read if row.event == STATUS]
        status: Status = moves[-1].body["status"] if moves else attended  # type: ignore[assignment]
        before = await self.books.before(number)
        quiet, step = left_to_wait(before, read, status, outcome, self.now, self.protocol)
        await self.books.keep(number, read, quiet, step)
        for effect in outcome.get("effects") or []:
            if effect["do"] == "set_status":
                await self._move(number, effect["status"])
                await self._turn(number)

    def _outcome(self, number: int, read: list[Unread]) -> Outcome:
        """What the mind would decide, and what the customer does next."""
        if step := step_to_take(read):
            self._done(number, step)
            if step == "reminder":
                if self.chance.random() < 0.3:
                    self._plan(self.now + self.chance.random() * 12 * HOUR, number, "writes")
                return {**SAY, "reason": "reminded"}
            return {"effects": [{"do": "set_status", "status": "resolved"}], "reason": "unanswered"}
        if self.status[number] != "pending" or not any("role" in row.body for row in read):
            return {}
        return self._answer(number)

    def _answer(self, number: int) -> Outcome:
        habit, chance = self.habits[number], self.chance
        if habit == "late" and chance.random() < 0.7:
            self._plan(self.now + chance.random() * 50 * HOUR, number, "writes")
        if habit == "taken" and chance.random() < 0.8:
            taken = self.now + chance.random() * 8 * HOUR
            self._plan(taken, number, "takes")
            self._plan(taken + chance.random() * 40 * HOUR, number, "gives back")
        if habit == "opts out":
            self._done(number, "opts out")
            back = self.now + chance.random() * 20 * HOUR
            self._plan(back, number, "gives back")
            if chance.random() < 0.5:
                self.habits[number] = "never"
                self._plan(back + HOUR, number, "writes")
            return {"effects": [{"do": "set_status", "status": "open"}], "reason": "opted_out"}
        if habit == "emoji":
            self._done(number, "keeps silent")
            return {"reason": "nothing_to_say"}
        self._done(number, "thanks" if habit == "thanks" else "asks")
        if habit == "puts off":
            self._done(number, "puts off")
            return {**SAY, "reason": "asking", "understanding": LATER}
        return {**SAY, "reason": "resting" if habit == "thanks" else "asking"}
