"""What is known of a conversation, and its two fences.

``version`` counts decided turns, so that of two turns decided at once one is lost. ``epoch`` counts takeovers, so that
nothing decided before a person stepped in is stored or said after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Row, and_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.state import Status
from api.storage.errors import TurnLost
from api.storage.inserts import insert
from api.storage.tables import conversations
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class Report:
    """The state that a payload shows. ``updated_at`` is Chatwoot's, in seconds; None is "the payload does not say"."""

    thread: Thread
    status: Status
    updated_at: float
    assignee: int | None = None
    contact: int | None = None
    inbox: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as last reported, with its fences. ``assignee`` is None when nobody has it.

    ``status_at`` is Chatwoot's time of the report that brought the status, 0 where none was seen to bring it.
    ``taken``: a person spoke while it was pending; it is theirs from then on, whatever the status says, until the
    status changes.
    """

    thread: Thread
    status: Status
    updated_at: float
    assignee: int | None
    contact: int | None
    inbox: int | None
    version: int
    epoch: int
    status_at: float
    taken: bool

    @property
    def attended(self) -> Status:
        """The status as the mind should see it: a taken conversation is a person's."""
        return "open" if self.taken else self.status


def merged(known: Conversation | None, seen: Report) -> Conversation:
    """What is known after a report. Payloads arrive in any order: an older one changes nothing. Pure.

    Of two that are equally old the one that leaves ``pending`` counts: servers before 4.0.2 tell whole seconds.
    """
    if known is None:
        return Conversation(
            seen.thread, seen.status, seen.updated_at, seen.assignee, seen.contact, seen.inbox,
            version=0, epoch=0, status_at=0.0, taken=False,
        )  # fmt: skip
    if not _newer(known, seen):
        return known
    changed = seen.status != known.status
    return replace(
        known,
        status=seen.status,
        updated_at=seen.updated_at,
        assignee=seen.assignee,
        contact=known.contact if seen.contact is None else seen.contact,
        inbox=known.inbox if seen.inbox is None else seen.inbox,
        status_at=seen.updated_at if changed else known.status_at,
        taken=known.taken and seen.status == "pending",
    )


def _newer(known: Conversation, seen: Report) -> bool:
    if seen.updated_at != known.updated_at:
        return seen.updated_at > known.updated_at
    return seen.status not in (known.status, "pending")


def taken(known: Conversation) -> Conversation:
    """The same, a person's from now on: what was decided until now is void. Pure."""
    return replace(known, taken=True, epoch=known.epoch + 1)


async def all_held(tx: AsyncConnection, threads: Iterable[Thread]) -> dict[Thread, Conversation]:
    """Those of ``threads`` that are known, kept from changing until the transaction ends."""
    wanted = tuple_(conversations.c.account, conversations.c.conversation).in_(list(threads))
    in_order = (conversations.c.account, conversations.c.conversation)
    query = select(conversations).where(wanted).order_by(*in_order).with_for_update()
    return {one.thread: one for one in map(_conversation, await tx.execute(query))}


async def keep(tx: AsyncConnection, states: Sequence[Conversation]) -> None:
    """Stores what is known of conversations; their version stays, for only turns count it."""
    rows = [
        {
            "account": one.thread.account,
            "conversation": one.thread.conversation,
            "inbox": one.inbox,
            "contact": one.contact,
            "status": one.status,
            "assignee": one.assignee,
            "updated_at": one.updated_at,
            "version": one.version,
            "epoch": one.epoch,
            "status_at": one.status_at,
            "taken": one.taken,
        }
        for one in states
    ]
    new = insert(tx, conversations)
    told = {name: new.excluded[name] for name in TOLD}
    await tx.execute(
        new.on_conflict_do_update(index_elements=["account", "conversation"], set_=told), rows
    )


async def next_turn(tx: AsyncConnection, thread: Thread) -> int:
    """A turn that no mind decided, by its number: what the body itself does. Voids one being decided."""
    later = update(conversations).where(_is(thread)).values(version=conversations.c.version + 1)
    number: int = (await tx.execute(later.returning(conversations.c.version))).scalar_one()
    return number


async def known(tx: AsyncConnection, thread: Thread) -> Conversation | None:
    """The conversation as it stands."""
    return await _read(tx, thread, alone=False)


async def held(tx: AsyncConnection, thread: Thread) -> Conversation | None:
    """The conversation, kept from changing until the transaction ends: for looking at the epoch, then acting."""
    return await _read(tx, thread, alone=True)


async def claim(tx: AsyncConnection, thread: Thread, version: int, epoch: int) -> int:
    """The first statement of a turn's transaction: nothing may have happened since it was begun.

    The number of the turn, which is the new version. Raises ``TurnLost``.
    """
    unchanged = and_(conversations.c.version == version, conversations.c.epoch == epoch)
    statement = update(conversations).where(_is(thread), unchanged).values(version=version + 1)
    if (await tx.execute(statement)).rowcount != 1:
        raise TurnLost(f"{thread} moved on while its turn was being decided")
    return version + 1


TOLD = ("inbox", "contact", "status", "assignee", "updated_at", "epoch", "status_at", "taken")


def _is(thread: Thread) -> ColumnElement[bool]:
    return and_(
        conversations.c.account == thread.account,
        conversations.c.conversation == thread.conversation,
    )


async def _read(tx: AsyncConnection, thread: Thread, *, alone: bool) -> Conversation | None:
    query = select(conversations).where(_is(thread))
    row = (await tx.execute(query.with_for_update() if alone else query)).first()
    return None if row is None else _conversation(row)


def _conversation(row: Row[tuple[object, ...]]) -> Conversation:
    return Conversation(
        Thread(row.account, row.conversation), row.status, row.updated_at, row.assignee, row.contact,
        row.inbox, row.version, row.epoch, row.status_at, row.taken,
    )  # fmt: skip
