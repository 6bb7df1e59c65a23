"""The migrated schema is the one that the code believes in; an unknown one is refused."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import WrongSettings
from api.storage.engine import opened
from api.storage.migrations import migrate
from api.storage.seal import Seal
from api.storage.tables import metadata

pytestmark = pytest.mark.anyio


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_migrated_schema_is_the_metadata(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        assert await tx.run_sync(differences) == []


def names(connection: Connection) -> dict[str, set[str | None]]:
    seen = inspect(connection)
    return {
        table: {index["name"] for index in seen.get_indexes(table)}
        | {seen.get_pk_constraint(table)["name"]}
        | {one["name"] for one in seen.get_unique_constraints(table)}
        for table in metadata.tables
    }


async def test_indexes_and_constraints_have_the_names_of_the_metadata(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        found = await tx.run_sync(names)
    for table in metadata.sorted_tables:
        wanted = {index.name for index in table.indexes} | {table.primary_key.name}
        assert wanted <= found[table.name]


async def test_migrating_again_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as tx:
        assert await tx.run_sync(differences) == []


async def test_a_database_of_a_newer_version_is_refused(url: str, engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        today = await tx.scalar(text("SELECT version_num FROM alembic_version"))
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(WrongSettings, match="another version"):
            async with opened(url, Seal()):
                pass
    finally:
        async with engine.begin() as tx:
            await tx.execute(
                text("UPDATE alembic_version SET version_num = :today"), {"today": today}
            )
