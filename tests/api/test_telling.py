"""Each effect as the call it is, and what Alú finds out of the server by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import JSONResponse, Response

from agent.effects import Effect
from api.chatwoot.answers import Done, Indefinite, Refused
from api.sandbox import Console
from api.storage.engine import connect
from api.storage.outbox import Row
from api.storage.seal import Seal
from api.storage.thread import Thread
from api.telling import MOST_REMEMBERED, Telling
from tests.api.home import MONDAY, Home, home, told_by

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(tmp_path: object) -> str:
    """No row is stored here: one database, and an empty one, is enough."""
    return f"sqlite+aiosqlite:///{tmp_path}/alu.db"


@pytest.fixture
def engine(url: str) -> AsyncEngine:
    return connect(url, Seal())  # it is never opened


def row(talk: Console, effect: Effect) -> Row:
    thread = Thread(1, talk.conversation_id)
    return Row(thread, 3, 1, 0, effect, "queued", "", 0, MONDAY, MONDAY)


async def tell(here: Home, talk: Console, effect: Effect, contact: int | None = 1) -> object:
    return await here.telling.tell(row(talk, effect), contact)


async def test_every_effect_is_seen_in_chatwoot(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        effects: list[Effect] = [
            {"do": "say", "text": "Olá"},
            {"do": "note", "text": "cartão"},
            {"do": "add_labels", "labels": ["compras"]},
            {"do": "set_attributes", "attributes": {"alu_etapa": "coletar"}},
            {"do": "update_contact", "name": "Ju Lima", "email": "ju@example.com", "attributes": {"uf": "CE"}},
            {"do": "set_priority", "priority": "high"},
            {"do": "assign_team", "team": "comercial"},
            {"do": "set_status", "status": "open"},
        ]  # fmt: skip
        for effect in effects:
            assert isinstance(await tell(here, talk, effect), Done), effect
        standing, customer = talk.standing, talk.customer
        assert (told_by(talk), told_by(talk, private=True)) == (["Olá"], ["cartão"])
        assert (standing.labels, standing.priority) == (("compras",), "high")
        assert (standing.team, standing.status) == ("comercial", "open")
        assert standing.attributes == {"alu_etapa": "coletar"}
        assert (customer.name, customer.email) == ("Ju Lima", "ju@example.com")
        assert customer.custom_attributes["uf"] == "CE"


async def test_a_message_carries_the_key_of_its_row(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await tell(here, talk, {"do": "say", "text": "Olá"})
        key = f"{talk.conversation_id}:3:1"
        assert talk.messages[-1].content_attributes["alu_key"] == key
        found = await here.telling.arrived(row(talk, {"do": "say", "text": "Olá"}))
        assert found == Done(talk.messages[-1].id)


async def test_labels_that_people_set_stay(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await tell(here, talk, {"do": "add_labels", "labels": ["vip"]})
        await tell(here, talk, {"do": "add_labels", "labels": ["compras"]})
        assert talk.standing.labels == ("vip", "compras")


async def test_a_team_that_nobody_knows_is_not_assigned_and_the_present_one_stays(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await tell(here, talk, {"do": "assign_team", "team": "comercial"})
        answer = await tell(here, talk, {"do": "assign_team", "team": "marcenaria"})
        assert answer == Refused("not_found")
        assert talk.standing.team == "comercial"


async def test_teams_are_asked_for_once(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        for team in ("comercial", "financeiro", "comercial"):
            await tell(here, talk, {"do": "assign_team", "team": team})
        assert [path for _, path in here.wire.calls].count("teams") == 1


async def test_without_a_users_token_the_teams_that_are_set_are_enough(engine: AsyncEngine) -> None:
    async with home(engine, user=False) as here:
        talk = here.talk()
        assert await tell(here, talk, {"do": "assign_team", "team": "rh"}) == Refused("no_user_token")  # fmt: skip
        here.telling.teams = {"rh": 6}
        assert await tell(here, talk, {"do": "assign_team", "team": "rh"}) == Done(value=True)
        assert talk.standing.team == "rh"


async def test_a_customer_without_an_id_is_not_updated(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        effect: Effect = {"do": "update_contact", "name": "Ju", "email": "", "attributes": {}}
        assert await tell(here, here.talk(), effect, None) == Refused("not_found")


async def test_what_the_server_lets_her_do_is_found_out_once(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        for _ in range(3):
            await tell(here, talk, {"do": "note", "text": "x"})
            await here.telling.standing(Thread(1, talk.conversation_id))
        probes = [path for _, path in here.wire.calls if path == "conversations/0/labels"]
        assert len(probes) <= 2


async def test_it_is_asked_again_where_the_first_question_got_no_answer(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk = here.talk()
        here.wire.before = lambda _m, path: Response(b"", 500) if "conversations/0/" in path else None  # fmt: skip
        await tell(here, talk, {"do": "note", "text": "x"})
        here.wire.before = None
        await tell(here, talk, {"do": "note", "text": "y"})
        before = len(here.wire.calls)
        await tell(here, talk, {"do": "note", "text": "z"})
        assert len(here.wire.calls) == before + 1


async def test_attributes_of_the_newest_delivery_serve_where_nothing_can_be_read(
    engine: AsyncEngine,
) -> None:
    """Chatwoot replaces all of them: those that people set must be written again with ours."""
    async with home(engine, user=False) as here:
        talk = here.talk()
        thread = Thread(1, talk.conversation_id)
        await here.telling.standing(thread)

        def before(method: str, path: str) -> Response | None:
            reads = method in ("GET", "PATCH") and path == f"conversations/{thread.conversation}"
            return JSONResponse({"error": "no"}, 500) if reads else None

        here.wire.before = before
        effect: Effect = {"do": "set_attributes", "attributes": {"alu_etapa": "coletar"}}
        assert await tell(here, talk, effect) == Refused("unread", 500)
        here.telling.seen(thread, {"obra": "Sobral"}, 20)
        here.telling.seen(thread, {"obra": "velha"}, 10)
        assert isinstance(await tell(here, talk, effect), Done)
        assert talk.standing.attributes == {"obra": "Sobral", "alu_etapa": "coletar"}


def test_of_many_conversations_only_the_last_are_remembered() -> None:
    telling = Telling(None, {})  # type: ignore[arg-type]  # nothing is called
    for number in range(MOST_REMEMBERED + 50):
        telling.seen(Thread(1, number), {}, 1)
    assert len(telling._attributes) == MOST_REMEMBERED
    assert Thread(1, 0) not in telling._attributes


@pytest.mark.parametrize(
    ("status", "reached"), [(200, False), (401, True), (404, True), (422, True), (500, True)]
)
async def test_whoever_answers_as_chatwoot_would_is_reached(
    engine: AsyncEngine, status: int, reached: bool
) -> None:
    """A page of a stranger, a success that is none of Chatwoot's, is no Chatwoot."""
    async with home(engine) as here:
        talk = here.talk()
        assert here.telling.reached is None
        here.wire.before = lambda _m, _p: JSONResponse({}, status)
        await tell(here, talk, {"do": "note", "text": "x"})
        assert here.telling.reached is reached


async def test_an_unread_page_is_no_proof(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        here.wire.before = lambda _m, path: Response(b"", 500) if path.endswith("/messages") else None  # fmt: skip
        found = await here.telling.arrived(row(talk, {"do": "say", "text": "Olá"}))
        assert found == Indefinite("server_error", 500)
    async with home(engine, user=False) as here:
        found = await here.telling.arrived(row(here.talk(), {"do": "say", "text": "Olá"}))
        assert found == Refused("no_user_token")


async def test_an_endless_history_is_not_read_to_its_beginning(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        for number in range(260):
            talk.write(f"{number}")
            here.clock.leap(1)  # type: ignore[attr-defined]  # a clock that stands
        late = replace(row(talk, {"do": "say", "text": "Olá"}), changed_at=MONDAY)
        assert await here.telling.arrived(late) == Refused("unread")
        pages = [path for _, path in here.wire.calls if path.endswith("/messages")]
        assert len(pages) <= 10
