"""Conversations from afar: which there are, how each stands, what waits in it. No word of what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, ScalarSelect, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.state import Status
from api.storage.tables import (
    conversations,
    dead_letters,
    inbox,
    outbox,
    turns,
    unfinished_rows,
    unread_rows,
)
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class LastTurn:
    """The newest recorded turn of a conversation: what came of it and why."""

    turn: int
    started_at: datetime
    act: str
    reason: str


@dataclass(frozen=True, slots=True)
class Glance:
    """A conversation in one line. ``updated_at`` is Chatwoot's, in seconds; ``unread`` and ``waiting`` count rows."""

    thread: Thread
    status: Status
    taken: bool
    assignee: int | None
    updated_at: float
    unread: int
    waiting: int
    last: LastTurn | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery that could not be read: what was wrong, at which key of it."""

    message: int | None
    problem: str
    place: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """A delivery that no turn has read yet."""

    event: str
    message: int
    heard_at: datetime


async def latest(tx: AsyncConnection, limit: int) -> list[Glance]:
    """The conversations that changed last, the newest first."""
    newest = select(func.max(turns.c.turn)).where(_same_thread(turns)).correlate(conversations)
    last = and_(_same_thread(turns), turns.c.turn == newest.scalar_subquery())
    query = (
        select(
            conversations,
            _count(inbox, unread_rows).label("unread"),
            _count(outbox, unfinished_rows).label("waiting"),
            turns.c.turn,
            turns.c.started_at,
            turns.c.act,
            turns.c.reason,
        )
        .outerjoin(turns, last)
        .order_by(conversations.c.updated_at.desc(), conversations.c.conversation.desc())
        .limit(limit)
    )
    return [_glance(row) for row in await tx.execute(query)]


async def numbered(tx: AsyncConnection, number: int) -> list[Thread]:
    """The conversations that people know by that number: one in each account at most."""
    named = conversations.c.conversation == number
    accounts = select(conversations.c.account).where(named).order_by(conversations.c.account)
    return [Thread(account, number) for account in await tx.scalars(accounts)]


async def unread(tx: AsyncConnection, thread: Thread) -> list[Pending]:
    """What waits in a conversation for a turn, in Chatwoot's order."""
    query = select(inbox.c.event, inbox.c.message, inbox.c.heard_at)
    waiting = query.where(_of(inbox, thread), unread_rows).order_by(inbox.c.message, inbox.c.id)
    return [Pending(*row) for row in await tx.execute(waiting)]


async def unreadable(tx: AsyncConnection, thread: Thread) -> list[Letter]:
    """The deliveries of a conversation that could not be read, the oldest first."""
    told = (
        dead_letters.c.message,
        dead_letters.c.problem,
        dead_letters.c.place,
        dead_letters.c.heard_at,
    )
    query = select(*told).where(_of(dead_letters, thread)).order_by(dead_letters.c.id)
    return [Letter(*row) for row in await tx.execute(query)]


def _count(table: Table, which: ColumnElement[bool]) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table).where(_same_thread(table), which)
    return counted.correlate(conversations).scalar_subquery()


def _same_thread(table: Table) -> ColumnElement[bool]:
    return and_(
        table.c.account == conversations.c.account,
        table.c.conversation == conversations.c.conversation,
    )


def _of(table: Table, thread: Thread) -> ColumnElement[bool]:
    return and_(table.c.account == thread.account, table.c.conversation == thread.conversation)


def _glance(row: Row[tuple[object, ...]]) -> Glance:
    return Glance(
        Thread(row.account, row.conversation),
        row.status,
        row.taken,
        row.assignee,
        row.updated_at,
        row.unread,
        row.waiting,
        None if row.turn is None else LastTurn(row.turn, row.started_at, row.act, row.reason),
    )
