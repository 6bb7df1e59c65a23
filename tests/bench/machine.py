"""What this machine can do at all, just now: the other figures are nothing without these."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.bench.figures import Figure
from tests.load.living import loaded
from tests.load.processes import free_port, module, running
from tests.load.shots import Spread

ROUNDS = 500
BODY = bytes(3000)


def figures() -> list[Figure]:
    """Processors, Python's speed, the disk's, the loopback's."""
    with tempfile.TemporaryDirectory(prefix="alu-bench-") as name:
        folder = Path(name)
        synced, committed = synced_writes(folder), commits(folder)
        answered = asyncio.run(_answered(folder))
    return [
        Figure("machine: processors", os.cpu_count() or 0),
        Figure("machine: load before (1 min)", os.getloadavg()[0]),
        Figure("machine: a million additions in Python (CPU ms)", additions()),
        Figure("machine: 4 KiB written and synced, median (ms)", synced.p50),
        Figure("machine: 4 KiB written and synced, p99 (ms)", synced.p99),
        Figure("machine: SQLite commit of 3 kB, WAL and FULL, median (ms)", committed.p50),
        Figure("machine: SQLite commit of 3 kB, WAL and FULL, p99 (ms)", committed.p99),
        Figure("machine: requests/s that a bare socket answers", answered),
    ]


def additions() -> float:
    """CPU milliseconds, the best of five."""

    def once() -> float:
        start, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        return time.process_time() - start

    return min(once() for _ in range(5)) * 1000


def synced_writes(folder: Path) -> Spread:
    """Appending to a file until it is on the disk."""
    with (folder / "synced").open("wb", buffering=0) as file:

        def once() -> None:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())

        return Spread.of([_timed(once) for _ in range(ROUNDS)])


def commits(folder: Path) -> Spread:
    """One row, one transaction, as durable as Alú asks for."""
    with closing(sqlite3.connect(folder / "rows.db", isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                          "CREATE TABLE rows (body BLOB)"):  # fmt: skip
            connection.execute(statement)

        def once() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows VALUES (?)", (BODY,))
            connection.execute("COMMIT")

        return Spread.of([_timed(once) for _ in range(ROUNDS)])


async def _answered(folder: Path) -> float:
    port = free_port()
    async with running(module("tests.load.wall", "--port", str(port)), port, folder) as server:
        run = await loaded(server, "x", "--connections", "32", "--requests", "10000")
    return run.rate


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
