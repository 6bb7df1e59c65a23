"""Where a running Alú dies. Every place is reached from outside: through the parts she is composed of, never by a
switch in her own code.

A trap is a file with the name of a place and a number: at that passing of that place the process kills itself with
SIGKILL. Without the file nothing happens, and it is gone before the process is.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.mind import Reading, Understanding
from api.body import Body
from api.storage.outbox import Row
from api.telling import Telling
from api.turns import Decided, Look, Turns

COUNTING = "counting"


@dataclass
class Trap:
    """Counts the passings of one place, from the moment it is laid. ``COUNTING`` writes every passing down instead."""

    path: Path
    laid: str = ""
    passed: int = 0

    def at(self, place: str) -> None:
        """This place is passed. Does not return if it was the last time."""
        try:
            laid = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        if laid == COUNTING:
            self._write_down(place)
            return
        if laid != self.laid:
            self.laid, self.passed = laid, 0
        wanted, _, number = laid.partition("|")
        if place == wanted:
            self.passed += 1
            self._spring(at_last=self.passed == int(number))

    def _spring(self, *, at_last: bool) -> None:
        if at_last:
            self.path.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def _write_down(self, place: str) -> None:
        with passings(self.path).open("a", encoding="utf-8") as seen:
            seen.write(f"{place}\n")


def passings(trap: Path) -> Path:
    """Where passings are written down."""
    return trap.with_name("passings")


def fit(body: Body, trap: Trap) -> None:
    """Places everything that lies behind the door."""
    dispatcher: Any = body.door.dispatcher
    _watch_commits(dispatcher.turns.engine, trap)
    _watch_calls(dispatcher.delivery.telling.chatwoot.wire.http, trap)
    resources = dispatcher.turns.resources
    thinking = replace(resources, mind=Thinking(resources.mind, trap))
    dispatcher.turns = Turning(replace(dispatcher.turns, resources=thinking), trap)
    telling = Effects(dispatcher.delivery.telling, trap)
    dispatcher.delivery = replace(dispatcher.delivery, telling=telling)


@dataclass(frozen=True)
class Threshold:
    """The webhook's door: what was read, and what is about to be answered."""

    app: ASGIApp
    trap: Trap

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return

        async def reading() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body"):
                self.trap.at("body read")
            return message

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.trap.at("committed, before the 200")
            await send(message)

        await self.app(scope, reading, answering)


@dataclass(frozen=True)
class Thinking:
    """A mind that may die before it answers."""

    mind: Any
    trap: Trap

    async def read(self, reading: Reading) -> Understanding:
        self.trap.at("mind thinks")
        understanding: Understanding = await self.mind.read(reading)
        return understanding


@dataclass(frozen=True)
class Turning:
    """Turns that may end at either side of their decision."""

    turns: Turns
    trap: Trap

    async def decide(self, look: Look) -> Decided:
        self.trap.at("turn taken")
        return await self.turns.decide(look)

    async def store(self, decided: Decided) -> int:
        self.trap.at("decided")
        turn = await self.turns.store(decided)
        self.trap.at("turn committed")
        return turn

    def __getattr__(self, name: str) -> Any:
        return getattr(self.turns, name)


@dataclass
class Effects:
    """What is told, and which hand-overs have begun: their first effect is the card."""

    telling: Telling
    trap: Trap
    begun: set[tuple[Any, int]] = field(default_factory=set)

    async def tell(self, row: Row, contact: int | None) -> Any:
        turn = (row.thread, row.turn)
        if turn in self.begun:
            self.trap.at("between two effects")
        if row.effect["do"] == "note":
            self.begun.add(turn)
        return await self.telling.tell(row, contact)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.telling, name)


def _watch_commits(engine: AsyncEngine, trap: Trap) -> None:
    def begun(connection: Connection) -> None:
        connection.info["written"] = set()

    def told(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO "):
            connection.info["written"].add(statement.split()[2])

    def committing(connection: Connection) -> None:
        written = connection.info["written"]
        if "turns" in written:
            trap.at("decided, before the commit")
        elif "inbox" in written:
            trap.at("heard, before the commit")

    for name, listener in (
        ("begin", begun),
        ("before_cursor_execute", told),
        ("commit", committing),
    ):
        event.listen(engine.sync_engine, name, listener)


def _watch_calls(http: httpx.AsyncClient, trap: Trap) -> None:
    async def asking(request: httpx.Request) -> None:
        if not _is_message(request):
            return
        if b'"private":false' in request.content:
            trap.at("before the POST")
        request.extensions["trace"] = _tracing(trap)

    async def answered(response: httpx.Response) -> None:
        await response.aread()
        if _is_message(response.request):
            trap.at("answer read")
        if response.request.url.path.endswith("/toggle_status"):
            trap.at("status set")

    http.event_hooks = {"request": [asking], "response": [answered]}


def _is_message(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.path.endswith("/messages")


def _tracing(trap: Trap) -> Callable[[str, Any], Awaitable[None]]:
    async def trace(name: str, _info: Any) -> None:
        if name == "http11.send_request_body.complete":
            trap.at("POST sent")

    return trace
