"""INSERT … ON CONFLICT, which both databases know and SQLAlchemy spells twice."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def insert(tx: AsyncConnection, table: Table) -> Insert:
    """An insert into ``table`` in the words of the database behind ``tx``."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)
