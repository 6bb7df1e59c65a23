"""What LangGraph does with each call, on a small graph of our shape: the facts on which ``agent.conversation`` rests.

One test per cell of the table (a call, on a thread that is fresh, idle, paused, or halted in the middle). A test that
fails after an upgrade names the behaviour that changed.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypedDict

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.channels import UntrackedValue
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import (
    EmptyInputError,
    GraphDrained,
    GraphRecursionError,
    InvalidUpdateError,
    UnknownInterruptError,
)
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import RunControl, Runtime
from langgraph.types import Command, Durability, Interrupt, StateSnapshot, TimeoutPolicy, interrupt  # noqa: TID251

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


# --- a small graph of the same shape: gate -> human | think -> answer | END, human -> gate ---


class Note(TypedDict):
    id: str
    role: str


def by_id(old: list[Note], new: list[Note]) -> list[Note]:
    return list({note["id"]: note for note in [*old, *new]}.values())


class Small(TypedDict, total=False):
    status: str
    messages: Annotated[list[Note], by_id]
    handled: str
    thought: Annotated[str, UntrackedValue]


async def at_once() -> None:
    """A model that takes no time."""


@dataclass
class World:
    """What the nodes touch: what happens in them, which ran, what ``gate`` saw of earlier thoughts."""

    thinking: Callable[[], Awaitable[None]] = at_once
    passing_the_gate: Callable[[], Awaitable[None]] = at_once
    ran: list[str] = field(default_factory=list)
    thoughts_at_gate: list[str | None] = field(default_factory=list)


async def gate(state: Small, runtime: Runtime[World]) -> Small:
    runtime.context.ran.append("gate")
    runtime.context.thoughts_at_gate.append(state.get("thought"))
    await runtime.context.passing_the_gate()
    return {}


async def human(state: Small, runtime: Runtime[World]) -> Small:
    runtime.context.ran.append("human")
    status = interrupt("status")
    return {"status": status}


async def think(state: Small, runtime: Runtime[World]) -> Small:
    runtime.context.ran.append("think")
    await runtime.context.thinking()
    return {"handled": state["messages"][-1]["id"], "thought": "hm"}


async def answer(state: Small, runtime: Runtime[World]) -> Small:
    runtime.context.ran.append("answer")
    return {"messages": [{"id": f"re:{state['handled']}", "role": "alu"}]}


def where(state: Small) -> Literal["open", "waiting", "done"]:
    if state.get("status") == "open":
        return "open"
    messages = state.get("messages", [])
    return "waiting" if messages and messages[-1]["role"] == "customer" else "done"


Graph = CompiledStateGraph[Small, World, Small, Small]
Entry = Small | Command[str] | None


def small(saver: BaseCheckpointSaver[str] | None, human_is_called: str = "human") -> Graph:
    graph = StateGraph(Small, context_schema=World)
    graph.add_node("gate", gate)
    graph.add_node(human_is_called, human)
    graph.add_node("think", think)
    graph.add_node("answer", answer)
    graph.add_edge(START, "gate")
    ways: dict[Hashable, str] = {"open": human_is_called, "waiting": "think", "done": END}
    graph.add_conditional_edges("gate", where, ways)
    graph.add_edge(human_is_called, "gate")
    graph.add_edge("think", "answer")
    graph.add_edge("answer", END)
    return graph.compile(checkpointer=saver)


class Calls(InMemorySaver):
    """A memory that lists the calls which write, and may take its time to read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.before_reading: list[
            Callable[[], Awaitable[None]]
        ] = []  # shared with strict mode's clone

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        for first in self.before_reading:
            await first()
        return await super().aget_tuple(config)

    async def aput(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # passes everything on
        self.asked.append("aput")
        return await super().aput(*args, **kwargs)

    async def aput_writes(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # passes everything on
        self.asked.append("aput_writes")
        await super().aput_writes(*args, **kwargs)


@dataclass
class Thread:
    """One thread of the small graph, with what ran since it was last looked at."""

    saver: Calls = field(default_factory=Calls)
    world: World = field(default_factory=World)
    durability: Durability = "exit"
    config: RunnableConfig = field(default_factory=RunnableConfig)

    def __post_init__(self) -> None:
        self.config["configurable"] = {"thread_id": "1:1"}
        self.graph = small(self.saver)

    async def send(self, entry: Entry, control: RunControl | None = None) -> dict[str, object]:
        """Runs the graph; ``ran`` and ``saver.asked`` then tell of this run alone."""
        self.world.ran.clear()
        self.saver.asked.clear()
        result: dict[str, object] | None = await self.graph.ainvoke(
            entry, self.config, context=self.world, durability=self.durability, control=control
        )
        return result or {}

    @property
    def ran(self) -> list[str]:
        return self.world.ran

    async def state(self) -> StateSnapshot:
        return await self.graph.aget_state(self.config)

    async def ids(self) -> list[str]:
        return [message["id"] for message in (await self.state()).values.get("messages", [])]

    async def pause(self) -> Interrupt:
        return (await self.state()).interrupts[0]


def says(id_: str, status: str = "pending") -> Small:
    return {"status": status, "messages": [{"id": id_, "role": "customer"}]}


async def fresh() -> Thread:
    return Thread()


async def idle() -> Thread:
    thread = Thread()
    await thread.send(says("m1"))
    return thread


async def paused() -> Thread:
    thread = await idle()
    await thread.send(says("m2", "open"))
    return thread


async def cancelled() -> Thread:
    """Halted in ``think``: the task was cancelled while the model was thinking."""
    thread = Thread()
    started = asyncio.Event()

    async def for_ever() -> None:
        started.set()
        await asyncio.sleep(60)

    thread.world.thinking = for_ever
    run = asyncio.create_task(thread.send(says("m1")))
    await started.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    thread.world.thinking = at_once
    return thread


async def drained() -> Thread:
    """Halted before ``think``: the run was asked to drain while ``gate`` ran."""
    thread = Thread()
    control = RunControl()
    thread.world.passing_the_gate = leaving(control)
    with pytest.raises(GraphDrained):
        await thread.send(says("m1"), control)
    thread.world.passing_the_gate = at_once
    return thread


def leaving(control: RunControl) -> Callable[[], Awaitable[None]]:
    async def ask_to_drain() -> None:
        control.request_drain("leaving")

    return ask_to_drain


HALTED = pytest.mark.parametrize("halted", [cancelled, drained])
Halted = Callable[[], Awaitable[Thread]]
WORKED = ["gate", "think", "answer"]


# --- row: plain input ---


async def test_plain_input__fresh__runs_from_start() -> None:
    thread = await fresh()
    await thread.send(says("m1"))
    assert thread.ran == WORKED
    assert await thread.ids() == ["m1", "re:m1"]


async def test_plain_input__idle__is_a_new_turn_from_start() -> None:
    thread = await idle()
    await thread.send(says("m2"))
    assert thread.ran == WORKED
    assert await thread.ids() == ["m1", "re:m1", "m2", "re:m2"]


async def test_plain_input__paused__drops_the_interrupt_and_starts_anew() -> None:
    thread = await paused()
    await thread.send(says("m3"))
    assert thread.ran == WORKED
    assert (await thread.state()).interrupts == ()
    assert await thread.ids() == ["m1", "re:m1", "m2", "m3", "re:m3"]


async def test_plain_input__paused_and_still_open__pauses_again_under_a_new_id() -> None:
    thread = await paused()
    before = await thread.pause()
    await thread.send(says("m3", "open"))
    assert thread.ran == ["gate", "human"]
    assert (await thread.pause()).id != before.id
    assert await thread.ids() == ["m1", "re:m1", "m2", "m3"]


@HALTED
async def test_plain_input__halted__drops_the_pending_node_and_restarts_at_gate(
    halted: Halted,
) -> None:
    thread = await halted()
    assert (await thread.state()).next == ("think",)
    await thread.send({"status": "open"})
    assert thread.ran == ["gate", "human"]
    assert (await thread.state()).next == ("human",)


# --- row: Command(resume=...) ---


async def test_resume__fresh__runs_the_graph_from_start() -> None:
    thread = await fresh()
    await thread.send(Command(resume="pending"))
    assert thread.ran == ["gate"]


async def test_resume__idle__is_a_silent_no_op_and_writes_nothing() -> None:
    thread = await idle()
    await thread.send(Command(resume={"0" * 32: "pending"}))
    assert thread.ran == []
    assert thread.saver.asked == []


async def test_resume__paused__continues_human_with_the_value() -> None:
    thread = await paused()
    await thread.send(Command(resume={(await thread.pause()).id: "pending"}))
    assert thread.ran == ["human", *WORKED]
    assert (await thread.state()).values["status"] == "pending"


@HALTED
async def test_resume__halted__runs_the_pending_node_and_the_reply_comes(halted: Halted) -> None:
    thread = await halted()
    await thread.send(Command(resume="open"))
    assert thread.ran == ["think", "answer"]
    assert await thread.ids() == ["m1", "re:m1"]


# --- row: Command(update=...) ---


async def test_update__fresh__runs_the_graph_from_start() -> None:
    thread = await fresh()
    await thread.send(Command(update=says("m1")))
    assert thread.ran == WORKED


async def test_update__idle__stores_and_runs_nothing() -> None:
    thread = await idle()
    await thread.send(Command(update=says("m2")))
    assert thread.ran == []
    assert await thread.ids() == ["m1", "re:m1", "m2"]


async def test_update__paused__stores_under_the_same_interrupt_id() -> None:
    thread = await paused()
    before = await thread.pause()
    await thread.send(Command(update={"messages": says("m3")["messages"]}))
    assert (await thread.pause()).id == before.id
    assert await thread.ids() == ["m1", "re:m1", "m2", "m3"]


@HALTED
async def test_update__halted__runs_the_pending_node(halted: Halted) -> None:
    thread = await halted()
    await thread.send(Command(update={"status": "open"}))
    assert thread.ran == ["think", "answer"]


# --- row: Command(resume=..., update=...) ---


async def test_resume_and_update__paused__updates_first_then_resumes_in_one_call() -> None:
    thread = await paused()
    pause = await thread.pause()
    await thread.send(Command(resume={pause.id: "pending"}, update=says("m3", "open")))
    assert thread.ran == ["human", *WORKED]
    assert (await thread.state()).values["status"] == "pending"
    assert await thread.ids() == ["m1", "re:m1", "m2", "m3", "re:m3"]


# --- row: ainvoke(None) ---


async def test_none__fresh__is_refused() -> None:
    with pytest.raises(EmptyInputError):
        await (await fresh()).send(None)


async def test_none__idle__does_nothing() -> None:
    thread = await idle()
    await thread.send(None)
    assert thread.ran == []


async def test_none__paused__runs_human_again_and_pauses_again() -> None:
    thread = await paused()
    await thread.send(None)
    assert thread.ran == ["human"]
    assert await thread.pause()


@HALTED
async def test_none__halted__runs_the_pending_node(halted: Halted) -> None:
    thread = await halted()
    await thread.send(None)
    assert thread.ran == ["think", "answer"]


# --- row: aupdate_state ---


async def test_update_state__fresh__stores_and_the_entry_node_is_next() -> None:
    thread = await fresh()
    await thread.graph.aupdate_state(thread.config, says("m1"))
    assert (await thread.state()).next == ("gate",)


async def test_update_state__idle__stores_and_nothing_is_next() -> None:
    thread = await idle()
    await thread.graph.aupdate_state(thread.config, says("m2"))
    assert (await thread.state()).next == ()
    assert await thread.ids() == ["m1", "re:m1", "m2"]


async def test_update_state_as_gate__idle__makes_a_work_node_pending() -> None:
    thread = await idle()
    await thread.graph.aupdate_state(thread.config, says("m2"), as_node="gate")
    assert (await thread.state()).next == ("think",)


@pytest.mark.parametrize(
    ("as_node", "ran_by_a_later_resume"),
    [(None, ["human"]), ("answer", [])],
    ids=["a later resume is a bare run", "a later resume is a no-op"],
)
async def test_update_state__paused__destroys_the_interrupt(
    as_node: str | None, ran_by_a_later_resume: list[str]
) -> None:
    thread = await paused()
    before = await thread.pause()
    await thread.graph.aupdate_state(thread.config, says("m3", "open"), as_node=as_node)
    assert (await thread.state()).interrupts == ()
    await thread.send(Command(resume={before.id: "pending"}))
    assert thread.ran == ran_by_a_later_resume


@HALTED
async def test_update_state__halted__stores_and_the_node_stays_pending(halted: Halted) -> None:
    thread = await halted()
    await thread.graph.aupdate_state(thread.config, {"handled": "m0"})
    assert (await thread.state()).next == ("think",)
    assert (await thread.state()).values["handled"] == "m0"


async def test_update_state_as_start__paused__reschedules_the_entry() -> None:
    thread = await paused()
    await thread.graph.aupdate_state(thread.config, says("m3", "open"), as_node="__start__")
    snapshot = await thread.state()
    assert (snapshot.next, snapshot.interrupts) == (("gate",), ())


async def test_update_state_as_input__paused__hides_message_and_interrupt() -> None:
    thread = await paused()
    before = await thread.pause()
    await thread.graph.aupdate_state(thread.config, says("m3", "open"), as_node="__input__")
    assert (await thread.state()).interrupts == ()
    assert "m3" not in await thread.ids()
    await thread.send(Command(resume={before.id: "pending"}))
    assert (await thread.pause()).id != before.id
    assert "m3" in await thread.ids()


# --- the rules that follow from the table ---


async def test_a_resume_that_comes_twice_is_a_silent_no_op_and_writes_nothing() -> None:
    thread = await paused()
    entry: Entry = Command(resume={(await thread.pause()).id: "resolved"})
    await thread.send(entry)
    await thread.send(entry)
    assert thread.ran == []
    assert thread.saver.asked == []


async def test_a_stale_resume_raises_only_when_told_to_be_strict() -> None:
    thread = await paused()
    await thread.send(Command(resume={(await thread.pause()).id: "resolved"}))
    thread.config["configurable"]["__pregel_strict_resume"] = True
    with pytest.raises(UnknownInterruptError):
        await thread.send(Command(resume={"0" * 32: "pending"}))


@pytest.mark.parametrize("durability", ["async", "sync"])
async def test_two_updates_of_a_plain_value_brick_a_paused_thread_for_ever(
    durability: Durability,
) -> None:
    thread = await paused()
    thread.durability = durability
    await thread.send(Command(update={"handled": "a"}))
    with pytest.raises(InvalidUpdateError):
        await thread.send(Command(update={"handled": "b"}))
    for attempt in (thread.state, thread.pause, lambda: thread.send(says("m3"))):
        with pytest.raises(InvalidUpdateError):
            await attempt()


async def test_two_updates_of_a_plain_value_leave_a_thread_fine_under_exit() -> None:
    thread = await paused()
    await thread.send(Command(update={"handled": "a"}))
    with pytest.raises(InvalidUpdateError):
        await thread.send(Command(update={"handled": "b"}))
    await thread.send(Command(resume={(await thread.pause()).id: "pending"}))
    assert thread.ran == ["human", *WORKED]


async def test_the_body_of_human_runs_again_on_resume_so_nothing_may_stand_before_it() -> None:
    thread = await paused()
    again: list[Entry] = [Command(update={"messages": []}), None]
    for entry in again:
        await thread.send(entry)
        assert thread.ran == ["human"]
    await thread.send(Command(resume={(await thread.pause()).id: "resolved"}))
    assert thread.ran[:2] == ["human", "gate"]


async def test_a_thread_paused_in_a_renamed_node_hears_input_but_no_resume() -> None:
    thread = await paused()
    before = await thread.pause()
    thread.graph = small(thread.saver, human_is_called="handoff")
    assert (await thread.state()).next == ()
    await thread.send(Command(resume={before.id: "pending"}))
    assert thread.ran == []
    await thread.send(says("m3", "open"))
    assert (await thread.state()).next == ("handoff",)


async def test_two_runs_at_once_both_answer_and_lose_a_message() -> None:
    thread = Thread()
    both_think = asyncio.Barrier(2)

    async def until_both_think() -> None:
        await both_think.wait()

    thread.world.thinking = until_both_think
    await asyncio.gather(thread.send(says("m1")), thread.send(says("m2")))
    assert thread.ran.count("answer") == 2
    assert len([id_ for id_ in await thread.ids() if id_ in ("m1", "m2")]) == 1


# --- stopping a run ---


async def test_a_cancel_reaches_the_node_and_leaves_the_last_finished_step() -> None:
    thread = await cancelled()
    assert (await thread.state()).next == ("think",)
    assert await thread.ids() == ["m1"]


async def test_a_cancel_while_the_thread_is_being_read_loses_the_input() -> None:
    thread = await fresh()
    started = asyncio.Event()

    async def slowly_the_first_time() -> None:
        if not started.is_set():
            started.set()
            await asyncio.sleep(30)

    thread.saver.before_reading.append(slowly_the_first_time)
    run = asyncio.create_task(thread.send(says("m1")))
    await started.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert await thread.ids() == []


async def test_exit_records_no_error_for_a_cancelled_node() -> None:
    assert [task.error for task in (await (await cancelled()).state()).tasks] == [None]


async def test_a_drain_lets_the_node_finish_and_an_update_then_sends_the_reply() -> None:
    thread = await fresh()
    control = RunControl()
    thread.world.thinking = leaving(control)
    with pytest.raises(GraphDrained):
        await thread.send(says("m1"), control)
    assert (thread.ran, (await thread.state()).next) == (["gate", "think"], ("answer",))
    await thread.send(Command(update={"status": "open"}))
    assert await thread.ids() == ["m1", "re:m1"]


async def test_a_node_that_raises_still_moves_the_thread_on() -> None:
    thread = await idle()

    async def broken() -> None:
        raise LookupError

    thread.world.thinking = broken
    with pytest.raises(LookupError):
        await thread.send(says("m2"))
    assert (await thread.state()).next == ("think",)
    assert await thread.ids() == ["m1", "re:m1", "m2"]


# --- what the saver is asked, under exit ---


async def test_exit_asks_the_saver_only_while_leaving() -> None:
    thread = await fresh()
    await thread.send(says("m1"))
    assert thread.saver.asked == ["aput"]
    await thread.send(says("m2", "open"))
    assert thread.saver.asked == ["aput", "aput_writes"]
    await thread.send(Command(resume={(await thread.pause()).id: "resolved"}))
    assert thread.saver.asked == ["aput"]


# --- serialisation ---

FOREIGN = """
import asyncio
from dataclasses import dataclass
from typing import Any, TypedDict
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph

@dataclass
class Foreign:
    x: int = 1

@dataclass
class Named:
    x: int = 1

class S(TypedDict, total=False):
    hidden: Any
    named: Named
    pair: tuple[int, int]

async def put(state: S) -> S:
    return {"hidden": Foreign(), "named": Named(), "pair": (1, 2)}

graph = StateGraph(S)
graph.add_node("put", put)
graph.add_edge(START, "put")
agent = graph.compile(checkpointer=InMemorySaver())
config = {"configurable": {"thread_id": "1"}}
asyncio.run(agent.ainvoke({}, config, durability="exit"))
values = agent.get_state(config).values
print(type(values["hidden"]).__name__, type(values["named"]).__name__, type(values["pair"]).__name__)
"""


@pytest.mark.parametrize(
    ("strict", "types"),
    [("true", ["dict", "Named", "list"]), ("false", ["Foreign", "Named", "list"])],
    ids=["strict gives back another type, silently", "lax rebuilds any class that is named"],
)
def test_a_class_that_hides_behind_any(strict: str, types: Sequence[str]) -> None:
    told = subprocess.run(  # the setting is read at import: it needs a process of its own
        [sys.executable, "-c", FOREIGN],
        env={"LANGGRAPH_STRICT_MSGPACK": strict},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == types


async def test_what_cannot_be_serialised_fails_the_run_before_it_returns() -> None:
    thread = await fresh()
    with pytest.raises(TypeError):
        await thread.send({"handled": object()})  # type: ignore[arg-type]  # that is the point


# --- state, limits, drawing ---


async def test_an_untracked_key_is_in_the_result_and_leaves_no_trace() -> None:
    thread = await fresh()
    result = await thread.send(says("m1"))
    assert result["thought"] == "hm"
    assert "thought" not in (await thread.state()).values
    assert b"hm" not in b"".join(blob for _, blob in thread.saver.blobs.values())
    await thread.send(says("m2"))
    await thread.send(says("m3", "open"))
    await thread.send(Command(resume={(await thread.pause()).id: "pending"}))
    assert thread.world.thoughts_at_gate == [None] * 4


async def spins(state: Small) -> Small:
    return {}


async def test_a_graph_that_spins_is_stopped_by_its_recursion_limit() -> None:
    graph = StateGraph(Small)
    graph.add_node("gate", spins)
    graph.add_node("human", spins)
    graph.add_edge(START, "gate")
    graph.add_edge("gate", "human")
    graph.add_edge("human", "gate")
    with pytest.raises(GraphRecursionError, match="25"):
        await graph.compile().ainvoke({"status": "open"}, {"recursion_limit": 25})


def test_the_recursion_limit_of_the_library_is_far_too_high() -> None:
    from langgraph._internal._config import DEFAULT_RECURSION_LIMIT

    assert DEFAULT_RECURSION_LIMIT > 1000


def ways(graph: StateGraph[Small]) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in graph.compile().get_graph().edges}


def undeclared(state: Small) -> str:
    return "think"


def declared(state: Small) -> Literal["think"]:
    return "think"


@pytest.mark.parametrize(
    ("route", "mapping", "drawn"),
    [
        (undeclared, None, {END}),
        (declared, None, {"think"}),
        (undeclared, {"think": "think"}, {"think"}),
    ],
    ids=["undeclared: a wrong way to the end", "by a Literal", "by a mapping"],
)
def test_the_drawing_is_right_only_if_targets_are_declared(
    route: Callable[[Small], str], mapping: dict[Hashable, str] | None, drawn: set[str]
) -> None:
    graph = StateGraph(Small)
    for name in ("gate", "human", "think"):
        graph.add_node(name, spins)
    graph.add_edge(START, "gate")
    graph.add_conditional_edges("gate", route, mapping)
    assert {to for source, to in ways(graph) if source == "gate"} == drawn


async def goes(state: Small) -> Command[str]:
    return Command(goto="think")


async def goes_and_says_so(state: Small) -> Command[Literal["think"]]:
    return Command(goto="think")


@pytest.mark.parametrize(
    ("node", "drawn"),
    [(goes, {END}), (goes_and_says_so, {"think"})],
    ids=["undeclared: a wrong way to the end", "declared"],
)
def test_a_command_that_routes_is_drawn_only_if_its_targets_are_declared(
    node: Callable[[Small], Awaitable[Command[str]]], drawn: set[str]
) -> None:
    graph = StateGraph(Small)
    graph.add_node("gate", node)  # type: ignore[arg-type]  # its types are for named functions
    graph.add_node("think", spins)
    graph.add_edge(START, "gate")
    assert {to for source, to in ways(graph) if source == "gate"} == drawn


def test_a_timeout_on_a_node_that_is_not_async_is_refused() -> None:
    def slow(state: Small) -> Small:
        return {}

    graph = StateGraph(Small)
    graph.add_node("gate", slow, timeout=TimeoutPolicy(run_timeout=1))
    graph.add_edge(START, "gate")
    with pytest.raises(ValueError, match="async"):
        graph.compile()
