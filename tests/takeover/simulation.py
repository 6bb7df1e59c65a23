"""One seed: the real Alú before the embedded Chatwoot in virtual time, people who write and take over, a judgement."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
from collections import Counter
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Literal

import httpx
from fastapi import FastAPI

from agent.mind import Reading, Understanding
from agent.resources import Resources
from api import body, webhook
from api.chatwoot.wire import connected
from api.dispatch.sweep import EVERY
from api.fence import Fence
from api.sandbox import Console, Naming, founded
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.sandbox.courier import Delivery, Post
from api.sandbox.events import Event
from api.sandbox.records import Message
from api.sandbox.store import following
from api.storage import engine as database
from api.storage.seal import Seal
from tests.agent.stub_mind import PROTOCOL, heard
from tests.journeys.world import TEAMS, ours
from tests.takeover.inline import Inline
from tests.takeover.journal import Journal, judged
from tests.takeover.network import Lagging, Lags, Scattering, posted
from tests.takeover.people import typed_on_the_phone
from tests.takeover.schedule import Act, Moment, drawn
from tests.takeover.virtual import VirtualLoop, dice

Fault = Literal["", "no fence", "no epoch", "said twice", "lines lost", "no hand-over"]

MORNING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Fortaleza
ALU, CHATWOOT = "http://alu.test", "http://chatwoot.test"
LONGEST = 600.0
FORGETFUL = """CREATE TRIGGER forgetful AFTER UPDATE ON conversations WHEN NEW.epoch <> 0
    BEGIN UPDATE conversations SET epoch = 0 WHERE account = NEW.account AND conversation = NEW.conversation; END"""


class NoFence(Fence):
    """Planted: takeovers and messages pass each other freely."""

    @asynccontextmanager
    async def speaking(self, thread: object):  # type: ignore[no-untyped-def]
        yield

    taking_over = speaking


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a seed went. ``windows``: messages that Chatwoot stored after a takeover Alú could not know of yet."""

    seed: int
    problems: list[str]
    entries: list[str]
    said: int
    windows: int

    @property
    def fingerprint(self) -> str:
        """The same for the same story."""
        return blake2b("\n".join(self.entries).encode(), digest_size=8).hexdigest()

    def __str__(self) -> str:
        return "\n".join([f"seed {self.seed}: {'; '.join(self.problems)}", *self.entries])


@dataclass
class Slow:
    """A mind that knows a few sentences and takes its time. ``seed``: whose virtual time it is."""

    seed: Play | None = None

    async def read(self, reading: Reading) -> Understanding:
        assert self.seed
        self.seed.note("she thinks")
        self.seed.moment("thinks")
        await asyncio.sleep(self.seed.lags.thought())
        return MEANINGS.get(reading.lines[-1].text, Understanding())


MEANINGS = {
    "quero comprar tubo": heard(need="compras", produto="tubo"),
    "30 barras de tubo": heard(need="compras", produto="tubo", quantidade="30"),
    "meu nome é Jussara": heard(nome="Jussara"),
    "sou de Sobral": heard(cidade="Sobral", uf="CE"),
    "é pra minha casa mesmo": heard(tipo_pessoa="pf"),
    "quero falar com uma pessoa": heard("asks_person"),
    "bom dia": heard("greets"),
}


def simulate(seed: int, fault: Fault = "") -> Verdict:
    """Plays one seed to its end."""
    loop = VirtualLoop(seed)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(Play(seed, fault, loop).play())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@dataclass
