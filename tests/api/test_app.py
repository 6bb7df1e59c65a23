"""The faces of the application: four addresses, nothing else, and no word about how it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.routing import Route

from api.app import application
from api.body import Body
from api.errors import WrongSettings
from api.settings import Settings
from api.storage import inbox
from api.storage.inbox import Heard
from api.storage.thread import Thread
from tests.api.home import Standing

pytestmark = pytest.mark.anyio

TOKEN = "t" * 22


def settings(folder: Path, **more: object) -> Settings:
    return Settings.model_validate(
        {
            "database_url": f"sqlite+aiosqlite:///{folder}/alu.db",
            "chatwoot_url": "http://127.0.0.1:9",
            "chatwoot_account_id": 1,
            "chatwoot_bot_token": "bot",
            "webhook_secrets": ("segredo",),
            "webhook_path_token": (TOKEN,),
            **more,
        }
    )


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    app = application(settings(tmp_path), clock=Standing())
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://alu") as client:
        yield client


def addresses(routes: Iterable[object]) -> Iterator[tuple[str, ...]]:
    """Every address with its methods, those of included routers too."""
    for route in routes:
        if isinstance(route, Route):
            yield route.path, *sorted(route.methods or ())
        else:
            yield from addresses(route.original_router.routes)  # type: ignore[attr-defined]


def test_the_addresses_are_those_of_the_contract(tmp_path: Path) -> None:
    assert set(addresses(application(settings(tmp_path)).routes)) == {
        ("/webhooks/chatwoot", "POST"),
        ("/webhooks/chatwoot/{path_token}", "POST"),
        ("/live", "GET"),
        ("/ready", "GET"),
        ("/metrics", "GET"),
    }


async def test_she_lives_is_ready_and_tells_her_figures(client: httpx.AsyncClient) -> None:
    assert (await client.get("/live")).text == "ok\n"
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "database": True, "backlog_seconds": 0.0, "chatwoot": "not asked yet"},
    )
    figures = await client.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "alu_backlog_seconds 0.0" in figures.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/redoc", 404),
        ("GET", "/", 404),
        ("GET", "/webhooks/chatwoot", 405),
        ("TRACE", "/live", 405),
        ("POST", "/live", 405),
        ("POST", "/live/", 404),
        ("POST", "/webhooks/chatwoot/", 404),
        ("POST", "/webhooks/chatwoot", 404),
        ("POST", "/webhooks/chatwoot/errado", 404),
        ("POST", f"/webhooks/chatwoot/{TOKEN}", 401),
        ("POST", f"/webhooks/chatwoot/{TOKEN}/mais", 404),
    ],
)
async def test_what_is_not_asked_for_as_it_should_be_is_refused(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert not answer.is_redirect
    assert TOKEN not in answer.text


async def test_who_is_not_ready_says_503(app: FastAPI, client: httpx.AsyncClient) -> None:
    here: Body = app.state.body
    clock = here.health.clock
    thread = Thread(1, 42)
    heard = Heard(thread, "message_created", {"role": "customer"}, clock(), message=1)
    async with here.health.engine.begin() as tx:
        await inbox.hear(tx, heard)
    clock.leap(61)  # type: ignore[attr-defined]  # a clock that stands
    answer = await client.get("/ready")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["backlog_seconds"] == 61.0
    assert (await client.get("/live")).status_code == 200


async def test_a_bug_is_500_and_tells_nothing(app: FastAPI, client: httpx.AsyncClient) -> None:
    @app.get("/bug")
    async def bug() -> None:
        raise ValueError("Jussara")

    answer = await client.get("/bug")
    assert (answer.status_code, answer.content) == (500, b"")


async def test_without_what_it_needs_it_does_not_start(tmp_path: Path) -> None:
    app = application(settings(tmp_path, chatwoot_bot_token=SecretStr("")))
    with pytest.raises(WrongSettings, match="ALU_CHATWOOT_BOT_TOKEN"):
        async with app.router.lifespan_context(app):
            pytest.fail("it serves nobody")
