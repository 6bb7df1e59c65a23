"""The door to the database: opened once, brought up to date, closed for good. The one seam to the drivers.

aiosqlite works in a thread that ends only when its connection is closed: whoever opens must close, which
``opened`` does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from api.errors import WrongSettings
from api.storage import driver as sqlite
from api.storage.migrations import migrate
from api.storage.seal import OPTION, Seal

SQLITE, POSTGRES = "sqlite+aiosqlite", "postgresql+psycopg"
LOCK_SECONDS = 30
POOL = 5
UNBEGUN = "alu_unbegun"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a 200 is a promise, also when the power goes
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten
    "PRAGMA foreign_keys=ON",
)

Driver = Callable[[], Awaitable[object]]
"""Opens a connection that behaves as aiosqlite's: where its thread is not wanted, another takes its place."""


@asynccontextmanager
async def opened(url: str, seal: Seal) -> AsyncIterator[AsyncEngine]:
    """The database at ``url``, migrated, for as long as the block lasts. Raises ``WrongSettings``."""
    engine = connect(url, seal)
    try:
        await migrate(engine)
        async with engine.connect() as tx:
            await assert_durable(tx)
        yield engine
    finally:
        await engine.dispose()


def connect(url: str, seal: Seal, driver: Driver | None = None) -> AsyncEngine:
    """An engine that has not spoken to the database yet. Raises ``WrongSettings``."""
    parsed = _parsed(url)
    engine = _sqlite(parsed, driver) if parsed.drivername == SQLITE else _postgres(parsed)
    engine.update_execution_options(**{OPTION: seal})
    return engine


async def assert_durable(tx: AsyncConnection) -> None:
    """A commit must survive the power. Raises ``WrongSettings`` where the database was told otherwise."""
    if tx.dialect.name == "sqlite":
        kept = await tx.scalar(text("PRAGMA journal_mode")) == "wal"
        kept = kept and await tx.scalar(text("PRAGMA synchronous")) == 2  # FULL
    else:
        names = ("fsync", "synchronous_commit")
        kept = all([await tx.scalar(text(f"SHOW {name}")) != "off" for name in names])
    if not kept:
        raise WrongSettings("ALU_DATABASE_URL: this database may lose what it has committed")


async def scrub(engine: AsyncEngine) -> bool:
    """After an erasure: takes what was deleted out of the log and the pages that still hold it.

    False if another process was reading just now and the log had to stay: try again.
    """
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execution_options(**{UNBEGUN: True})
            busy = await connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return not busy
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM"))
    return True


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise WrongSettings("ALU_DATABASE_URL: not an address SQLAlchemy can read") from None
    if parsed.drivername not in (SQLITE, POSTGRES):
        raise WrongSettings(f"ALU_DATABASE_URL: write {SQLITE}:///… or {POSTGRES}://…")
    if parsed.drivername == SQLITE and parsed.database in (None, "", ":memory:"):
        raise WrongSettings("ALU_DATABASE_URL: a database in memory forgets; name a file")
    return parsed


def _sqlite(url: URL, driver: Driver | None) -> AsyncEngine:
    Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opening = driver or partial(sqlite.opened, url.database or "", LOCK_SECONDS)
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, async_creator=opening, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: URL) -> AsyncEngine:
    """Without prepared statements, which a pgbouncer in between would mix up."""
    return create_async_engine(
        url,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"prepare_threshold": None},
    )


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """The write lock comes first, so that a transaction never fails half-way for want of it."""
    if not connection.get_execution_options().get(UNBEGUN):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
