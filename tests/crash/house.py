"""An embedded Chatwoot in this process, and an Alú in one of her own that is started again whenever she dies."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx

from api.sandbox import Console, Naming, Sandbox, application, founded, over
from api.sandbox.arriving import Known
from api.sandbox.courier import Post, Sender
from api.serving import served
from tests.crash.births import PATIENCE, Birth
from tests.crash.server import HOST, Order, swept
from tests.crash.traps import passings

TEAMS = ("comercial", "suprimentos", "financeiro", "logistica", "pos-venda", "rh", "atendimento")
AT_ONCE = {"ALU_DEBOUNCE_QUIET": "0", "ALU_DEBOUNCE_COMPLETE": "0", "ALU_DEBOUNCE_CAP": "0"}
NO_KEEP_ALIVE = httpx.Limits(max_keepalive_connections=0)  # each delivery a connection of its own
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)  # ten o'clock in Fortaleza
PORTS = count(20_000 + os.getpid() % 500 * 20)  # below those the system hands out to callers
CALM, BLINK = 2, 0.05
UNDONE = ("alu_backlog_seconds", "alu_outbox_unfinished")


class Died(Exception):
    """Alú ended, and no trap was sprung; her log's end is the message."""


@dataclass(frozen=True)
class Weather:
    """What Chatwoot does about a delivery that failed, and about those that come while nobody listens.

    ``keeps``: the conversation stays pending (``keep_pending_on_bot_failure``), else it opens at once. ``waits``: only
    the delivery that was being made when she died is lost, the next wait in the queue until she is back; else all are
    refused. ``echo_first``: her own message comes back before its POST is answered.
    """

    keeps: bool
    waits: bool
    echo_first: bool


@dataclass
class Life:
    """One process: when it began, how many seconds later it listened, and all was as it should be.

    ``worked`` is how many seconds of CPU time it had taken when it listened.
    """

    began: float
    listened: float = 0.0
    worked: float = 0.0
    rested: float = 0.0


