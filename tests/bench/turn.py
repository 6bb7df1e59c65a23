"""What a turn of the graph costs, as a ratio to the same graph in which no node does anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph

from agent.conversation import take_turn
from agent.graph import Agent, build
from agent.resources import Resources
from agent.routes import who_answers
from agent.state import Outcome, State, Turn
from tests.bench.figures import Figure, at_most
from tests.bench.understanding import offline

CONVERSATION = (
    "bom dia",
    "quero 30 barras de tubo quadrado 50x50 branco",
    "Ju, é pra empresa",
    "Metal Forte",
    "na verdade são 60 barras",
    "Sobral",
)
ROUNDS = 40


def figures() -> list[Figure]:
    """CPU milliseconds of both, and the ratio."""
    ours, empty = costs(offline())
    return [
        Figure("turn of the protocol (CPU ms)", ours),
        Figure("turn of the empty graph (CPU ms)", empty),
        at_most("turn / empty graph (CPU)", ours / empty, 2.0),
    ]


def costs(resources: Resources) -> tuple[float, float]:
    """CPU milliseconds of a turn: of the protocol, and of the same graph with empty nodes on the same ways."""
    return asyncio.run(_costs(resources))


async def _costs(resources: Resources) -> tuple[float, float]:
    paths = [path for _, path in await _conversation(build(InMemorySaver()), "paths", resources)]
    walked = iter([path for _ in range(ROUNDS + 1) for path in paths])
    empty = _empty(lambda: next(walked))
    await _conversation(empty, "warm", resources)
    ours, theirs = 0.0, 0.0
    real = build(InMemorySaver())
    for round_ in range(ROUNDS):
        ours += await _cpu(lambda r=round_: _conversation(real, f"real{r}", resources))
        theirs += await _cpu(lambda r=round_: _conversation(empty, f"empty{r}", resources))
    turns = ROUNDS * len(CONVERSATION)
    return ours * 1000 / turns, theirs * 1000 / turns


async def _cpu(work: Callable[[], Awaitable[object]]) -> float:
    start = time.process_time()
    await work()
    return time.process_time() - start


async def _conversation(agent: Agent, thread: str, resources: Resources) -> list:
    return [
        await take_turn(agent, thread, _turn(number, text), resources)
        for number, text in enumerate(CONVERSATION)
    ]


def _turn(number: int, text: str) -> Turn:
    return {
        "status": "pending",
        "messages": [
            {"id": f"m{number}", "role": "customer", "kind": "text", "text": text, "name": ""}
        ],
        "now": "2026-11-23T10:05:00-03:00",
        "turn_id": f"t{number}",
        "contact": {},
        "ddd": "85",
    }


def _empty(next_path: Callable[[], tuple[str, ...]]) -> Agent:
    """The protocol's graph in which no node does anything; each turn takes the ways of the path given."""
    here: dict[str, tuple[str, ...]] = {}

    async def gate(_state: State) -> State:
        here["path"] = next_path()
        return {}

    async def nothing(_state: State) -> State:
        return {}

    def way(node: str, on: str) -> Callable[[State], str]:
        return lambda _state: on if on in here["path"] else "reply"

    graph = StateGraph(State, context_schema=Resources, input_schema=Turn, output_schema=Outcome)
    graph.add_node("gate", gate)
    for node in ("human", "understand", "qualify", "need", "collect", "route", "reply"):
        graph.add_node(node, nothing)
    graph.add_edge(START, "gate")
    graph.add_conditional_edges(
        "gate", who_answers, {"a person": "human", "Alú": "understand", "nobody": END}
    )
    graph.add_edge("human", "gate")
    graph.add_edge("understand", "qualify")
    for node, on in (("qualify", "need"), ("need", "collect"), ("collect", "route")):
        graph.add_conditional_edges(node, way(node, on), {"reply": "reply", on: on})
    graph.add_edge("route", "reply")
    graph.add_edge("reply", END)
    return graph.compile(checkpointer=InMemorySaver())
