"""``alu serve`` with traps: the same application by the same road, as a process that may be killed at a named place."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from api import settings

settings.harden()

from api import app, body, logs  # noqa: E402
from api.dispatch.sweep import Sweep  # noqa: E402
from tests.crash.traps import Threshold, Trap, fit  # noqa: E402

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Order:
    """A process to be: its environment, the port it listens on, its trap, its log, how far its clock is ahead."""

    environment: dict[str, str]
    port: int
    trap: str
    log: str
    ahead: float

    def told(self) -> bytes:
        """One line."""
        return json.dumps(vars(self)).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Order:
        return cls(**json.loads(line))


def live(order: Order) -> None:
    """Serves until it is killed or told to stop."""
    with open(order.log, "ab", buffering=0) as log:  # noqa: PTH123
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    chosen = settings.serving(settings.from_values(order.environment))
    logs.configure(chosen.log_level)
    _lay(Trap(Path(order.trap)), timedelta(seconds=order.ahead))
    asyncio.run(app.serve(chosen, HOST, order.port))


def swept(trap: Path) -> Path:
    """What is there once she has swept for the first time."""
    return trap.with_name("swept")


def _lay(trap: Trap, ahead: timedelta) -> None:
    """The application's body gets its traps when it lives, its door when it is served."""
    serve = app.until_told_to_stop

    @asynccontextmanager
    async def living(
        chosen: settings.Settings, clock: Callable[[], datetime]
    ) -> AsyncIterator[body.Body]:
        async with body.living(chosen, lambda: clock() + ahead) as here:
            fit(here, trap)
            yield here

    class Swept(Sweep):
        """Tells by a file that it has looked for whoever was forgotten."""

        async def once(self) -> None:
            await super().once()
            swept(trap.path).touch()

    async def watched(faced: object, door: socket.socket) -> None:
        await serve(Threshold(faced, trap), door)  # type: ignore[arg-type]

    body.Sweep = Swept  # type: ignore[misc]
    app.body = SimpleNamespace(living=living)  # type: ignore[assignment]
    app.until_told_to_stop = watched  # type: ignore[assignment]


if __name__ == "__main__":
    live(Order.read(sys.stdin.buffer.readline()))
