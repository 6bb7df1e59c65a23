"""Two ways for a server to come into the world: as any process does, or from a nursery that has imported everything."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.server import Order

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "LANGSMITH_TRACING": "false",
    "PYTHONPATH": str(ROOT),
}
PATIENCE = 60.0  # only ever reached where something is wrong, or others have the machine


@dataclass(frozen=True)
class Child:
    """A process that lives until ``ended`` returns."""

    pid: int
    ended: Callable[[], Awaitable[object]]


Birth = Callable[[Order], Awaitable[Child]]


async def executed(order: Order) -> Child:
    """An interpreter of its own, which imports everything."""
    process = await asyncio.create_subprocess_exec(
        *_module("server"), stdin=asyncio.subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT
    )
    process.stdin.write(order.told())
    process.stdin.close()
    return Child(process.pid, process.wait)


def forked(nursery: Path) -> Birth:
    """A fork of the nursery that listens there."""

    async def birth(order: Order) -> Child:
        reader, writer = await asyncio.open_unix_connection(nursery)
        writer.write(order.told())
        pid = int(await reader.readline())

        async def ended() -> None:
            await reader.read()  # until nobody holds the other end
            writer.close()
            await writer.wait_closed()

        return Child(pid, ended)

    return birth


@contextmanager
def nursery(path: Path) -> Iterator[Path]:
    """Listens at ``path`` while the block lasts; its children die with it."""
    running = subprocess.Popen([*_module("nursery"), str(path)], cwd=ROOT, env=ENVIRONMENT)
    try:
        limit = time.monotonic() + PATIENCE
        while not path.exists():
            if running.poll() is not None or time.monotonic() > limit:
                raise ChildProcessError("the nursery did not open; see what it wrote")
            time.sleep(0.05)
        yield path
    finally:
        running.kill()
        running.wait()


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"tests.crash.{name}"]
