"""Group commit: many put, one commits, and nobody waits for an answer that never comes."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as TimeoutOfPool
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage import inbox
from api.storage.engine import connect
from api.storage.group import MOST_TOGETHER, Busy, GroupCommit
from api.storage.inbox import Heard
from api.storage.seal import Seal
from api.storage.tables import inbox as rows
from api.storage.thread import Thread
from tests.api.home import until

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
Store = Callable[[AsyncConnection, Sequence[int]], Awaitable[Sequence[str]]]
SOON = 5.0


@asynccontextmanager
async def at_work(group: GroupCommit[int, str]) -> AsyncIterator[asyncio.Task[None]]:
    running = asyncio.create_task(group.run())
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def heard(number: int) -> Heard:
    return Heard(THREAD, "message_created", {"text": "oi"}, NOW, message=number)


async def hearing(tx: AsyncConnection, numbers: Sequence[int]) -> list[str]:
    """Stores each number as a message; those above a thousand cannot be."""
    fresh = await inbox.hear_all(tx, [heard(number) for number in numbers])
    if any(number > 1000 for number in numbers):
        raise ZeroDivisionError
    return [f"{number} {heard(number).key in fresh}" for number in numbers]


async def stored(engine: AsyncEngine) -> int:
    async with engine.begin() as tx:
        return int(await tx.scalar(select(func.count()).select_from(rows)) or 0)


async def test_results_belong_to_what_was_put_and_follow_its_order(engine: AsyncEngine) -> None:
    taken: list[int] = []

    async def store(tx: AsyncConnection, numbers: Sequence[int]) -> list[str]:
        taken.extend(numbers)
        return await hearing(tx, numbers)

    group = GroupCommit(engine, store)
    async with asyncio.timeout(SOON), at_work(group):
        results = await asyncio.gather(*(group.put(number) for number in range(1, 251)))
    assert results == [f"{number} True" for number in range(1, 251)]
    assert taken == list(range(1, 251))
    assert await stored(engine) == 250


async def test_what_comes_together_shares_one_transaction_and_no_group_is_too_large(
    engine: AsyncEngine,
) -> None:
    sizes: list[int] = []

    async def store(tx: AsyncConnection, numbers: Sequence[int]) -> list[str]:
        sizes.append(len(numbers))
        return await hearing(tx, numbers)

    group = GroupCommit(engine, store)
    async with asyncio.timeout(SOON), at_work(group):
        await asyncio.gather(*(group.put(number) for number in range(1, 231)))
    assert sizes == [MOST_TOGETHER, MOST_TOGETHER, 30]


async def test_what_put_returned_for_is_there_for_another_connection(url: str) -> None:
    engine, other = connect(url, Seal()), connect(url, Seal())
    try:
        group = GroupCommit(engine, hearing)
        async with asyncio.timeout(SOON), at_work(group):
            await group.put(777)
            async with other.begin() as tx:
                assert [one.message for one in await inbox.unread(tx, THREAD)].count(777) == 1
    finally:
        await engine.dispose()
        await other.dispose()


async def test_one_that_cannot_be_stored_does_not_spoil_the_others(engine: AsyncEngine) -> None:
    group = GroupCommit(engine, hearing)
    async with asyncio.timeout(SOON), at_work(group):
        puts = [group.put(number) for number in (1, 2001, 2, 2002, 3)]
        results = await asyncio.gather(*puts, return_exceptions=True)
        assert [one for one in results if isinstance(one, str)] == ["1 True", "2 True", "3 True"]
        assert [type(one) for one in results].count(ZeroDivisionError) == 2
        assert await group.put(4) == "4 True"
    assert await stored(engine) == 4


async def test_a_store_that_loses_a_result_fails_its_group_and_not_the_next(
    engine: AsyncEngine,
) -> None:
    async def store(tx: AsyncConnection, numbers: Sequence[int]) -> list[str]:
        return ["done"] * (len(numbers) - (numbers[0] == 1))

    group = GroupCommit(engine, store)
    async with asyncio.timeout(SOON), at_work(group):
        with pytest.raises(ValueError, match="zip"):
            await group.put(1)
        assert await group.put(2) == "done"


async def test_over_the_limit_is_busy_at_once_and_the_others_are_stored(
    engine: AsyncEngine,
) -> None:
    group = GroupCommit(engine, hearing, most_waiting=3)
    puts = [asyncio.create_task(group.put(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await group.put(4)
    async with asyncio.timeout(SOON), at_work(group):
        assert await asyncio.gather(*puts) == ["1 True", "2 True", "3 True"]
        assert await group.put(4) == "4 True"


async def test_who_stops_waiting_does_not_hold_up_the_others(engine: AsyncEngine) -> None:
    group = GroupCommit(engine, hearing)
    first, gone = (asyncio.create_task(group.put(number)) for number in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    async with asyncio.timeout(SOON), at_work(group):
        assert await first == "1 True"
        assert await group.put(3) == "3 True"
    assert gone.cancelled()


async def test_a_locked_database_is_busy_while_chatwoot_still_listens(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "alu.db")
    engine = connect(f"sqlite+aiosqlite:///{path}", Seal())
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        group = GroupCommit(engine, hearing, patience=0.3)
        async with asyncio.timeout(SOON), at_work(group):
            with pytest.raises(Busy):
                await group.put(1)
            with pytest.raises(Busy):
                await group.put(2)
            other.execute("ROLLBACK")
            assert await group.put(3) == "3 True"
    finally:
        other.close()
        await engine.dispose()


async def test_a_full_database_is_busy(tmp_path: Path, sqlite_template: Path) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "alu.db")
    engine = connect(f"sqlite+aiosqlite:///{path}", Seal())

    async def large(tx: AsyncConnection, numbers: Sequence[int]) -> list[str]:
        body: dict[str, object] = {"text": "a" * 300_000}
        await inbox.hear_all(tx, [Heard(THREAD, "x", body, NOW, message=one) for one in numbers])
        return ["stored"] * len(numbers)

    try:
        async with engine.connect() as tx:
            pages = await tx.scalar(text("PRAGMA page_count"))
            await tx.execute(text(f"PRAGMA max_page_count={int(pages or 0) + 20}"))
        group = GroupCommit(engine, large)
        async with asyncio.timeout(SOON), at_work(group):
            with pytest.raises(Busy):
                await group.put(1)
            group.store = hearing
            assert await group.put(2) == "2 True"
    finally:
        await engine.dispose()


async def test_a_pool_without_a_free_connection_is_busy(engine: AsyncEngine) -> None:
    async def store(_tx: AsyncConnection, _numbers: Sequence[int]) -> list[str]:
        raise TimeoutOfPool

    group = GroupCommit(engine, store)
    async with asyncio.timeout(SOON), at_work(group):
        results = await asyncio.gather(group.put(1), group.put(2), return_exceptions=True)
    assert [type(one) for one in results] == [Busy, Busy]


async def test_at_the_end_whoever_waits_is_told_and_nobody_hangs(engine: AsyncEngine) -> None:
    begun, tasks = asyncio.Event(), asyncio.all_tasks()

    async def slow(_tx: AsyncConnection, _numbers: Sequence[int]) -> list[str]:
        begun.set()
        await asyncio.sleep(60)
        return []

    group = GroupCommit(engine, slow, patience=60)
    async with asyncio.timeout(SOON):
        async with at_work(group):
            in_hand = asyncio.create_task(group.put(1))
            await begun.wait()
            waiting = asyncio.create_task(group.put(2))
            await until(lambda: group._waiting)
        assert asyncio.all_tasks() <= {*tasks, in_hand, waiting}
        results = await asyncio.gather(in_hand, waiting, return_exceptions=True)
        assert [type(one) for one in results] == [Busy, Busy]
        with pytest.raises(Busy):
            await group.put(3)


async def test_an_operational_error_is_told_without_the_rows_it_was_about(
    engine: AsyncEngine,
) -> None:
    async def store(_tx: AsyncConnection, _numbers: Sequence[int]) -> list[str]:
        raise OperationalError("INSERT", {"body": "Jussara"}, sqlite3.OperationalError("disk"))

    group = GroupCommit(engine, store)
    async with asyncio.timeout(SOON), at_work(group):
        with pytest.raises(Busy) as busy:
            await group.put(1)
    assert "Jussara" not in repr(busy.value)
