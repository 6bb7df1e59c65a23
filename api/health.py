"""How she is: alive, ready, and the figures that are measured when somebody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.metrics import Metrics
from api.storage import inbox, outbox
from api.storage.courtesy import after_deliveries
from api.telling import Telling

MOST_SECONDS_BEHIND = 60.0
SECONDS_TO_ANSWER = 2.0  # a database that keeps whoever asks waiting is not ready


@dataclass(frozen=True, slots=True)
class Readiness:
    """``backlog``: seconds since the oldest delivery unread came; ``chatwoot``: reached, unreachable, not asked yet."""

    database: bool
    backlog: float
    chatwoot: str

    @property
    def ready(self) -> bool:
        """A Chatwoot that cannot be reached is told, but is no reason to stop hearing."""
        return self.database and self.backlog <= MOST_SECONDS_BEHIND


@dataclass(frozen=True, slots=True)
class Health:
    """Asks the database and remembers how the last call to Chatwoot went."""

    engine: AsyncEngine
    telling: Telling
    clock: Callable[[], datetime]
    metrics: Metrics

    async def readiness(self) -> Readiness:
        """The state of everything she needs."""
        chatwoot = {None: "not asked yet", True: "reached", False: "unreachable"}
        backlog = await self._measured_in_time()
        known = backlog is not None
        return Readiness(known, backlog or 0.0, chatwoot[self.telling.reached])

    async def _measured_in_time(self) -> float | None:
        """None where the database does not answer. What is late ends by itself, for it holds a connection."""
        measuring = asyncio.create_task(self.measure())
        measuring.add_done_callback(_ended)
        await asyncio.wait({measuring}, timeout=SECONDS_TO_ANSWER)
        if not measuring.done() or isinstance(measuring.exception(), SQLAlchemyError):
            return None
        return measuring.result()

    async def measure(self) -> float:
        """Brings the gauges up to date; the backlog in seconds."""
        now = self.clock()
        async with after_deliveries(self.engine) as tx:
            oldest = await inbox.oldest_waiting(tx)
            customer = await inbox.oldest_waiting_customer(tx)
            unfinished = await outbox.counted(tx)
        backlog = (now - oldest).total_seconds() if oldest else 0.0
        self.metrics.backlog.set(backlog)
        self.metrics.oldest_customer.set((now - customer).total_seconds() if customer else 0.0)
        for state in ("queued", "sending", "parked"):
            self.metrics.unfinished.labels(state).set(unfinished.get(state, 0))
        return backlog


def _ended(measuring: asyncio.Task[float]) -> None:
    """Its failure was told, or nobody waited for it."""
    if not measuring.cancelled():
        measuring.exception()
