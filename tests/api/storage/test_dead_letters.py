"""Deliveries that nobody can read are kept, once, sealed, and never too long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage import dead_letters
from api.storage.dead_letters import MOST_BYTES, DeadLetter
from api.storage.errors import SealBroken
from api.storage.seal import of as seal_of
from api.storage.tables import dead_letters as rows
from api.storage.thread import Thread
from tests.api.storage.conftest import sealed

__all__ = ["sealed"]
pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
THREAD = Thread(1, 42)
BODY = b'{"event":"message_created","content":"Jussara","id":"?"}'


def letter(body: bytes = BODY, thread: Thread = THREAD, message: int | None = 7) -> DeadLetter:
    return DeadLetter(thread, message, "wrong_shape", "id", body)


async def bury(engine: AsyncEngine, one: DeadLetter) -> bool:
    async with engine.begin() as tx:
        return await dead_letters.bury(tx, one, NOW)


async def opened(tx: AsyncConnection) -> bytes:
    row = (await tx.execute(select(rows))).one()
    return seal_of(tx).open(row.body, dead_letters.place(Thread(1, 42), row.digest))


async def test_a_letter_is_kept_as_it_was_received(sealed: AsyncEngine) -> None:
    assert await bury(sealed, letter())
    async with sealed.begin() as tx:
        row = (await tx.execute(select(rows))).one()
        assert (row.account, row.conversation, row.message) == (1, 42, 7)
        assert (row.problem, row.place, row.heard_at) == ("wrong_shape", "id", NOW)
        assert b"Jussara" not in row.body
        assert await opened(tx) == BODY


async def test_a_repeated_one_is_kept_once_and_one_of_another_conversation_too(
    engine: AsyncEngine,
) -> None:
    told = [letter(), letter(), letter(thread=Thread(1, 43)), letter(BODY + b" ")]
    assert [await bury(engine, one) for one in told] == [True, False, True, True]


async def test_of_a_very_long_one_the_beginning_is_kept(engine: AsyncEngine) -> None:
    long = b"x" * (3 * MOST_BYTES)
    assert await bury(engine, letter(long + b"a"))
    assert await bury(engine, letter(long + b"b"))
    async with engine.begin() as tx:
        lengths = [len(row.body) for row in await tx.execute(select(rows))]
    assert len(lengths) == 2
    assert max(lengths) <= MOST_BYTES + 64


async def test_a_letter_moved_to_another_conversation_does_not_open(sealed: AsyncEngine) -> None:
    await bury(sealed, letter())
    async with sealed.begin() as tx:
        row = (await tx.execute(select(rows))).one()
        with pytest.raises(SealBroken):
            seal_of(tx).open(row.body, dead_letters.place(Thread(1, 43), row.digest))


def test_what_a_letter_tells_of_itself_is_not_its_body() -> None:
    assert "Jussara" not in repr(letter())
