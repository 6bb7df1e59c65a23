"""A healthy chain is called healthy, whatever the server, the database, the mind; and nothing is written in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.doctor import selftest
from api.sandbox.records import Message
from api.serving import served
from tests.agent.mind.fake_endpoint import FakeEndpoint
from tests.agent.mind.llm_room import said
from tests.api.doctor.chain import CONTACT, Chain, amiss, chain

pytestmark = pytest.mark.anyio


def notes(here: Chain) -> list[Message]:
    return [one for one in here.store.messages.values() if one.private]


async def test_a_chain_that_set_up_has_made_is_healthy(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        found = await here.examined()
        assert amiss(found, also=("unseen",)) == {}
        assert here.told == [here.conversation]


async def test_so_is_one_with_an_older_server(tmp_path: Path) -> None:
    async with chain(tmp_path, old=True) as here:
        found = await here.examined()
    assert amiss(found, also=("unseen",)) == {}
    assert found["hook"].found.case == "old"
    assert found["secret"].found.case == "unsigned"


async def test_so_is_one_on_postgres(tmp_path: Path, empty_postgres: str) -> None:
    async with chain(tmp_path, database=empty_postgres) as here:
        found = await here.examined()
    assert amiss(found, also=("unseen",)) == {}
    assert found["database"].found.facts == {"kind": "postgresql"}
    assert found["disk"].found.case == "elsewhere"


async def test_so_is_one_with_two_models(tmp_path: Path) -> None:
    first, second = FakeEndpoint(said()), FakeEndpoint(said())
    apps = [Starlette(routes=[Mount("/", one)]) for one in (first, second)]
    async with served(apps[0]) as one, served(apps[1]) as other:
        models = {
            "LLM_BASE_URL": one,
            "LLM_MODEL": "modelo-a",
            "LLM_FALLBACK_BASE_URL": other,
            "LLM_FALLBACK_MODEL": "modelo-b",
        }
        async with chain(tmp_path, **models) as here:
            found = await here.examined()
    assert amiss(found, also=("unseen",)) == {}
    assert found["model"].found.facts["method"] == "json_schema"
    assert [len(first.bodies), len(second.bodies)] == [1, 1]


async def test_without_an_administrator_what_only_she_sees_is_left_open(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.values["CHATWOOT_ADMIN_TOKEN"] = None
        found = await here.examined()
    assert amiss(found) == {}
    unseen = amiss(found, also=("unseen",))
    assert unseen == {
        "token_admin": "none", "secret": "hidden", "hook": "hidden", "folders": "skipped"
    }  # fmt: skip
    assert found["selftest"].severity == "ok"


async def test_the_test_contact_is_found_by_its_name(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.patient["conversation"] = None
        found = await here.examined("selftest")
        assert found["selftest"].found.facts["conversation"] == str(here.conversation)
        assert here.store.contacts[1].name == CONTACT


async def test_without_a_test_conversation_it_says_how_to_get_one(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.patient["conversation"] = None
        contacts = here.store.contacts
        contacts.clear()
        found = await here.examined("selftest")
        assert found["selftest"].found.case == "nowhere"
        assert notes(here) == []


async def test_nothing_is_written_but_one_note(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.place.line.forget()
        before = here.place.state
        await here.examined()
        assert [(one.method, one.path.rpartition("/")[2]) for one in here.place.line.writes] == [
            ("POST", "messages")
        ]
        assert [one.content for one in notes(here)] == [selftest.NOTE]
        assert here.place.state == before
        here.place.line.forget()
        here.patient["self_test"] = False
        assert (await here.examined())["selftest"].found.case == "declined"
        assert here.place.line.writes == []


async def test_no_token_secret_name_or_word_is_in_what_was_found(tmp_path: Path) -> None:
    async with chain(tmp_path, WEBHOOK_PATH_TOKEN="p" * 24) as here:
        talk = here.talk("Valdenice Aragão")
        talk.write("meu CPF é 111.444.777-35")
        settings, found = here.settings, await here.examined()
    told = json.dumps([dict(one.found.facts) for one in found.values()], ensure_ascii=False)
    secrets = [
        settings.chatwoot_bot_token, settings.chatwoot_user_token, settings.chatwoot_admin_token,
        settings.state_key, *settings.webhook_secrets, *settings.webhook_path_token,
    ]  # fmt: skip
    for word in ("Valdenice", "Aragão", "CPF", "777", *(one.get_secret_value() for one in secrets)):
        assert word not in told
