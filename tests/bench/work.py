"""What a turn costs of the processor, from the delivery to the last call to Chatwoot; waiting is not counted.

All threads of ``alu serve``, over whole conversations ending in a hand-over, divided by the customers' lines that were
answered. "Whole" includes receiving everything that Chatwoot tells meanwhile: her own messages, statuses, labels.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import turn
from tests.bench.figures import Figure, at_most
from tests.bench.understanding import offline
from tests.load.customers import many
from tests.load.living import Living, living

WARMING, MEASURED, AT_ONCE = 4, 40, 4


@dataclass(frozen=True, slots=True)
class Cost:
    """Per answered line: milliseconds of CPU, turns stored, deliveries received; and answered lines a second."""

    cpu: float
    turns: float
    rate: float


def figures() -> list[Figure]:
    """With everything that Chatwoot tells, and with the customers' messages alone; both against the bare graph."""
    whole, alone = asyncio.run(_cost(echoes=True)), asyncio.run(_cost(echoes=False))
    graph, _ = turn.costs(offline())
    return [
        at_most("turn, webhook to POST, whole (CPU ms)", whole.cpu, 30),
        Figure("turn, webhook to POST, her echoes not delivered (CPU ms)", alone.cpu),
        Figure("turn of the protocol alone (CPU ms)", graph),
        Figure("turn, whole / turn of the protocol alone", whole.cpu / graph),
        Figure("turn, without echoes / turn of the protocol alone", alone.cpu / graph),
        Figure("turns stored for each answered line", whole.turns),
        Figure(f"answered lines/s, {AT_ONCE} customers at once", whole.rate),
    ]


async def _cost(*, echoes: bool) -> Cost:
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as folder:
        async with living(Path(folder), echoes=echoes) as alu:
            await _talk(alu, 1, WARMING)
            return await _measured(alu)


async def _measured(alu: Living) -> Cost:
    cpu, turns, began = alu.server.cpu(), alu.count("SELECT count(*) FROM turns"), time.monotonic()
    answered = await _talk(alu, 1 + WARMING, MEASURED)
    seconds = time.monotonic() - began
    await alu.quiet()
    return Cost(
        (alu.server.cpu() - cpu) * 1000 / answered,
        (alu.count("SELECT count(*) FROM turns") - turns) / answered,
        answered / seconds,
    )


async def _talk(alu: Living, first: int, number: int) -> int:
    customers = await many(alu.house.sandbox, first, [turn.CONVERSATION] * number, AT_ONCE)
    await alu.quiet()
    return sum(customer.answered for customer in customers)
