"""One process: an asyncio task for each conversation with something to do, woken by deliveries and by the sweep.

A task reads what is there, waits for the burst to end, decides, stores, delivers, and ends when nothing is left. While
it thinks, a takeover or a new line of the customer throws the thought away; what is stored is never undone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.delivery import Delivery
from api.dispatch import burst
from api.dispatch.burst import Patience
from api.hearing import Consequence
from api.metrics import Metrics
from api.storage.errors import TurnLost
from api.storage.thread import Thread
from api.turns import Decided, Look, Turns, of_orders, to_read

log = logging.getLogger("alu.dispatch")

MOST_FAILURES = 3
LONGEST_REST = 30.0
A_CALL = 20.0  # seconds that the database may take for one transaction
A_TRY = timedelta(
    seconds=20
)  # for whoever waited too long already: after an outage she is quicker than a person
IN_HAND = timedelta(seconds=15)  # for storing the hand-over and telling it


@dataclass(slots=True)
class _Case:
    """A conversation being attended: its task, what wakes it, the thought it may be having, its failures in a row.

    ``listening``: it waits for a burst to end, or an effect to be due, and a further line need not wake it.
    ``tries`` counts turns begun in a row that failed: a database that is away for a while is no reason to give up.
    ``thought_until``: when the thought has taken too long.
    """

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    listening: bool = False
    thought: asyncio.Task[Decided] | None = None
    thought_from: datetime | None = None
    thought_until: datetime | None = None
    failures: int = 0
    tries: int = 0


@dataclass(slots=True)
class Local:
    """Attends conversations until it is closed. ``a_try`` is left to whoever has waited too long already."""

    turns: Turns
    delivery: Delivery
    patience: Patience
    clock: Callable[[], datetime]
    metrics: Metrics
    a_try: timedelta = A_TRY
    _cases: dict[Thread, _Case] = field(default_factory=dict)
    _closed: bool = False

    def hold(self, thread: Thread) -> None:
        """A person may be taking over: whatever is being thought is thrown away."""
        case = self._cases.get(thread)
        if case and case.thought:
            case.thought.cancel()

    def wake(self, thread: Thread, why: Consequence) -> None:
        """Something came for this conversation. A further line of a burst is read when its end has been waited for."""
        if self._closed:
            return
        case = self._cases.get(thread)
        if case is None:
            case = self._cases[thread] = _Case(listening=why == "line")
            case.task = asyncio.create_task(self._attend(thread, case), name=f"attend {thread}")
        if not (case.listening and why == "line"):
            case.woken.set()
        if case.thought and self._may_end(case, why):
            case.thought.cancel()

    async def close(self, seconds: float) -> None:
        """Lets what is being told end, for at most ``seconds``, then stops; nothing that is stored is lost."""
        self._closed = True
        for case in self._cases.values():
            if case.thought:
                case.thought.cancel()
            case.woken.set()
        tasks = [case.task for case in self._cases.values() if case.task]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @property
    def attended(self) -> int:
        """How many conversations have a task now."""
        return len(self._cases)

    async def _attend(self, thread: Thread, case: _Case) -> None:
        if case.listening:
            await _rested(case, self.patience.complete)
        while not self._closed:
            case.woken.clear()
            case.listening = False
            rest = await self._safely(thread, case)
            if self._closed or (rest is None and not case.woken.is_set()):
                break
            await _rested(case, rest)
        del self._cases[thread]

    async def _safely(self, thread: Thread, case: _Case) -> float | None:
        """One round; seconds until the next, None if nothing is left. The outermost boundary: nothing escapes."""
        try:
            rest = await self._round(thread, case)
        except Exception as bug:
            case.failures += 1
            self.metrics.failures.labels("turn").inc()
            log.exception("%s: failure %d (%s)", thread, case.failures, type(bug).__name__)
            return min(0.5 * 4.0 ** (case.failures - 1), LONGEST_REST)
        case.failures = 0
        return rest

    async def _round(self, thread: Thread, case: _Case) -> float | None:
        async with asyncio.timeout(A_CALL):
            look = await self.turns.look(thread)
        if look is None:
            return None
        now, ready_at = self.clock(), self._ready_at(look)
        if look.due_at and look.due_at <= now:
            await self.delivery.deliver(thread)
            return 0.0
        if ready_at and ready_at <= now:
            return await self._answer(look, case)
        case.listening = ready_at is not None
        waits = [at for at in (look.due_at, ready_at) if at]
        return (min(waits) - now).total_seconds() if waits else None

    async def _answer(self, look: Look, case: _Case) -> float | None:
        """A turn, and what it decided told at once; seconds until there may be more to do."""
        effects = await self._take(look, case)
        if effects is None:
            return 0.0
        due_at = None
        if effects or look.due_at:
            due_at = await self.delivery.deliver(look.conversation.thread)
        if len(to_read(look)) < len(look.unread):
            return 0.0
        return (due_at - self.clock()).total_seconds() if due_at else None

    def _ready_at(self, look: Look) -> datetime | None:
        """When the unread lines are to be read: at the end of the burst, at once where nobody waits for an answer."""
        if not look.unread:
            return None
        lines = look.customer_lines
        if look.conversation.attended != "pending" or not lines or of_orders(to_read(look)):
            return look.unread[0].heard_at
        return burst.over_at(lines, self.patience)

    async def _take(self, look: Look, case: _Case) -> int | None:
        """How many effects the turn has to tell; None if what was looked at is to be looked at again."""
        thread, effects = look.conversation.thread, None
        try:
            if case.tries >= MOST_FAILURES or (case.tries and self._is_overdue(look)):
                effects = await self._give_up(look)
                log.error("%s: handed over after %d failures", thread, case.tries)
            else:
                case.tries += 1
                effects = await self._turn(look, case)
        except TurnLost as lost:
            self.metrics.lost_turns.labels("moved on").inc()
            log.info("%s: turn lost, %s", thread, lost)
        case.tries = 0
        return effects

    async def _give_up(self, look: Look) -> int:
        async with asyncio.timeout(A_CALL):
            return await self.turns.give_up(look, "waited" if self._is_overdue(look) else "mind")

    async def _turn(self, look: Look, case: _Case) -> int | None:
        decided = await self._think(look, case)
        if decided is None:
            return None
        async with asyncio.timeout(A_CALL):
            return await self.turns.store(decided)

    async def _think(self, look: Look, case: _Case) -> Decided | None:
        """The turn decided; None if the thought was thrown away. Raises ``TimeoutError`` if it took too long."""
        now = self.clock()
        until = case.thought_until = self._until(look, now)
        case.thought_from = look.unread[0].heard_at
        case.thought = asyncio.create_task(self.turns.decide(look))
        try:
            await asyncio.wait({case.thought}, timeout=(until - now).total_seconds())
        finally:
            thought, case.thought = case.thought, None
            ended = thought.done()
            thought.cancel()
        if not ended or (thought.cancelled() and self.clock() >= until):
            self.metrics.lost_turns.labels("too slow").inc()
            raise TimeoutError("a thought that does not end")
        if thought.cancelled():
            self.metrics.lost_turns.labels("interrupted").inc()
            return None
        return thought.result()

    def _may_end(self, case: _Case, why: Consequence) -> bool:
        """Whether what is being thought is thrown away: it has been overtaken, or takes too long."""
        if why == "takeover" or (why in ("line", "turn") and self._young(case)):
            return True
        return case.thought_until is not None and self.clock() >= case.thought_until

    def _until(self, look: Look, now: datetime) -> datetime:
        """How long a turn may be thought about: there must be time left to hand over. One ordinary try always is."""
        since = _waiting_since(look)
        return max(self._bound(since or now), now + self.a_try)

    def _is_overdue(self, look: Look) -> bool:
        """Whether a customer has waited for so long that people are to answer."""
        since = _waiting_since(look)
        return since is not None and self.clock() >= self._bound(since)

    def _bound(self, since: datetime) -> datetime:
        return since + self.turns.resources.protocol.answer_within - IN_HAND

    def _young(self, case: _Case) -> bool:
        """Whether the customer may still be waited for, rather than answered in pieces."""
        cap = timedelta(seconds=self.patience.cap)
        return case.thought_from is not None and self.clock() < case.thought_from + cap


def _waiting_since(look: Look) -> datetime | None:
    """Since when the customer of a conversation that is hers waits to be read. Pure."""
    if look.conversation.attended != "pending":
        return None
    return min((row.heard_at for row in look.customer_lines), default=None)


async def _rested(case: _Case, seconds: float | None) -> None:
    if seconds is not None and seconds <= 0:
        return
    try:
        async with asyncio.timeout(seconds):
            await case.woken.wait()
    except TimeoutError:
        return
