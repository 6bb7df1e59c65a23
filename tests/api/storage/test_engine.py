"""The door to the database: what it promises, what it refuses, and that it closes."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import WrongSettings
from api.storage import contacts
from api.storage.engine import assert_durable, connect, opened
from api.storage.seal import Seal
from tests.api.storage.turn_by_turn import NOW

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "url",
    [
        "", "alu.db", "sqlite:///alu.db", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:",
        "postgresql://alu:s3cret@db/alu", "mysql://alu:s3cret@db/alu", "redis://db",
    ],
)  # fmt: skip
def test_an_address_that_will_not_do_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(WrongSettings, match="ALU_DATABASE_URL") as refused:
        connect(url, Seal())
    assert "s3cret" not in str(refused.value)


async def test_sqlite_is_opened_to_last(tmp_path: Path) -> None:
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
    url = f"sqlite+aiosqlite:///{tmp_path}/var/alu.db"
    async with opened(url, Seal()) as engine, engine.begin() as tx:
        found = [await tx.scalar(text(f"PRAGMA {name}")) for name in pragmas]
        assert await tx.scalar(text("PRAGMA integrity_check")) == "ok"
    assert found == ["wal", 2, 1, 1]


def ended(before: set[threading.Thread]) -> bool:
    """The driver's thread tells that it is done a moment before it ends."""
    later = set(threading.enumerate()) - before
    for thread in later:
        thread.join(5)
    return not any(thread.is_alive() for thread in later)


async def test_a_closed_database_leaves_no_thread(url: str) -> None:
    before = set(threading.enumerate())
    async with opened(url, Seal()):
        pass
    assert ended(before)


async def test_a_database_that_fails_to_open_leaves_no_thread(tmp_path: Path) -> None:
    path = tmp_path / "alu.db"
    path.write_bytes(b"this is no database" * 100)
    before = set(threading.enumerate())
    with pytest.raises(Exception, match="not a database"):
        async with opened(f"sqlite+aiosqlite:///{path}", Seal()):
            pass
    assert ended(before)


async def test_a_database_told_to_forget_is_refused(engine: AsyncEngine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    careless = "PRAGMA synchronous=OFF" if sqlite else "SET LOCAL synchronous_commit=off"
    async with engine.connect() as tx:
        if sqlite:
            await tx.execution_options(alu_unbegun=True)  # type: ignore[call-overload]  # our own option
        await assert_durable(tx)
        await tx.execute(text(careless))
        with pytest.raises(WrongSettings, match="may lose"):
            await assert_durable(tx)
        if sqlite:
            await tx.execute(text("PRAGMA synchronous=FULL"))


async def remembers_two_things(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await contacts.remember(tx, 1, 9, {"a": "1"}, NOW)
        await contacts.remember(tx, 1, 9, {"b": "2"}, NOW)


async def test_a_cancel_at_any_moment_leaves_all_or_nothing_and_a_door_that_opens(
    engine: AsyncEngine,
) -> None:
    for steps in range(0, 60, 3):
        run = asyncio.ensure_future(remembers_two_things(engine))
        for _ in range(steps):
            await asyncio.sleep(0.0003)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        async with engine.begin() as tx:
            assert await contacts.remembered(tx, 1, 9) in ({}, {"a": "1", "b": "2"})
            await contacts.forget(tx, 1, 9, NOW)


async def test_transactions_at_once_wait_for_each_other_and_none_is_locked_out(
    engine: AsyncEngine,
) -> None:
    async def remember(number: int) -> None:
        async with engine.begin() as tx:
            await contacts.remember(tx, 1, 9, {str(number): "x"}, NOW)

    await asyncio.gather(*(remember(number) for number in range(20)))
    async with engine.begin() as tx:
        assert len(await contacts.remembered(tx, 1, 9)) == 20
