"""The record of a turn comes back as it was given, for its own conversation."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.storage import turns
from api.storage.thread import Thread
from api.storage.turns import TurnRow
from tests.api.storage.turn_by_turn import NOW

pytestmark = pytest.mark.anyio

ROW = TurnRow(
    Thread(1, 42), 1, 3, NOW, {"mind": 0.75}, ("gate", "understand", "reply"), "ask", "missing",
    "llm", "some-model", "ab12", 900, 40,
)  # fmt: skip


async def test_turns_come_back_in_order(engine: AsyncEngine) -> None:
    second = TurnRow(Thread(1, 42), 2, 3, NOW, {}, (), "silence", "resting")
    async with engine.begin() as tx:
        for row in (second, ROW, TurnRow(Thread(1, 7), 1, 0, NOW, {}, (), "ask", "missing")):
            await turns.record(tx, row)
        assert await turns.recorded(tx, Thread(1, 42)) == [ROW, second]


async def test_a_turn_is_recorded_once(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await turns.record(tx, ROW)
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with engine.begin() as tx:
            await turns.record(tx, ROW)
