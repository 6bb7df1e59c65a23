"""How quickly deliveries are stored and answered: alone, beside turns, and against an endpoint that does nothing.

``alu serve`` is a process, the generator another, the embedded Chatwoot lives in this one. Deliveries are all
different and signed. "Alone" means that the debounce is longer than the run, so that no turn is taken in it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.bench.figures import Figure, at_least, at_most
from tests.load.chatwoot import AS_SHIPPED, NOT_YET
from tests.load.living import Living, living, loaded
from tests.load.processes import Server, free_port, module, running
from tests.load.shots import Summary

ROUNDS = 3
CONNECTIONS = 32
CONVERSATIONS = 500
SECONDS = 20
OFFERED = 420
TURNS = "SELECT count(*) FROM turns"
ANSWERED = "SELECT count(*) FROM turns WHERE act <> 'silence'"
HEARD = "SELECT count(*) FROM inbox WHERE message >= 1000000"
SATURATED = ("--connections", str(CONNECTIONS), "--requests", "6000")
HUNDRED = ("--rate", "100", "--seconds", str(SECONDS), "--poisson")
_firsts = count(1_000_001, 1_000_000)


def figures() -> list[Figure]:
    """Throughput, latency, and both again beside turns."""
    return asyncio.run(_figures())


async def _figures() -> list[Figure]:
    rooms = (_saturated, _many, _alone, _beside_turns, _in_bursts)
    return [figure for room in rooms for figure in await room()]


async def _saturated() -> list[Figure]:
    """Closed loop, both servers in turns, so that the machine's moods meet both."""
    rounds = []
    async with _bare() as nothing, _alive(**NOT_YET) as alu:
        for _ in range(ROUNDS):
            bare = await _cost(nothing, _run(nothing, "x", *SATURATED))
            ours = await _cost(alu.server, _into(alu, *SATURATED))
            bare_kept = await _cost(nothing, _run(nothing, "x", *SATURATED, "--keep-alive"))
            ours_kept = await _cost(alu.server, _into(alu, *SATURATED, "--keep-alive"))
            rounds.append((bare, ours, bare_kept, ours_kept))
    bare, ours, bare_kept, ours_kept = zip(*rounds, strict=True)
    ratios = _ratios(ours, bare)
    return [
        Figure("bare FastAPI endpoint, saturated (/s)", _rate(bare)),
        Figure("acknowledged, saturated (/s)", _rate(ours)),
        at_least("acknowledged / bare endpoint", statistics.median(ratios), 0.4),
        Figure("acknowledged / bare endpoint, worst round", min(ratios)),
        Figure("bare endpoint, saturated: CPU of a delivery (ms)", _cpu(bare)),
        Figure("acknowledged, saturated: CPU of a delivery (ms)", _cpu(ours)),
        Figure("keep-alive: bare endpoint, saturated (/s)", _rate(bare_kept)),
        Figure("keep-alive: acknowledged, saturated (/s)", _rate(ours_kept)),
        Figure("keep-alive: acknowledged / bare", statistics.median(_ratios(ours_kept, bare_kept))),
    ]


@dataclass(frozen=True, slots=True)
class _Cost:
    """Answers a second, and milliseconds of the server's CPU for each delivery."""

    rate: float
    cpu: float


async def _cost(server: Server, running: Awaitable[Summary]) -> _Cost:
    before = server.cpu()
    run = await running
    return _Cost(run.rate, (server.cpu() - before) * 1000 / run.requests)


def _rate(costs: Sequence[_Cost]) -> float:
    return statistics.median(cost.rate for cost in costs)


def _cpu(costs: Sequence[_Cost]) -> float:
    return statistics.median(cost.cpu for cost in costs)


def _ratios(ours: Sequence[_Cost], least: Sequence[_Cost]) -> list[float]:
    return [mine.rate / theirs.rate for mine, theirs in zip(ours, least, strict=True)]