@dataclass
class House:
    """``lives`` are the processes there were; ``up`` is set while the last one listens."""

    sandbox: Sandbox
    folder: Path
    port: int
    clock: Callable[[], datetime]
    client: httpx.AsyncClient
    url: str = ""
    up: asyncio.Event = field(default_factory=asyncio.Event)
    lives: list[Life] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)
    pid: int = 0
    closed: bool = False
    died: bool = False

    @property
    def trap(self) -> Path:
        return self.folder / "trap"

    @property
    def log(self) -> Path:
        return self.folder / "alu.log"

    def lay(self, *traps: str) -> None:
        """The first springs in the process that lives now, each next one in the process that follows."""
        self.traps = list(traps)
        self._lay()

    def lift(self) -> int:
        """No trap springs any more; how many of those that were laid had not."""
        left = len(self.traps)
        self.traps.clear()
        self.trap.unlink(missing_ok=True)
        return left

    def passed(self) -> Counter[str]:
        """How often each place was passed, where passings are counted; then counts from nothing."""
        seen = passings(self.trap)
        counted = Counter(seen.read_text(encoding="utf-8").splitlines())
        seen.unlink()
        return counted

    def end_of_log(self) -> str:
        return self.log.read_text(encoding="utf-8")[-3000:]

    def order(self) -> Order:
        """What the next process is told."""
        environment = {
            "ALU_CHATWOOT_URL": self.url,
            "ALU_CHATWOOT_ACCOUNT_ID": "1",
            "ALU_CHATWOOT_INBOX_IDS": "1",
            "ALU_CHATWOOT_BOT_TOKEN": self.sandbox.bot().token,
            "ALU_CHATWOOT_USER_TOKEN": self.sandbox.store.users[2].token,
            "ALU_WEBHOOK_SECRETS": self.sandbox.bot().secret,
            "ALU_DATABASE_URL": f"sqlite+aiosqlite:///{self.folder / 'alu.db'}",
            **AT_ONCE,
        }
        ahead = (self.clock() - wall()).total_seconds()
        return Order(environment, self.port, str(self.trap), str(self.log), ahead)

    def talk(self, name: str) -> Console:
        """A conversation of a new customer."""
        return Console.begin(self.sandbox, Known(name=name))

    async def calm(self) -> None:
        """Until she has swept, and nothing is on its way to her, unread, or to be told.

        Raises ``TimeoutError``, and ``Died`` where she did without a trap.
        """
        async with asyncio.timeout(PATIENCE):
            still = 0
            while still < CALM:
                await asyncio.sleep(BLINK)
                if self.died:
                    raise Died(self.end_of_log())
                still = still + 1 if self.sandbox.courier.idle and await self._rests() else 0
        life = self.lives[-1]
        life.rested = life.rested or time.monotonic() - life.began

    async def supervise(self, birth: Birth) -> None:
        """Starts her, and again at once whenever a trap was sprung."""
        while not self.closed:
            await self._live(birth)
            if self.closed:
                return
            self.died = not self.traps or self.trap.exists()
            if self.died:
                return
            del self.traps[0]
            self._lay()

    def close(self) -> None:
        """She is killed for good, and her supervisor may end."""
        self.closed = True
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)

    async def _live(self, birth: Birth) -> None:
        life = Life(time.monotonic())
        self.lives.append(life)
        swept(self.trap).unlink(missing_ok=True)
        child = await birth(self.order())
        self.pid = child.pid
        waking = asyncio.create_task(self._awake(life))
        await child.ended()
        self.pid = 0
        waking.cancel()
        self.up.clear()

    async def _awake(self, life: Life) -> None:
        while not await self._told("/live"):  # noqa: ASYNC110  # nobody tells when it listens
            await asyncio.sleep(0.01)
        life.listened, life.worked = time.monotonic() - life.began, cpu(self.pid)
        self.up.set()

    async def _rests(self) -> bool:
        figures = await self._told("/metrics") if swept(self.trap).exists() else ""
        told = [line for line in figures.splitlines() if line.startswith(UNDONE)]
        return bool(told) and all(float(line.split()[-1]) == 0 for line in told)

    async def _told(self, path: str) -> str:
        """What she answers; nothing where she does not."""
        try:
            answer = await self.client.get(f"http://{HOST}:{self.port}{path}")
        except httpx.TransportError:
            return ""
        return answer.text if answer.status_code == 200 else ""

    def _lay(self) -> None:
        if self.traps:
            beside = self.trap.with_suffix(".new")
            beside.write_text(self.traps[0], encoding="utf-8")
            beside.rename(self.trap)  # nobody reads half of it


def wall() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@asynccontextmanager
async def house(folder: Path, birth: Birth, weather: Weather) -> AsyncIterator[House]:
    """Both, until the block ends; she listens when it begins. It is always a Monday morning."""
    ahead, port = MONDAY - wall(), free_port()
    sandbox = founded(lambda: wall() + ahead, Naming(str(folder)), webhook_url="", teams=TEAMS)
    sandbox.call_bot_at(f"http://{HOST}:{port}/webhooks/chatwoot")
    account = sandbox.store.account
    sandbox.store.account = replace(account, pending_on_failure=weather.keeps)
    async with httpx.AsyncClient(verify=False, trust_env=False, limits=NO_KEEP_ALIVE) as client:  # noqa: S501
        here = House(sandbox, folder, port, lambda: wall() + ahead, client)
        sandbox.connect(_waiting(here.up, over(client)) if weather.waits else over(client))
        async with served(application(sandbox, echo_first=weather.echo_first)) as here.url:
            keeper = asyncio.create_task(here.supervise(birth))
            try:
                await here.calm()
                yield here
            finally:
                here.close()
                await keeper


def cpu(pid: int) -> float:
    """Seconds of CPU time that a process has taken."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Below the ports that the system hands out to callers, or somebody would have it while she is dead."""
    for port in PORTS:
        with closing(socket.socket()) as door, suppress(OSError):
            door.bind((HOST, port))
            return port
    raise LookupError("no port is free")


def _waiting(up: asyncio.Event, send: Sender) -> Sender:
    """A queue that stands still while nobody listens; what is being delivered when she dies fails all the same."""

    async def sending(post: Post) -> int | None:
        await up.wait()
        return await send(post)

    return sending