class Play:
    """One seed being played: ``alu`` and ``net`` are the two sides, ``live`` what people do."""

    seed: int
    fault: Fault
    loop: VirtualLoop
    journal: Journal = field(default_factory=Journal)
    bodies: list[Event] = field(default_factory=list)
    moments: Counter[Moment] = field(default_factory=Counter)
    aimed: list[Act] = field(default_factory=list)
    soon: int = 0
    last_state: str = ""

    def __post_init__(self) -> None:
        self.lags = Lags(dice("lags", self.seed))
        names, url = Naming(str(self.seed)), f"{ALU}{webhook.PATH}"
        self.sandbox = founded(self.clock, names, webhook_url=url, teams=TEAMS)
        self.fence = NoFence() if self.fault == "no fence" else Fence()
        self.raw = _empty(forgetful=self.fault == "no epoch")

    def clock(self) -> datetime:
        return MORNING + timedelta(seconds=self.loop.time())

    async def play(self) -> Verdict:
        self.sandbox.subscribe(self.see)
        async with self.net() as (http, to_alu), self.alu(http) as app:
            to_alu.app = app
            await asyncio.sleep(dice("begin", self.seed).uniform(0.0, EVERY))
            await self.live(Console.begin(self.sandbox, Known(name="Jussara Lima")))
            await self.quiet(app)
            return self.verdict()

    @asynccontextmanager
    async def net(self):  # type: ignore[no-untyped-def]
        to_alu = httpx.ASGITransport(app=None)  # type: ignore[arg-type]
        inner = httpx.ASGITransport(app=chatwoot(self.sandbox))
        way = Lagging(inner, self.lags, self.moment, self.fault)
        async with connected(CHATWOOT, way) as http, httpx.AsyncClient(transport=to_alu) as client:
            self.sandbox.courier = Scattering(
                self.sandbox.store, self.sandbox.now, self.sandbox.naming,
                posted(client, self.acknowledged), self.sandbox._failed, self.loop.time,
                lags=self.lags, lost=self.lost,
            )  # fmt: skip
            yield http, to_alu

    @asynccontextmanager
    async def alu(self, http: httpx.AsyncClient):  # type: ignore[no-untyped-def]
        """The real composition on a ground of virtual time."""
        quick = {"debounce_quiet": 2.5, "debounce_complete": 1.0, "debounce_cap": 8.0}
        settings = ours(self.sandbox, CHATWOOT, Path("/nowhere"), **quick)
        ONLY.seed = ONLY.mind.seed = self
        chance = dice("chance", self.seed).random
        ground = body.Ground(ONLY.resources, ONLY.engine, http, self.clock, chance, self.fence)
        try:
            async with body.standing(ground, settings) as here:
                self.metrics = here.metrics
                app = FastAPI()
                app.include_router(webhook.router(lambda: here.door))
                app.state.body = here
                yield app
        finally:
            await ONLY.engine.dispose()

    async def live(self, console: Console) -> None:
        self.console, began = console, self.loop.time()
        acts = drawn(dice("acts", self.seed))
        self.aimed += [act for act in acts if act.upon]
        for act in acts:
            if not act.upon:
                await asyncio.sleep(max(0.0, began + act.at - self.loop.time()))
                self.perform(act)

    def moment(self, what: Moment) -> None:
        """Something of Alú's happened: whoever waited for it acts, soon."""
        self.moments[what] += 1
        for act in [one for one in self.aimed if (one.upon, one.nth) == (what, self.moments[what])]:
            self.aimed.remove(act)
            self.soon += 1
            self.loop.call_later(act.at, self.perform_soon, act, context=Context())

    def perform_soon(self, act: Act) -> None:
        self.soon -= 1
        self.perform(act)

    def perform(self, act: Act) -> None:
        before = self.console.standing.status
        self.bodies.clear()
        self.note(f"{act.deed} {act.text}")
        match act.deed:
            case "write":
                self.journal.lines.append(self.console.write(act.text).id)
            case "give back":
                self.console.give_back()
            case "open":
                self.console.open()
            case "resolve":
                self.console.resolve()
            case "snooze":
                self.console.snooze()
            case "speak":
                self.console.reply(act.text)
            case "phone":
                typed_on_the_phone(self.console, act.text)
        self.follow(act, before)

    def follow(self, act: Act, before: str) -> None:
        """What the act means for whose the conversation is."""
        status = self.console.standing.status
        if before != "pending" == status:
            self.journal.back()
        elif act.deed in ("open", "resolve", "snooze") and status != before:
            self.journal.take(act.deed, [one.body for one in self.bodies])
        elif act.deed in ("speak", "phone") and status == "pending":
            spoken = [one.body for one in self.bodies if one.name == "message_created"]
            self.journal.take(act.deed, spoken)
        if act.deed == "resolve" and status != before:
            self.journal.closed.append(following(self.sandbox.store.messages))

    async def quiet(self, app: FastAPI) -> None:
        """Until nothing is on its way and nobody thinks; at most ``LONGEST``."""
        until, calm = self.loop.time() + LONGEST, 0
        dispatcher = app.state.body.door.dispatcher
        while calm < 3:
            await asyncio.sleep(0.5)
            busy = self.soon or self.sandbox.courier.busy or dispatcher.attended  # type: ignore[attr-defined]
            calm = 0 if busy else calm + 1
            if self.loop.time() > until:
                self.journal.note(self.loop.time(), "never quiet")
                break

    def verdict(self) -> Verdict:
        humans = [one.id for one in self.console.messages if _of_the_team(one)]
        status = self.console.standing.status
        self.note(f"quiet, {status}")
        problems = judged(self.journal, status, self.raw, humans) + self.failures()
        if self.journal.entries[-2].endswith("never quiet"):
            problems.append("never quiet")
        journal = self.journal
        said, windows = len(journal.said), journal.windows
        return Verdict(self.seed, problems, journal.entries, said, windows)

    def failures(self) -> list[str]:
        """What Alú herself counts as a bug."""
        counted = self.metrics.failures.collect()[0].samples
        return [
            f"failure in {one.labels['where']}"
            for one in counted
            if one.name.endswith("_total") and one.value
        ]

    def see(self, event: Event) -> None:
        """Every event, at the moment Chatwoot has stored what it tells."""
        self.bodies.append(event)
        if event.name == "message_created":
            message = self.sandbox.store.last(
                event.conversation_id or 0, activity=False, private=True
            )
            if (
                message
                and not message.private
                and message.sender
                and message.sender[0] == "AgentBot"
            ):
                self.journal.public(self.loop.time(), message, self.raw)

    def acknowledged(self, post: Post, status: int) -> None:
        if status == 200:
            self.journal.heard(post.body)
        else:
            self.note(f"webhook answered {status}")

    def lost(self, delivery: Delivery) -> bool:
        return self.fault == "lines lost" and delivery.event.name == "message_created"

    def committed(self, raw: sqlite3.Connection) -> None:
        row = raw.execute("SELECT status, taken, epoch FROM conversations").fetchone()
        if row and self.last_state != (state := f"stored: {row}"):
            self.last_state = state
            self.note(state)

    def note(self, what: str) -> None:
        self.journal.note(self.loop.time(), what)


