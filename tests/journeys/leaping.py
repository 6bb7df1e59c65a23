"""Time that passes as on the wall, and may be leapt over: long waits of the product cost a test nothing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from api.storage import outbox
from api.storage.outbox import Row
from tests.journeys.world import World

MORNING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Fortaleza
A_LOOK = 0.02
CALM = 4


@dataclass
class Leaping:
    """The time for Alú and for Chatwoot, one office morning."""

    leapt: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._began + self.leapt)

    async def settle(self, here: World, most: float = 3600.0) -> float:
        """Until nothing is on its way any more, leaping over what only waits; the seconds leapt, at most ``most``."""
        calm, until, began = 0, self.leapt + most, self.leapt
        async with asyncio.timeout(45):
            while calm < CALM and self.leapt < until:
                await asyncio.sleep(A_LOOK)
                calm = calm + 1 if self._is_calm(here) else 0
                if here.body.door.dispatcher.attended:  # type: ignore[attr-defined]
                    await self._leap(here)
        return self.leapt - began

    def _is_calm(self, here: World) -> bool:
        idle = here.sandbox.courier.idle and not here.under_way()
        return idle and not here.body.door.dispatcher.attended  # type: ignore[attr-defined]

    async def _leap(self, here: World) -> None:
        heads, now = await _heads(here), self()
        waits = [(row.due_at - now).total_seconds() for row in heads]
        at_work = [
            row
            for row, wait in zip(heads, waits, strict=True)
            if row.state == "sending" or wait <= 0
        ]
        if heads and not at_work and here.sandbox.courier.idle:
            self.leapt += min(waits) + 0.01
            for row in heads:
                here.body.door.dispatcher.wake(row.thread, "news")


async def _heads(here: World) -> list[Row]:
    dispatcher = here.body.door.dispatcher
    async with here.body.door.hearing.engine.begin() as tx:
        found = [await outbox.head(tx, thread) for thread in list(dispatcher._cases)]  # type: ignore[attr-defined]
    return [row for row in found if row]
