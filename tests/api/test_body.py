"""The organs joined: started, at work together, and gone without a trace."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import random
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.resources import Resources
from api import webhook
from api.body import Body, Ground, living, standing
from api.chatwoot.wire import connected
from api.errors import AluError, WrongSettings
from api.sandbox import Console, Naming, Sandbox, founded
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.settings import Settings
from api.storage import conversations, inbox, outbox
from api.storage.conversations import Report
from api.storage.inbox import Heard
from api.storage.thread import Thread
from tests.agent.stub_mind import PROTOCOL, StubMind
from tests.api.home import MONDAY, Running, told_by, until
from tests.api.storage import by_hand
from tests.journeys.world import TEAMS, Wire

pytestmark = pytest.mark.anyio

SECRET = "segredo"


def settings(**more: object) -> Settings:
    return Settings.model_validate(
        {
            "chatwoot_url": "http://chatwoot.example",
            "chatwoot_account_id": 1,
            "chatwoot_inbox_ids": (1,),
            "webhook_secrets": (SECRET,),
            "debounce_quiet": 0.02,
            "debounce_complete": 0.01,
            "debounce_cap": 0.1,
            **more,
        }
    )


def alone_on(folder: Path) -> Settings:
    database = f"sqlite+aiosqlite:///{folder}/alu.db"
    return settings(database_url=database, chatwoot_bot_token="bot")


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


@dataclass
class Whole:
    """A body, its Chatwoot, and the way of a webhook between them."""

    body: Body
    sandbox: Sandbox
    wire: Wire
    door: httpx.AsyncClient
    clock: Running

    def talk(self, name: str = "Jussara") -> Console:
        return Console.begin(self.sandbox, Known(name=name))

    async def deliver(self, body: bytes) -> int:
        """One signed delivery; the answer to it."""
        at = str(int(self.clock().timestamp()))
        mac = hmac.new(SECRET.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"x-chatwoot-timestamp": at, "x-chatwoot-signature": f"sha256={mac}"}
        return (await self.door.post(webhook.PATH, content=body, headers=headers)).status_code

    @property
    def busy(self) -> int:
        return self.body.door.dispatcher.attended  # type: ignore[attr-defined, no-any-return]


@asynccontextmanager
async def whole(engine: AsyncEngine, mind: object = None) -> AsyncIterator[Whole]:
    clock = Running()
    sandbox = founded(clock, Naming("corpo"), webhook_url="", teams=TEAMS)
    sandbox.connect(_nowhere)
    wire = Wire(chatwoot(sandbox))
    bot, user = sandbox.bot().token, sandbox.store.users[1].token
    resources = Resources.of(PROTOCOL, mind or StubMind())  # type: ignore[arg-type]
    async with connected("http://chatwoot.example", httpx.ASGITransport(wire)) as http:
        ground = Ground(resources, engine, http, clock, lambda: 0.5)
        async with standing(
            ground, settings(chatwoot_bot_token=bot, chatwoot_user_token=user)
        ) as body:
            app = FastAPI()
            app.include_router(webhook.router(lambda: body.door))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://alu") as door:
                yield Whole(body, sandbox, wire, door, clock)


async def test_while_everything_happens_at_once_nobody_waits_for_another_for_ever(
    engine: AsyncEngine,
) -> None:
    """Takeovers by webhook, takeovers that only Chatwoot's own answer tells, turns, messages and echoes together."""
    seed = 20261123
    chance = random.Random(seed)  # noqa: S311
    async with whole(engine) as here:
        pending: set[asyncio.Task[int]] = set()

        def heard(event: object) -> None:
            if chance.random() < 0.8:  # the rest is lost on the way
                pending.add(asyncio.create_task(here.deliver(event.body)))  # type: ignore[attr-defined]

        here.sandbox.subscribe(heard)
        talks = [here.talk(f"Cliente {number}") for number in range(12)]

        async def customer(talk: Console) -> None:
            for number in range(6):
                talk.write(f"linha {number}")
                await asyncio.sleep(chance.random() * 0.08)
                if chance.random() < 0.3:
                    talk.open()
                    await asyncio.sleep(chance.random() * 0.02)
                    talk.give_back()

        async with asyncio.timeout(30):
            await asyncio.gather(*map(customer, talks))
            while pending:
                assert set(await asyncio.gather(*pending)) == {200}, f"seed {seed}"
                pending = {one for one in pending if not one.done()}
            await until(lambda: here.busy == 0, 20)
        async with engine.begin() as tx:
            left = [await inbox.unread(tx, Thread(1, talk.conversation_id)) for talk in talks]
            heads = [await outbox.head(tx, Thread(1, talk.conversation_id)) for talk in talks]
        assert (left, heads) == ([[]] * 12, [None] * 12), f"seed {seed}"


