"""An application on a real socket, inside the event loop that runs already: for the demo and for journeys."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from api.errors import AluError

GRACE = 5


def configured(app: ASGIApp, log_level: str = "warning") -> uvicorn.Config:
    """How every application of ours is served: no access log, for it would tell the secret part of the path."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_level=log_level,
        log_config=None,
        lifespan="on",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
    )


async def until_told_to_stop(app: ASGIApp, door: socket.socket) -> None:
    """Serves ``app`` on a listening socket until SIGINT or SIGTERM, and lets what is being answered end."""
    server = _Guest(configured(app))
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(told, server.handle_exit, told, None)
    await server.serve([door])


@asynccontextmanager
async def served(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves ``app`` while the block lasts; its base URL. Port 0 is any free one. Raises ``AluError``."""
    with listening(host, port) as door:
        server = _Guest(configured(app))
        running = asyncio.create_task(server.serve([door]))
        try:
            await _started(server, running)
            yield f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens. Raises ``AluError`` where the port is taken.

    It names its protocol: asyncio sends at once (TCP_NODELAY) only where it sees TCP, else 40 ms late.
    """
    family, tcp = socket.AF_INET6 if ":" in host else socket.AF_INET, socket.IPPROTO_TCP
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM, tcp)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as refused:
            raise AluError(
                f"{host}:{port}: {refused.strerror}; choose another with --port"
            ) from None
        yield door


class _Guest(uvicorn.Server):
    """A server that leaves the signals to whoever runs the event loop, and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn would end the process, in which others live
            self.should_exit = True
        if self.started:
            self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _started(server: _Guest, running: asyncio.Task[None]) -> None:
    listening = asyncio.create_task(server.listens.wait())
    await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
    listening.cancel()
    if running.done():
        await running
        raise AluError("the application did not start; see the log above")
