"""How she is, on both databases: the figures are those of the rows, and a sick database is told in time."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api import health as rooms
from api.health import Health, Readiness
from api.hearing import Told
from api.storage import inbox, outbox
from api.storage.conversations import Report
from api.storage.engine import connect
from api.storage.inbox import Heard
from api.storage.seal import Seal
from api.storage.thread import Thread
from tests.api.home import MONDAY, Home, home

pytestmark = pytest.mark.anyio

A, B = Thread(1, 1), Thread(1, 2)


def health(here: Home) -> Health:
    return Health(here.engine, here.telling, here.clock, here.metrics)


def line(thread: Thread, message: int, seconds: float, status: str = "pending") -> Told:
    at = MONDAY + timedelta(seconds=seconds)
    heard = Heard(thread, "message_created", {"role": "customer"}, at, message=message)
    return Told(Report(thread, status, 1.0), line=heard)  # type: ignore[arg-type]


def gauge(here: Home, name: str, **labels: str) -> float:
    value = here.metrics.registry.get_sample_value(name, labels)
    assert value is not None
    return value


async def test_with_nothing_to_do_she_is_ready(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        told = await health(here).readiness()
        assert (told, told.ready) == (Readiness(True, 0.0, "not asked yet"), True)


async def test_the_backlog_is_that_of_the_oldest_delivery_that_nobody_read(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await here.hear(line(A, 1, 5), line(B, 2, 0, "open"))
        here.clock.leap(61)  # type: ignore[attr-defined]  # a clock that stands
        told = await health(here).readiness()
        assert (told.backlog, told.ready) == (61.0, False)
        assert gauge(here, "alu_backlog_seconds") == 61.0
        assert gauge(here, "alu_oldest_waiting_customer_seconds") == 56.0
        async with engine.begin() as tx:
            for thread in (A, B):
                await inbox.mark(tx, [one.id for one in await inbox.unread(tx, thread)], 1)
        assert (await health(here).readiness()).ready
        assert gauge(here, "alu_backlog_seconds") == 0.0
        assert gauge(here, "alu_oldest_waiting_customer_seconds") == 0.0


async def test_what_is_on_its_way_is_counted_by_its_state(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.decided(A, {"do": "note", "text": "x"}, {"do": "note", "text": "y"})
        await here.decided(B, {"do": "note", "text": "z"})
        async with engine.begin() as tx:
            head = await outbox.head(tx, B)
            assert head
            await outbox.park(tx, head, MONDAY, MONDAY, "timeout")
        await health(here).measure()
        states = ("queued", "sending", "parked")
        counts = [gauge(here, "alu_outbox_unfinished", state=one) for one in states]
        assert counts == [2, 0, 1]
        async with engine.begin() as tx:
            head = await outbox.head(tx, B)
            assert head
            await outbox.finish(tx, head, MONDAY, "sent")
        await health(here).measure()
        assert gauge(here, "alu_outbox_unfinished", state="parked") == 0


@pytest.mark.parametrize(
    ("reached", "told"), [(None, "not asked yet"), (True, "reached"), (False, "unreachable")]
)
async def test_a_chatwoot_that_is_away_is_told_and_is_no_reason_to_stop_hearing(
    engine: AsyncEngine, reached: bool | None, told: str
) -> None:
    async with home(engine) as here:
        here.telling.reached = reached
        readiness = await health(here).readiness()
        assert (readiness.chatwoot, readiness.ready) == (told, True)


async def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/empty.db", Seal())
    try:
        async with home(engine) as here:
            told = await health(here).readiness()
            assert (told.database, told.ready) == (False, False)
    finally:
        await engine.dispose()


async def test_a_locked_database_is_told_before_whoever_asks_gives_up(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "SECONDS_TO_ANSWER", 0.1)
    path = shutil.copy(sqlite_template, tmp_path / "alu.db")
    engine = connect(f"sqlite+aiosqlite:///{path}", Seal())
    other = sqlite3.connect(path, isolation_level=None)
    try:
        async with home(engine) as here:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            told = await asyncio.gather(*(health(here).readiness() for _ in range(3)))
            assert time.monotonic() - began < 2
            assert [one.ready for one in told] == [False] * 3
            other.execute("ROLLBACK")
            async with asyncio.timeout(5):
                while not (await health(here).readiness()).ready:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
    finally:
        other.close()
        await engine.dispose()
