"""What was decided and is to happen in Chatwoot: one row per effect, in order, once each.

    queued ──> sending ──> sent          told, and known to be told
      ^           │
      ├───────────┤                      not told for certain: again later
      │           v
      └──────── parked                   may have been told: waits for a proof
    any of the three ──> suppressed (a person took over) | dropped (given up), each with its reason

Every move names the row as it was seen: if another process moved it first, nothing happens and the answer is None.
A row that is ``sending`` past its ``due_at`` was left by a crash: nobody knows whether it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy import Row as Selected
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.effects import Effect
from api.storage.inserts import insert
from api.storage.seal import close_json, open_json
from api.storage.tables import outbox, unfinished_rows
from api.storage.thread import Thread

Unfinished = Literal["queued", "sending", "parked"]
Finished = Literal["sent", "suppressed", "dropped"]
State = Unfinished | Finished
KEY_PARTS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One effect on its way. ``epoch`` is that of its turn; ``message`` the id that Chatwoot gave, once known.

    ``changed_at`` is when it came into this state; of a parked row, when its telling began.
    """

    thread: Thread
    turn: int
    part: int
    epoch: int
    effect: Effect
    state: State
    reason: str
    attempts: int
    due_at: datetime
    changed_at: datetime
    message: int | None = None

    @property
    def key(self) -> str:
        """``alu_key``: marks the message in Chatwoot, so that it is recognised when it comes back."""
        return f"{self.thread.conversation}:{self.turn}:{self.part}"


async def add(
    tx: AsyncConnection,
    thread: Thread,
    turn: int,
    epoch: int,
    effects: Sequence[Effect],
    at: datetime,
) -> None:
    """Queues the effects of a turn; their parts count from 1."""
    rows = [
        {
            "account": thread.account,
            "conversation": thread.conversation,
            "turn": turn,
            "part": part,
            "epoch": epoch,
            "kind": effect["do"],
            "effect": close_json(tx, effect, place(thread, turn, part)),
            "state": "queued",
            "reason": "",
            "attempts": 0,
            "due_at": at,
            "changed_at": at,
        }
        for part, effect in enumerate(effects, start=1)
    ]
    if rows:
        await tx.execute(insert(tx, outbox), rows)


async def head(tx: AsyncConnection, thread: Thread) -> Row | None:
    """The first unfinished row of a conversation: none behind it may go before."""
    unfinished = select(outbox).where(_of(thread), unfinished_rows)
    row = (await tx.execute(unfinished.order_by(outbox.c.turn, outbox.c.part).limit(1))).first()
    return None if row is None else _row(tx, row)


async def waiting(tx: AsyncConnection, now: datetime) -> list[Thread]:
    """Conversations with something due, the longest wait first. Their head may still have to wait."""
    rows = await tx.execute(
        select(outbox.c.account, outbox.c.conversation)
        .where(unfinished_rows, outbox.c.due_at <= now)
        .group_by(outbox.c.account, outbox.c.conversation)
        .order_by(func.min(outbox.c.due_at))
    )
    return [Thread(*row) for row in rows]


async def start(tx: AsyncConnection, row: Row, now: datetime, until: datetime) -> Row | None:
    """Commit this before telling. After ``until`` the row counts as left by a crash."""
    return await _moved(
        tx, row, now, replace(row, state="sending", attempts=row.attempts + 1, due_at=until)
    )


async def again(
    tx: AsyncConnection, row: Row, now: datetime, due_at: datetime, reason: str
) -> Row | None:
    """It was not told, for certain: once more, later. Not getting as far as telling counts as an attempt."""
    attempts = row.attempts + (row.state == "queued")
    later = replace(row, state="queued", due_at=due_at, reason=reason, attempts=attempts)
    return await _moved(tx, row, now, later)


