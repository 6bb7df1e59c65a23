"""What comes next for the customer of a conversation who says nothing, and when: one row each, kept by every turn.

A row speaks of the conversation as its turn left it: whatever happened since makes it void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import ColumnElement, Row, Table, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.state import Step
from agent.waiting import NextStep, Quiet
from api.storage.inserts import insert
from api.storage.tables import conversations, inbox, outbox, silences, unfinished_rows, unread_rows
from api.storage.thread import Thread

SILENCE = "silence"
STEPS: tuple[Step, ...] = get_args(Step)


def _here(table: Table) -> ColumnElement[bool]:
    same = table.c.conversation == silences.c.conversation
    return and_(table.c.account == silences.c.account, same)


def _wished() -> ColumnElement[bool]:
    """The contact opted out, in whichever conversation."""
    others, theirs = silences.alias(), conversations.alias()
    same_contact = and_(
        theirs.c.account == conversations.c.account, theirs.c.contact == conversations.c.contact
    )
    its_row = and_(
        others.c.account == theirs.c.account, others.c.conversation == theirs.c.conversation
    )
    return exists().where(same_contact, its_row, others.c.opted_out)


MOVED_ON = or_(
    conversations.c.version != silences.c.turn,
    conversations.c.status != "pending",
    conversations.c.taken,
)
TO_READ, TO_TELL = (
    exists().where(_here(inbox), unread_rows),
    exists().where(_here(outbox), unfinished_rows),
)
KNOWN = select(silences, _wished().label("wished")).join(conversations, _here(conversations))
STANDING = KNOWN.add_columns(MOVED_ON.label("void"), or_(TO_READ, TO_TELL).label("busy"))


@dataclass(frozen=True, slots=True)
class Silent:
    """A conversation after one of its turns, and what comes next: None is nothing."""

    thread: Thread
    turn: int
    quiet: Quiet
    next: NextStep | None


@dataclass(frozen=True, slots=True)
class Due:
    """A step whose time has come. ``void``: the conversation moved on, or is not hers. ``busy``: something is still
    to be read or told in it.
    """

    silent: Silent
    void: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class Stepped:
    """What came of the customer of a step: their last message before it, and whether anybody wrote since."""

    customer_at: datetime
    wrote: bool


async def keep(tx: AsyncConnection, silent: Silent) -> None:
    """Stores what the newest turn knows, in its own transaction."""
    key = {"account": silent.thread.account, "conversation": silent.thread.conversation}
    kept = _values(silent)
    new = insert(tx, silences).values(**key, **kept)
    await tx.execute(new.on_conflict_do_update(index_elements=list(key), set_=kept))


async def known(tx: AsyncConnection, thread: Thread) -> Silent | None:
    """What the last turn knew, if any did. An opt-out counts in every conversation of its contact."""
    row = (await tx.execute(KNOWN.where(_of(thread)))).first()
    return _silent(row) if row else None


async def planned(tx: AsyncConnection, thread: Thread) -> NextStep | None:
    """The next step of a conversation, if it still stands."""
    query = STANDING.where(_of(thread), silences.c.due_at.is_not(None))
    row = (await tx.execute(query)).first()
    return _silent(row).next if row and not row.void else None


async def due(tx: AsyncConnection, now: datetime, limit: int) -> list[Due]:
    """The steps whose time has come, the longest overdue first."""
    query = STANDING.where(silences.c.due_at <= now)
    rows = await tx.execute(query.order_by(silences.c.due_at).limit(limit))
    return [Due(_silent(row), void=bool(row.void), busy=bool(row.busy)) for row in rows]


async def postpone(tx: AsyncConnection, seen: Silent, later: NextStep | None) -> None:
    """Another time, or none; nothing if a turn has been there since."""
    moved = update(silences).where(_of(seen.thread), silences.c.turn == seen.turn)
    await tx.execute(moved.values(_next(later)))


async def stepped(tx: AsyncConnection, thread: Thread, turn: int) -> Stepped | None:
    """What a turn has to know before its effects are told, if it was a step with a silent customer."""
    ours = exists().where(
        inbox.c.account == thread.account,
        inbox.c.conversation == thread.conversation,
        inbox.c.event == SILENCE,
        inbox.c.turn == turn,
    )
    since = or_(unread_rows, inbox.c.turn > turn)
    wrote = exists().where(_here(inbox), since, inbox.c.event.like("message_%"))
    query = select(silences.c.customer_at, wrote.label("wrote")).where(_of(thread), ours)
    row = (await tx.execute(query)).first()
    return Stepped(row.customer_at, bool(row.wrote)) if row and row.customer_at else None


def _values(silent: Silent) -> dict[str, object]:
    quiet = silent.quiet
    return {
        "turn": silent.turn,
        "customer_at": quiet.customer_at,
        "last_at": quiet.last_at,
        "hers": quiet.hers,
        "asked": quiet.asked,
        "reminded": quiet.reminded,
        "opted_out": quiet.opted_out,
        "put_off_at": quiet.put_off_at,
        **_next(silent.next),
    }


def _next(step: NextStep | None) -> dict[str, object]:
    return {"step": step.step if step else "", "due_at": step.at if step else None}


def _silent(row: Row[tuple[object, ...]]) -> Silent:
    quiet = Quiet(
        row.customer_at, row.last_at, row.hers, row.asked, row.reminded,
        bool(row.opted_out or row.wished), row.put_off_at,
    )  # fmt: skip
    step = NextStep(row.step, row.due_at) if row.step in STEPS else None
    return Silent(Thread(row.account, row.conversation), row.turn, quiet, step)


def _of(thread: Thread) -> ColumnElement[bool]:
    here = silences.c.conversation == thread.conversation
    return and_(silences.c.account == thread.account, here)
