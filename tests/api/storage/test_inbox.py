"""Nothing heard is lost, nothing is read twice, whatever comes in between."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from api.storage import contacts, conversations, inbox, outbox
from api.storage.conversations import Conversation, Report
from api.storage.errors import TurnLost
from api.storage.inbox import Heard, Unread
from api.storage.thread import Thread
from tests.api.storage import by_hand
from tests.api.storage.conftest import emptied
from tests.api.storage.turn_by_turn import NOW, Crashed, crash

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)


def message(number: int, thread: Thread = THREAD, **more: object) -> Heard:
    return Heard(thread, "message_created", {"n": number}, NOW, message=number, **more)  # type: ignore[arg-type]  # fields by name


async def hear(engine: AsyncEngine, *deliveries: Heard) -> list[bool]:
    async with engine.begin() as tx:
        return [await inbox.hear(tx, one) for one in deliveries]


async def unread(engine: AsyncEngine, thread: Thread = THREAD) -> list[Unread]:
    async with engine.begin() as tx:
        return await inbox.unread(tx, thread)


async def mark(engine: AsyncEngine, ids: list[int], turn: int) -> None:
    async with engine.begin() as tx:
        await inbox.mark(tx, ids, turn)


async def test_a_repeated_delivery_is_known_again_even_when_read(engine: AsyncEngine) -> None:
    assert await hear(engine, message(1), message(1)) == [True, False]
    await mark(engine, [row.id for row in await unread(engine)], 1)
    assert await hear(engine, message(1)) == [False]
    assert await unread(engine) == []


CHANGED = Heard(THREAD, "conversation_updated", {}, NOW, watermark="a")


@pytest.mark.parametrize(
    ("other", "new"),
    [
        (Heard(THREAD, "conversation_updated", {"other": 1}, NOW, watermark="a"), False),
        (Heard(THREAD, "conversation_updated", {}, NOW, watermark="b"), True),
        (Heard(THREAD, "conversation_opened", {}, NOW, watermark="a"), True),
        (Heard(Thread(1, 43), "conversation_updated", {}, NOW, watermark="a"), True),
        (Heard(Thread(2, 42), "conversation_updated", {}, NOW, watermark="a"), True),
    ],
    ids=["same", "watermark", "event", "conversation", "account"],
)
async def test_what_makes_a_delivery_new(engine: AsyncEngine, other: Heard, new: bool) -> None:
    assert await hear(engine, CHANGED, other) == [True, new]


async def test_the_same_delivery_at_once_is_new_once(engine: AsyncEngine) -> None:
    answers = await asyncio.gather(*(hear(engine, message(1)) for _ in range(6)))
    assert sorted(answers) == [[False]] * 5 + [[True]]


async def test_messages_are_read_in_the_order_of_chatwoot(engine: AsyncEngine) -> None:
    await hear(engine, message(30), message(10), message(2), message(20), message(5, Thread(1, 7)))
    rows = await unread(engine)
    assert [row.body["n"] for row in rows] == [2, 10, 20, 30]
    assert [row.message for row in rows] == [2, 10, 20, 30]


async def test_what_came_after_the_turn_began_stays_unread(engine: AsyncEngine) -> None:
    await hear(engine, message(1))
    seen = await unread(engine)
    await hear(engine, message(2))
    await mark(engine, [row.id for row in seen], 1)
    assert [row.message for row in await unread(engine)] == [2]


async def test_a_row_is_marked_by_one_turn(engine: AsyncEngine) -> None:
    await hear(engine, message(1), message(2))
    ids = [row.id for row in await unread(engine)]
    await mark(engine, ids[:1], 1)
    with pytest.raises(TurnLost):
        await mark(engine, ids, 2)
    assert [row.message for row in await unread(engine)] == [2]
    await mark(engine, [], 3)


async def test_who_waits_and_since_when(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        assert await inbox.oldest_waiting(tx) is None
        for minutes, number in [(5, 1), (1, 2), (9, 3), (3, 4)]:
            heard_at = NOW + timedelta(minutes=minutes)
            thread = Thread(1, number % 3)
            await inbox.hear(tx, Heard(thread, "e", {}, heard_at, message=number))
        assert await inbox.oldest_waiting(tx) == NOW + timedelta(minutes=1)
        at = NOW + timedelta(minutes=4)
        assert await inbox.waiting(tx, at) == [Thread(1, 2), Thread(1, 1)]
        assert len(await inbox.waiting(tx, NOW + timedelta(minutes=9))) == 3


async def test_a_late_delivery_of_what_was_erased_is_not_stored(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await contacts.forget(tx, 1, 9, NOW)
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    late = message(1, contact=9, happened_at=before)
    answers = await hear(
        engine,
        late,
        message(2, contact=8, happened_at=before),
        message(3, contact=9, happened_at=after),
    )
    assert answers == [False, True, True]


async def test_a_moment_without_an_offset_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(Exception, match="offset"):
        await hear(engine, Heard(THREAD, "e", {}, NOW.replace(tzinfo=None)))


# --- no order of hearing, deciding, crashing and racing loses or repeats a message ---

HEAR = st.tuples(st.just("hear"), st.integers(1, 6))
DO = st.tuples(st.sampled_from(["turn", "crash", "race", "takeover in a turn"]), st.just(0))


async def looked(engine: AsyncEngine) -> tuple[Conversation, list[Unread]]:
    async with engine.begin() as tx:
        seen = await conversations.known(tx, THREAD)
        waiting = await inbox.unread(tx, THREAD)
    assert seen
    return seen, waiting


async def commit(
    engine: AsyncEngine, seen: Conversation, waiting: list[Unread], *, crashes: bool = False
) -> bool:
    """One turn that answers each message with its number. False when it was lost."""
    try:
        async with engine.begin() as tx:
            turn = await conversations.claim(tx, THREAD, seen.version, seen.epoch)
            answers = [{"do": "say", "text": str(row.message)} for row in waiting]
            await outbox.add(tx, THREAD, turn, seen.epoch, answers, NOW)  # type: ignore[arg-type]  # a Say
            await inbox.mark(tx, [row.id for row in waiting], turn)
            if crashes:
                crash()
    except (TurnLost, Crashed):
        return False
    return True


async def step(engine: AsyncEngine, what: str, number: int) -> None:
    if what == "hear":
        await hear(engine, message(number))
        return
    seen, waiting = await looked(engine)
    if what == "crash":
        assert not await commit(engine, seen, waiting, crashes=True)
    elif what == "race":
        won = await asyncio.gather(*(commit(engine, seen, waiting) for _ in range(2)))
        assert sorted(won) == [False, True]
    elif what == "takeover in a turn":
        async with engine.begin() as tx:
            await by_hand.raise_epoch(tx, THREAD)
        assert not await commit(engine, seen, waiting)
    else:
        assert await commit(engine, seen, waiting)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.one_of(HEAR, DO), max_size=12))
async def test_no_order_of_events_loses_or_repeats_a_message(
    engine: AsyncEngine, steps: list[tuple[str, int]]
) -> None:
    await emptied(engine)
    async with engine.begin() as tx:
        await by_hand.report(tx, Report(THREAD, "pending", 1.0))
    for what, number in [*steps, ("turn", 0)]:
        await step(engine, what, number)

    heard = {number for what, number in steps if what == "hear"}
    assert await unread(engine) == []
    answers = await answered(engine)
    assert sorted(number for _, number in answers) == sorted(heard)
    assert answers == sorted(answers)


async def answered(engine: AsyncEngine) -> list[tuple[int, int]]:
    """Turn and message of each answer, in the order in which they would be sent."""
    found = []
    async with engine.begin() as tx:
        while row := await outbox.head(tx, THREAD):
            assert row.effect["do"] == "say"
            found.append((row.turn, int(row.effect["text"])))
            await outbox.finish(tx, row, NOW, "sent")
    return found
