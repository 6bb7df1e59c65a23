"""A certificate that something is wrong with is told from a server that is down, on both sides."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from api.doctor import probing, words
from tests.api.doctor.certificates import certificate, shown
from tests.api.doctor.chain import amiss, chain
from tests.api.doctor.faults import bot

pytestmark = pytest.mark.anyio


async def test_of_chatwoot(tmp_path: Path) -> None:
    async with chain(tmp_path) as here, shown(certificate(tmp_path)) as url:
        here.values["CHATWOOT_URL"] = url
        found = await here.examined()
    assert amiss(found) == {"chatwoot": "tls_self_signed"}
    assert "fullchain" in words.load().told(found["chatwoot"], "pt").remedy


async def test_of_alu(tmp_path: Path) -> None:
    async with chain(tmp_path) as here, shown(certificate(tmp_path)) as url:
        bot(url=f"{url}/webhooks/chatwoot")(here)
        here.patient["alu"] = ""
        found = await here.examined()
    assert amiss(found) == {"reach": "tls_self_signed"}


@pytest.mark.parametrize(
    ("made", "called"),
    [
        ({"days": -1}, "tls_expired"),
        ({"name": "alu.example.com"}, "tls_name"),
        ({}, ""),
    ],
)
async def test_by_what_is_wrong(made: dict[str, object], called: str, tmp_path: Path) -> None:
    """Known to whoever asks, so that only this is wrong."""
    file = certificate(tmp_path, **made)  # type: ignore[arg-type]
    trusting = ssl.create_default_context(cafile=str(file))
    async with shown(file) as url, httpx.AsyncClient(verify=trusting, trust_env=False) as web:
        assert await probing.tried(web, "GET", url) == (called or "lost")


async def test_https_on_a_port_for_http(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.values["CHATWOOT_URL"] = here.url.replace("http:", "https:")
        found = await here.examined("chatwoot")
    assert amiss(found)["chatwoot"] in ("tls", "lost")


async def test_a_name_that_leads_nowhere() -> None:
    async with probing.browser() as web:
        assert await probing.tried(web, "GET", "http://nao-existe.invalid/") == "unresolved"
