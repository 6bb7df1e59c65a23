"""Group commit: whoever comes while a transaction is being committed shares the next one, and its one fsync."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
R = TypeVar("R")
Waiting = tuple[T, "asyncio.Future[R]"]

MOST_TOGETHER = 100
MOST_WAITING = 2_000
PATIENCE = 2.5  # with the fence's, less than the five seconds that Chatwoot gives a webhook


class Busy(Exception):
    """The database takes nothing more just now: ask again later."""


@dataclass(slots=True)
class GroupCommit(Generic[T, R]):
    """Stores things handed in by many tasks, several in one transaction, in the order of their coming.

    ``store`` writes some of them and answers one result for each. Run ``run`` as a task while things come.
    """

    engine: AsyncEngine
    store: Callable[[AsyncConnection, Sequence[T]], Awaitable[Sequence[R]]]
    most_waiting: int = MOST_WAITING
    patience: float = PATIENCE
    _waiting: deque[Waiting[T, R]] = field(default_factory=deque)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _over: bool = False

    async def put(self, thing: T) -> R:
        """Waits until ``thing`` is committed; its result. Raises ``Busy``, or what ``store`` raised for it alone.

        ``Busy`` after ``patience`` seconds does not say that it will not be stored: it may be put again.
        """
        if self._over:
            raise Busy("stopping")
        if len(self._waiting) >= self.most_waiting:
            raise Busy(f"{self.most_waiting} deliveries wait already")
        stored: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, stored))
        self._came.set()
        try:
            async with asyncio.timeout(self.patience):
                return await stored
        except TimeoutError:
            raise Busy(f"not stored within {self.patience:g} s") from None

    async def run(self) -> None:
        """Commits what comes, until it is cancelled; what still waits then is ``Busy``."""
        try:
            while True:
                await self._came.wait()
                self._came.clear()
                while self._waiting:
                    await self._commit(self._taken())
        finally:
            self._over = True
            _fail(self._waiting, Busy("stopping"))

    def _taken(self) -> list[Waiting[T, R]]:
        count = min(len(self._waiting), MOST_TOGETHER)
        return [self._waiting.popleft() for _ in range(count)]

    async def _commit(self, group: list[Waiting[T, R]]) -> None:
        """All in one transaction; where that fails, each in one of its own, so that one does not spoil the others."""
        storing = asyncio.create_task(self._stored(group))
        try:
            await asyncio.wait({storing})
        except asyncio.CancelledError:
            storing.cancel()
            _fail(group, Busy("stopping"))
            await asyncio.gather(storing, return_exceptions=True)
            raise
        why = storing.exception()
        if why is None:
            _tell(storing.result())
        elif busy := _busy(why):
            _fail(group, busy)
        elif len(group) == 1:
            _fail(group, why)
        else:
            for one in group:
                await self._commit([one])

    async def _stored(self, group: list[Waiting[T, R]]) -> list[tuple[Waiting[T, R], R]]:
        async with self.engine.begin() as tx:
            results = await self.store(tx, [thing for thing, _ in group])
            return list(zip(group, results, strict=True))


def _busy(why: BaseException) -> Busy | None:
    """Where it is the database that takes nothing just now, rather than something that can't be stored."""
    if isinstance(why, OperationalError):
        return Busy(type(why.orig).__name__)
    return Busy("no connection is free") if isinstance(why, NoConnection) else None


def _tell(results: Iterable[tuple[Waiting[T, R], R]]) -> None:
    for (_, stored), result in results:
        if not stored.done():
            stored.set_result(result)


def _fail(group: Iterable[tuple[object, asyncio.Future[R]]], why: BaseException) -> None:
    for _, stored in group:
        if not stored.done():
            stored.set_exception(why)
