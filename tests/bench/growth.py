"""How much the database grows in a turn, and whether turn 200 costs more of it than turn 1.

One conversation on SQLite: after each hand-over the team gives it back. Sizes are of a copy with the empty pages taken
out. The texts, the customer's and hers, are counted as they are read, once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from tests.bench.figures import Figure, at_most
from tests.bench.turn import CONVERSATION
from tests.load.customers import Customer
from tests.load.living import Living, living

TURNS = 200
LOOKS = (1, 50, 100, 150, 200)
BETWEEN = timedelta(seconds=2)  # Chatwoot's clock goes on: it takes 200 messages a minute
KIB = 1024


@dataclass(frozen=True, slots=True)
class Look:
    """How things stood after a turn: bytes of the database, of each table with its indexes, and of the texts."""

    turn: int
    whole: int
    tables: dict[str, int]
    texts: int
    checkpoints: int

    def since(self, earlier: Look) -> float:
        """KiB a turn beyond the texts."""
        grown = (self.whole - earlier.whole) - (self.texts - earlier.texts)
        return grown / (self.turn - earlier.turn) / KIB


def figures() -> list[Figure]:
    """KiB a turn: over all turns, over the first quarter, over the last; and where they are."""
    looks = asyncio.run(_looks())
    first, second, *_, before_last, last = looks
    grown = {name: size - first.tables.get(name, 0) for name, size in last.tables.items()}
    largest = sorted(grown, key=lambda name: -grown[name])[:6]
    return [
        at_most("database of a turn beyond its texts (KiB)", last.since(first), 4),
        Figure("database of a turn, turns 1 to 50 (KiB)", second.since(first)),
        Figure("database of a turn, turns 150 to 200 (KiB)", last.since(before_last)),
        Figure("texts of a turn (KiB)", (last.texts - first.texts) / (TURNS - 1) / KIB),
        at_most("checkpoint rows of the conversation", last.checkpoints, 1),
        *(
            Figure(f"of a turn, texts included: {name} (KiB)", grown[name] / (TURNS - 1) / KIB)
            for name in largest
        ),
    ]


async def _looks() -> list[Look]:
    looks, lines = [], cycle(CONVERSATION)
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as folder:
        async with living(Path(folder), ALU_WEBHOOK_TOLERANCE="3600") as alu:
            customer = Customer.arrives(alu.house.sandbox, 1)
            for number in range(1, TURNS + 1):
                await customer.say(next(lines))
                await _given_back(alu, customer)
                if number in LOOKS:
                    looks.append(await _look(alu, customer, number))
    return looks


async def _given_back(alu: Living, customer: Customer) -> None:
    alu.house.clock.ahead += BETWEEN
    if not customer.pending:
        await alu.quiet()
        customer.console.resolve()
        await alu.quiet()


async def _look(alu: Living, customer: Customer, number: int) -> Look:
    await alu.quiet()
    whole, tables = _sizes(alu.database)
    said = [one for one in customer.console.messages if one.kind in ("incoming", "outgoing")]
    return Look(
        number,
        whole,
        tables,
        sum(len((one.content or "").encode()) for one in said),
        alu.count("SELECT count(*) FROM checkpoints"),
    )


def _sizes(database: Path) -> tuple[int, dict[str, int]]:
    """Bytes of a compact copy, whole and by table, indexes counted with their table."""
    copy = database.with_suffix(".copy")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute(
            "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s"
            " LEFT JOIN sqlite_schema m ON m.name = s.name GROUP BY 1"
        )
        tables = dict(rows.fetchall())
    return copy.stat().st_size, tables
