"""Alú and an embedded Chatwoot, each on a real socket, and somebody who is customer and manager of conversations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import application
from api.body import Body
from api.sandbox import Console, Naming, Sandbox, founded, over
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.sandbox.courier import Sender
from api.sandbox.records import Message
from api.sandbox.store import put
from api.serving import served
from api.settings import Settings
from prompts import HERE

TEAMS = ("comercial", "suprimentos", "financeiro", "logistica", "pos-venda", "rh", "atendimento")
QUICK = {"debounce_quiet": 0.15, "debounce_complete": 0.1, "debounce_cap": 0.6}
SOON = 10.0


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


@dataclass
class Wire:
    """What passes between Alú and Chatwoot's API: paths are counted, and one may be told to fail.

    ``calls`` are those that came, ``answered`` those that Chatwoot has dealt with.
    """

    app: ASGIApp
    calls: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[str, str], object] | None = None
    answered: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        call = (scope["method"], scope["path"].rpartition("/accounts/1/")[2])
        self.calls.append(call)
        met = self.before(*call) if self.before else None
        if asyncio.iscoroutine(met):
            met = await met
        await (self.app if met is None else met)(scope, receive, send)  # type: ignore[operator]
        self.answered.append(call)


@dataclass
class World:
    """One installation. ``talk`` begins a conversation of a new customer.

    ``under_way``: whether something that only the test knows of is still on its way.
    """

    sandbox: Sandbox
    wire: Wire
    app: object
    url: str
    settings: Settings
    under_way: Callable[[], bool] = lambda: False

    @property
    def body(self) -> Body:
        return self.app.state.body  # type: ignore[attr-defined, no-any-return]

    def talk(self, name: str = "Jussara Lima", **known: str) -> Talk:
        return Talk(self, Console.begin(self.sandbox, Known(name=name, **known)))  # type: ignore[arg-type]

    async def settled(self, seconds: float = SOON) -> None:
        """Until nothing is on its way any more: no delivery, no turn, no effect."""
        async with asyncio.timeout(seconds):
            calm = 0
            while calm < 3:
                await asyncio.sleep(0.03)
                busy = self.sandbox.courier._waiting or self.body.door.dispatcher.attended  # type: ignore[attr-defined]
                calm = 0 if busy or self.under_way() else calm + 1


@dataclass
class Talk:
    """A conversation as its customer and its manager see it."""

    world: World
    console: Console

    @property
    def id(self) -> int:
        return self.console.conversation_id

    @property
    def status(self) -> str:
        return self.console.standing.status

    @property
    def said(self) -> list[str]:
        """What Alú said to the customer."""
        return [one.content or "" for one in self.own if not one.private]

    @property
    def notes(self) -> list[str]:
        """Alú's private notes."""
        return [one.content or "" for one in self.own if one.private]

    @property
    def own(self) -> list[Message]:
        return [m for m in self.console.messages if m.sender and m.sender[0] == "AgentBot"]

    async def write(self, *texts: str) -> list[str]:
        """The customer writes; what Alú said since."""
        before = len(self.said)
        for text in texts:
            self.console.write(text)
        await self.world.settled()
        return self.said[before:]

    async def act(self, action: Callable[[], object]) -> None:
        """The manager does something, and everything that follows happens."""
        action()
        await self.world.settled()


@asynccontextmanager
async def world(
    folder: Path,
    seed: str = "jornada",
    *,
    echo_first: bool = False,
    moment: Callable[[], datetime] = clock,
    network: Callable[[Sender], Sender] = lambda send: send,
    threshold: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    **settings: object,
) -> AsyncIterator[World]:
    """Both servers, until the block ends. ``moment`` is the time for both, ``network`` what lies before the webhook.

    The sweep of the start has looked already: it finds nobody whose first line is just on its way.
    ``threshold`` is put before Alú herself: what comes in passes over it.
    """
    sandbox = founded(moment, Naming(seed), webhook_url="", teams=TEAMS)
    wire = Wire(chatwoot(sandbox, echo_first=echo_first))
    async with httpx.AsyncClient(trust_env=False) as client:
        sandbox.connect(network(over(client)))
        async with served(wire) as base:
            chosen = ours(sandbox, base, folder, **settings)
            app = application(chosen, clock=moment)
            async with served(threshold(app)) as url:
                bot = replace(sandbox.bot(), url=f"{url}/webhooks/chatwoot")
                put(sandbox.store.bots, bot)
                if chosen.chatwoot_user_token.get_secret_value():
                    await _looked(wire)
                yield World(sandbox, wire, app, url, chosen)


async def _looked(wire: Wire) -> None:
    async with asyncio.timeout(SOON):
        while ("GET", "conversations") not in wire.answered:  # noqa: ASYNC110  # told by nobody
            await asyncio.sleep(0.005)


def ours(sandbox: Sandbox, base: str, folder: Path, **more: object) -> Settings:
    """Alú's settings for this Chatwoot."""
    return Settings.model_validate(
        {
            "database_url": f"sqlite+aiosqlite:///{folder}/alu.db",
            "chatwoot_url": base,
            "chatwoot_account_id": 1,
            "chatwoot_inbox_ids": (1,),
            "chatwoot_bot_token": sandbox.bot().token,
            "chatwoot_user_token": sandbox.store.users[1].token,
            "webhook_secrets": (sandbox.bot().secret,),
            "prompts_dir": HERE,
            **QUICK,
            **more,
        }
    )
