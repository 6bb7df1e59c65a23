"""What one reading by the offline mind costs, over every text of the dev sets."""

from __future__ import annotations

import asyncio
import statistics
import time

from agent.ledger import Ledger
from agent.mind import Asked, Line, Reading
from agent.resources import Resources
from api.bootstrap import company, offline_mind
from api.settings import Settings
from evals.understanding import gold
from tests.bench.figures import Figure, at_most


def figures() -> list[Figure]:
    """Milliseconds of one ``read``, on the clock."""
    costs = sorted(asyncio.run(_costs(offline())))
    return [
        at_most("read, median (ms)", statistics.median(costs), 3.0),
        at_most("read, p99 (ms)", costs[int(len(costs) * 0.99)], 10.0),
    ]


def offline() -> Resources:
    """The company's words and the mind that needs no network."""
    protocol = company(Settings())
    return Resources.of(protocol, offline_mind(protocol))


async def _costs(resources: Resources) -> list[float]:
    """Of a second reading of everything; the first warms."""
    for _ in range(2):
        costs = []
        for reading in _readings():
            start = time.perf_counter()
            await resources.mind.read(reading)
            costs.append((time.perf_counter() - start) * 1000)
    return costs


def _readings() -> list[Reading]:
    """Every text alone and in answer to a question."""
    texts = [one.text for one in gold.utterances("dev")] + [
        one.text for one in gold.messages("dev")
    ]
    asked = [None, Asked(("nome", "tipo_pessoa"), "compras"), Asked(("cidade",), "compras")]
    return [
        Reading((Line("1", "customer", text),), (), asked[place % 3], Ledger(), "85")
        for place, text in enumerate(texts)
    ]
