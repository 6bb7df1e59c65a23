"""aiosqlite with one visit to its thread for each statement, where it makes four: cursor, execute, fetch, close.

What begins a transaction goes along with its first statement. Nothing else is changed; the thread stays aiosqlite's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiosqlite

Parameters = Sequence[Any] | dict[str, Any]
BEGIN = "BEGIN"


@dataclass(frozen=True, slots=True)
class _Ran:
    """A statement's result, complete."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any] = field(default_factory=list)


class Connection(aiosqlite.Connection):
    """A connection as SQLAlchemy's dialect for aiosqlite uses it."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._begin = ""

    def cursor(self) -> Cursor:  # type: ignore[override]  # the dialect asks for no more than this
        return Cursor(self)

    async def commit(self) -> None:
        """Commits; where nothing was executed there is nothing to do."""
        if not self._unbegun():
            await super().commit()

    async def rollback(self) -> None:
        """Rolls back; where nothing was executed there is nothing to do."""
        if not self._unbegun() and self._conn.in_transaction:
            await super().rollback()

    async def run(self, execute: Callable[[sqlite3.Cursor], Any], operation: str) -> _Ran:
        """One visit to the thread: begin if that is still to be done, execute, fetch, close."""
        if operation.startswith(BEGIN):
            self._begin = operation
            return _Ran(None, -1, None)
        begin, self._begin = self._begin, ""
        return await self._execute(_ran, self._conn, begin, execute)  # type: ignore[no-any-return, no-untyped-call]

    def _unbegun(self) -> bool:
        begin, self._begin = self._begin, ""
        return bool(begin)


class Cursor:
    """A cursor whose rows are there as soon as it has executed."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ran = _Ran(None, -1, None)

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
        execute = partial(_execute, operation, parameters)
        self._ran = await self._connection.run(execute, operation)
        return self

    async def executemany(self, operation: str, parameters: Iterable[Parameters]) -> Cursor:
        execute = partial(_execute_many, operation, parameters)
        self._ran = await self._connection.run(execute, operation)
        return self

    async def fetchall(self) -> list[Any]:
        return self._ran.rows

    async def close(self) -> None:
        """Nothing is open any more."""


async def opened(path: str, seconds: float) -> Connection:
    """A connection to a file; ``seconds`` is how long it waits for a lock."""
    connection = Connection(partial(sqlite3.connect, path, timeout=seconds))
    connection._thread.daemon = True  # as the dialect does for connections that it opens itself
    return await connection  # type: ignore[return-value]


def _execute(operation: str, parameters: Parameters, cursor: sqlite3.Cursor) -> None:
    cursor.execute(operation, parameters)


def _execute_many(operation: str, parameters: Iterable[Parameters], cursor: sqlite3.Cursor) -> None:
    cursor.executemany(operation, parameters)


def _ran(raw: sqlite3.Connection, begin: str, execute: Callable[[sqlite3.Cursor], Any]) -> _Ran:
    if begin:
        raw.execute(begin)
    cursor = raw.cursor()
    try:
        execute(cursor)
        rows = cursor.fetchall() if cursor.description else []
        return _Ran(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()
