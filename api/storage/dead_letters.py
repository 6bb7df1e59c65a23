"""Deliveries that are Chatwoot's for certain and that we cannot read: kept for a person to look at, never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.inserts import insert
from api.storage.seal import of as seal_of
from api.storage.tables import dead_letters
from api.storage.thread import Thread

MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that could not be read: ``place`` names the key at fault, ``body`` holds the bytes as received."""

    thread: Thread
    message: int | None
    problem: str
    place: str
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The same for a delivery that is repeated."""
        return blake2b(self.body, digest_size=12).hexdigest()


async def bury(tx: AsyncConnection, letter: DeadLetter, at: datetime) -> bool:
    """Keeps a delivery, sealed and at most ``MOST_BYTES`` of it; False if it is kept already."""
    account, conversation = letter.thread
    sealed = seal_of(tx).close(letter.body[:MOST_BYTES], place(letter.thread, letter.digest))
    new = insert(tx, dead_letters).values(
        account=account,
        conversation=conversation,
        message=letter.message,
        digest=letter.digest,
        problem=letter.problem,
        place=letter.place,
        body=sealed,
        heard_at=at,
    )
    stored = await tx.execute(new.on_conflict_do_nothing().returning(dead_letters.c.id))
    return stored.first() is not None


def place(thread: Thread, digest: str) -> str:
    """Where a body is sealed for."""
    return f"dead_letters.body:{thread}:{digest}"
