"""A server that is nothing but a wall: reads a request, answers 200. It may stop dead once, for a while.

``python -m tests.load.wall --port 9000 --stall-at 2 --stall 1`` stalls for one second, two seconds after the first
delivery. What it answers a second is what the machine and the generator allow.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import dataclass

from tests.load.wires import LENGTH

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


@dataclass(slots=True)
class Manners:
    """How all connections behave: when the server stalls, for how many seconds; ``rude`` closes without a word."""

    stall_at: float
    stall: float
    rude: bool
    since: float | None = None

    def stop_when_due(self) -> None:
        """Stops everything, once."""
        now = time.monotonic()
        self.since = now if self.since is None else self.since
        if self.stall and now - self.since >= self.stall_at:
            seconds, self.stall = self.stall, 0.0
            time.sleep(seconds)


class Wall(asyncio.Protocol):
    """One connection."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.heard = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        head = self.heard.find(b"\r\n\r\n")
        length = LENGTH.search(self.heard, 0, max(0, head))
        if head < 0 or len(self.heard) < head + 4 + int(length[1] if length else 0):
            return
        if self.heard.startswith(b"POST"):
            self.manners.stop_when_due()
        self.transport.write(ANSWER)
        if self.manners.rude or b"\r\nConnection: close" in self.heard:
            self.transport.close()
        self.heard.clear()


async def serve(port: int, manners: Manners) -> None:
    """Serves until it is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Wall(manners), "127.0.0.1", port, backlog=2048)
    async with server:
        await server.serve_forever()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.wall", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--stall-at", type=float, default=0, help="seconds after a first delivery")
    parser.add_argument("--stall", type=float, default=0, help="seconds")
    parser.add_argument("--rude", action="store_true", help="close every connection unannounced")
    wanted = parser.parse_args()
    asyncio.run(serve(wanted.port, Manners(wanted.stall_at, wanted.stall, wanted.rude)))


if __name__ == "__main__":
    main()
