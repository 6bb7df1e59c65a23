"""Alú's organs on a database, and an embedded Chatwoot that they reach through ASGI: no socket, no task of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent import lastresort
from agent.effects import Effect
from agent.graph import build
from agent.mind import Mind
from agent.resources import Resources
from api.chatwoot.client import Chatwoot
from api.chatwoot.events import Event, parse
from api.chatwoot.wire import Wire as Calls
from api.chatwoot.wire import connected
from api.delivery import Delivery
from api.dispatch.burst import Patience
from api.dispatch.local import Local
from api.fence import Fence
from api.hearing import Consequence, Told, store, told
from api.metrics import Metrics
from api.sandbox import Console, Naming, Sandbox, founded
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.sandbox.records import Message
from api.storage import conversations, inbox, outbox
from api.storage.checkpointer import Checkpointer
from api.storage.conversations import Conversation, Report
from api.storage.inbox import Unread
from api.storage.outbox import Row
from api.storage.tables import outbox as rows
from api.storage.thread import Thread
from api.telling import Telling
from api.turns import Turns
from tests.agent.stub_mind import PROTOCOL, StubMind
from tests.api.storage import by_hand
from tests.journeys.world import TEAMS, Wire

MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
UNREADABLE = lastresort.silently(PROTOCOL.notes.unreadable)
IMPATIENT = Patience(quiet=0.0, complete=0.0, cap=0.5)
T = TypeVar("T")


@dataclass
class Standing:
    """A clock that stands until it is moved."""

    moment: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def leap(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Running:
    """A clock that runs, from Monday morning on."""

    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return MONDAY + timedelta(seconds=time.monotonic() - self.began)


@dataclass
class Home:
    """Everything between the webhook and the wire. What Chatwoot tells is heard only by ``hear_all``."""

    engine: AsyncEngine
    sandbox: Sandbox
    wire: Wire
    clock: Callable[[], datetime]
    telling: Telling
    turns: Turns
    delivery: Delivery
    fence: Fence
    metrics: Metrics
    told: list[bytes] = field(default_factory=list)

    def talk(self, name: str = "Jussara Lima") -> Console:
        """A conversation of a new customer."""
        return Console.begin(self.sandbox, Known(name=name))

    def dispatcher(self, patience: Patience = IMPATIENT) -> Local:
        """One that its deliveries wake, as in the product."""
        local = Local(self.turns, self.delivery, patience, self.clock, self.metrics)
        self.delivery = local.delivery = replace(self.delivery, wake=local.wake)
        return local

    async def hear(self, *deliveries: Told) -> list[Consequence]:
        """Stores deliveries together."""
        async with self.engine.begin() as tx:
            return await store(tx, deliveries, self.clock(), UNREADABLE)

    async def hear_all(
        self, wake: Callable[[Thread, Consequence], None] | None = None
    ) -> list[Consequence]:
        """Everything that Chatwoot has told since the last time, one by one; ``wake`` is told what follows."""
        heard, bodies = [], list(self.told)
        self.told.clear()
        for body in bodies:
            event = parse(body)
            if isinstance(event, Event) and event.conversation and event.who != "ignored":
                thread = Thread(1, event.conversation)
                heard += await self.hear(told(event, thread, self.clock()))
                if wake and heard[-1] != "nothing":
                    wake(thread, heard[-1])
        return heard

    async def known(self, thread: Thread) -> Conversation:
        found = await self._in(lambda tx: conversations.known(tx, thread))
        assert found
        return found

    async def unread(self, thread: Thread) -> list[Unread]:
        return await self._in(lambda tx: inbox.unread(tx, thread))

    async def head(self, thread: Thread) -> Row:
        row = await self._in(lambda tx: outbox.head(tx, thread))
        assert row
        return row

    async def decided(self, thread: Thread, *effects: Effect) -> None:
        """A turn of these effects, as if it had just been stored."""
        async with self.engine.begin() as tx:
            standing = await conversations.known(tx, thread)
            if standing is None:
                await by_hand.report(tx, Report(thread, "pending", 1.0, contact=1, inbox=1))
                standing = await conversations.known(tx, thread)
            assert standing
            turn = await conversations.claim(tx, thread, standing.version, standing.epoch)
            await outbox.add(tx, thread, turn, standing.epoch, effects, self.clock())

    async def ends(self, thread: Thread) -> list[tuple[str, str, str]]:
        """Kind, state and reason of every row, in order."""
        of_thread = (rows.c.account == thread.account, rows.c.conversation == thread.conversation)
        wanted = select(rows.c.kind, rows.c.state, rows.c.reason).where(*of_thread)
        async with self.engine.begin() as tx:
            found = await tx.execute(wanted.order_by(rows.c.turn, rows.c.part))
            return [tuple(row) for row in found]

    async def _in(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self.engine.begin() as tx:
            return await work(tx)


@asynccontextmanager
async def home(
    engine: AsyncEngine,
    clock: Callable[[], datetime] | None = None,
    mind: Mind | None = None,
    *,
    user: bool = True,
) -> AsyncIterator[Home]:
    """A home, until the block ends. ``user``: whether there is a user's token."""
    moment, metrics, fence = clock or Standing(), Metrics(), Fence()
    sandbox = founded(moment, Naming("casa"), webhook_url="http://alu.example", teams=TEAMS)
    sandbox.connect(_nowhere)
    wire = Wire(chatwoot(sandbox))
    async with connected("http://chatwoot.example", httpx.ASGITransport(wire)) as http:
        tokens = (sandbox.bot().token, sandbox.store.users[1].token if user else "")
        telling = Telling(Chatwoot(Calls(http, _at_once), 1, *tokens), {})
        saver = Checkpointer(engine)
        resources = Resources.of(PROTOCOL, mind or StubMind())
        turns = Turns(engine, build(saver), saver, resources, moment, metrics)
        delivery = Delivery(
            engine, telling, PROTOCOL, fence, moment, lambda: 0.5, _silent, _asleep, metrics
        )
        here = Home(engine, sandbox, wire, moment, telling, turns, delivery, fence, metrics)
        here.delivery = replace(delivery, report=here.hear)
        sandbox.subscribe(lambda event: here.told.append(event.body) if event.bots else None)
        yield here


def told_by(console: Console, *, private: bool = False) -> list[str]:
    """What the bot said in a conversation, or its notes."""
    mine = (one for one in console.messages if one.sender and one.sender[0] == "AgentBot")
    return [one.content or "" for one in mine if one.private is private]


def own(console: Console) -> Sequence[Message]:
    """The bot's messages and notes."""
    return [one for one in console.messages if one.sender and one.sender[0] == "AgentBot"]


async def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Waits for a condition, with a bound."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # the condition is anybody's
            await asyncio.sleep(0.005)


async def _nowhere(_post: object) -> int | None:
    return 200


async def _at_once(_seconds: float) -> None:
    return None


async def _silent(_told: Told) -> None:
    return None


def _asleep(_thread: Thread, _why: Consequence) -> None:
    return None
