"""An account of the embedded Chatwoot on a real socket, all that crosses the wire, and the house around set-up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.loading import load
from api import settings
from api.sandbox import Naming, Sandbox, application, founded
from api.sandbox.courier import Sender
from api.sandbox.records import Bot, Inbox, Label, Team, User
from api.sandbox.store import put
from api.serving import served
from api.setup.applying import Outcome, applied, planned
from api.setup.given import Given, House, Question
from api.setup.record import HERE as RECORD
from api.setup.record import alone
from api.setup.steps import Action, Plan
from api.setup.undoing import undone
from api.setup.visit import visiting
from prompts import HERE

ALU = "https://alu.example.com"
PROTOCOL = load(HERE)
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
FOLDERS = ("Todas as conversas da IA", "Transferidas pela IA", "Falta dado", "Devolvidas à IA")


@dataclass(frozen=True)
class Crossing:
    """A call and its answer, as they were on the wire."""

    method: str
    path: str
    token: str
    asked: object
    status: int
    told: object

    @property
    def writes(self) -> bool:
        return self.method != "GET"


Meeting = Callable[[int, str, str], Awaitable[object]]


@dataclass
class Line:
    """What lies between set-up and Chatwoot. ``before`` and ``after`` may answer in its place.

    ``over``: nobody waits any more for what hangs.
    """

    app: ASGIApp
    crossings: list[Crossing] = field(default_factory=list)
    before: Meeting | None = None
    after: Meeting | None = None
    changed: Callable[[object], object] = lambda told: told
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _number: count[int] = field(default_factory=count)

    @property
    def writes(self) -> list[Crossing]:
        return [one for one in self.crossings if one.writes]

    def forget(self) -> None:
        self.crossings.clear()
        self.before = self.after = None
        self.over.set()
        self.over = asyncio.Event()
        self._number = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, call = next(self._number), (scope["method"], scope["path"])
        if self.before and (met := await self.before(number, *call)):
            await met(scope, receive, send)  # type: ignore[operator]
            return
        asked, status, told = await self._passed(scope, receive)
        token = dict(scope["headers"]).get(b"api-access-token", b"").decode()
        query = scope["query_string"].decode()
        path = f"{scope['path']}?{query}" if query else scope["path"]
        self.crossings.append(Crossing(call[0], path, token, asked, status, _json(told)))
        if self.after and (met := await self.after(number, *call)):
            await met(scope, receive, send)  # type: ignore[operator]
            return
        shown = self.changed(_json(told)) if told else None
        body = json.dumps(shown).encode() if told else b""
        await Response(body, status, media_type="application/json")(scope, receive, send)

    async def _passed(self, scope: Scope, receive: Receive) -> tuple[object, int, bytes]:
        asked, parts, status = await _whole(receive), [], 0

        async def heard() -> Message:
            return {"type": "http.request", "body": asked, "more_body": False}

        async def said(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        await self.app(scope, heard, said)
        return _json(asked), status, b"".join(parts)


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _json(raw: bytes) -> object:
    return json.loads(raw) if raw else None


@dataclass
class Premises:
    """The account, the wire, and the folder that ``alu setup`` runs in."""

    sandbox: Sandbox
    line: Line
    url: str
    home: Path
    environment: dict[str, str]
    asked: list[Question] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> Path:
        return self.home / ".env"

    @property
    def record(self) -> Path:
        return self.home / RECORD

    @property
    def house(self) -> House:
        secret = iter(f"segredo-do-caminho-{n:04}-inventado" for n in count())
        return House(PROTOCOL, self.settings, self.env, self.record, lambda: next(secret), _soon)

    def settings(self) -> settings.Settings:
        written = self.env.read_text(encoding="utf-8") if self.env.exists() else ""
        return settings.from_values({**_parsed(written), **self.environment})

    def given(self, **more: object) -> Given:
        return replace(Given(chatwoot=self.url, alu=ALU), **more)

    def ask(self, question: Question) -> str:
        if question.optional and not self.answers:
            return ""
        self.asked.append(question)
        return next(answer for words, answer in self.answers.items() if words in question.words)

    async def plan(self, **more: object) -> Plan:
        async with visiting(self.given(**more), self.house, self.ask) as visit:
            return await planned(visit)

    async def apply(
        self,
        agree: Callable[[Action], bool] = lambda _: True,
        tell: Callable[[Action], None] = lambda _: None,
        **more: object,
    ) -> Outcome:
        with alone(self.record):
            async with visiting(self.given(**more), self.house, self.ask, "make") as visit:
                return await applied(visit, agree, tell)

    async def undo(self, **more: object) -> Outcome:
        with alone(self.record):
            given, house = self.given(**more), self.house
            async with visiting(given, house, self.ask, "undo") as visit:
                return await undone(visit, lambda _: None)

    @property
    def state(self) -> dict[str, object]:
        """Everything that set-up could change, as Chatwoot has it."""
        store = self.sandbox.store
        tables = (
            store.bots,
            store.teams,
            store.labels,
            store.definitions,
            store.folders,
            store.hooks,
            store.inboxes,
        )
        names = ("bots", "teams", "labels", "definitions", "folders", "hooks", "inboxes")
        return {name: dict(table) for name, table in zip(names, tables, strict=True)}

    @property
    def manager(self) -> User:
        return self.sandbox.store.users[2]

    def human_label(self, title: str) -> Label:
        labels = self.sandbox.store.labels
        return put(
            labels,
            Label(
                max(labels, default=0) + 1, title, "de uma pessoa", "#123456", show_on_sidebar=False
            ),
        )

    def human_team(self, name: str) -> Team:
        teams, now = self.sandbox.store.teams, self.sandbox.now()
        return put(
            teams, Team(max(teams, default=0) + 1, name, "de uma pessoa", True, now, now, (2,))
        )

    def inbox_of(self, bot: Bot) -> Inbox:
        """The inbox, with this bot."""
        return put(self.sandbox.store.inboxes, replace(self.sandbox.inbox(), bot_id=bot.id))

    def inbox_with(self, **options: object) -> Inbox:
        inbox = self.sandbox.inbox()
        return put(
            self.sandbox.store.inboxes, replace(inbox, settings={**inbox.settings, **options})
        )


def _parsed(text: str) -> dict[str, str | None]:
    from io import StringIO

    from dotenv import dotenv_values

    return dotenv_values(stream=StringIO(text))


async def _soon(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _nobody(_post: object) -> int:
    return 200


@asynccontextmanager
async def premises(
    home: Path,
    seed: str = "conta vazia",
    *,
    deliver: Sender = _nobody,
    clock: Callable[[], datetime] = lambda: MONDAY,
) -> AsyncIterator[Premises]:
    """An account with people and an inbox, and nothing else in it."""
    sandbox = founded(clock, Naming(seed), webhook_url="")
    sandbox.store.bots.clear()
    put(sandbox.store.inboxes, replace(sandbox.inbox(), bot_id=None))
    sandbox.connect(deliver)
    line = Line(application(sandbox))
    async with served(line) as url:
        token = sandbox.store.users[1].token
        yield Premises(sandbox, line, url, home, {"ALU_CHATWOOT_ADMIN_TOKEN": token})


def before_4_13(told: object) -> object:
    """The answer as a server shows it whose bots have no secret."""
    if isinstance(told, list):
        return [before_4_13(one) for one in told]
    if isinstance(told, dict) and "outgoing_url" in told:
        return {key: value for key, value in told.items() if key != "secret"}
    return told
