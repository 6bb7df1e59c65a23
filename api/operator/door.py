"""The database of the settings, opened for an operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import AluError
from api.settings import Settings
from api.storage import existing
from api.storage.errors import SealBroken
from api.storage.existing import Revisions
from api.storage.seal import Seal


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """One moment of the database. Raises ``AluError`` that names the remedy."""
    async with existing.visited(settings.database_url, _seal(settings)) as engine:
        try:
            async with existing.snapshot(engine) as tx:
                yield tx
        except SealBroken as broken:
            raise AluError(
                f"{broken}; confira ALU_STATE_KEY: é preciso a chave com que isto foi gravado"
            ) from broken


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """A transaction: all of it when the block ends, nothing if it raises."""
    visit = existing.visited(settings.database_url, _seal(settings))
    async with visit as engine, engine.begin() as tx:
        yield tx


async def migrate(settings: Settings) -> Revisions:
    """Brings the database up to date, creating it where there is none."""
    return await existing.brought_up_to_date(settings.database_url, _seal(settings))


def _seal(settings: Settings) -> Seal:
    return Seal.of(settings.state_key.get_secret_value())
