"""``make bench``: what understanding and a turn cost, as ratios within one run. Prints; asserts nothing."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from rich.console import Console
from rich.table import Table

from agent.conversation import take_turn
from agent.graph import Agent, build
from agent.ledger import Ledger
from agent.mind import Asked, Line, Reading
from agent.resources import Resources
from agent.routes import who_answers
from agent.state import Outcome, State, Turn
from api.bootstrap import company, offline_mind
from api.settings import Settings
from evals.understanding import gold

ROOT = Path(__file__).parent.parent
CONVERSATION = (
    "bom dia",
    "quero 30 barras de tubo quadrado 50x50 branco",
    "Ju, é pra empresa",
    "Metal Forte",
    "na verdade são 60 barras",
    "Sobral",
)
ROUNDS = 40
LIMITS = {
    "read, median (ms)": 3.0,
    "read, p99 (ms)": 10.0,
    "turn / empty graph (CPU)": 2.0,
    "alu --help beyond typer and rich (CPU s)": 0.5,
}


def reading_costs(resources: Resources) -> list[float]:
    """Milliseconds of one ``read`` for every text of the dev sets, alone and in answer to a question."""
    texts = [one.text for one in gold.utterances("dev")] + [
        one.text for one in gold.messages("dev")
    ]
    asked = [None, Asked(("nome", "tipo_pessoa"), "compras"), Asked(("cidade",), "compras")]
    readings = [
        Reading((Line("1", "customer", text),), (), asked[place % 3], Ledger(), "85")
        for place, text in enumerate(texts)
    ]

    async def all_of_them() -> list[float]:
        costs = []
        for reading in readings:
            start = time.perf_counter()
            await resources.mind.read(reading)
            costs.append((time.perf_counter() - start) * 1000)
        return costs

    asyncio.run(all_of_them())
    return asyncio.run(all_of_them())


def turn_costs(resources: Resources) -> tuple[float, float]:
    """CPU milliseconds of a turn: of the protocol, and of the same graph with empty nodes on the same ways."""
    return asyncio.run(_turn_costs(resources))


async def _turn_costs(resources: Resources) -> tuple[float, float]:
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


def help_cost() -> float:
    """CPU seconds that ``alu --help`` needs beyond importing typer and rich; the best of five."""
    plain = [sys.executable, "-c", "import typer, rich"]
    ours = [
        sys.executable,
        "-c",
        "import sys; sys.argv = ['alu', '--help']; from api.cli import main; main()",
    ]
    return min(_child(ours) for _ in range(5)) - min(_child(plain) for _ in range(5))


def _child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def figures() -> dict[str, float]:
    """Everything measured, by name."""
    protocol = company(Settings())
    resources = Resources.of(protocol, offline_mind(protocol))
    costs = sorted(reading_costs(resources))
    ours, empty = turn_costs(resources)
    return {
        "read, median (ms)": statistics.median(costs),
        "read, p99 (ms)": costs[int(len(costs) * 0.99)],
        "turn of the protocol (CPU ms)": ours,
        "turn of the empty graph (CPU ms)": empty,
        "turn / empty graph (CPU)": ours / empty,
        "alu --help beyond typer and rich (CPU s)": help_cost(),
    }


def main() -> None:
    """Prints a table, or JSON with ``--json``."""
    measured = figures()
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps(measured, indent=2) + "\n")
        return
    table = Table("what", "measured", "wanted")
    for name, value in measured.items():
        table.add_row(name, f"{value:.2f}", f"≤ {LIMITS[name]:g}" if name in LIMITS else "")
    Console().print(table)


if __name__ == "__main__":
    main()
