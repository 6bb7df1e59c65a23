"""The databases of the storage tests, for every test of the body: SQLite and a real PostgreSQL, migrated once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.storage.engine import connect
from api.storage.seal import Seal
from tests.api.storage.conftest import (
    emptied,
    empty_postgres,
    postgres,
    postgres_server,
    sqlite_template,
    url,
)

__all__ = ["empty_postgres", "postgres", "postgres_server", "sqlite_template", "url"]


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """A database without rows, in clear."""
    engine = connect(url, Seal())
    try:
        await emptied(engine)
        yield engine
    finally:
        await engine.dispose()