async def test_what_waits_at_the_start_is_dealt_with(engine: AsyncEngine) -> None:
    thread = Thread(1, 1)
    body = {"role": "customer", "kind": "text", "text": "oi", "name": ""}
    async with engine.begin() as tx:
        await by_hand.report(tx, Report(thread, "pending", 1.0, contact=1, inbox=1))
        await inbox.hear(tx, Heard(thread, "message_created", body, MONDAY, message=901))
    async with whole(engine) as here:
        talk = here.talk()  # Chatwoot has it too, under the same number
        await until(lambda: told_by(talk))
        assert (talk.conversation_id, len(told_by(talk))) == (1, 1)


async def test_what_was_half_told_before_the_start_is_looked_for(engine: AsyncEngine) -> None:
    thread = Thread(1, 1)
    async with engine.begin() as tx:
        await by_hand.report(tx, Report(thread, "pending", 1.0, contact=1, inbox=1))
        await conversations.next_turn(tx, thread)
        await outbox.add(tx, thread, 1, 0, [{"do": "say", "text": "Olá"}], MONDAY)
        row = await outbox.head(tx, thread)
        assert row
        await outbox.start(tx, row, MONDAY, MONDAY + timedelta(hours=1))
    async with whole(engine):
        async with engine.begin() as tx:
            row = await outbox.head(tx, thread)
        assert row
        assert (row.state, row.reason) == ("parked", "crash")


async def test_after_the_end_nothing_of_it_is_left(tmp_path: Path) -> None:
    tasks, threads = asyncio.all_tasks(), threading.active_count()
    chosen = alone_on(tmp_path)
    async with living(chosen, Running()):
        assert asyncio.all_tasks() > tasks
    assert asyncio.all_tasks() == tasks
    await until(lambda: threading.active_count() == threads)
    async with living(chosen, Running()):
        pass


async def test_a_second_one_on_the_same_database_does_not_start(tmp_path: Path) -> None:
    chosen = alone_on(tmp_path)
    async with living(chosen, Running()):
        with pytest.raises(AluError, match="another Alú"):
            async with living(chosen, Running()):
                pytest.fail("two at once")


async def test_settings_that_are_not_enough_open_nothing(tmp_path: Path) -> None:
    file = tmp_path / "alu.db"
    chosen = settings(database_url=f"sqlite+aiosqlite:///{file}")
    with pytest.raises(WrongSettings):
        async with living(chosen, Running()):
            pytest.fail("it can't speak")
    assert names(tmp_path) == []


async def test_a_delivery_after_the_end_is_busy_and_does_not_hang(engine: AsyncEngine) -> None:
    async with whole(engine) as here:
        told: list[bytes] = []
        here.sandbox.subscribe(lambda event: told.append(event.body))
        here.talk().write("oi")
        await until(lambda: told)
    async with asyncio.timeout(3):
        app = FastAPI()
        app.include_router(webhook.router(lambda: here.body.door))
        here.door = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://alu")
        async with here.door:
            assert await here.deliver(told[-1]) == 429


async def _nowhere(_post: object) -> int | None:
    return 200
