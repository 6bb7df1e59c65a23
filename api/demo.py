"""A door for trying Alú: the embedded Chatwoot alone, or with Alú beside it and a conversation in the terminal.

Everything runs in one process and one event loop, over real sockets, by the code that serves in production.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr
from rich.console import Console

from agent.protocol import Protocol
from agent.showing import CONTACT_ATTRIBUTES
from api import bootstrap
from api import sandbox as chatwoot
from api.app import application
from api.sandbox import Naming, Sandbox, furnishing
from api.sandbox.arriving import Known
from api.sandbox.moments import Clock
from api.serving import served
from api.settings import Settings
from api.stage import orders, reading
from api.stage.calm import Calm, resting
from api.stage.journal import Journal, introduction
from api.stage.orders import Order
from api.stage.picture import ending
from api.stage.playing import Play

WEBHOOK = "/webhooks/chatwoot"
ALU = f"http://127.0.0.1:8000{WEBHOOK}"
LOCAL = ("127.0.0.1", "::1", "localhost")
CUSTOMER = Known(name="+55 85 90000-0001", phone_number="+5585900000001")
ROUTED = ("ia-transferido", "ia-falta-dado")
ATTRIBUTES = {
    "alu_etapa": "Etapa",
    "alu_necessidade": "Necessidade",
    "alu_falta": "Falta",
    "alu_resumo": "Resumo",
    "alu_confianca": "Confiança",
    "alu_motivo": "Motivo",
}
OF_ONE_SERVER = ("chatwoot_", "webhook_", "database_", "state_", "host", "port")
SHORT_BURSTS = {"debounce_quiet": 0.3, "debounce_complete": 0.2, "debounce_cap": 1.0}
UNMET, INTERRUPTED, TERMINATED = 1, 130, 143


def sandbox(
    console: Console,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 3000,
    webhook: str = ALU,
    seed: bool = False,
) -> int:
    """Serves an embedded Chatwoot until Ctrl-C; the exit code. ``seed``: with a customer who may be written for.

    Raises ``AluError`` where the port is taken.
    """
    return _run(_sandbox(console, settings, host, port, webhook, seed=seed), interrupted=0)


def demo(
    console: Console, settings: Settings, *, script: Path | None = None, begins: str = ""
) -> int:
    """Alú and an embedded Chatwoot; the exit code: 1 if a script ended otherwise than it expects.

    ``begins`` is the moment at which the clock starts to run, ISO 8601. Without a script a person types, or lines
    come through a pipe. Raises ``AluError``.
    """
    lines = None if script is None else reading.script(script)
    interrupted = INTERRUPTED if lines else 0
    return _run(_demo(console, settings, lines, _clock(begins)), interrupted=interrupted)


async def _sandbox(
    console: Console, settings: Settings, host: str, port: int, webhook: str, *, seed: bool
) -> int:
    naming = Naming("alu" if host in LOCAL else secrets.token_hex())
    shop = _founded(bootstrap.company(settings), bootstrap.clock(), naming)
    shop.call_bot_at(webhook)
    journal = Journal(console, shop)
    async with _open(shop, host, port, journal):
        talk = chatwoot.Console.begin(shop, CUSTOMER) if seed else None
        console.print(introduction(shop, talk), highlight=False, soft_wrap=True)
        await journal.kept()
    return 0


async def _demo(
    console: Console, settings: Settings, script: list[Order] | None, clock: Clock
) -> int:
    typing = script is None and _at_a_terminal(console)
    shop = _founded(bootstrap.company(settings), clock, Naming(secrets.token_hex()))
    async with AsyncExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="alu-"))
        await stack.enter_async_context(_open(shop))
        chosen = _for_demo(settings, shop, Path(home), short=not typing)
        alu = await stack.enter_async_context(served(application(chosen, clock=clock)))
        shop.call_bot_at(alu + WEBHOOK)
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        play = Play(chatwoot.Console.begin(shop, CUSTOMER), console, Calm(resting(client, alu)))
        play.picture.begun(shop.base_url, alu, _mind(settings), chosen.debounce_quiet)
        as_expected = await _played(play, script, typing=typing)
        play.picture.told(f"Fim: {ending(play.talk.standing)}")
    return 0 if as_expected else UNMET


async def _played(play: Play, script: list[Order] | None, *, typing: bool) -> bool:
    if script is not None:
        return await play.performed(script)
    if typing:
        play.picture.framed("Alú", orders.HELP)
        return await play.typed(sys.stdin.fileno())
    return sys.stdin is None or await play.piped(reading.lines(sys.stdin.fileno()))


def _at_a_terminal(console: Console) -> bool:
    """Whether keys can be heard one by one and the screen moved: else lines are read as they come."""
    heard = sys.stdin is not None and sys.stdin.isatty()
    return heard and console.is_terminal and not console.is_dumb_terminal


def _founded(protocol: Protocol, clock: Clock, naming: Naming) -> Sandbox:
    """The company of the protocol as an administrator would set it up: teams, labels, attributes."""
    shop = chatwoot.founded(
        clock, naming, webhook_url="", company=protocol.company.name, inbox="WhatsApp",
        bot=protocol.persona.name, teams=tuple(protocol.teams),
    )  # fmt: skip
    furnishing.label(shop, (*(need.replace("_", "-") for need in protocol.needs), *ROUTED))
    furnishing.define(shop, "conversation_attribute", ATTRIBUTES)
    of_contact = {name: protocol.slots[name].label for name in CONTACT_ATTRIBUTES}
    furnishing.define(shop, "contact_attribute", of_contact)
    return shop


@asynccontextmanager
async def _open(
    shop: Sandbox, host: str = "127.0.0.1", port: int = 0, journal: Journal | None = None
) -> AsyncIterator[None]:
    """The sandbox on a socket, with a way out for its webhooks; both are written down where there is a journal."""
    async with httpx.AsyncClient(trust_env=False) as client:
        send, app = chatwoot.over(client), chatwoot.application(shop)
        shop.connect(journal.sending(send) if journal else send)
        async with served(journal.answering(app) if journal else app, host, port) as url:
            shop.base_url = url
            yield


def _for_demo(settings: Settings, shop: Sandbox, home: Path, *, short: bool) -> Settings:
    """The mind, the words and the patience that are set, at this sandbox and in a database that nobody keeps."""
    kept = {name: value for name, value in settings if not name.startswith(OF_ONE_SERVER)}
    admin = shop.store.users[1]
    return Settings(
        **kept | (SHORT_BURSTS if short else {}),
        database_url=f"sqlite+aiosqlite:///{home}/alu.db",
        chatwoot_url=shop.base_url,
        chatwoot_account_id=shop.store.account.id,
        chatwoot_bot_token=SecretStr(shop.bot().token),
        chatwoot_user_token=SecretStr(admin.token),
        webhook_secrets=(SecretStr(shop.bot().secret),),
    )


def _mind(settings: Settings) -> str:
    return f"entende com {settings.llm_model}" if settings.llm_base_url else "entende sem internet"


def _clock(begins: str) -> Clock:
    """The clock on the wall, or one that runs from a given moment: bursts are waited for, so it can't stand still."""
    wall = bootstrap.clock()
    ahead = bootstrap.clock(begins)() - wall() if begins else timedelta()
    return lambda: wall() + ahead


def _run(door: Coroutine[None, None, int], *, interrupted: int) -> int:
    try:
        return asyncio.run(_until_told_to_end(door))
    except KeyboardInterrupt:
        return interrupted
    except asyncio.CancelledError:
        return TERMINATED


async def _until_told_to_end(door: Coroutine[None, None, int]) -> int:
    """Leaves cleanly also where a terminal is closed or a supervisor ends us."""
    task = asyncio.ensure_future(door)
    for one in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(one, task.cancel)
    return await task
