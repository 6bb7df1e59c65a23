"""How much memory ``alu serve`` holds after many conversations, with the offline mind."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.bench.figures import Figure, at_most
from tests.load.customers import many
from tests.load.living import Living, living

CONVERSATIONS, AT_ONCE = 1000, 8
LINES = ("bom dia", "quero 30 barras de tubo quadrado 50x50 branco")


def figures() -> list[Figure]:
    """MiB resident: at first, after 1,000 conversations, and the most there was between."""
    return asyncio.run(_figures())


async def _figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as folder:
        async with living(Path(folder)) as alu:
            began, (half, answered) = alu.server.resident(), await _after(alu, 1)
            end, more = await _after(alu, 1 + CONVERSATIONS // 2)
            most = alu.server.resident("VmHWM")
    return [
        Figure("resident before the first delivery (MiB)", began),
        Figure(f"resident after {CONVERSATIONS // 2} conversations (MiB)", half),
        at_most(f"resident after {CONVERSATIONS} conversations (MiB)", end, 150),
        Figure("resident at most (MiB)", most),
        Figure("lines answered in these conversations", answered + more),
    ]


async def _after(alu: Living, first: int) -> tuple[float, int]:
    """MiB after half of the conversations, and how many lines were answered in them."""
    lines = [LINES] * (CONVERSATIONS // 2)
    customers = await many(alu.house.sandbox, first, lines, AT_ONCE)
    await alu.quiet()
    return alu.server.resident(), sum(customer.answered for customer in customers)
