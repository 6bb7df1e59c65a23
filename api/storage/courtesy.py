"""Deliveries go first: SQLite has one connection, and Chatwoot waits for its 200 while nobody waits for a turn's row.

Whatever is not a delivery lines up here and takes its place at the connection one by one, so that a group of
deliveries never has more than one transaction before it. PostgreSQL has connections enough.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

AT_ONCE = {"sqlite": 1}
ENOUGH = 100

_lines: WeakKeyDictionary[Pool, asyncio.Semaphore] = WeakKeyDictionary()
"""By the pool whose connections they wait for: an engine that was disposed of begins with a new one."""


@asynccontextmanager
async def after_deliveries(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that lets deliveries go first."""
    async with _line(engine), engine.begin() as tx:
        yield tx


def _line(engine: AsyncEngine) -> asyncio.Semaphore:
    line = _lines.get(engine.pool)
    if line is None:
        line = _lines[engine.pool] = asyncio.Semaphore(AT_ONCE.get(engine.dialect.name, ENOUGH))
    return line
