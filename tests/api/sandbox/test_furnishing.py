"""What an administrator prepares once, and where the bot is called: as the REST calls would show it."""

import asyncio

import pytest

from api.sandbox import Console, furnishing
from api.sandbox.arriving import Known
from tests.api.sandbox.world import World

pytestmark = pytest.mark.anyio

API = "/api/v1/accounts/1"


@pytest.fixture
def world():
    return World()


async def test_labels_are_those_of_the_account(world):
    furnishing.label(world.sandbox, ("compras", "ia-transferido"))
    found = (await world.call("admin", "GET", f"{API}/labels")).json()["payload"]
    assert [(one["id"], one["title"], one["show_on_sidebar"]) for one in found] == [
        (1, "compras", True),
        (2, "ia-transferido", True),
    ]


async def test_attributes_are_defined_for_one_model(world):
    furnishing.define(world.sandbox, "conversation_attribute", {"alu_etapa": "Etapa"})
    furnishing.define(world.sandbox, "contact_attribute", {"cidade": "Cidade"})
    path = f"{API}/custom_attribute_definitions?attribute_model="
    named = {
        model: [
            (one["attribute_key"], one["attribute_display_name"], one["attribute_display_type"])
            for one in (await world.call("admin", "GET", path + model)).json()
        ]
        for model in ("conversation_attribute", "contact_attribute")
    }
    assert named == {
        "conversation_attribute": [("alu_etapa", "Etapa", "text")],
        "contact_attribute": [("cidade", "Cidade", "text")],
    }


async def test_what_is_defined_already_is_refused_by_rest(world):
    furnishing.label(world.sandbox, ("compras",))
    answer = await world.call("admin", "POST", f"{API}/labels", json={"title": "compras"})
    assert answer.status_code == 422


async def test_the_bot_hears_where_it_is_called(world):
    console = Console.begin(world.sandbox, Known(name="Dona Lia"))
    console.write("um")
    world.sandbox.call_bot_at("http://127.0.0.1:9100/outro")
    console.write("dois")
    assert [post.url for post in await world.delivered()] == [
        "http://127.0.0.1:9099/webhooks/chatwoot",
        "http://127.0.0.1:9100/outro",
    ]


async def test_the_courier_is_idle_when_nothing_is_on_its_way_or_waits(world):
    courier, console = world.sandbox.courier, Console.begin(world.sandbox, Known(name="Dona Lia"))
    assert courier.idle
    seen = []

    async def sending(_):
        seen.append(courier.idle)
        return 500 if len(seen) == 1 else 200

    courier.send = sending
    console.write("oi")
    assert not courier.idle
    await courier.due()
    assert not courier.idle  # refused: a second attempt waits
    await courier.drain()
    assert courier.idle
    assert seen == [False, False]


async def test_a_delivery_that_is_given_up_half_way_leaves_it_idle(world):
    """As when the application ends: nobody is to wait for it for ever."""
    courier, begun = world.sandbox.courier, asyncio.Event()

    async def never(_):
        begun.set()
        await asyncio.Event().wait()

    courier.send = never
    Console.begin(world.sandbox, Known(name="Dona Lia")).write("oi")
    delivering = asyncio.create_task(courier.due())
    await begun.wait()
    assert not courier.idle
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    assert courier.idle
