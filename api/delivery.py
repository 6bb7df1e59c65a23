"""The stored outcome becomes calls to Chatwoot: in order, once each, behind the fence.

Before a public message: is the epoch still the turn's, and does Chatwoot itself still say pending? An answer that
leaves a doubt is never answered by sending again, only by a proof that nothing arrived; without one, by a human.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent import lastresort
from agent.effects import Effect
from agent.protocol import Protocol
from api import ways
from api.chatwoot.answers import Answer, Done, Refused
from api.fence import Fence
from api.hearing import Consequence, Told, moved, order, reported, unsaid
from api.metrics import Metrics
from api.silence import out_of_place
from api.storage import conversations, inbox, outbox
from api.storage.conversations import Conversation
from api.storage.courtesy import after_deliveries
from api.storage.outbox import Finished, Row
from api.storage.thread import Thread
from api.telling import Telling
from api.turns import own_message

log = logging.getLogger("alu.delivery")

LEASE = timedelta(seconds=30)
WAITING_FOR_AN_ECHO = "no proof yet"
GATEWAY_ERRORS = (502, 503, 504)  # a proxy speaks: Chatwoot itself is away, while it is updated say


@dataclass(frozen=True, slots=True)
class Next:
    """A row that is due, with the conversation it belongs to.

    ``out_of_place``: of what nobody asked for, why it may not be told any more, empty if it may; None of all else.
    """

    row: Row
    conversation: Conversation
    out_of_place: str | None = None

    @property
    def unasked(self) -> bool:
        """A reminder, or the end of a silent conversation: what cannot be told is left untold, and nobody called."""
        return self.out_of_place is not None


Due = Next | datetime | None
"""What comes next: a row that is due, the time when one will be, or nothing."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Tells what the outbox holds.

    ``chance`` gives numbers in 0..1, ``report`` hands on a state that was read, ``wake`` says that there is news.
    """

    engine: AsyncEngine
    telling: Telling
    protocol: Protocol
    fence: Fence
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    report: Callable[[Told], Awaitable[object]]
    wake: Callable[[Thread, Consequence], None]
    metrics: Metrics

    async def deliver(self, thread: Thread) -> datetime | None:
        """Tells everything that is due, in order, until the first row that has to wait; when that is due."""
        async with after_deliveries(self.engine) as tx:
            due = await self._due(tx, thread)
        while isinstance(due, Next):
            due = await self._one(due)
        return due

    async def recover(self) -> None:
        """At start: rows that the process before began to tell. Nobody knows whether they were told."""
        now = self.clock()
        async with after_deliveries(self.engine) as tx:
            for row in await outbox.left(tx):
                look_at = now + timedelta(seconds=ways.SECONDS_AFTER_A_CRASH)
                await outbox.park(tx, row, now, look_at, "crash")

    async def _one(self, due: Next) -> Due:
        """One step of one row; the next that is due."""
        row = due.row
        if row.state == "sending":  # its lease is over: whoever told it is gone
            return await self._settle(due, ways.Doubt(ways.SECONDS_AFTER_A_CRASH, "crash"))
        if row.state == "parked":
            return await self._proof(due)
        if why := _void(due):
            return await self._finish(due, "suppressed", why)
        if row.effect["do"] == "say":
            return await self._say(due)
        return await self._tell(due)

    async def _say(self, due: Next) -> Due:
        """Looks at Chatwoot itself first: its webhook may be on its way, or lost."""
        standing = await self.telling.standing(due.row.thread)
        if isinstance(standing, Done):
            if standing.value.status not in (None, "pending"):
                await self.report(Told(reported(standing.value, due.row.thread)))
                return await self._finish(due, "suppressed", f"already {standing.value.status}")
            if standing.value.can_reply is False and due.unasked:
                return await self._finish(due, "dropped", "window closed")
            if standing.value.can_reply is False:
                return await self._hand_over(
                    due, "window closed", self.protocol.notes.window_closed
                )
        elif isinstance(standing, Refused) and standing.reason == "not_found":
            return await self._give_up(due, "conversation gone")
        elif _unreachable(standing):
            return await self._settle(due, self._later(due.row, standing))
        return await self._tell(due)

    async def _tell(self, due: Next) -> Due:
        """The call itself. What cannot be repeated is marked first, in the same look at the epoch."""
        async with self._passage(due.row):
            if due.row.effect["do"] in ways.MESSAGES:
                begun = await self._begin(due)
                if not isinstance(begun, Row):
                    return begun
                due = replace(due, row=begun)
            answer = await self.telling.tell(due.row, due.conversation.contact)
        attempts = due.row.attempts + (due.row.state == "queued")
        return await self._settle(due, ways.way(due.row.effect, answer, attempts, self.chance()))

    async def _begin(self, due: Next) -> Row | Due:
        """The row, marked as being told; or, where that may not be, what comes next."""
        now, why = self.clock(), "a person took over"
        async with after_deliveries(self.engine) as tx:
            known = await conversations.held(tx, due.row.thread)
            if known and not (why := _void(await self._next(tx, due.row, known))):
                begun = await outbox.start(tx, due.row, now, now + LEASE)
                return begun if begun else await self._due(tx, due.row.thread)
        return await self._finish(due, "suppressed", why)

    async def _proof(self, due: Next) -> Due:
        """Was it told? Its echo would have said so; now the conversation itself is asked."""
        row = due.row
        found = await self.telling.arrived(row)
        if isinstance(found, Done) and found.value is not None:
            return await self._finish(due, "sent", "", found.value)
        if isinstance(found, Done):
            log.info("not told, for certain: %s, %s", row.key, row.reason)
            return await self._settle(due, ways.absent(row.effect, row.attempts, self.chance()))
        if _unreachable(found):
            return await self._settle(due, ways.Doubt(10.0, row.reason))
        if row.effect["do"] != "say" or due.unasked:  # a note must not keep a customer waiting
            return await self._finish(due, "dropped", "in doubt")
        if row.reason != WAITING_FOR_AN_ECHO:
            return await self._settle(
                due, ways.Doubt(ways.SECONDS_FOR_AN_ECHO, WAITING_FOR_AN_ECHO)
            )
        return await self._hand_over(due, "in doubt", self.protocol.notes.in_doubt)

    async def _settle(self, due: Next, way: ways.Way) -> Due:
        row, now = due.row, self.clock()
        match way:
            case ways.Sent(message):
                return await self._finish(due, "sent", "", message)
            case ways.GivenUp(reason):
                return await self._give_up(due, reason)
            case ways.Again(seconds, reason):
                move = outbox.again
            case ways.Doubt(seconds, reason):
                move = outbox.park
        log.info("%s %s: %s, again in %.1f s", row.effect["do"], row.key, reason, seconds)
        async with after_deliveries(self.engine) as tx:
            await move(tx, row, now, now + timedelta(seconds=seconds), reason)
            return await self._due(tx, row.thread)

    async def _give_up(self, due: Next, reason: str) -> Due:
        if due.row.effect["do"] == "say" and not due.unasked:
            text = due.row.effect["text"]
            note = self.protocol.notes.undelivered.replace("{texto}", text)
            return await self._hand_over(due, reason, note)
        log.warning("dropped: %s %s, %s", due.row.effect["do"], due.row.key, reason)
        return await self._finish(due, "dropped", reason)

    async def _finish(
        self, due: Next, state: Finished, reason: str, message: int | None = None
    ) -> Due:
        row, now = due.row, self.clock()
        async with after_deliveries(self.engine) as tx:
            moved_now = await outbox.finish(tx, row, now, state, reason, message)
            if moved_now or state == "sent":  # its echo may have told first
                self._count(row, state, reason)
            if moved_now:
                await self._remember_unsaid(tx, row, state)
            return await self._due(tx, row.thread)

    async def _hand_over(self, due: Next, reason: str, note: str) -> Due:
        """What she wanted to say can't be said: whatever else she had decided is void, people take over."""
        row, now = due.row, self.clock()
        async with after_deliveries(self.engine) as tx:
            known = await conversations.held(tx, row.thread)
            if known and await outbox.finish(tx, row, now, "dropped", reason):
                self._count(row, "dropped", reason)
                await self._remember_unsaid(tx, row, "dropped")
                await self._to_people(tx, known, lastresort.silently(note))
            return await self._due(tx, row.thread)

    async def _to_people(
        self, tx: AsyncConnection, known: Conversation, effects: list[Effect]
    ) -> None:
        if known.attended != "pending":
            return
        taken = conversations.taken(known)
        await conversations.keep(tx, [taken])
        await inbox.hear(tx, moved(taken, self.clock()))
        await order(tx, taken, effects, self.clock())

    async def _remember_unsaid(self, tx: AsyncConnection, row: Row, state: Finished) -> None:
        if row.effect["do"] == "say" and state != "sent":
            message = own_message(row.thread, row.turn)
            await inbox.hear(tx, unsaid(row.thread, message, self.clock()))
            self.wake(row.thread, "news")  # the mind has to be told

    async def _due(self, tx: AsyncConnection, thread: Thread) -> Due:
        row = await outbox.head(tx, thread)
        if row is None:
            return None
        if row.due_at > self.clock():
            return row.due_at
        known = await conversations.known(tx, thread)
        return await self._next(tx, row, known) if known else None

    async def _next(self, tx: AsyncConnection, row: Row, known: Conversation) -> Next:
        return Next(row, known, await out_of_place(tx, row, self.clock(), self.protocol))

    def _passage(self, row: Row) -> AbstractAsyncContextManager[None]:
        return self.fence.speaking(row.thread) if row.effect["do"] == "say" else nullcontext()

    def _later(self, row: Row, answer: Answer[object]) -> ways.Again:
        asked = answer.after if isinstance(answer, Refused) else None
        seconds = asked or ways.pause(row.attempts + 1, self.chance())
        return ways.Again(seconds, "unreachable")

    def _count(self, row: Row, state: Finished, reason: str) -> None:
        self.metrics.told.labels(row.effect["do"], state, reason).inc()
        if state == "suppressed":
            log.info("suppressed: %s %s, %s", row.effect["do"], row.key, reason)


def _void(due: Next) -> str:
    """Why a row may not be told any more: never what a person of the team ordered. Pure."""
    if due.row.effect.get("ordered"):
        return ""
    if due.row.effect["do"] not in ways.ACTS and not due.unasked:
        return ""
    if due.row.epoch != due.conversation.epoch:
        return "a person took over"
    if due.conversation.status != "pending":
        return f"already {due.conversation.status}"
    return due.out_of_place or ""


def _unreachable(answer: Answer[object]) -> bool:
    """Whether nothing can be learned from Chatwoot just now, as against what it never lets us read."""
    if isinstance(answer, Refused):
        return answer.reason in ("unreachable", "rate_limited")
    if isinstance(answer, Done):
        return False
    return answer.reason in ("timeout", "connection_lost") or answer.status in GATEWAY_ERRORS
