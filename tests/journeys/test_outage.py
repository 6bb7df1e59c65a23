"""What she says of herself while something she needs is out of order, and after."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from time import monotonic

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tests.journeys.leaping import Leaping
from tests.journeys.world import World, world

pytestmark = pytest.mark.anyio

A_PROBE = 5.0  # seconds after which whoever asks gives up


@asynccontextmanager
async def locked(folder: Path) -> AsyncIterator[None]:
    """Somebody else writes in her database, and does not end."""
    with closing(
        sqlite3.connect(folder / "alu.db", isolation_level=None, check_same_thread=False)
    ) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def asked(here: World, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=A_PROBE) as client:
        return await client.get(here.url + path)


async def test_a_locked_database_is_told_in_time_and_she_comes_back(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        talk = here.talk()
        assert (await asked(here, "/ready")).status_code == 200
        async with locked(tmp_path):
            assert (await asked(here, "/live")).text == "ok\n"
            began = monotonic()
            ready = await asked(here, "/ready")
            assert (ready.status_code, ready.json()["database"]) == (503, False)
            assert monotonic() - began < A_PROBE
            metrics = await asked(here, "/metrics")
            assert metrics.status_code == 200
            assert "alu_backlog_seconds" in metrics.text
            talk.console.write("bom dia")
            await asyncio.sleep(3)  # it is refused, and brought again
        await here.settled(20)
        assert len(talk.said) == 1
        assert talk.status == "pending"
        assert (await asked(here, "/ready")).json()["ready"] is True


async def test_a_chatwoot_that_is_down_is_told_and_the_customer_answered_when_it_is_back(
    tmp_path: Path,
) -> None:
    clock = Leaping()
    async with world(tmp_path, moment=clock) as here:
        talk, chatwoot = here.talk(), here.wire.app
        await clock.settle(here)
        telling = here.body.door.telling
        telling.chatwoot = replace(
            telling.chatwoot, wire=replace(telling.chatwoot.wire, sleep=_at_once)
        )
        here.wire.app = _down
        talk.console.write("bom dia, vocês vendem tubo?")
        await clock.settle(here, most=1200)
        ready = await asked(here, "/ready")
        assert (ready.status_code, ready.json()["chatwoot"]) == (200, "unreachable")
        figures = (await asked(here, "/metrics")).text
        assert 'alu_outbox_unfinished{state="queued"} ' in figures
        assert talk.said == []
        here.wire.app = chatwoot
        await clock.settle(here)
        assert len(talk.said) == 1 or talk.status == "open"
        assert (await asked(here, "/ready")).json()["chatwoot"] == "reached"


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _down(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        receive.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's own connection
