"""A model's endpoint on a real socket that reads a request and never answers: it only sees who hangs up, and when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Hanging:
    """``asked``: requests read so far; ``ended``: when each connection that was left waiting was closed."""

    url: str = ""
    asked: int = 0
    ended: list[float] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Requests nobody has given up."""
        return self.asked - len(self.ended)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: its request, then silence until the other side closes."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        await reader.readexactly(int(length.partition(b":")[2]))
        self.asked += 1
        assert await reader.read(1) == b"", "nothing but an end was expected"
        self.ended.append(time.perf_counter())
        writer.close()


@asynccontextmanager
async def hanging() -> AsyncIterator[Hanging]:
    """The endpoint, for as long as the block lasts."""
    endpoint = Hanging()
    server = await asyncio.start_server(endpoint.meet, "127.0.0.1", 0)
    async with server:
        endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield endpoint
