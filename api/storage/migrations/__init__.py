"""The tables' history, run at start: an older database becomes today's, a newer one is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import WrongSettings

HERE = Path(__file__).parent
LOCK = 2_026_112_301  # any number, always the same: one process migrates, the others wait


async def migrate(engine: AsyncEngine) -> None:
    """Brings the schema up to date in one transaction: all of it, or nothing. Raises ``WrongSettings``."""
    async with engine.begin() as tx:
        if tx.dialect.name == "postgresql":
            await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await tx.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as wrong:
        raise WrongSettings(
            f"ALU_DATABASE_URL: written by another version of Alú ({wrong})"
        ) from None
