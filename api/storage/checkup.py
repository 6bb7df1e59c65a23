"""A database as a doctor looks at it: whether it is there, answers, is of our revision, and can be read with our key.

Nothing is created and nothing changed, where there is none either.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Row, Table, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import contacts, inbox
from api.storage import outbox as effects
from api.storage.engine import connect
from api.storage.existing import DatabaseRefused, snapshot
from api.storage.migrations import HERE
from api.storage.seal import Seal, of
from api.storage.tables import contacts as people
from api.storage.tables import inbox as deliveries
from api.storage.tables import outbox, unfinished_rows
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class Stuck:
    """Effects that wait longer than they should: in doubt, or due long ago. ``since``: the oldest's last move."""

    in_doubt: int
    overdue: int
    since: datetime | None


def file(url: str) -> Path | None:
    """SQLite's file; None for a server, and for an address that ``connect`` refuses."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    if not parsed.drivername.startswith("sqlite") or parsed.database in (None, "", ":memory:"):
        return None
    return Path(parsed.database or "")


@asynccontextmanager
async def reading(url: str, seal: Seal) -> AsyncIterator[AsyncConnection]:
    """One moment of the database, of whatever revision. Raises ``DatabaseRefused``, ``WrongSettings``.

    What the database says may name a person or a password: only the kind of refusal is told.
    """
    try:
        engine = connect(url, seal)
        try:
            async with snapshot(engine) as tx:
                yield tx
        finally:
            await engine.dispose()
    except DBAPIError as refused:
        raise DatabaseRefused(type(refused.orig).__name__) from None
    except OSError as refused:
        raise DatabaseRefused(refused.strerror or type(refused).__name__) from None


async def revisions(tx: AsyncConnection) -> tuple[str | None, str | None]:
    """The schema's revision as stored, and ours."""
    stored = await tx.run_sync(_stored)
    return stored, ScriptDirectory(str(HERE)).get_current_head()


async def assert_opens(tx: AsyncConnection) -> bool:
    """Opens the newest sealed value of each kind; whether there was any. Raises ``SealBroken``."""
    heard = await _newest(tx, deliveries, deliveries.c.body, deliveries.c.heard_at)
    if heard:
        at = Thread(heard.account, heard.conversation)
        of(tx).open(heard.body, inbox.place(at, heard.event, heard.message))
    known = await _newest(tx, people, people.c.facts, people.c.changed_at)
    if known:
        of(tx).open(known.facts, contacts.place(known.account, known.contact))
    decided = await _newest(tx, outbox, outbox.c.effect, outbox.c.changed_at)
    if decided:
        at = Thread(decided.account, decided.conversation)
        of(tx).open(decided.effect, effects.place(at, decided.turn, decided.part))
    return any((heard, known, decided))


async def stuck(tx: AsyncConnection, before: datetime) -> Stuck:
    """The effects that nobody moved on since ``before``."""
    late = (unfinished_rows, outbox.c.due_at <= before)
    waiting = select(
        outbox.c.state, func.count().label("rows"), func.min(outbox.c.due_at).label("since")
    )
    rows = (await tx.execute(waiting.where(*late).group_by(outbox.c.state))).all()
    doubtful = sum(row.rows for row in rows if row.state in ("parked", "sending"))
    return Stuck(
        doubtful,
        sum(row.rows for row in rows) - doubtful,
        min((row.since for row in rows), default=None),
    )


async def _newest(
    tx: AsyncConnection, table: Table, sealed: Column[bytes | None], moment: Column[datetime]
) -> Row[tuple[object, ...]] | None:
    query = select(table).where(sealed.is_not(None)).order_by(moment.desc()).limit(1)
    return (await tx.execute(query)).first()


def _stored(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
