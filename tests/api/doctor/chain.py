"""A whole chain on real sockets: an embedded Chatwoot, prepared by ``alu setup``, and Alú behind a front of her own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import application
from api.doctor.everything import CHECKS
from api.doctor.finding import Finding
from api.doctor.patient import Patient
from api.doctor.rounds import examined
from api.sandbox import Console, Naming, founded, over
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.sandbox.courier import Post, Sender
from api.sandbox.records import Inbox, User
from api.sandbox.store import put
from api.serving import served
from tests.api.setup.premises import Crossing, Line, Premises, before_4_13

KEY = "00" * 31 + "01"
CONTACT = "alu doctor"
UNSIGNED = ("X-Chatwoot-Timestamp", "X-Chatwoot-Signature")


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


@dataclass
class Front:
    """What stands before Alú, as a proxy would; it may answer in her place."""

    app: ASGIApp | None = None
    instead: Callable[[str], Response | None] = lambda _path: None
    paths: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _alone(receive, send)
            return
        self.paths.append(scope["path"])
        answer = self.instead(scope["path"]) or (None if self.app else Response(status_code=502))
        await (answer or self.app)(scope, receive, send)  # type: ignore[misc]


@dataclass
class Dated:
    """Chatwoot behind a web server that tells the time, as the real one is."""

    app: ASGIApp
    apart: timedelta = timedelta()
    version: str = "4.15.1"
    queue: str = "ok"
    silent: bool = False
    instead: Callable[[str], Response | None] = lambda _path: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dated(message) -> None:  # type: ignore[no-untyped-def]
            if message["type"] == "http.response.start" and not self.silent:
                told = format_datetime(clock() + self.apart, usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", told)]}
            await send(message)

        answer = self.instead(scope["path"]) or self._about(scope["path"])
        await (answer or self.app)(scope, receive, dated)

    def _about(self, path: str) -> Response | None:
        if path != "/api" or not self.version:
            return None
        body = (
            f'{{"version":"{self.version}","queue_services":"{self.queue}","data_services":"ok"}}'
        )
        return Response(body, media_type="application/json")


@dataclass
class Chain:
    """The chain, and what may be done to it. ``values`` are settings of the examination alone; None takes one out."""

    place: Premises
    front: Front
    chatwoot: Dated
    alu: str
    url: str
    conversation: int
    values: dict[str, str | None] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)
    patient: dict[str, object] = field(default_factory=dict)
    send: Sender | None = None
    clock: Callable[[], datetime] = clock

    @property
    def settings(self):  # type: ignore[no-untyped-def]
        environment = dict(self.place.environment)
        self.place.environment.update({f"ALU_{k}": v for k, v in self.values.items() if v})
        for name in [name for name, value in self.values.items() if not value]:
            self.place.environment[f"ALU_{name}"] = ""
        try:
            return self.place.settings()
        finally:
            self.place.environment.clear()
            self.place.environment.update(environment)

    @property
    def store(self):  # type: ignore[no-untyped-def]
        return self.place.sandbox.store

    def inbox(self, **changes: object) -> Inbox:
        return put(self.store.inboxes, replace(self.store.inboxes[1], **changes))

    async def examined(self, *only: str) -> dict[str, Finding]:
        patient = Patient(
            settings=lambda: self.settings,
            env=self.place.env,
            clock=self.clock,
            seconds=time.monotonic,
            sleep=asyncio.sleep,
            nonce="ensaio",
            wait=2.0,
            announce=self.told.append,
            **{"conversation": self.conversation, "alu": self.alu, **self.patient},  # type: ignore[arg-type]
        )
        return {one.id: one for one in await examined(patient, CHECKS, only)}

    def talk(self, name: str) -> Console:
        return Console.begin(self.place.sandbox, Known(name=name))


def amiss(findings: dict[str, Finding], *, also: Collection[str] = ()) -> dict[str, str]:
    """What is wrong, by check: its case. Those ``also`` in which no verdict was reached."""
    severities = ("warning", "error", *also)
    return {one.id: one.found.case for one in findings.values() if one.severity in severities}


@asynccontextmanager
async def chain(
    home: Path, *, old: bool = False, database: str = "", **values: str
) -> AsyncIterator[Chain]:
    """A healthy chain: set up, served, with a test conversation; ``old`` is a server before 4.13."""
    front, made = Front(), list[Chain]()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        way = over(client)

        async def deliver(post: Post) -> int | None:
            if made and made[0].send:
                return await made[0].send(post)
            return await way(_unsigned(post) if old else post)

        place = _prepared(home, deliver)
        dated = Dated(place.line, version="3.13.6" if old else "4.15.1")
        url, alu = await stack.enter_async_context(_both(dated, front))
        place.url = url
        if old:
            place.line.changed = before_4_13
        agent = put(
            place.sandbox.store.users,
            User(3, "Alú (leitura)", "alu@example.com", "agent", "t" * 24),
        )
        place.environment |= {
            "ALU_CHATWOOT_USER_TOKEN": agent.token,
            "ALU_DATABASE_URL": database or f"sqlite+aiosqlite:///{home}/alu.db",
            "ALU_STATE_KEY": KEY,
            "ALU_PORT": "9",
            **{f"ALU_{name}": value for name, value in values.items()},
        }
        await place.apply(alu=alu)
        put(place.sandbox.store.inboxes, replace(place.sandbox.store.inboxes[1], lock=True))
        app = application(place.settings(), clock=clock)
        await stack.enter_async_context(app.router.lifespan_context(app))
        await _once_swept(place)
        front.app = app
        talk = Console.begin(place.sandbox, Known(name=CONTACT))
        one = Chain(place, front, dated, alu, url, talk.conversation_id)
        made.append(one)
        yield one


async def _once_swept(place: Premises) -> None:
    """Once Alú has looked for forgotten customers: she does so again in half a minute, and not meanwhile."""
    async with asyncio.timeout(20):
        while not any(map(_looks, place.line.crossings)):  # noqa: ASYNC110  # nobody tells when she has
            await asyncio.sleep(0.01)


def _looks(one: Crossing) -> bool:
    return one.path.partition("?")[0].endswith("/conversations")


def _prepared(home: Path, deliver: Sender) -> Premises:
    """An account with people and an inbox, and nothing else in it; not served yet."""
    sandbox = founded(clock, Naming("corrente"), webhook_url="")
    sandbox.store.bots.clear()
    put(sandbox.store.inboxes, replace(sandbox.inbox(), bot_id=None))
    sandbox.connect(deliver)
    token = sandbox.store.users[1].token
    line = Line(chatwoot(sandbox))
    return Premises(sandbox, line, "", home, {"ALU_CHATWOOT_ADMIN_TOKEN": token})


@asynccontextmanager
async def _both(*apps: ASGIApp) -> AsyncIterator[list[str]]:
    """Served side by side, and closed at the same time, for each takes a while to."""
    servers = [served(one) for one in apps]
    urls = [await one.__aenter__() for one in servers]
    try:
        yield urls
    finally:
        await asyncio.gather(*(one.__aexit__(None, None, None) for one in servers))


def _unsigned(post: Post) -> Post:
    headers = {name: value for name, value in post.headers.items() if name not in UNSIGNED}
    return replace(post, headers=headers)


async def _alone(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
