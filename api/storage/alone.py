"""One process serves one database: a second one is refused at its start, not discovered by its customers."""

from __future__ import annotations

import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import AluError

LOCK = 2_026_112_302  # any number, always the same
TOLD = "another Alú serves this database already; stop it first, or give this one another ALU_DATABASE_URL"


@asynccontextmanager
async def alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """Holds the database for this process while the block lasts. Raises ``AluError`` where another one does."""
    if engine.dialect.name == "sqlite":
        with _locked(Path(f"{engine.url.database}.lock")):
            yield
    else:
        async with _session(engine):
            yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AluError(TOLD) from None
        yield


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[None]:
    """The lock lives as long as its connection: PostgreSQL lets go of a dead process's by itself."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        held = await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK})
        if not held:
            raise AluError(TOLD)
        try:
            yield
        finally:
            await connection.invalidate()  # given back to the pool it would keep the lock
