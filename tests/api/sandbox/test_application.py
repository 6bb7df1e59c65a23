"""The REST face where no recording reaches: files, lists, limits, refusals, the application's life."""

import asyncio
import json

import pytest

from api.sandbox import Console, Naming
from api.sandbox.arriving import Known
from api.sandbox.records import Message
from api.sandbox.speaking import File
from tests.api.sandbox.world import World

pytestmark = pytest.mark.anyio

API = "/api/v1/accounts/1"
TALK = f"{API}/conversations/1"


@pytest.fixture
def world():
    return World(teams=("comercial",))


@pytest.fixture
def console(world):
    return Console.begin(world.sandbox, Known(name="Dona Lia", email="lia@example.com"))


@pytest.fixture
def customer(world, console):
    inbox, link = world.store.inboxes[1], world.store.contact_inboxes[1]
    return f"/public/api/v1/inboxes/{inbox.identifier}/contacts/{link.source_id}"


async def test_a_file_can_be_fetched_after_one_redirect(world, console):
    console.write(None, File("nota fiscal.pdf", "application/pdf", b"%PDF"))
    message = (await world.call("agent", "GET", TALK + "/messages")).json()["payload"][0]
    url = message["attachments"][0]["data_url"].removeprefix(world.sandbox.base_url)
    first = await world.call("nobody", "GET", url)
    assert first.status_code == 302
    file = await world.call("nobody", "GET", first.headers["location"])
    assert (file.content, file.headers["content-type"]) == (b"%PDF", "application/pdf")


async def test_a_file_that_is_not_there_is_not_found(world):
    answer = await world.call("nobody", "GET", "/rails/active_storage/disk/9/x.png")
    assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("?status=pending", [2, 1]),
        ("?status=all", [2, 1, 3]),
        ("?status=all&sort_by=waiting_since_asc", [1, 2, 3]),
        ("?status=all&page=2", []),
        ("?status=all&inbox_id=9", []),
        ("?status=all&team_id=1", [2]),
        ("?status=all&assignee_type=me", [2]),
        ("?status=all&assignee_type=unassigned", [1, 3]),
        ("?status=all&conversation_type=unattended", [1, 3]),
        ("?status=all&updated_within=60", [2, 1, 3]),
    ],
)
async def test_conversations_are_listed_as_asked(world, console, query, found):
    second = Console.begin(world.sandbox, Known(name="Seu Zé"))
    third = Console.begin(world.sandbox, Known(name="Rita"))
    third.resolve()
    await world.call("bot", "POST", f"{API}/conversations/2/assignments", json={"team_id": 1})
    await world.call("bot", "POST", f"{API}/conversations/2/assignments", json={"assignee_id": 2})
    console.write("oi")
    second.reply("oi")
    answer = await world.call("agent", "GET", f"{API}/conversations{query}")
    assert [one["id"] for one in answer.json()["data"]["payload"]] == found
    assert answer.json()["data"]["meta"]["all_count"] == (3 if "page=2" in query else len(found))


async def test_messages_between_two_ids(world, console):
    for number in range(5):
        console.write(str(number))
    answer = await world.call("agent", "GET", TALK + "/messages?after=2&before=4")
    assert [one["id"] for one in answer.json()["payload"]] == [2, 3]


async def test_more_messages_than_a_minute_allows_are_refused(world, console, customer):
    moment = world.sandbox.now()
    for number in range(1, 201):
        world.store.messages[number] = Message(number, 1, "incoming", "x", moment, moment)
    mine = await world.call("bot", "POST", TALK + "/messages", json={"content": "x"})
    path = customer + "/conversations/1/messages"
    his = await world.call("nobody", "POST", path, json={"content": "x"})
    assert (mine.status_code, mine.json()) == (
        422,
        {"error": "Validation failed: Too many messages"},
    )
    assert his.json() == {"message": "Too many messages", "attributes": ["base"]}
    world.time.passed += 120
    later = await world.call("bot", "POST", TALK + "/messages", json={"content": "x"})
    assert later.status_code == 200


async def test_a_customer_reads_his_messages_without_notes(world, console, customer):
    console.write("oi")
    console.note("nota")
    console.reply("bom dia")
    answer = await world.call("nobody", "GET", customer + "/conversations/1/messages")
    assert [one["content"] for one in answer.json()] == ["oi", "bom dia"]


