"""Reports in any order, and the two fences under races."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.state import Status
from api.storage import conversations
from api.storage.conversations import Conversation, Report
from api.storage.errors import TurnLost
from api.storage.thread import Thread
from tests.api.storage import by_hand

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)


async def report(engine: AsyncEngine, status: Status, at: float, **more: int) -> bool:
    async with engine.begin() as tx:
        return await by_hand.report(tx, Report(THREAD, status, at, **more))


async def known(engine: AsyncEngine) -> Conversation:
    async with engine.begin() as tx:
        found = await conversations.known(tx, THREAD)
    assert found
    return found


async def claim(engine: AsyncEngine, version: int, epoch: int) -> int:
    async with engine.begin() as tx:
        return await conversations.claim(tx, THREAD, version, epoch)


async def takeover(engine: AsyncEngine) -> int:
    async with engine.begin() as tx:
        return await by_hand.raise_epoch(tx, THREAD)


async def test_a_conversation_never_heard_of_is_not_known(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        assert await conversations.known(tx, THREAD) is None
        assert await conversations.held(tx, THREAD) is None


@pytest.mark.parametrize(
    ("first", "then", "at", "taken"),
    [
        ("pending", "open", 99.0, False),
        ("pending", "open", 100.0, True),
        ("open", "pending", 100.0, False),
        ("pending", "open", 100.000001, True),
        ("open", "pending", 101.0, True),
    ],
)
async def test_only_a_newer_report_counts_and_of_two_of_one_moment_the_one_that_leaves_pending(
    engine: AsyncEngine, first: Status, then: Status, at: float, taken: bool
) -> None:
    assert await report(engine, first, 100.0)
    assert await report(engine, then, at) is taken
    assert (await known(engine)).status == (then if taken else first)


async def test_an_old_report_changes_nothing_and_a_new_one_no_fence(engine: AsyncEngine) -> None:
    await report(engine, "pending", 1_795_440_000.123456, contact=9, inbox=3)
    await takeover(engine)
    await claim(engine, 0, 1)
    await report(engine, "resolved", 1_795_440_000.123455, assignee=7)
    at = 1_795_440_000.123456
    assert await known(engine) == Conversation(
        THREAD, "pending", at, None, 9, 3, version=1, epoch=1, status_at=0.0, taken=False
    )


async def test_an_assignee_may_leave_a_contact_that_is_not_told_stays(engine: AsyncEngine) -> None:
    await report(engine, "open", 1.0, assignee=7, contact=9, inbox=3)
    await report(engine, "open", 2.0)
    seen = await known(engine)
    assert (seen.assignee, seen.contact, seen.inbox) == (None, 9, 3)


async def test_a_claim_numbers_the_turn(engine: AsyncEngine) -> None:
    await report(engine, "pending", 1.0)
    assert [await claim(engine, 0, 0), await claim(engine, 1, 0)] == [1, 2]


@pytest.mark.parametrize(("version", "epoch"), [(0, 0), (1, 0), (0, 1), (2, 1)])
async def test_a_claim_of_what_moved_on_is_lost(
    engine: AsyncEngine, version: int, epoch: int
) -> None:
    await report(engine, "pending", 1.0)
    await claim(engine, 0, 0)
    assert await takeover(engine) == 1
    with pytest.raises(TurnLost):
        await claim(engine, version, epoch)
    assert await claim(engine, 1, 1) == 2


async def test_a_claim_of_an_unknown_conversation_is_lost(engine: AsyncEngine) -> None:
    with pytest.raises(TurnLost):
        await claim(engine, 0, 0)


@pytest.mark.parametrize("attempt", range(5))
async def test_of_claims_at_once_exactly_one_wins(engine: AsyncEngine, attempt: int) -> None:
    await report(engine, "pending", 1.0)
    results = await asyncio.gather(*(claim(engine, 0, 0) for _ in range(4)), return_exceptions=True)
    assert sorted(map(type, results), key=str) == sorted([int, *[TurnLost] * 3], key=str)
    assert (await known(engine)).version == 1


async def test_of_a_claim_and_a_takeover_at_once_the_claim_is_first_or_lost(
    engine: AsyncEngine,
) -> None:
    await report(engine, "pending", 1.0)
    won, epoch = await asyncio.gather(claim(engine, 0, 0), takeover(engine), return_exceptions=True)
    assert epoch == 1
    assert won == 1 or isinstance(won, TurnLost)
    assert (await known(engine)).version == (1 if won == 1 else 0)


async def test_a_takeover_waits_for_whoever_holds_the_conversation(engine: AsyncEngine) -> None:
    await report(engine, "pending", 1.0)
    async with engine.begin() as tx:
        seen = await conversations.held(tx, THREAD)
        assert seen
        waiting = asyncio.ensure_future(takeover(engine))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting == 1


async def test_takeovers_at_once_are_all_counted(engine: AsyncEngine) -> None:
    await report(engine, "pending", 1.0)
    epochs = await asyncio.gather(*(takeover(engine) for _ in range(6)))
    assert sorted(epochs) == [1, 2, 3, 4, 5, 6]
