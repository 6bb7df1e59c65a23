"""The week's figures as a private note in a conversation of the team's choice, once a week.

That it is told once rests on the database alone: whoever claims the week queues the note in the same transaction. After
an outage the last digest that is due is told, no earlier one; what was due before the first round ever is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from agent.effects import Effect
from agent.protocol import Day, Protocol
from api.hearing import Consequence, order
from api.report.note import as_note
from api.report.period import Period
from api.report.report import made
from api.settings import Settings
from api.storage import digests
from api.storage.courtesy import after_deliveries
from api.storage.thread import Thread

DAYS: tuple[Day, ...] = get_args(Day)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """Tells the digest of each week in ``thread``, when its time has come. ``wake`` says that there is news."""

    thread: Thread
    settings: Settings
    engine: AsyncEngine
    protocol: Protocol
    clock: Callable[[], datetime]
    wake: Callable[[Thread, Consequence], None]

    async def once(self) -> None:
        """One round: nothing, or the digest that is due."""
        due = last_due(self.settings.digest_at, self.clock(), self.protocol.hours.timezone)
        week = named(due)
        async with after_deliveries(self.engine) as tx:
            told = await digests.weeks(tx, self.thread)
            if not told:
                await digests.claim(tx, self.thread, week, self.clock())
        if told and week > told[-1]:
            await self._tell(due)

    async def _tell(self, due: datetime) -> None:
        period = Period(due - WEEK, due, ZoneInfo(self.protocol.hours.timezone))
        async with after_deliveries(self.engine) as tx:
            report = await made(tx, self.settings, self.protocol, period, self.clock())
        note: Effect = {"do": "note", "text": as_note(report, self.protocol)}
        async with after_deliveries(self.engine) as tx:
            if not await digests.claim(tx, self.thread, named(due), self.clock()):
                return
            await order(tx, await digests.held(tx, self.thread), [note], self.clock())
        self.wake(self.thread, "news")


def digest(
    settings: Settings,
    engine: AsyncEngine,
    protocol: Protocol,
    clock: Callable[[], datetime],
    wake: Callable[[Thread, Consequence], None],
) -> Digest | None:
    """The digest that the settings ask for, if they do."""
    if settings.digest_conversation is None or settings.chatwoot_account_id is None:
        return None
    thread = Thread(settings.chatwoot_account_id, settings.digest_conversation)
    return Digest(thread, settings, engine, protocol, clock, wake)


def last_due(weekly: str, now: datetime, timezone: str) -> datetime:
    """The last moment not after ``now`` at which a digest was due; ``weekly`` as in ``ALU_DIGEST_AT``. Pure."""
    day, _, clock = weekly.partition(" ")
    here = now.astimezone(ZoneInfo(timezone))
    back = (here.weekday() - DAYS.index(day)) % len(DAYS)
    due = datetime.combine(
        here.date() - timedelta(days=back), time.fromisoformat(clock), here.tzinfo
    )
    return due if due <= here else due - WEEK


def named(due: datetime) -> str:
    """The week of a digest, by the calendar: two of one week have the same name. Pure."""
    year, week, _ = due.isocalendar()
    return f"{year}-W{week:02}"
