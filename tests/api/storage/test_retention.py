"""A contact sees everything that is stored, and after an erasure nothing of them is there, nor comes back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage import (
    contacts,
    conversations,
    corrections,
    inbox,
    outbox,
    retention,
    screens,
    turns,
)
from api.storage.conversations import Report
from api.storage.corrections import Correction
from api.storage.engine import scrub
from api.storage.errors import TurnLost
from api.storage.inbox import Heard
from api.storage.retention import Limits
from api.storage.screens import Screen
from api.storage.tables import checkpoints, metadata
from api.storage.tables import contacts as contact_rows
from api.storage.tables import corrections as correction_rows
from api.storage.tables import inbox as inbox_rows
from api.storage.tables import outbox as outbox_rows
from api.storage.tables import screens as screen_rows
from api.storage.tables import turns as turn_rows
from api.storage.thread import Thread
from api.storage.turns import TurnRow
from tests.agent.stub_mind import StubMind, customer, heard
from tests.api.storage import by_hand
from tests.api.storage.test_sealing import raw
from tests.api.storage.turn_by_turn import NOW, THREAD, Crashed, Stored, crash, delivery

pytestmark = pytest.mark.anyio

MARK, NEIGHBOUR = "Ximenes-Barbalha", "Quixeramobim-Neto"
DAY = timedelta(days=1)


async def lived(engine: AsyncEngine, mark: str, thread: Thread, contact: int) -> Stored:
    """A conversation that left its mark in every table; one message still waits."""
    stored = Stored(engine, StubMind(heard("greets", nome=mark)), thread)
    async with engine.begin() as tx:
        await by_hand.report(tx, Report(thread, "pending", 0.5, contact=contact))
    for number in (1, 2):
        body = {"line": customer(str(number), f"{mark} {number}")}
        await say(engine, thread, contact, thread.conversation * 100 + number, body)
        await stored.take()
    await say(engine, thread, contact, 900 + contact, {"line": customer("3", mark)})
    async with engine.begin() as tx:
        await contacts.remember(tx, thread.account, contact, {"nome": mark}, NOW)
        await outbox.add(tx, thread, 3, 0, [{"do": "say", "text": mark}], NOW)
        await turns.record(tx, TurnRow(thread, 1, 0, NOW, {}, ("gate",), "ask", "missing"))
        await screens.keep(tx, {thread: Screen("comercial", (), {}, {"empresa": mark})})
        await corrections.add(tx, [corrected(mark, thread, contact)])
    return stored


def corrected(mark: str, thread: Thread, contact: int) -> Correction:
    human = {"slots": {"nome": mark}}
    return Correction(
        thread,
        contact,
        1,
        "slots",
        "turn:2",
        "order",
        NOW + timedelta(hours=1),
        {"team": "rh"},
        human,
    )


async def say(
    engine: AsyncEngine, thread: Thread, contact: int, number: int, body: dict[str, object]
) -> None:
    heard_one = Heard(thread, "message_created", body, NOW, message=number, contact=contact)
    async with engine.begin() as tx:
        assert await inbox.hear(tx, heard_one)


async def erase(engine: AsyncEngine, contact: int) -> int:
    async with engine.begin() as tx:
        count = await retention.erase(tx, 1, contact, NOW)
    assert await scrub(engine)
    return count


async def test_an_export_holds_everything_and_nobody_else(sealed: AsyncEngine) -> None:
    await lived(sealed, MARK, THREAD, 9)
    await lived(sealed, NEIGHBOUR, Thread(1, 2), 8)
    async with sealed.begin() as tx:
        told = await retention.export(tx, 1, 9)
    text = json.dumps(told)
    assert NEIGHBOUR not in text
    assert told["facts"] == {"nome": MARK}
    (one,) = told["conversations"]  # type: ignore[misc]  # a list of one
    assert {name: len(one[name]) > 0 for name in one if name != "conversation"} == {
        "memory": True, "heard": True, "said": True, "turns": True, "screen": True, "corrected": True
    }  # fmt: skip
    marked = ("memory", "heard", "said", "screen", "corrected")
    assert all(MARK in json.dumps(one[name]) for name in marked)
    assert len(one["heard"]) == 3


async def test_after_an_erasure_not_a_byte_is_left_and_the_neighbour_is_whole(
    engine: AsyncEngine,
) -> None:
    await lived(engine, MARK, THREAD, 9)
    await lived(engine, NEIGHBOUR, Thread(1, 2), 8)
    async with engine.begin() as tx:
        neighbour = await retention.export(tx, 1, 8)
    assert MARK.encode() in await raw(engine)
    assert await erase(engine, 9) == 1
    left = await raw(engine)
    assert MARK.encode() not in left
    assert NEIGHBOUR.encode() in left
    async with engine.begin() as tx:
        assert await retention.export(tx, 1, 8) == neighbour
        assert MARK not in json.dumps(await retention.export(tx, 1, 9))


async def test_an_erasure_may_be_repeated(engine: AsyncEngine) -> None:
    await lived(engine, MARK, THREAD, 9)
    assert [await erase(engine, 9), await erase(engine, 9)] == [1, 1]
    assert await erase(engine, 12345) == 0


async def test_an_erasure_that_is_broken_off_changes_nothing(engine: AsyncEngine) -> None:
    await lived(engine, MARK, THREAD, 9)
    as_before = await raw_rows(engine)

    async def broken_off() -> None:
        async with engine.begin() as tx:
            await retention.erase(tx, 1, 9, NOW)
            crash()

    with pytest.raises(Crashed):
        await broken_off()
    assert await raw_rows(engine) == as_before


async def raw_rows(engine: AsyncEngine) -> list[object]:
    async with engine.begin() as tx:
        return [
            (await tx.execute(select(table).order_by(*table.primary_key))).all()
            for table in metadata.sorted_tables
        ]


async def test_after_an_erasure_nothing_is_read_said_or_decided_any_more(
    engine: AsyncEngine,
) -> None:
    stored = await lived(engine, MARK, THREAD, 9)
    async with engine.begin() as tx:
        seen = await conversations.known(tx, THREAD)
    assert seen
    async with stored.saver.unit() as unit:
        await stored.talk.says(MARK)
    await erase(engine, 9)
    async with engine.begin() as tx:
        assert await inbox.unread(tx, THREAD) == []
        assert await outbox.head(tx, THREAD) is None
        with pytest.raises(TurnLost):
            await conversations.claim(tx, THREAD, seen.version, seen.epoch)
    async with engine.begin() as tx:
        with pytest.raises(TurnLost):
            await unit.write(tx)


async def test_after_an_erasure_repeated_deliveries_bring_nothing_back(
    engine: AsyncEngine,
) -> None:
    await lived(engine, MARK, THREAD, 9)
    await erase(engine, 9)
    never_stored = delivery(customer("77", MARK))
    async with engine.begin() as tx:
        known = Heard(THREAD, "message_created", {"line": MARK}, NOW, message=101, contact=9)
        assert not await inbox.hear(tx, known)
        assert await inbox.hear(tx, never_stored)


async def test_a_contact_who_writes_again_is_met_anew(engine: AsyncEngine) -> None:
    await lived(engine, MARK, THREAD, 9)
    await erase(engine, 9)
    stored = Stored(engine, StubMind(heard("greets")))
    taken = await stored.turn("pending", customer("500", "oi"))
    assert taken.outcome["act"] == "ask"
    assert MARK not in str(await stored.talk.memory())


# --- time ---


async def count(tx: AsyncConnection, table: object, *where: object) -> int:
    found = await tx.scalar(select(func.count()).select_from(table).where(*where))  # type: ignore[arg-type]  # any table
    return int(found or 0)


@pytest.mark.parametrize(
    ("days", "bodies", "keys", "effects", "facts", "records"),
    [
        (6, 3, 3, 3, 1, 1),
        (8, 1, 3, 1, 1, 1),
        (31, 1, 1, 1, 1, 1),
        (181, 1, 1, 1, 0, 1),
        (5 * 366, 1, 1, 1, 0, 0),
    ],
)
async def test_time_takes_away_what_was_kept_long_enough(
    engine: AsyncEngine, days: int, bodies: int, keys: int, effects: int, facts: int, records: int
) -> None:
    await lived(engine, MARK, THREAD, 9)
    async with engine.begin() as tx:
        told = 0
        while (row := await outbox.head(tx, THREAD)) and told < 2:
            await outbox.finish(tx, row, NOW, "sent")
            told += 1
        left = await count(tx, outbox_rows)
        await retention.expire(tx, NOW + timedelta(days=days), Limits())
        assert await count(tx, inbox_rows, inbox_rows.c.body.is_not(None)) == bodies
        assert await count(tx, inbox_rows) == keys
        kept = await count(tx, outbox_rows, outbox_rows.c.effect.is_not(None))
        assert kept == (left if effects == 3 else left - 2)
        assert await count(tx, contact_rows, contact_rows.c.facts.is_not(None)) == facts
        assert await count(tx, turn_rows) == records
        told = correction_rows.c.body.is_not(None)
        assert await count(tx, correction_rows, told) == facts
        assert await count(tx, correction_rows) == records


@pytest.mark.parametrize(("quiet", "kept"), [(89 * DAY, 1), (91 * DAY, 0)])
async def test_a_conversation_long_quiet_is_forgotten(
    engine: AsyncEngine, quiet: timedelta, kept: int
) -> None:
    await lived(engine, MARK, THREAD, 9)
    async with engine.begin() as tx:
        await by_hand.report(tx, Report(THREAD, "resolved", NOW.timestamp()))
        await retention.expire(tx, NOW + quiet, Limits())
        assert await count(tx, checkpoints) == kept
        assert await count(tx, screen_rows) == kept
