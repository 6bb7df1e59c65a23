"""Effects go in order, once each, and two senders never move one row."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.effects import Effect, Note, Say, SetStatus
from api.storage import outbox
from api.storage.outbox import Finished, Row
from api.storage.thread import Thread
from tests.api.storage import by_hand
from tests.api.storage.turn_by_turn import NOW

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)
SAY: Say = {"do": "say", "text": "Olá"}
NOTE: Note = {"do": "note", "text": "cartão"}
OPEN: SetStatus = {"do": "set_status", "status": "open"}
LATER = NOW + timedelta(minutes=1)


async def add(engine: AsyncEngine, turn: int, *effects: Effect, thread: Thread = THREAD) -> None:
    async with engine.begin() as tx:
        await outbox.add(tx, thread, turn, 3, effects, NOW)


async def head(engine: AsyncEngine, thread: Thread = THREAD) -> Row:
    async with engine.begin() as tx:
        row = await outbox.head(tx, thread)
    assert row
    return row


async def drained(engine: AsyncEngine) -> Sequence[tuple[str, str]]:
    done = []
    async with engine.begin() as tx:
        while row := await by_hand.due(tx, THREAD, NOW):
            done.append((row.key, row.effect["do"]))
            sending = await outbox.start(tx, row, NOW, LATER)
            assert sending
            assert await outbox.finish(tx, sending, NOW, "sent", message=500 + row.part)
    return done


async def test_effects_go_in_the_order_in_which_they_were_decided(engine: AsyncEngine) -> None:
    await add(engine, 10, SAY)
    await add(engine, 9, NOTE, SAY, OPEN)
    await add(engine, 11)
    await add(engine, 1, SAY, thread=Thread(1, 7))
    assert await drained(engine) == [
        ("42:9:1", "note"),
        ("42:9:2", "say"),
        ("42:9:3", "set_status"),
        ("42:10:1", "say"),
    ]


async def test_a_row_tells_what_was_decided(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY)
    assert await head(engine) == Row(THREAD, 1, 1, 3, SAY, "queued", "", 0, NOW, NOW)


async def test_a_conversation_without_effects_has_nothing_due(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        assert await outbox.head(tx, THREAD) is None
        assert await by_hand.due(tx, THREAD, LATER) is None
        assert await outbox.waiting(tx, LATER) == []


async def test_nothing_overtakes_a_row_that_has_to_wait(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY, NOTE)
    async with engine.begin() as tx:
        row = await outbox.head(tx, THREAD)
        assert row
        sending = await outbox.start(tx, row, NOW, LATER)
        assert sending
        assert await by_hand.due(tx, THREAD, NOW) is None
        assert await outbox.again(tx, sending, NOW, LATER, "429")
        assert await by_hand.due(tx, THREAD, NOW) is None
        back = await by_hand.due(tx, THREAD, LATER)
    assert back
    assert (back.part, back.state, back.attempts, back.reason) == (1, "queued", 1, "429")


async def test_a_row_left_sending_by_a_crash_is_due_when_its_time_is_over(
    engine: AsyncEngine,
) -> None:
    await add(engine, 1, SAY)
    async with engine.begin() as tx:
        row = await outbox.head(tx, THREAD)
        assert row
        await outbox.start(tx, row, NOW, LATER)
    async with engine.begin() as tx:
        assert await outbox.waiting(tx, NOW) == []
        assert await outbox.waiting(tx, LATER) == [THREAD]
        left = await by_hand.due(tx, THREAD, LATER)
    assert left
    assert (left.state, left.attempts) == ("sending", 1)


async def test_a_parked_row_blocks_until_its_echo_comes(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY, NOTE)
    async with engine.begin() as tx:
        row = await outbox.head(tx, THREAD)
        assert row
        sending = await outbox.start(tx, row, NOW, LATER)
        assert sending
        assert await outbox.park(tx, sending, NOW, LATER, "timeout")
    assert (await head(engine)).state == "parked"
    async with engine.begin() as tx:
        assert await outbox.echoed(tx, 1, "42:1:1", 901, NOW)
        assert await outbox.echoed(tx, 1, "42:1:1", 901, NOW)
    assert (await head(engine)).part == 2


@pytest.mark.parametrize(
    ("account", "key"),
    [(1, "42:1:9"), (2, "42:1:1"), (1, "x:1:1"), (1, "42:1"), (1, ""), (1, "42:1:1:1"),
     (1, "42:-1:1"), (1, "42:²:1")],
)  # fmt: skip
async def test_a_key_that_is_none_of_ours_is_no_echo(
    engine: AsyncEngine, account: int, key: str
) -> None:
    await add(engine, 1, SAY)
    async with engine.begin() as tx:
        assert not await outbox.echoed(tx, account, key, 901, NOW)
    assert (await head(engine)).state == "queued"


@pytest.mark.parametrize("state", ["sent", "suppressed", "dropped"])
async def test_a_finished_row_never_moves_again(engine: AsyncEngine, state: Finished) -> None:
    await add(engine, 1, SAY)
    row = await head(engine)
    async with engine.begin() as tx:
        done = await outbox.finish(tx, row, NOW, state, "because")
        assert done
        for seen in (row, done):
            assert await outbox.start(tx, seen, NOW, LATER) is None
            assert await outbox.again(tx, seen, NOW, LATER, "") is None
            assert await outbox.park(tx, seen, NOW, LATER, "") is None
            assert await outbox.finish(tx, seen, NOW, "sent") is None
        assert await outbox.head(tx, THREAD) is None


async def test_of_senders_at_once_one_starts(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY)
    row = await head(engine)

    async def start() -> Row | None:
        async with engine.begin() as tx:
            return await outbox.start(tx, row, NOW, LATER)

    started = await asyncio.gather(*(start() for _ in range(4)))
    assert len([one for one in started if one]) == 1


async def test_a_sender_that_woke_too_late_moves_nothing(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY)
    row = await head(engine)
    async with engine.begin() as tx:
        first = await outbox.start(tx, row, NOW, LATER)
        assert first
        await outbox.again(tx, first, LATER, LATER, "no answer")
        second = await by_hand.due(tx, THREAD, LATER)
        assert second
        assert await outbox.start(tx, second, LATER, LATER + timedelta(minutes=1))
        assert await outbox.finish(tx, first, LATER, "sent") is None


async def test_one_effect_is_never_stored_twice(engine: AsyncEngine) -> None:
    await add(engine, 1, SAY)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await add(engine, 1, SAY)


async def test_conversations_with_something_due_the_longest_wait_first(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as tx:
        for number, at in [(1, LATER), (2, NOW), (3, LATER + timedelta(minutes=1))]:
            await outbox.add(tx, Thread(1, number), 1, 0, [SAY, NOTE], at)
        assert await outbox.waiting(tx, LATER) == [Thread(1, 2), Thread(1, 1)]
