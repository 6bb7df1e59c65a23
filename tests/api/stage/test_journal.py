"""The journal of an embedded Chatwoot: a line for each thing that happens, and for each that fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from api.sandbox import application
from api.sandbox.courier import Post
from api.stage.journal import Journal, introduction
from tests.api.stage.room import Room, comes_true

pytestmark = pytest.mark.anyio

TIME = re.compile(r"^\d\d:\d\d:\d\d ")


@asynccontextmanager
async def kept(room: Room) -> AsyncIterator[Journal]:
    journal = Journal(room.console, room.world.sandbox)
    keeping = asyncio.create_task(journal.kept())
    await asyncio.sleep(0)
    yield journal
    keeping.cancel()


async def test_messages_and_changes_are_lines_with_their_time() -> None:
    room = Room(100)
    async with kept(room):
        room.talk.write("oi [b]")
        room.talk.open()
        room.talk.note("cliente antiga")
        await comes_true(lambda: "antiga" in room.shown)
    lines = room.shown.splitlines()
    assert all(TIME.match(line) for line in lines)
    assert [TIME.sub("", line) for line in lines] == [
        "#1 cliente: oi [b]",
        "#1 situação: aberta · uma pessoa responde, Alú em silêncio",
        "#1 responsável: Bruno Atendente",
        "#1 nota de Bruno Atendente: cliente antiga",
    ]


@pytest.mark.parametrize(
    ("status", "told"), [(None, "não respondeu"), (500, "respondeu 500"), (302, "respondeu 302")]
)
async def test_a_webhook_that_fails_is_a_line(status: int | None, told: str) -> None:
    room = Room(100)

    async def failing(_: Post) -> int | None:
        return status

    async with kept(room) as journal:
        assert await journal.sending(failing)(Post("http://alu/webhooks", {}, b"{}")) == status
        await comes_true(lambda: told in room.shown)
    assert f"webhook http://alu/webhooks {told}" in room.shown


async def test_a_webhook_that_is_answered_is_none() -> None:
    room = Room(100)

    async def answered(_: Post) -> int | None:
        return 204

    async with kept(room) as journal:
        await journal.sending(answered)(Post("http://alu/webhooks", {}, b"{}"))
        room.talk.write("oi")
        await comes_true(lambda: "oi" in room.shown)
    assert "webhook" not in room.shown


async def test_a_call_that_is_refused_is_a_line() -> None:
    room = Room(100)
    async with kept(room) as journal:
        app = journal.answering(application(room.world.sandbox))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://s"
        ) as client:
            token = {"Api-Access-Token": room.world.store.users[1].token}
            assert (await client.get("/api/v1/accounts/1/teams", headers=token)).is_success
            await client.get("/api/v1/accounts/1/labels?api_access_token=segredo")
        await comes_true(lambda: "401" in room.shown)
    assert [TIME.sub("", line) for line in room.shown.splitlines()] == [
        "GET /api/v1/accounts/1/labels: 401"
    ]


async def test_the_introduction_tells_what_an_alu_needs() -> None:
    room = Room()
    told = introduction(room.world.sandbox, None).splitlines()
    bot, admin = room.world.store.bots[1], room.world.store.users[1]
    assert [line for line in told if line.startswith("ALU_")] == [
        f"ALU_CHATWOOT_URL={room.world.sandbox.base_url}",
        "ALU_CHATWOOT_ACCOUNT_ID=1",
        f"ALU_CHATWOOT_BOT_TOKEN={bot.token}",
        f"ALU_CHATWOOT_USER_TOKEN={admin.token}",
        f"ALU_CHATWOOT_ADMIN_TOKEN={admin.token}",
        f"ALU_WEBHOOK_SECRETS={bot.secret}",
    ]
    assert f"Os webhooks vão para {bot.url}" in told
    assert "Times: comercial, financeiro" in told
    assert not any("curl" in line for line in told)


async def test_the_introduction_is_shown_as_it_is_written() -> None:
    """An address of version 6 looks like markup."""
    room = Room(200)
    room.world.sandbox.call_bot_at("http://[cafe::1]:8000/webhooks/chatwoot")
    room.console.print(introduction(room.world.sandbox, room.talk), highlight=False)
    assert "Os webhooks vão para http://[cafe::1]:8000/webhooks/chatwoot" in room.shown
    assert "[bold]" not in room.shown


async def test_the_introduction_tells_how_to_write_as_a_customer() -> None:
    room = Room()
    told = introduction(room.world.sandbox, room.talk)
    (url,) = re.findall(r"curl -F content='bom dia' (\S+)", told)
    transport = httpx.ASGITransport(application(room.world.sandbox))
    async with httpx.AsyncClient(transport=transport) as client:
        answer = await client.post(url, files={"content": (None, "bom dia")})
    assert answer.is_success
    assert [one.content for one in room.talk.messages] == ["bom dia"]
