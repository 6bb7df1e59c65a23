"""What cannot be seen is told as that, with what would show it: never called well, never called broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, Response

from api.doctor import figures, network, probing, words
from api.settings import Settings
from tests.api.doctor.chain import amiss, chain
from tests.api.doctor.faults import setting, shown_otherwise

pytestmark = pytest.mark.anyio

WORDS = words.load()


async def test_a_proxy_that_publishes_the_webhook_alone(tmp_path: Path) -> None:
    """No fault; but nobody can look over her shoulder there, and no note is left that nobody would see come back."""
    async with chain(tmp_path) as here:
        hidden = Response(status_code=404)
        here.front.instead = lambda path: None if path.startswith("/webhooks") else hidden
        found = await here.examined()
        assert found["reach"].found.case == "unpublished"
        assert found["knock"].severity == "ok"
        assert amiss(found, also=("unseen",)) == {
            "ready": "hidden", "selftest": "no_figures", "private_address": "inside"
        }  # fmt: skip
        assert not any(one.private for one in here.store.messages.values())


async def test_figures_of_somebody_else_are_not_hers(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        told = PlainTextResponse("# TYPE up gauge\nup 1\n")
        here.front.instead = lambda path: told if path == "/metrics" else None
        found = await here.examined("selftest")
    assert found["selftest"].found.case == "no_figures"


async def test_what_a_list_does_not_show(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        shown_otherwise("access_token", None)(here)
        found = await here.examined("bot", "linked", "pending")
    assert amiss(found, also=("unseen",)) == {"bot": "hidden", "linked": "skipped"}


async def test_a_list_that_chatwoot_refuses_is_told_with_its_reason(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:

        async def broken(_number: int, _method: str, path: str) -> object:
            return Response(status_code=500) if path.endswith("/teams") else None

        here.place.line.before = broken
        found = await here.examined()
    assert amiss(found, also=("unseen",)) == {"teams": "unanswered"}
    assert "falhou por dentro" in WORDS.told(found["teams"], "pt").found
    assert "failed inside" in WORDS.told(found["teams"], "en").found


async def test_no_person_no_look(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        setting(CHATWOOT_USER_TOKEN=None, CHATWOOT_ADMIN_TOKEN=None)(here)
        found = await here.examined()
    assert amiss(found) == {"token_user": "none"}
    assert found["account"].found.case == "no_person"
    assert found["teams"].found.facts == {"because": "account"}


async def test_a_server_that_tells_no_time(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.chatwoot.silent = True
        found = await here.examined()
    assert amiss(found, also=("unseen",)) == {"clock": "untold"}


async def test_a_server_that_tells_no_version(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.chatwoot.version = ""
        found = await here.examined("version")
    assert (found["version"].severity, found["version"].found.facts) == ("ok", {"version": "?"})


async def test_a_strangers_knock_meanwhile_is_not_taken_for_the_note(tmp_path: Path) -> None:
    """The note comes late, and before it somebody is refused at the door."""
    async with chain(tmp_path) as here:
        import asyncio

        import httpx

        async def late(post):  # type: ignore[no-untyped-def]
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.post(post.url, content=b"{}")
                await asyncio.sleep(0.4)
                answer = await client.post(post.url, content=post.body, headers=post.headers)
            return answer.status_code

        here.send = late
        found = await here.examined("selftest")
    assert found["selftest"].severity == "ok"


async def test_an_environment_without_a_file(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        settings = here.settings
        here.place.env.unlink()
        here.place.settings = lambda: settings  # type: ignore[method-assign]
        found = await here.examined("private_env")
    assert (found["private_env"].severity, found["private_env"].found.case) == ("ok", "none")


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://8.8.8.8", False),
        ("http://127.0.0.1:8000", True),
        ("http://10.0.0.7", True),
        ("http://100.64.1.1", True),
        ("http://[::1]:8000", True),
        ("http://nao-existe.invalid", None),
    ],
)
async def test_what_leads_inside(url: str, inside: bool | None) -> None:
    assert await network.leads_inside(url) is inside


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
        ("::", "http://[::1]:8000"),
        ("alu", "http://alu:8000"),
    ],
)
def test_where_her_figures_are_looked_for(host: str, place: str) -> None:
    settings = Settings(host=host)
    assert figures.places(settings, "https://x.example") == (place, "https://x.example")


def test_an_address_is_shown_without_what_may_be_secret_in_it() -> None:
    assert (
        probing.origin("https://u:senha@h.example:8443/webhooks/x?y=1") == "https://h.example:8443"
    )
    assert probing.origin("http://[::1]:8000/a") == "http://[::1]:8000"
