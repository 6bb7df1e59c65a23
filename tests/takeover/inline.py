"""SQLite without aiosqlite's thread: every statement works at once, and before each the loop may run somebody else."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any


class Inline:
    """A connection that behaves as aiosqlite's. ``committed`` is told after each commit, before anybody else runs."""

    def __init__(
        self, raw: sqlite3.Connection, committed: Callable[[sqlite3.Connection], None]
    ) -> None:
        self._conn = self._connection = raw
        self._tx = _AtOnce()
        self._committed = committed

    @property
    def isolation_level(self) -> str | None:
        return self._conn.isolation_level

    def cursor(self) -> Cursor:
        return Cursor(self._conn.cursor())

    async def create_function(self, *args: Any, **kwargs: Any) -> None:
        self._conn.create_function(*args, **kwargs)

    async def commit(self) -> None:
        await asyncio.sleep(0)
        self._conn.commit()
        self._committed(self._conn)
        await asyncio.sleep(0)

    async def rollback(self) -> None:
        self._conn.rollback()

    async def close(self) -> None:
        self._conn.close()

    def stop(self) -> None:
        self._conn.close()


class Cursor:
    """A cursor that behaves as aiosqlite's."""

    def __init__(self, raw: sqlite3.Cursor) -> None:
        self._raw = raw

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, operation: str, parameters: Any = ()) -> None:
        await asyncio.sleep(0)
        self._raw.execute(operation, parameters)

    async def executemany(self, operation: str, parameters: Iterable[Any]) -> None:
        await asyncio.sleep(0)
        self._raw.executemany(operation, parameters)

    async def fetchall(self) -> list[Any]:
        return self._raw.fetchall()

    async def close(self) -> None:
        self._raw.close()

    @property
    def description(self) -> Any:
        return self._raw.description

    @property
    def rowcount(self) -> int:
        return self._raw.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._raw.lastrowid


class _AtOnce:
    """Where aiosqlite keeps a queue for its thread."""

    def put_nowait(self, order: tuple[asyncio.Future[object], Callable[[], object]]) -> None:
        done, function = order
        done.set_result(function())