async def park(
    tx: AsyncConnection, row: Row, now: datetime, due_at: datetime, reason: str
) -> Row | None:
    """It may have been told: wait for its echo, look again at ``due_at``."""
    return await _moved(tx, row, now, replace(row, state="parked", due_at=due_at, reason=reason))


async def finish(
    tx: AsyncConnection,
    row: Row,
    now: datetime,
    state: Finished,
    reason: str = "",
    message: int | None = None,
) -> Row | None:
    """The end of the row's way."""
    return await _moved(tx, row, now, replace(row, state=state, reason=reason, message=message))


async def counted(tx: AsyncConnection) -> dict[str, int]:
    """How many rows are unfinished, by state."""
    states = (
        select(outbox.c.state, func.count().label("rows"))
        .where(unfinished_rows)
        .group_by(outbox.c.state)
    )
    return {row.state: row.rows for row in await tx.execute(states)}


async def gave_to_a_team(tx: AsyncConnection, thread: Thread, epoch: int) -> bool:
    """Whether a team was or is being assigned since the last takeover."""
    ours = and_(_of(thread), outbox.c.epoch == epoch, outbox.c.kind == "assign_team")
    begun = outbox.c.state.in_(["queued", "sending", "sent"])
    return await tx.scalar(select(outbox.c.turn).where(ours, begun).limit(1)) is not None


async def left(tx: AsyncConnection) -> list[Row]:
    """Rows that a process began to tell and did not finish: call it where no other process tells."""
    rows = await tx.execute(select(outbox).where(outbox.c.state == "sending"))
    return [_row(tx, row) for row in rows]


async def echoed(
    tx: AsyncConnection, account: int, key: str, message: int, now: datetime
) -> State | None:
    """A message came back with our key: it was told. The state it had until now, or None if it is none of ours."""
    numbers = key.split(":")
    if len(numbers) != KEY_PARTS or not all(one.isascii() and one.isdigit() for one in numbers):
        return None
    conversation, turn, part = map(int, numbers)
    row = _is(Thread(account, conversation), turn, part)
    was: State | None = await tx.scalar(select(outbox.c.state).where(row))
    if was is not None and was != "sent":
        told = {"state": "sent", "reason": "", "message": message, "changed_at": now}
        await tx.execute(update(outbox).where(row).values(told))
    return was


def place(thread: Thread, turn: int, part: int) -> str:
    """Where an effect is sealed for."""
    return f"outbox.effect:{thread}:{turn}:{part}"


def _of(thread: Thread) -> ColumnElement[bool]:
    return and_(outbox.c.account == thread.account, outbox.c.conversation == thread.conversation)


def _is(thread: Thread, turn: int, part: int) -> ColumnElement[bool]:
    return and_(_of(thread), outbox.c.turn == turn, outbox.c.part == part)


async def _moved(tx: AsyncConnection, seen: Row, now: datetime, moved: Row) -> Row | None:
    since = seen.changed_at if moved.state == "parked" else now
    as_seen = and_(
        _is(seen.thread, seen.turn, seen.part),
        outbox.c.state == seen.state,
        outbox.c.attempts == seen.attempts,
        outbox.c.due_at == seen.due_at,
    )
    done = await tx.execute(
        update(outbox)
        .where(as_seen, unfinished_rows)
        .values(
            state=moved.state,
            reason=moved.reason,
            attempts=moved.attempts,
            due_at=moved.due_at,
            message=moved.message,
            changed_at=since,
        )
    )
    return replace(moved, changed_at=since) if done.rowcount == 1 else None


def _row(tx: AsyncConnection, row: Selected[tuple[object, ...]]) -> Row:
    thread = Thread(row.account, row.conversation)
    effect = open_json(tx, row.effect, place(thread, row.turn, row.part))
    return Row(
        thread,
        row.turn,
        row.part,
        row.epoch,
        effect,  # type: ignore[arg-type]  # it was an Effect when it was stored
        row.state,
        row.reason,
        row.attempts,
        row.due_at,
        row.changed_at,
        row.message,
    )
