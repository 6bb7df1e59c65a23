"""The embedded Chatwoot on a socket, with the company's teams, and the settings of an Alú that lives beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

import httpx
import orjson

from api.sandbox import Console, Naming, Sandbox, application, founded, over
from api.sandbox.arriving import Known
from api.sandbox.courier import Post, Sender
from api.sandbox.store import put
from api.serving import served
from tests.load.deliveries import whose

TEAMS = ("comercial", "suprimentos", "financeiro", "logistica", "pos-venda", "rh", "atendimento")
AS_SHIPPED = {"ALU_DEBOUNCE_QUIET": "", "ALU_DEBOUNCE_COMPLETE": "", "ALU_DEBOUNCE_CAP": ""}
AT_ONCE = dict.fromkeys(AS_SHIPPED, "0")
NOT_YET = {**dict.fromkeys(AS_SHIPPED, "60"), "ALU_DEBOUNCE_CAP": "120"}
NO_KEEP_ALIVE = httpx.Limits(max_keepalive_connections=0)  # each delivery a connection of its own


@dataclass(slots=True)
class Wall:
    """The clock on the wall, which may be moved on: Chatwoot counts messages a minute."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(time(), UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class House:
    """A Chatwoot that serves."""

    sandbox: Sandbox
    url: str
    clock: Wall

    @property
    def secret(self) -> str:
        """What deliveries are signed with."""
        return self.sandbox.bot().secret

    def settings(self, folder: Path, **more: str) -> dict[str, str]:
        """The environment of an Alú for this Chatwoot, on a database in ``folder``; no model, no waiting."""
        return {
            "ALU_CHATWOOT_URL": self.url,
            "ALU_CHATWOOT_ACCOUNT_ID": "1",
            "ALU_CHATWOOT_BOT_TOKEN": self.sandbox.bot().token,
            "ALU_CHATWOOT_USER_TOKEN": self.sandbox.store.users[2].token,
            "ALU_WEBHOOK_SECRETS": self.secret,
            "ALU_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'alu.db'}",
            **AT_ONCE,
            **more,
        }

    def populated(self, conversations: int, *, pending: float) -> None:
        """Conversations 1 and following, each of a customer of its own; as many are Alú's as in ``Deliveries``."""
        store = self.sandbox.store
        for number in range(1, conversations + 1):
            Console.begin(self.sandbox, Known(name=f"Cliente {number}"))
            put(
                store.conversations,
                replace(store.conversations[number], status=whose(number, pending)),
            )


@asynccontextmanager
async def chatwoot(webhook: str, *, echoes: bool = True) -> AsyncIterator[House]:
    """A Chatwoot whose bot hears at ``webhook``. Without ``echoes`` it hears of the customers' messages alone."""
    clock = Wall()
    sandbox = founded(clock, Naming("casa"), webhook_url=webhook, teams=TEAMS)
    async with httpx.AsyncClient(limits=NO_KEEP_ALIVE) as client:
        send = over(client)
        sandbox.connect(send if echoes else _only(_of_customers, send))
        async with served(application(sandbox)) as url:
            yield House(sandbox, url, clock)


def _only(wanted: Callable[[Post], bool], send: Sender) -> Sender:
    """A sender that loses what is not wanted, and says it arrived."""

    async def sometimes(post: Post) -> int | None:
        return await send(post) if wanted(post) else 200

    return sometimes


def _of_customers(post: Post) -> bool:
    body = orjson.loads(post.body)
    return body["event"] == "message_created" and body["message_type"] == "incoming"
