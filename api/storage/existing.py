"""A database that is there already, for whoever comes from outside: never created, never changed in shape.

``visited`` opens it, ``snapshot`` reads one moment of it while others write. ``brought_up_to_date`` is the exception:
it creates and migrates, and tells from where.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.errors import AluError
from api.storage.engine import UNBEGUN, connect, opened
from api.storage.migrations import HERE
from api.storage.seal import Seal

REMEDY = "rode `alu migrate` ou `alu serve`"


class NoDatabase(AluError):
    """Nothing is stored yet, or nothing that this Alú can read; the message says which command puts it right."""


class DatabaseRefused(AluError):
    """The database can't be reached or did not do what it was told; the message is the database's own."""


class Revisions(NamedTuple):
    """The schema's revision before and after a migration; None is "there was none"."""

    before: str | None
    after: str | None


@asynccontextmanager
async def visited(url: str, seal: Seal) -> AsyncIterator[AsyncEngine]:
    """The database at ``url`` as it stands. Raises ``NoDatabase``, ``DatabaseRefused``, ``WrongSettings``."""
    if _is_missing(url):
        raise NoDatabase(f"ainda não há banco de dados em {_file(url)}; {REMEDY}")
    with _refusals_told():
        engine = connect(url, seal)
        try:
            _assert_readable(await _revision(engine))
            yield engine
        finally:
            await engine.dispose()


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One moment of the database, for reading alone: nobody waits for the reader, the reader for nobody."""
    async with engine.connect() as tx:
        if engine.dialect.name == "sqlite":
            await tx.execution_options(**{UNBEGUN: True})
            await tx.exec_driver_sql("BEGIN")
        else:
            await tx.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield tx


async def brought_up_to_date(url: str, seal: Seal) -> Revisions:
    """Migrates the database, creating it where there is none. Raises ``DatabaseRefused``, ``WrongSettings``."""
    with _refusals_told():
        before = await _revision_at(url, seal)
        async with opened(url, seal) as engine:
            return Revisions(before, await _revision(engine))


def _file(url: str) -> Path | None:
    """SQLite's file; None for a server, and for an address that ``connect`` refuses."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    is_file = parsed.drivername.startswith("sqlite") and parsed.database not in ("", ":memory:")
    return Path(parsed.database) if is_file and parsed.database else None


def _is_missing(url: str) -> bool:
    file = _file(url)
    return file is not None and not file.is_file()


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as refused:
        raise DatabaseRefused(f"o banco de dados não aceitou: {_in_one_line(refused)}") from refused
    except OSError as refused:
        raise DatabaseRefused(f"{refused.filename}: {refused.strerror}") from refused


def _in_one_line(refused: DBAPIError) -> str:
    return " ".join(str(refused.orig).split())


async def _revision_at(url: str, seal: Seal) -> str | None:
    if _is_missing(url):
        return None
    engine = connect(url, seal)
    try:
        return await _revision(engine)
    finally:
        await engine.dispose()


async def _revision(engine: AsyncEngine) -> str | None:
    async with snapshot(engine) as tx:
        return await tx.run_sync(_stored_revision)


def _stored_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _assert_readable(stored: str | None) -> None:
    ours = ScriptDirectory(str(HERE)).get_current_head()
    if stored is None:
        raise NoDatabase(f"o banco de dados ainda não tem tabelas; {REMEDY}")
    if stored != ours:
        raise NoDatabase(
            f"o banco de dados está na revisão {stored}, e esta Alú lê a {ours}; {REMEDY}"
        )
