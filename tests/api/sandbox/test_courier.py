"""Deliveries: signatures, what a failing bot causes, retries, beside what was recorded of a failing bot."""

import asyncio
import json
from dataclasses import replace

import httpx
import pytest

from api.sandbox import Console, over
from api.sandbox.arriving import Known
from api.sandbox.courier import Post, signature
from api.sandbox.moments import Rising
from api.sandbox.records import Hook
from tests.api.sandbox.world import BOT_URL, World
from tests.recordings.reading import deliveries, secrets

pytestmark = pytest.mark.anyio

OPENED = ["conversation_opened", "conversation_status_changed", "conversation_updated"]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def console(world):
    return Console.begin(world.sandbox, Known(name="Falha Teste"))


def test_the_signature_is_chatwoot_s():
    keys = secrets()
    for one in deliveries():
        head = one["headers"]
        made = signature(keys[one["signed_with"]], head["X-Chatwoot-Timestamp"], one["raw_body"].encode())  # fmt: skip
        assert made == head["X-Chatwoot-Signature"]


def recorded(*numbers):
    return [one["event"] for one in deliveries() if one["n"] in numbers]


@pytest.mark.parametrize(
    ("answers", "numbers", "status"),
    [
        ([500] * 12, range(151, 163), "open"),
        ([429] * 12, range(165, 177), "open"),
        ([503], range(179, 183), "open"),
        ([502], range(185, 189), "open"),
        ([400], range(197, 201), "open"),
        ([404], range(191, 195), "open"),
        ([401], range(203, 207), "open"),
        ([None], range(264, 268), "open"),  # the connection is reset
        ([204], [255], "pending"),
        ([201], [256], "pending"),
        ([500], [278, 279], "pending"),
        ([500, 500], [280, 281, 282], "pending"),
    ],
)
async def test_a_failing_bot_causes_what_was_recorded(world, console, answers, numbers, status):
    world.receiver.answers = answers
    console.write("oi")
    events = await delivered(world)
    assert sorted(events) == sorted(recorded(*numbers))
    assert events[:4] == recorded(*numbers)[:4]  # of what is sent at once, the order was luck
    assert console.standing.status == status
    lines = [one.content for one in console.messages if one.kind == "activity"]
    assert len(lines) == (status == "open")


async def delivered(world):
    return [json.loads(post.body)["event"] for post in await world.delivered()]


async def test_a_retry_has_the_same_body_and_id_and_a_new_signature(world, console):
    world.receiver.answers = [500, 500]
    console.write("oi")
    one, two, three = await world.delivered()
    assert one.body == two.body == three.body
    assert len({post.headers["X-Chatwoot-Delivery"] for post in (one, two, three)}) == 1
    assert len({post.headers["X-Chatwoot-Signature"] for post in (one, two, three)}) == 3


async def test_while_one_waits_the_next_is_delivered(world, console):
    world.receiver.answers = [500]
    console.write("um")
    console.write("dois")
    bodies = [post.body for post in await world.delivered()]
    assert [b"dois" in body for body in bodies] == [False, True, False]


async def test_attempts_are_as_far_apart_as_recorded(world, console):
    world.receiver.answers = [500, 500]
    console.write("oi")
    await world.sandbox.courier.drain()
    first, second, third = (passed for passed, _ in world.receiver.posts)
    assert 3.2 <= second - first <= 8.7
    assert 3.2 <= third - second <= 8.7


async def test_an_event_that_is_no_message_opens_nothing(world, console):
    world.receiver.always = 503
    console.open()
    console.give_back()
    await world.delivered()
    assert console.standing.status == "pending"


async def test_a_note_that_cannot_be_told_opens_too(world, console):
    world.receiver.answers = [503]
    console.note("nota")
    assert await delivered(world) == ["message_created", *OPENED]


async def test_an_account_may_keep_it_pending(console, world):
    world.store.account = replace(world.store.account, pending_on_failure=True)
    world.receiver.answers = [503]
    console.write("manter pendente")
    assert await delivered(world) == ["message_created"]
    assert console.standing.status == "pending"


async def test_account_webhooks_are_tried_once(world, console):
    world.store.hooks[1] = Hook(1, "http://127.0.0.1/conta", None, ("message_created",), "s")
    world.receiver.answers = [200, 500]
    console.write("oi")
    urls = [post.url for post in await world.delivered()]
    assert urls == [BOT_URL, "http://127.0.0.1/conta"]
    assert console.standing.status == "pending"


async def test_a_body_shows_the_state_of_its_moment(world, console):
    console.write("antes")
    console.open()
    post, *_ = await world.delivered()
    assert b'"status":"pending"' in post.body


async def test_what_could_be_html_leaves_as_escapes(world, console):
    console.write("<b>10kg</b> & “açúcar” \u2028")
    (post,) = await world.delivered()
    assert rb"\u003cb\u003e10kg\u003c/b\u003e \u0026" in post.body
    assert rb"\u2028" in post.body
    assert "“açúcar”".encode() in post.body


async def test_the_courier_works_until_it_is_stopped(world, console):
    worker = asyncio.create_task(world.sandbox.courier.run())
    await asyncio.sleep(0)
    console.write("oi")
    for _ in range(5):
        await asyncio.sleep(0)
    worker.cancel()
    assert len(world.receiver.posts) == 1


async def test_over_http_an_answer_has_a_status_and_a_silence_has_none():
    async def answering(request):
        if request.url.path == "/mudo":
            raise httpx.ReadTimeout("tarde")
        return httpx.Response(418 if request.content == b"{}" else 500)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answering)) as client:
        send = over(client)
        assert await send(Post("http://alu/webhook", {}, b"{}")) == 418
        assert await send(Post("http://alu/mudo", {}, b"{}")) is None


def test_two_moments_are_never_the_same(world):
    now = Rising(world.time.now)
    assert now() < now() < now()
