"""Checkpoint, outbox and inbox move together or not at all: the table of crashes, with the real graph."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from langgraph.checkpoint.base import empty_checkpoint
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.conversation import Taken
from agent.mind import Reading, Understanding
from agent.state import Message, Status
from api.storage import inbox, outbox
from api.storage.checkpointer import Checkpointer
from api.storage.errors import TurnLost, UnitMisused
from api.storage.thread import Thread
from api.storage.unit import Unit
from tests.agent.stub_mind import MONDAY_10, StubMind, customer, done, heard, person, said
from tests.api.storage.turn_by_turn import (
    THREAD,
    Crash,
    Crashed,
    Stored,
    conversation,
    crash,
    heads,
    rows,
)

pytestmark = pytest.mark.anyio

NEW = {"configurable": {"thread_id": "1:1", "checkpoint_ns": ""}}


async def interrupts(stored: Stored) -> list[str]:
    config = {"configurable": {"thread_id": stored.talk.thread}}
    state = await stored.talk.agent.aget_state(config)  # type: ignore[arg-type]  # a plain dict will do
    return [one.id for one in state.interrupts]


# --- the table of crashes: situation x moment ---


async def nothing_before(stored: Stored) -> None:
    """A fresh thread."""


async def one_turn_before(stored: Stored) -> None:
    await stored.turn("pending", customer("1", "oi"))


async def paused(stored: Stored) -> None:
    await stored.turn("pending", customer("1", "oi"))
    await stored.turn("open", person("2", "Oi, sou o Rui"))
    assert await interrupts(stored)


async def paused_and_unanswered(stored: Stored) -> None:
    await paused(stored)
    await stored.turn("open", customer("3", "e o prazo?"))


LINE = customer("5", "quero comprar")
Before = Callable[[Stored], Awaitable[None]]
SITUATIONS: dict[str, tuple[Before, Status, list[Message], int, list[str]]] = {
    "the first turn": (nothing_before, "pending", [LINE], 1, ["5", "t1:alu"]),
    "a turn with a reply": (one_turn_before, "pending", [LINE], 1, ["1", "t1:alu", "5", "t2:alu"]),
    "a turn that pauses": (one_turn_before, "open", [LINE], 0, ["1", "t1:alu", "5"]),
    "a message while paused": (paused, "open", [LINE], 0, ["1", "t1:alu", "2", "5"]),
    "a resume": (
        paused_and_unanswered, "pending", [], 1, ["1", "t1:alu", "2", "3", "t4:alu"]
    ),
    "a resume with a message": (
        paused, "pending", [LINE], 1, ["1", "t1:alu", "2", "5", "t3:alu"]
    ),
}  # fmt: skip
MOMENTS: list[Crash] = ["after the graph", "inside the transaction"]


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize(
    ("before", "status", "messages", "replies", "remembered"), SITUATIONS.values(), ids=SITUATIONS
)
async def test_a_crash_leaves_everything_as_before_and_the_turn_is_repeated_from_the_inbox(
    engine: AsyncEngine,
    before: Before,
    status: Status,
    messages: list[Message],
    replies: int,
    remembered: list[str],
    at: Crash,
) -> None:
    stored = conversation(engine)
    await before(stored)
    await stored.hear(status, *messages)
    as_before, pending = await rows(engine), await interrupts(stored)

    with pytest.raises(Crashed):
        await stored.take(at)
    assert await rows(engine) == as_before
    assert await interrupts(stored) == pending

    taken = await stored.take()
    assert len(said(taken)) == replies
    assert await heads(engine) == 1
    memory = await stored.talk.memory()
    assert [message["id"] for message in memory["messages"]] == remembered
    assert bool(await interrupts(stored)) == (status == "open")


async def test_after_the_commit_there_is_only_delivery_left(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    await stored.hear("pending", customer("1", "oi"))
    with pytest.raises(Crashed):
        await stored.take("after the transaction")
    async with engine.begin() as tx:
        assert await inbox.unread(tx, THREAD) == []
        row = await outbox.head(tx, THREAD)
    assert row
    assert row.effect["do"] == "say"
    assert len(stored.mind.readings) == 1


async def test_a_graph_that_raises_leaves_the_thread_as_it_was(engine: AsyncEngine) -> None:
    stored = conversation(engine, heard("greets"), RuntimeError("no mind"), heard("greets"))
    await one_turn_before(stored)
    await stored.hear("pending", LINE)
    as_before = await rows(engine)
    with pytest.raises(RuntimeError, match="no mind"):
        await stored.take()
    assert await rows(engine) == as_before
    assert len(said(await stored.take())) == 1


class Slow(StubMind):
    """Thinks until it is cancelled, once."""

    def __init__(self) -> None:
        super().__init__()
        self.started = asyncio.Event()

    async def read(self, reading: Reading) -> Understanding:
        if not self.started.is_set():
            self.started.set()
            await asyncio.sleep(60)
        return await super().read(reading)


@pytest.mark.parametrize("cancels", [1, 2])
async def test_a_cancelled_turn_leaves_the_thread_as_it_was(
    engine: AsyncEngine, cancels: int
) -> None:
    mind = Slow()
    stored = Stored(engine, mind)
    await stored.hear("pending", LINE)
    as_before = await rows(engine)
    run = asyncio.ensure_future(stored.take())
    await mind.started.wait()
    for _ in range(cancels):
        run.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await run
    assert await rows(engine) == as_before
    assert len(said(await stored.take())) == 1


# --- one row per conversation ---


async def test_fifty_turns_leave_one_checkpoint(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    for number in range(1, 51):
        status: Status = "open" if number % 5 == 4 else "pending"
        await stored.turn(status, customer(str(number), f"linha {number}"))
        assert await heads(engine) == 1
    assert len((await rows(engine))["checkpoint_writes"]) == 0


async def test_a_paused_thread_has_one_checkpoint_and_one_write(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    for number in range(1, 6):
        await stored.turn("open", customer(str(number), "oi"))
        kept = await rows(engine)
        assert (len(kept["checkpoints"]), len(kept["checkpoint_writes"])) == (1, 1)


# --- whose unit ---


async def test_conversations_at_once_store_each_their_own(engine: AsyncEngine) -> None:
    many = [Stored(engine, StubMind(), Thread(1, number)) for number in range(1, 9)]
    for stored in many:
        await stored.hear("pending", customer("1", f"sou {stored.thread.conversation}"))
    await asyncio.gather(*(stored.take() for stored in many))
    for stored in many:
        (line, reply) = (await stored.talk.memory())["messages"]
        assert line["text"] == f"sou {stored.thread.conversation}"
        assert reply["role"] == "alu"
    assert await heads(engine) == len(many)


async def test_of_two_runs_from_one_head_the_second_is_refused(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    await one_turn_before(stored)
    units = []
    for line in (customer("7", "um"), customer("8", "dois")):
        async with stored.saver.unit() as unit:
            await stored.talk.turn("pending", line)
        units.append(unit)
    async with engine.begin() as tx:
        await units[0].write(tx)
    as_before = await rows(engine)
    with pytest.raises(TurnLost):
        async with engine.begin() as tx:
            await units[1].write(tx)
    assert await rows(engine) == as_before


async def test_a_run_that_thought_a_thread_fresh_is_refused(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    async with stored.saver.unit() as late:
        await stored.talk.turn("pending", LINE)
    await one_turn_before(stored)
    with pytest.raises(TurnLost):
        async with engine.begin() as tx:
            await late.write(tx)


async def test_a_write_on_a_head_that_is_gone_is_refused(engine: AsyncEngine) -> None:
    stored = conversation(engine)
    await one_turn_before(stored)
    gone = {"configurable": {**NEW["configurable"], "checkpoint_id": "gone"}}
    async with stored.saver.unit() as unit:
        await stored.saver.aput_writes(gone, [("status", "open")], "task")  # type: ignore[arg-type]  # a plain dict will do
    with pytest.raises(TurnLost):
        async with engine.begin() as tx:
            await unit.write(tx)


# --- when a unit may be used ---


async def put(saver: Checkpointer) -> None:
    await saver.aput(NEW, empty_checkpoint(), {"source": "loop"}, {})  # type: ignore[arg-type]  # a plain dict will do


async def write(engine: AsyncEngine, unit: Unit) -> None:
    async with engine.begin() as tx:
        await unit.write(tx)


async def test_in_a_unit_nothing_reaches_the_database(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    async with saver.unit() as unit:
        await put(saver)
    assert await heads(engine) == 0
    await write(engine, unit)
    assert await heads(engine) == 1


async def test_a_unit_that_is_over_takes_no_late_call(engine: AsyncEngine) -> None:
    saver, over = Checkpointer(engine), asyncio.Event()

    async def too_late() -> None:
        await over.wait()
        await put(saver)

    async with saver.unit():
        late = asyncio.ensure_future(too_late())
        await asyncio.sleep(0)
    over.set()
    with pytest.raises(UnitMisused):
        await late
    assert await heads(engine) == 0


async def test_the_unit_of_a_run_that_raised_is_never_written(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    units = []

    async def run() -> None:
        async with saver.unit() as unit:
            units.append(unit)
            await put(saver)
            crash()

    with pytest.raises(Crashed):
        await run()
    with pytest.raises(UnitMisused, match="void"):
        await write(engine, units[0])


async def test_a_unit_is_written_once_and_not_before_its_end(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    async with saver.unit() as unit:
        await put(saver)
        with pytest.raises(UnitMisused, match="open"):
            await write(engine, unit)
    await write(engine, unit)
    with pytest.raises(UnitMisused, match="written"):
        await write(engine, unit)


async def test_a_unit_inside_a_unit_is_refused(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    async with saver.unit():
        with pytest.raises(UnitMisused):
            async with saver.unit():
                pass


@pytest.mark.parametrize("durability", ["sync", "async"])
async def test_a_run_that_stores_more_than_its_end_is_refused(
    engine: AsyncEngine, durability: str
) -> None:
    stored = conversation(engine)
    with pytest.raises(UnitMisused, match="exit"):
        async with stored.saver.unit():
            await stored.talk.agent.ainvoke(
                {"status": "pending", "messages": [LINE], "now": MONDAY_10, "turn_id": "t1"},
                {"configurable": {"thread_id": "1:1"}},
                context=stored.talk.resources,
                durability=durability,  # type: ignore[arg-type]  # parametrised
            )
    assert await heads(engine) == 0


async def test_what_cannot_be_stored_is_known_before_the_commit(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    odd = {**empty_checkpoint(), "channel_values": {"status": lambda: None}}
    with pytest.raises(TypeError):
        async with saver.unit():
            await saver.aput(NEW, odd, {"source": "loop"}, {})  # type: ignore[arg-type]  # not plain, on purpose


async def test_a_class_in_a_checkpoint_is_not_rebuilt(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    odd = {**empty_checkpoint(), "channel_values": {"thread": Exception("boo"), "t": THREAD}}
    await saver.aput(NEW, odd, {"source": "loop"}, {})  # type: ignore[arg-type]  # not plain, on purpose
    found = await saver.aget_tuple(NEW)  # type: ignore[arg-type]  # a plain dict will do
    assert found
    values = found.checkpoint["channel_values"]
    assert not isinstance(values["t"], Thread)
    assert not isinstance(values["thread"], Exception)


def test_versions_grow() -> None:
    saver = Checkpointer.__new__(Checkpointer)
    saver._chance = lambda: 0.5
    versions = [saver.get_next_version(None, None)]
    for _ in range(11):
        versions.append(saver.get_next_version(versions[-1], None))
    assert versions == sorted(set(versions))


async def test_an_unknown_way_of_pruning_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(ValueError, match="no such strategy"):
        await Checkpointer(engine).aprune(["1:1"], strategy="some")


async def test_a_turn_on_the_saver_outside_of_a_unit_is_stored_at_once(
    engine: AsyncEngine,
) -> None:
    stored = conversation(engine)
    taken: Taken = await stored.talk.turn("pending", LINE)
    assert done(taken)[0] == "say"
    assert await heads(engine) == 1


async def test_pending_writes_come_back_by_path_then_task_then_place(engine: AsyncEngine) -> None:
    saver = Checkpointer(engine)
    at = await saver.aput(NEW, empty_checkpoint(), {"source": "loop"}, {})  # type: ignore[arg-type]  # a plain dict will do
    for task, path in [("t1", "b"), ("t3", "a"), ("t2", "a")]:
        await saver.aput_writes(at, [("status", 1), ("handled", 2)], task, path)
    found = await saver.aget_tuple(at)
    assert found
    assert [(task, channel) for task, channel, _ in found.pending_writes or ()] == [
        (task, channel) for task in ("t2", "t3", "t1") for channel in ("status", "handled")
    ]
