"""Tables written and read by hand, where a test needs one step of what the product does in larger ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import conversations, outbox
from api.storage.conversations import Report, merged
from api.storage.outbox import Row
from api.storage.thread import Thread


async def report(tx: AsyncConnection, seen: Report) -> bool:
    """Takes a state over if it is newer than the one known, as hearing does. True if it was."""
    before = await conversations.held(tx, seen.thread)
    after = merged(before, seen)
    if after == before:
        return False
    await conversations.keep(tx, [after])
    return True


async def raise_epoch(tx: AsyncConnection, thread: Thread) -> int:
    """A person took over, and nothing else changed; the new epoch."""
    known = await conversations.held(tx, thread)
    assert known
    after = replace(known, epoch=known.epoch + 1)
    await conversations.keep(tx, [after])
    return after.epoch


async def due(tx: AsyncConnection, thread: Thread, now: datetime) -> Row | None:
    """The head of the outbox, if its time has come."""
    row = await outbox.head(tx, thread)
    return row if row and row.due_at <= now else None