async def test_a_customer_types_and_writes_too_much(world, console, customer):
    here = customer + "/conversations/1"
    typing = await world.call(
        "nobody", "POST", here + "/toggle_typing", json={"typing_status": "on"}
    )
    assert (typing.status_code, typing.content) == (200, b"")
    asked = {"content": "x" * 150_001}
    long = await world.call("nobody", "POST", here + "/messages", json=asked)
    assert long.json()["attributes"] == ["content"]


@pytest.mark.parametrize(
    "path",
    [
        "/public/api/v1/inboxes/x/contacts",
        "/public/api/v1/inboxes/x/contacts/y/conversations",
        "/nada",
    ],
)
async def test_strangers_find_nothing(world, path):
    answer = await world.call("nobody", "POST", path, json={})
    assert (answer.status_code, answer.json()) == (404, {"status": 404, "error": "Not Found"})


async def test_what_is_no_json_is_a_bad_request(world, console):
    answer = await world.call("bot", "POST", TALK + "/messages", content=b"{")
    assert answer.status_code == 400
    answer = await world.call("bot", "POST", TALK + "/messages", content=b"[]")
    assert answer.json()["content"] is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/contacts/99"),
        ("GET", "/teams/99/team_members"),
        ("GET", "/agent_bots/99"),
        ("GET", "/inboxes/99"),
        ("DELETE", "/webhooks/99"),
        ("DELETE", "/conversations/1/messages/99"),
        ("POST", "/conversations"),
    ],
)
async def test_what_is_not_there_is_not_found(world, console, method, path):
    answer = await world.call("admin", method, API + path, json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()) == (404, {"error": "Resource could not be found"})


async def test_team_and_priority_can_be_taken_away(world, console):
    await world.call("agent", "POST", TALK + "/assignments", json={"team_id": 1})
    await world.call("agent", "POST", TALK + "/assignments", json={"team_id": 99})
    await world.call("agent", "POST", TALK + "/toggle_priority", json={"priority": "low"})
    await world.call("agent", "POST", TALK + "/toggle_priority", json={"priority": None})
    assert (console.standing.team, console.standing.priority) == (None, None)
    lines = [one.content for one in console.messages]
    assert lines[1] == "Removido de comercial por Bruno Atendente"
    assert lines[3] == "Bruno Atendente removeu a prioridade"


async def test_the_same_again_is_told_to_nobody(world, console):
    await world.call("bot", "POST", TALK + "/toggle_status", json={"status": "pending"})
    await world.call("agent", "POST", TALK + "/labels", json={"labels": []})
    await world.call("bot", "POST", TALK + "/custom_attributes", json={"custom_attributes": {}})
    await world.call("bot", "POST", TALK + "/assignments", json={"assignee_id": None})
    await world.call("agent", "PUT", f"{API}/contacts/1", json={"name": "Dona Lia"})
    assert await world.delivered() == []


async def test_an_agent_who_saw_it_has_nothing_unread(world, console):
    console.write("oi")
    answer = await world.call("agent", "POST", TALK + "/update_last_seen")
    assert answer.json()["unread_count"] == 0


async def test_files_of_a_conversation_are_listed(world, console):
    console.write(None, File("a.png", "image/png", b"1"), File("b", "text/plain", b"2"))
    answer = await world.call("agent", "GET", TALK + "/attachments")
    shown = answer.json()["payload"]
    assert [(one["file_type"], one["extension"]) for one in shown] == [
        ("image", "png"),
        ("file", None),
    ]


async def test_members_are_added_to_those_there(world):
    path = f"{API}/teams/1/team_members"
    answer = await world.call("admin", "POST", path, json={"user_ids": [1, 2]})
    assert [one["id"] for one in answer.json()] == [2, 1]


async def test_labels_that_cannot_be_are_refused(world):
    path, label = f"{API}/labels", {"label": {"title": "Compras"}}
    assert (await world.call("admin", "POST", path, json=label)).json()["title"] == "compras"
    taken = await world.call("admin", "POST", path, json=label)
    assert taken.json()["message"] == "Title has already been taken"
    bad = await world.call("admin", "POST", path, json={"title": "com espaço"})
    assert bad.status_code == 422


