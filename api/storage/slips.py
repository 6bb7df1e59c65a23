"""The outbox as an operator sees and moves it: where each row stands and why, without its words.

An operator may send on what was given up (``dropped``), and give up what waits. What was told, or kept back because a
person took over, stays as it is. As in ``outbox``, a move names the row as it was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.outbox import State, place
from api.storage.seal import open_json
from api.storage.tables import conversations, outbox, turns, unfinished_rows
from api.storage.thread import Thread

OPERATOR = "operator"
UNSAID = ("suppressed", "dropped")


@dataclass(frozen=True, slots=True)
class Slip:
    """One row of the outbox. ``decided_at`` is when its turn began, or its last move where no record of the turn is.

    ``overtaken``: since its turn the conversation left Alú's hands. ``erased``: its words are gone. ``message`` as in
    ``outbox.Row``.
    """

    thread: Thread
    turn: int
    part: int
    epoch: int
    kind: str
    state: State
    reason: str
    attempts: int
    decided_at: datetime
    changed_at: datetime
    due_at: datetime
    message: int | None
    overtaken: bool
    erased: bool

    @property
    def key(self) -> str:
        """``account:conversation:turn:part``."""
        return f"{self.thread}:{self.turn}:{self.part}"

    @property
    def waits(self) -> bool:
        """Whether it is still to be told."""
        return self.state in ("queued", "sending", "parked")

    def in_doubt(self, now: datetime) -> bool:
        """Whether nobody knows if it was told."""
        return self.state == "parked" or (self.state == "sending" and self.due_at <= now)


async def waiting(tx: AsyncConnection, thread: Thread | None = None) -> list[Slip]:
    """What is still to be told, the oldest first."""
    return await _slips(tx, and_(unfinished_rows, _of(thread)))


async def unsaid(
    tx: AsyncConnection, since: datetime | None = None, thread: Thread | None = None
) -> list[Slip]:
    """What ended untold since then: suppressed or dropped, the oldest first."""
    ended = and_(outbox.c.state.in_(UNSAID), _of(thread))
    return await _slips(tx, ended if since is None else and_(ended, outbox.c.changed_at >= since))


async def found(tx: AsyncConnection, thread: Thread, turn: int, part: int) -> Slip | None:
    """The row of that key."""
    named = and_(_of(thread), outbox.c.turn == turn, outbox.c.part == part)
    return next(iter(await _slips(tx, named)), None)


async def words(tx: AsyncConnection, slip: Slip) -> dict[str, object]:
    """The effect itself; empty if it was erased. Raises ``SealBroken``."""
    stored = await tx.scalar(select(outbox.c.effect).where(_is(slip)))
    return open_json(tx, stored, place(slip.thread, slip.turn, slip.part))


async def move(
    tx: AsyncConnection,
    seen: Slip,
    state: Literal["queued", "dropped"],
    now: datetime,
) -> bool:
    """The operator sends it on (due now, attempts kept) or gives it up. False if it moved since it was seen."""
    movable = (
        or_(unfinished_rows, outbox.c.state == "dropped") if state == "queued" else unfinished_rows
    )
    as_seen = and_(
        _is(seen),
        outbox.c.state == seen.state,
        outbox.c.attempts == seen.attempts,
        outbox.c.due_at == seen.due_at,
        outbox.c.changed_at == seen.changed_at,
        movable,
    )
    moved = {"state": state, "reason": OPERATOR, "due_at": now, "changed_at": now}
    return (await tx.execute(update(outbox).where(as_seen).values(moved))).rowcount == 1


async def _slips(tx: AsyncConnection, wanted: ColumnElement[bool]) -> list[Slip]:
    return [_slip(row) for row in await tx.execute(_query(wanted))]


def _query(wanted: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Rows without their words, each beside its turn and its conversation, where there is a record of them."""
    decided_at = func.coalesce(turns.c.started_at, outbox.c.changed_at)
    same_turn = and_(_same_thread(turns), turns.c.turn == outbox.c.turn)
    return (
        select(
            *(column for column in outbox.c if column is not outbox.c.effect),
            outbox.c.effect.is_(None).label("erased"),
            decided_at.label("decided_at"),
            func.coalesce(_overtaken(), false()).label("overtaken"),
        )
        .outerjoin(turns, same_turn)
        .outerjoin(conversations, _same_thread(conversations))
        .where(wanted)
        .order_by(decided_at, outbox.c.account, outbox.c.conversation, outbox.c.turn, outbox.c.part)
    )


def _slip(row: Row[tuple[object, ...]]) -> Slip:
    return Slip(
        Thread(row.account, row.conversation),
        row.turn,
        row.part,
        row.epoch,
        row.kind,
        row.state,
        row.reason,
        row.attempts,
        row.decided_at,
        row.changed_at,
        row.due_at,
        row.message,
        overtaken=bool(row.overtaken),
        erased=bool(row.erased),
    )


def _overtaken() -> ColumnElement[bool]:
    return or_(conversations.c.epoch != outbox.c.epoch, conversations.c.status != "pending")


def _of(thread: Thread | None) -> ColumnElement[bool]:
    if thread is None:
        return true()
    return and_(outbox.c.account == thread.account, outbox.c.conversation == thread.conversation)


def _is(slip: Slip) -> ColumnElement[bool]:
    return and_(_of(slip.thread), outbox.c.turn == slip.turn, outbox.c.part == slip.part)


def _same_thread(table: Table) -> ColumnElement[bool]:
    return and_(table.c.account == outbox.c.account, table.c.conversation == outbox.c.conversation)
