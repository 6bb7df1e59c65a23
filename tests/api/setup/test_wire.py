"""Every call that set-up makes has the shape of a recorded one, and reads answers of the recorded shape."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from api.sandbox.store import put
from tests.api.setup.premises import Crossing, Premises, before_4_13, premises
from tests.recordings.reading import calls
from tests.recordings.shapes import answered, endpoint, family, keys_only, leaves, recorded

pytestmark = pytest.mark.anyio

FROM_OPENAPI = {"PATCH /inboxes/#": {"working_hours_enabled": bool}}
"""Never recorded in a request; shown in every answer, and in application_swagger.v4.15.1.json."""

EVERYTHING = {
    "GET /profile",
    "GET /inboxes", "PATCH /inboxes/#", "GET /inboxes/#/agent_bot", "POST /inboxes/#/set_agent_bot",
    "GET /agent_bots", "POST /agent_bots", "PATCH /agent_bots/#", "DELETE /agent_bots/#",
    "GET /teams", "POST /teams", "DELETE /teams/#",
    "GET /labels", "POST /labels", "DELETE /labels/#",
    "GET /custom_attribute_definitions", "POST /custom_attribute_definitions",
    "PATCH /custom_attribute_definitions/#", "DELETE /custom_attribute_definitions/#",
    "GET /custom_filters", "POST /custom_filters", "PATCH /custom_filters/#", "DELETE /custom_filters/#",
    "POST /conversations/filter",
    "GET /webhooks", "POST /webhooks", "PATCH /webhooks/#", "DELETE /webhooks/#",
}  # fmt: skip


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def crossed(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[Crossing]]:
    """A life: set up, everything broken, repaired, undone; then the same on a server that signs nothing."""
    async with premises(tmp_path_factory.mktemp("novo")) as place:
        await _life(place)
        made = list(place.line.crossings)
    async with premises(tmp_path_factory.mktemp("velho")) as place:
        place.line.changed = before_4_13
        await place.apply()
        hook = place.sandbox.store.hooks[1]
        put(place.sandbox.store.hooks, replace(hook, subscriptions=("message_created",)))
        await place.apply()
        await place.undo()
        yield made + place.line.crossings


async def _life(place: Premises) -> None:
    place.inbox_with(
        greeting_enabled=True, working_hours_enabled=True, out_of_office_message="Fechado."
    )
    await place.apply(managers=(place.manager.token,))
    store = place.sandbox.store
    put(store.bots, replace(store.bots[1], url="https://velho.example.com/webhooks/chatwoot"))
    put(store.definitions, replace(store.definitions[1], values=("qualificar",)))
    put(store.folders, replace(store.folders[1], query={"payload": []}))
    await place.apply(managers=(place.manager.token,))
    await place.undo(managers=(place.manager.token,))


async def test_these_calls_are_made_and_no_others(crossed: list[Crossing]) -> None:
    assert {endpoint(one.method, one.path) for one in crossed} == EVERYTHING


async def test_each_request_says_only_what_was_recorded(crossed: list[Crossing]) -> None:
    for one in crossed:
        name = endpoint(one.method, one.path)
        known = recorded(family(name), "asked")
        known |= {(f".{key}", kind.__name__) for key, kind in FROM_OPENAPI.get(name, {}).items()}
        assert leaves(one.asked) - known == set(), name
        assert one.status < 300, (name, one.told)


async def test_each_answer_is_of_the_recorded_shape(crossed: list[Crossing]) -> None:
    for one in crossed:
        name = endpoint(one.method, one.path)
        known = answered(name)
        assert leaves(one.told) - known == set(), name
        shown = keys_only(recorded([name], "told"))
        always = {where for where in shown if where.count(".") == 1 and "[]" not in where}
        assert not one.told or always <= keys_only(leaves(one.told)), name


async def test_each_query_was_recorded(crossed: list[Crossing]) -> None:
    asked = {one.path.partition("?")[::2] for one in crossed if "?" in one.path}
    known = {row["request"]["path"].partition("?")[::2] for row in calls().values()}
    assert {(re.sub(r"accounts/\d+", "accounts/1", path), query) for path, query in asked} <= known


async def test_tokens_travel_in_the_header_and_nowhere_else(crossed: list[Crossing]) -> None:
    tokens = {one.token for one in crossed}
    assert len(tokens) == 2  # an administrator's and a manager's
    for one in crossed:
        assert not [token for token in tokens if token in one.path or token in str(one.asked)]
