"""Which weeks' digests a conversation had: each is a row of the inbox that no turn reads, so there is one of a week."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import conversations as standing
from api.storage.conversations import Conversation
from api.storage.inbox import ERASED
from api.storage.inserts import insert
from api.storage.tables import conversations, inbox
from api.storage.thread import Thread

DIGEST = "digest"


async def weeks(tx: AsyncConnection, thread: Thread) -> list[str]:
    """Those that were claimed, as far as rows of the inbox are kept."""
    ours = and_(inbox.c.account == thread.account, inbox.c.conversation == thread.conversation)
    query = select(inbox.c.watermark).where(ours, inbox.c.event == DIGEST)
    return list(await tx.scalars(query.order_by(inbox.c.watermark)))


async def claim(tx: AsyncConnection, thread: Thread, week: str, at: datetime) -> bool:
    """Takes a week's digest for the transaction's own; False if it is taken already."""
    row = {
        "account": thread.account,
        "conversation": thread.conversation,
        "event": DIGEST,
        "message": 0,
        "watermark": week,
        "heard_at": at,
        "turn": ERASED,
    }
    new = insert(tx, inbox).values(row).on_conflict_do_nothing().returning(inbox.c.id)
    return (await tx.execute(new)).first() is not None


async def held(tx: AsyncConnection, thread: Thread) -> Conversation:
    """The conversation, kept from changing; one that no webhook ever told of begins here, as if it had told nothing."""
    unheard = {
        "account": thread.account,
        "conversation": thread.conversation,
        "status": "pending",
        "updated_at": 0.0,
        "version": 0,
        "epoch": 0,
        "status_at": 0.0,
        "taken": False,
    }
    await tx.execute(insert(tx, conversations).values(unheard).on_conflict_do_nothing())
    found = await standing.held(tx, thread)
    assert found  # noqa: S101  # it was just made sure of
    return found