async def test_a_webhook_goes(world):
    asked = {"url": "https://x.example", "subscriptions": ["message_created"]}
    made = await world.call("admin", "POST", f"{API}/webhooks", json=asked)
    number = made.json()["payload"]["webhook"]["id"]
    assert (await world.call("admin", "DELETE", f"{API}/webhooks/{number}")).status_code == 200
    assert world.store.hooks == {}


async def test_a_bot_with_another_address_is_told_there(world, console):
    asked = {"outgoing_url": "http://127.0.0.1/outro"}
    await world.call("admin", "PATCH", f"{API}/agent_bots/1", json=asked)
    console.write("oi")
    assert [post.url for post in await world.delivered()] == ["http://127.0.0.1/outro"]
    assert (await world.call("agent", "GET", f"{API}/inboxes/1")).json()["name"] == "WhatsApp (API)"


async def test_no_bot_no_pending(world, console):
    await world.call("admin", "POST", f"{API}/inboxes/1/set_agent_bot", json={"agent_bot": None})
    assert (await world.call("admin", "GET", f"{API}/inboxes/1/agent_bot")).json() == {"agent_bot": {}}  # fmt: skip
    console.resolve()
    console.write("oi")
    assert console.standing.status == "open"


async def test_a_blocked_customer_begins_resolved(world, console, customer):
    await world.call("agent", "POST", TALK + "/mute")
    answer = await world.call("nobody", "POST", customer + "/conversations", json={})
    assert answer.json()["status"] == "resolved"


async def test_a_customer_opens_what_he_closed(world, console, customer):
    for status in ("open", "resolved"):
        answer = await world.call("nobody", "POST", customer + "/conversations/1/toggle_status")
        assert answer.json()["status"] == status


async def test_a_bot_may_begin_a_conversation_with_words(world, console):
    source = world.store.contact_inboxes[1].source_id
    asked = {"source_id": source, "message": {"content": "Olá"}}
    answer = await world.call("bot", "POST", f"{API}/conversations", json=asked)
    assert answer.json()["messages"][0]["content"] == "Olá"


async def test_attributes_in_a_form_are_json_in_a_text(world, console):
    data = {"content": "segue", "content_attributes": '{"alu_key": "1:1:1"}', "private": "true"}
    files = {"attachments[]": ("a.txt", b"1", "text/plain")}
    answer = await world.call("bot", "POST", TALK + "/messages", data=data, files=files)
    assert answer.json()["content_attributes"] == {"alu_key": "1:1:1"}
    assert answer.json()["private"]


async def test_a_name_in_braces_is_filled_in(world, console):
    asked = {"content": "Olá {{ contact.first_name }}{{ nada.disso }}!"}
    answer = await world.call("bot", "POST", TALK + "/messages", json=asked)
    assert answer.json()["content"] == "Olá Dona!"


async def test_the_echo_may_come_before_the_answer():
    world = World(echo_first=True)
    console = Console.begin(world.sandbox, Known(name="Dona Lia"))
    console.write("oi")
    await world.call("bot", "POST", TALK + "/messages", json={"content": "olá"})
    assert [json.loads(post.body)["event"] for post in world.receiver.take()] == [
        "message_created",
        "message_created",
        "conversation_updated",
    ]


@pytest.mark.parametrize("echo_first", [False, True])
async def test_a_bot_that_answers_inside_its_webhook_is_heard(echo_first):
    world = World(echo_first=echo_first)
    heard = []

    async def bot(post):
        body = json.loads(post.body)
        heard.append((body["event"], body.get("message_type")))
        if body.get("message_type") == "incoming":
            await world.call("bot", "POST", TALK + "/messages", json={"content": "Olá!"})
        return 200

    world.sandbox.connect(bot, world.time.seconds, world.time.sleep)
    Console.begin(world.sandbox, Known(name="Dona Lia")).write("oi")
    await world.sandbox.courier.drain()
    assert heard == [
        ("message_created", "incoming"),
        ("message_created", "outgoing"),
        ("conversation_updated", None),
    ]


async def test_the_courier_lives_as_long_as_the_application(world, console):
    console.write("oi")
    async with world.application.router.lifespan_context(world.application):
        await asyncio.wait_for(world.receiver.first.wait(), 2)
    assert len(world.receiver.posts) == 1


def test_the_same_seed_gives_the_same_names():
    one, two = Naming("a"), Naming("a")
    assert [one.uuid(), one.token()] == [two.uuid(), two.token()]
    assert one.token() != one.token()
    assert Naming("b").token() != Naming("a").token()