class _Only:
    """What is made once and lent to each seed: making it takes longer than playing one."""

    def __init__(self) -> None:
        self.seed: Play | None = None
        self.mind = Slow()
        self.resources = Resources.of(PROTOCOL, self.mind)
        nowhere = f"sqlite+aiosqlite:///{gettempdir()}/nowhere.db"
        self.engine = database.connect(nowhere, Seal.of(""), self.connection)

    async def connection(self) -> Inline:
        assert self.seed
        return Inline(self.seed.raw, self.seed.committed)


ONLY = _Only()


def _of_the_team(message: Message) -> bool:
    public = message.kind == "outgoing" and not message.private
    return public and (message.sender is None or message.sender[0] == "User")


@cache
def _template() -> sqlite3.Connection:
    """An empty database as the product's own migrations make it."""
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/alu.db"

        async def made() -> None:
            async with database.opened(url, Seal.of("")):
                pass

        asyncio.run(made())
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(f"{folder}/alu.db") as written:
            written.backup(memory)
        written.close()
    return memory


def _empty(*, forgetful: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:")
    _template().backup(raw)
    if forgetful:
        raw.execute(FORGETFUL)
    return raw


def main(first: int, count: int, fault: Fault = "") -> int:
    logging.disable()  # what she logs as a failure she counts as well
    wrong = said = windows = 0
    for seed in range(first, first + count):
        verdict = simulate(seed, fault)
        said, windows = said + verdict.said, windows + verdict.windows
        if verdict.problems:
            wrong += 1
            print(verdict, flush=True)  # noqa: T201
    told = f"{count} seeds, {wrong} wrong, {said} messages, {windows} before Alú could know"
    print(f"{told}; the last story is {verdict.fingerprint}")  # noqa: T201
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))  # type: ignore[arg-type]
