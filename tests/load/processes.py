"""Servers as processes of their own, and what Linux tells of them: CPU time, memory."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from tests.load.wires import Address, Wires

ROOT = Path(__file__).parents[2]
WEBHOOK = "/webhooks/chatwoot"
START_SECONDS, STOP_SECONDS = 30.0, 20.0
ALWAYS = {"LANGGRAPH_STRICT_MSGPACK": "true", "LANGSMITH_TRACING": "false", "PYTHONPATH": str(ROOT)}
ALU = "import sys; sys.argv = ['alu', *sys.argv[1:]]; from api.cli import main; main()"
TICKS = os.sysconf("SC_CLK_TCK")


class DidNotServe(Exception):
    """A server ended, or did not answer in time; what it said last is in the message."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on 127.0.0.1."""

    pid: int
    port: int
    log: Path

    @property
    def address(self) -> Address:
        """Where it listens."""
        return "127.0.0.1", self.port

    @property
    def webhook(self) -> str:
        """Where deliveries go."""
        return f"http://127.0.0.1:{self.port}{WEBHOOK}"

    def cpu(self) -> float:
        """Seconds of CPU time since it began, all threads; Linux counts in hundredths."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        after_name = stat.rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / TICKS

    def resident(self, what: str = "VmRSS") -> float:
        """MiB of memory in use; ``VmHWM`` is the most there ever was."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        kib = next(line for line in lines if line.startswith(what)).split()[1]
        return int(kib) / 1024


def alu(port: int) -> list[str]:
    """The command that serves Alú."""
    return [sys.executable, "-c", ALU, "serve", "--host", "127.0.0.1", "--port", str(port)]


def module(name: str, *options: str) -> list[str]:
    """The command that runs one of our modules."""
    return [sys.executable, "-m", name, *options]


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@asynccontextmanager
async def running(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A server, from its first answer on ``GET /live`` to its end by SIGTERM. Raises ``DidNotServe``.

    Its working directory and its log are in ``folder``; of our environment it sees nothing but what is given.
    """
    log = folder / f"{port}.log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**ALWAYS, **(environment or {})},
            stdout=written,
            stderr=asyncio.subprocess.STDOUT,
        )
    server = Server(process.pid, port, log)
    try:
        await _answering(server, process)
        yield server
        if process.returncode is not None:
            raise DidNotServe(f"ended with {process.returncode}: {_end(log)}")
    finally:
        await _ended(process)


async def _answering(server: Server, process: Process) -> None:
    limit = time.monotonic() + START_SECONDS
    while not _lives(server):
        if process.returncode is not None or time.monotonic() > limit:
            raise DidNotServe(_end(server.log))
        await asyncio.sleep(0.05)


def _lives(server: Server) -> bool:
    question = b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with Wires(server.address, time.monotonic, patience=2.0) as wires:
        wires.send(question, time.monotonic())
        wires.finish()
        return wires.shots[0].status == 200


async def _ended(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _end(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
