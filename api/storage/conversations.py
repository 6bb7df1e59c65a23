"""What is known of a conversation, and its two fences.

``version`` counts decided turns, so that of two turns decided at once one is lost. ``epoch`` counts takeovers, so that
nothing decided before a person stepped in is stored or said after.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.errors import TurnLost
from api.storage.inserts import insert
from api.storage.tables import conversations
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class Report:
    """The state that a payload shows. ``updated_at`` is Chatwoot's, in seconds; None is "the payload does not say"."""

    thread: Thread
    status: str
    updated_at: float
    assignee: int | None = None
    contact: int | None = None
    inbox: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as last reported, with its fences. ``assignee`` is None when nobody has it."""

    thread: Thread
    status: str
    updated_at: float
    assignee: int | None
    contact: int | None
    inbox: int | None
    version: int
    epoch: int


async def report(tx: AsyncConnection, seen: Report) -> bool:
    """Takes a state over if it is newer than the one known; payloads arrive in any order. True if it was."""
    state = {"status": seen.status, "assignee": seen.assignee, "updated_at": seen.updated_at}
    account, conversation = seen.thread
    first = insert(tx, conversations).values(
        account=account,
        conversation=conversation,
        contact=seen.contact,
        inbox=seen.inbox,
        version=0,
        epoch=0,
        **state,
    )
    kept = {name: func.coalesce(first.excluded[name], conversations.c[name]) for name in OPTIONAL}
    newer = first.on_conflict_do_update(
        index_elements=["account", "conversation"],
        set_={**state, **kept},
        where=conversations.c.updated_at < first.excluded.updated_at,
    )
    return (await tx.execute(newer.returning(conversations.c.version))).first() is not None


async def known(tx: AsyncConnection, thread: Thread) -> Conversation | None:
    """The conversation as it stands."""
    return await _read(tx, thread, select(conversations).where(_is(thread)))


async def held(tx: AsyncConnection, thread: Thread) -> Conversation | None:
    """The conversation, kept from changing until the transaction ends: for looking at the epoch, then acting."""
    return await _read(tx, thread, select(conversations).where(_is(thread)).with_for_update())


async def raise_epoch(tx: AsyncConnection, thread: Thread) -> int:
    """A person took over: what was decided until now is void. The new epoch. The conversation must be known."""
    statement = update(conversations).where(_is(thread)).values(epoch=conversations.c.epoch + 1)
    epoch: int = (await tx.execute(statement.returning(conversations.c.epoch))).scalar_one()
    return epoch


async def claim(tx: AsyncConnection, thread: Thread, version: int, epoch: int) -> int:
    """The first statement of a turn's transaction: nothing may have happened since it was begun.

    The number of the turn, which is the new version. Raises ``TurnLost``.
    """
    unchanged = and_(conversations.c.version == version, conversations.c.epoch == epoch)
    statement = update(conversations).where(_is(thread), unchanged).values(version=version + 1)
    if (await tx.execute(statement)).rowcount != 1:
        raise TurnLost(f"{thread} moved on while its turn was being decided")
    return version + 1


OPTIONAL = ("contact", "inbox")


def _is(thread: Thread) -> ColumnElement[bool]:
    return and_(
        conversations.c.account == thread.account,
        conversations.c.conversation == thread.conversation,
    )


async def _read(
    tx: AsyncConnection, thread: Thread, query: Select[tuple[object, ...]]
) -> Conversation | None:
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    return Conversation(
        thread, row.status, row.updated_at, row.assignee, row.contact, row.inbox, row.version, row.epoch
    )  # fmt: skip