async def _many() -> list[Figure]:
    async with _alive(**NOT_YET) as alu:
        run = await _into(alu, "--rate", str(OFFERED), "--seconds", str(SECONDS))
        turns = alu.count(TURNS)
    return [
        at_least(f"{OFFERED}/s offered for {SECONDS} s: acknowledged (/s)", run.rate, 400),
        *_spread(f"{OFFERED}/s offered", run),
        at_most(f"{OFFERED}/s offered: turns taken meanwhile, none is to be", turns, 0),
    ]


async def _calm(*options: str) -> tuple[Summary, float]:
    """At 100/s, by chance; and milliseconds of CPU for each delivery. Less than the 30 s between two sweeps."""
    async with _alive(**NOT_YET) as alu:
        before = alu.server.cpu()
        run = await _into(alu, *HUNDRED, *options)
        return run, (alu.server.cpu() - before) * 1000 / run.requests


async def _alone() -> list[Figure]:
    run, cost = await _calm()
    kept, _ = await _calm("--keep-alive")
    return [
        at_most("100/s: p99 (ms)", run.latency.p99, 60),
        *_spread("100/s", run),
        Figure("100/s: CPU of a delivery (ms)", cost),
        Figure("100/s, keep-alive: p99 (ms)", kept.latency.p99),
    ]


async def _beside_turns() -> list[Figure]:
    """Every tenth delivery is for Alú, and she answers each at once; in the other conversations a person speaks."""
    async with _alive() as alu:
        alu.house.populated(CONVERSATIONS, pending=0.1)
        run = await _into(alu, *HUNDRED, "--pending", "0.1")
        answered, read = alu.count(ANSWERED), alu.count(TURNS)
    return [
        at_most("100/s, 10/s for her: p99 (ms)", run.latency.p99, 60),
        *_spread("100/s, 10/s for her", run),
        Figure("100/s, 10/s for her: turns/s that say something", answered / run.seconds),
        Figure("100/s, 10/s for her: turns/s in all", read / run.seconds),
    ]


async def _in_bursts() -> list[Figure]:
    """Everybody writes to Alú, with the debounce as it is shipped: more than one process can answer."""
    async with _alive(**AS_SHIPPED) as alu:
        alu.house.populated(CONVERSATIONS, pending=1.0)
        run = await _into(alu, *HUNDRED)
        answered = alu.count(ANSWERED)
    return [
        Figure("100/s, all for her: p99 (ms)", run.latency.p99),
        *_spread("100/s, all for her", run),
        Figure("100/s, all for her: turns/s that say something", answered / run.seconds),
    ]


def _spread(name: str, run: Summary) -> list[Figure]:
    return [
        Figure(f"{name}: median (ms)", run.latency.p50),
        Figure(f"{name}: longest (ms)", run.latency.max),
        Figure(f"{name}: median of the last quarter (ms)", run.end_p50),
        Figure(f"{name}: generator late, p99 (ms)", run.lateness.p99),
        Figure(f"{name}: answered 429, come again", run.answered(429)),
        at_most(
            f"{name}: answered otherwise, or never",
            run.requests - run.answered(200) - run.answered(429),
            0,
        ),
    ]


async def _into(alu: Living, *options: str) -> Summary:
    """A run against Alú; raises where what she acknowledged is not in her database."""
    before = alu.count(HEARD)
    run = await _run(alu.server, alu.house.secret, *options)
    stored = alu.count(HEARD) - before
    if stored < run.answered(200):
        raise AssertionError(f"{run.statuses} answered, {stored} stored")
    return run


async def _run(server: Server, secret: str, *options: str) -> Summary:
    first = ("--first", str(next(_firsts)), "--conversations", str(CONVERSATIONS))
    return await loaded(server, secret, *first, *options)


@asynccontextmanager
async def _alive(**settings: str) -> AsyncIterator[Living]:
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as folder:
        async with living(Path(folder), **settings) as alu:
            yield alu


@asynccontextmanager
async def _bare() -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as folder:
        port = free_port()
        command = module("tests.load.bare", "--port", str(port))
        async with running(command, port, Path(folder)) as server:
            yield server
