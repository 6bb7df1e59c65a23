"""aiosqlite, with its thread for what may wait: a commit, which waits for the disk. All else is done at once.

A statement takes microseconds; handing it to a thread and back, ten times that, and aiosqlite does so four times for
each. A lock that another process holds is waited for without blocking anybody. The thread stays aiosqlite's.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiosqlite

Parameters = Sequence[Any] | dict[str, Any]
PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class _Ran:
    """A statement's result, complete."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: list[Any] = field(default_factory=list)


class Connection(aiosqlite.Connection):
    """A connection as SQLAlchemy's dialect for aiosqlite uses it. ``patience``: seconds to wait for a lock."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], patience: float) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._patience = patience
        self._changes = 0

    def cursor(self) -> Cursor:  # type: ignore[override]  # the dialect asks for no more than this
        return Cursor(self)

    async def run(self, execute: Callable[[sqlite3.Cursor], Any]) -> _Ran:
        """Executes, and fetches all there is. Outside of a transaction a lock is waited for."""
        limit = _now() + self._patience
        while True:
            begun = self._conn.in_transaction
            try:
                ran = _ran(self._conn, execute)
            except sqlite3.OperationalError as refused:
                if begun or not _is_locked(refused) or _now() > limit:
                    raise
                await asyncio.sleep(PAUSE)
                continue
            if not begun:
                self._changes = self._conn.total_changes
            return ran

    async def commit(self) -> None:
        """In the thread, for it waits for the disk; where nothing was changed there is nothing to wait for."""
        if self._conn.total_changes == self._changes:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        """At once: nothing is written."""
        self._conn.rollback()


class Cursor:
    """A cursor whose rows are there as soon as it has executed."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ran = _Ran()

    @property
    def description(self) -> Any:
        return self._ran.description

    @property
    def rowcount(self) -> int:
        return self._ran.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._ran.lastrowid

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, operation: str, parameters: Parameters = ()) -> Cursor:
        self._ran = await self._connection.run(lambda raw: raw.execute(operation, parameters))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Parameters]) -> Cursor:
        self._ran = await self._connection.run(lambda raw: raw.executemany(operation, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        return self._ran.rows

    async def close(self) -> None:
        """Nothing is open any more."""


async def opened(path: str, patience: float) -> Connection:
    """A connection to a file."""
    opening = partial(sqlite3.connect, path, timeout=0, check_same_thread=False)
    connection = Connection(opening, patience)
    connection._thread.daemon = True  # as the dialect does for connections that it opens itself
    return await connection  # type: ignore[return-value]


def _ran(raw: sqlite3.Connection, execute: Callable[[sqlite3.Cursor], Any]) -> _Ran:
    cursor = raw.cursor()
    try:
        execute(cursor)
        rows = cursor.fetchall() if cursor.description else []
        return _Ran(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


def _is_locked(refused: sqlite3.OperationalError) -> bool:
    return refused.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _now() -> float:
    return asyncio.get_running_loop().time()
