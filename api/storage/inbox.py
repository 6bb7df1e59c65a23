"""What Chatwoot told us: stored before it is answered, once each, until a turn has dealt with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import contacts
from api.storage.errors import TurnLost
from api.storage.inserts import insert
from api.storage.seal import close_json, open_json
from api.storage.tables import conversations, inbox
from api.storage.thread import Thread

Key = tuple[Thread, str, int, str]
"""Thread, event, message and watermark: what a delivery is known by."""

ERASED = 0  # the turn of a row that no turn may read any more; real turns count from 1


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery. ``message`` is 0 for events that carry none; ``watermark`` tells bodies of one event apart.

    ``body`` is JSON. ``happened_at`` is Chatwoot's own time, where the payload tells one.
    """

    thread: Thread
    event: str
    body: Mapping[str, object]
    heard_at: datetime
    message: int = 0
    watermark: str = ""
    contact: int | None = None
    happened_at: datetime | None = None

    @property
    def key(self) -> Key:
        """A repeated delivery has the same."""
        return self.thread, self.event, self.message, self.watermark


@dataclass(frozen=True, slots=True)
class Unread:
    """A delivery that waits for its turn. ``happened_at`` as in ``Heard``."""

    id: int
    event: str
    message: int
    contact: int | None
    body: dict[str, object]
    heard_at: datetime
    happened_at: datetime | None = None


async def hear(tx: AsyncConnection, heard: Heard) -> bool:
    """Stores a delivery; False if it is known already, or older than its contact's erasure."""
    return bool(await hear_all(tx, [heard]))


async def hear_all(tx: AsyncConnection, deliveries: Sequence[Heard]) -> set[Key]:
    """Stores deliveries; the keys of those that were neither known nor older than their contact's erasure."""
    erased = await _erasures(tx, deliveries)
    rows = [_values(tx, one) for one in deliveries if not _came_too_late(one, erased)]
    if not rows:
        return set()
    key = (inbox.c.account, inbox.c.conversation, inbox.c.event, inbox.c.message, inbox.c.watermark)
    new = insert(tx, inbox).on_conflict_do_nothing().returning(*key)
    return {
        (Thread(account, conversation), *rest)
        for account, conversation, *rest in await tx.execute(new, rows)
    }


async def unread(tx: AsyncConnection, thread: Thread) -> list[Unread]:
    """What waits in a conversation, in Chatwoot's order."""
    waiting = select(inbox).where(_of(thread), inbox.c.turn.is_(None))
    rows = await tx.execute(waiting.order_by(inbox.c.message, inbox.c.id))
    return [_unread(tx, thread, row) for row in rows]


async def mark(tx: AsyncConnection, ids: Sequence[int], turn: int) -> None:
    """These rows were dealt with by ``turn``. Raises ``TurnLost`` if another turn had one of them."""
    statement = update(inbox).where(inbox.c.id.in_(ids), inbox.c.turn.is_(None)).values(turn=turn)
    if (await tx.execute(statement)).rowcount != len(ids):
        raise TurnLost("a message of this turn was dealt with by another")


async def oldest_waiting(tx: AsyncConnection) -> datetime | None:
    """Since when the oldest unread delivery waits."""
    moment: datetime | None = await tx.scalar(
        select(func.min(inbox.c.heard_at)).where(inbox.c.turn.is_(None))
    )
    return moment


async def oldest_waiting_customer(tx: AsyncConnection) -> datetime | None:
    """Since when a customer of a pending conversation waits to be read."""
    of_customer = and_(
        inbox.c.turn.is_(None),
        inbox.c.account == conversations.c.account,
        inbox.c.conversation == conversations.c.conversation,
        conversations.c.status == "pending",
        inbox.c.event == "message_created",
    )
    moment: datetime | None = await tx.scalar(select(func.min(inbox.c.heard_at)).where(of_customer))
    return moment


async def waiting(tx: AsyncConnection, before: datetime) -> list[Thread]:
    """Conversations with a delivery unread since ``before``, the longest wait first."""
    since = func.min(inbox.c.heard_at)
    rows = await tx.execute(
        select(inbox.c.account, inbox.c.conversation)
        .where(inbox.c.turn.is_(None))
        .group_by(inbox.c.account, inbox.c.conversation)
        .having(since <= before)
        .order_by(since)
    )
    return [Thread(*row) for row in rows]


def place(thread: Thread, event: str, message: int) -> str:
    """Where a body is sealed for."""
    return f"inbox.body:{thread}:{event}:{message}"


def _of(thread: Thread) -> ColumnElement[bool]:
    return and_(inbox.c.account == thread.account, inbox.c.conversation == thread.conversation)


def _unread(tx: AsyncConnection, thread: Thread, row: Row[tuple[object, ...]]) -> Unread:
    body = open_json(tx, row.body, place(thread, row.event, row.message))
    return Unread(row.id, row.event, row.message, row.contact, body, row.heard_at, row.happened_at)


def _values(tx: AsyncConnection, heard: Heard) -> dict[str, object]:
    return {
        "account": heard.thread.account,
        "conversation": heard.thread.conversation,
        "contact": heard.contact,
        "event": heard.event,
        "message": heard.message,
        "watermark": heard.watermark,
        "body": close_json(tx, heard.body, place(heard.thread, heard.event, heard.message)),
        "heard_at": heard.heard_at,
        "happened_at": heard.happened_at,
    }


async def _erasures(
    tx: AsyncConnection, deliveries: Sequence[Heard]
) -> dict[tuple[int, int], datetime]:
    people = {(one.thread.account, one.contact) for one in deliveries if one.contact is not None}
    return await contacts.erasures(tx, people) if people else {}


def _came_too_late(heard: Heard, erased: Mapping[tuple[int, int], datetime]) -> bool:
    """Chatwoot repeats deliveries for a while: what was erased does not come back that way."""
    if heard.contact is None or heard.happened_at is None:
        return False
    moment = erased.get((heard.thread.account, heard.contact))
    return moment is not None and heard.happened_at <= moment
