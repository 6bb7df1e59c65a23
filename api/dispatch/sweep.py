"""Every half minute, and at start: whoever was forgotten is woken, and whoever no webhook told of is found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from api.adoption import Adoption
from api.hearing import Consequence
from api.metrics import Metrics
from api.report.digest import Digest
from api.silence import Silences
from api.storage import inbox, outbox, retention
from api.storage.courtesy import after_deliveries
from api.storage.retention import Limits
from api.storage.thread import Thread

log = logging.getLogger("alu.sweep")

EVERY = 30.0
ROUNDS_A_DAY = 2880


@dataclass(frozen=True, slots=True)
class Sweep:
    """Wakes what waits. ``adoption`` is None without a user's token, ``silences`` where nobody waits for the silent.

    ``digest`` is None where nobody wants the week's figures.
    """

    engine: AsyncEngine
    wake: Callable[[Thread, Consequence], None]
    clock: Callable[[], datetime]
    metrics: Metrics
    adoption: Adoption | None
    limits: Limits = field(default_factory=Limits)
    silences: Silences | None = None
    digest: Digest | None = None

    async def run(self) -> None:
        """Sweeps until it is cancelled."""
        count = 0
        while True:
            await self._safely(self.once)
            if self.digest:
                await self._safely(self.digest.once)
            if count % ROUNDS_A_DAY == 0:
                await self._safely(self._expire)
            count += 1
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """One round: what is stored and waits, who says nothing, then what Chatwoot knows and we don't."""
        now = self.clock()
        async with after_deliveries(self.engine) as tx:
            threads = [*await inbox.waiting(tx, now), *await outbox.waiting(tx, now)]
        for thread in dict.fromkeys(threads):
            self.wake(thread, "news")  # nothing new came: what is being thought may end
        if self.silences:
            for thread in await self.silences.step():
                self.wake(thread, "news")
        if self.adoption:
            await self.adoption.adopt()

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        """The outermost boundary of this task."""
        try:
            await work()
        except Exception as bug:
            self.metrics.failures.labels("sweep").inc()
            log.exception("sweep failed (%s)", type(bug).__name__)

    async def _expire(self) -> None:
        async with after_deliveries(self.engine) as tx:
            await retention.expire(tx, self.clock(), self.limits)
