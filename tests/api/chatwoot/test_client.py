"""The client sends what was recorded and reads what was answered; every failure has a name."""

import asyncio
import inspect
import json
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import pytest

from api.chatwoot import answers, client
from api.chatwoot.answers import Done, Indefinite, Refused
from api.chatwoot.capabilities import Capabilities, detect
from api.chatwoot.client import Chatwoot
from api.chatwoot.outgoing import prepared
from api.chatwoot.wire import Wire, connected
from api.errors import WrongSettings
from tests.recordings.reading import calls

pytestmark = pytest.mark.anyio

CALLS = calls()
BOT = "ficha-do-robo-1234567890"
USER = "ficha-da-pessoa-1234567890"
TEXT = "texto-do-cliente"


@dataclass
class Server:
    """Answers in the order given, and remembers what it was asked. The last answer holds."""

    answers: list
    requests: list = field(default_factory=list)
    pauses: list = field(default_factory=list)

    async def __call__(self, request):
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(self, seconds):
        self.pauses.append(seconds)

    def asked(self):
        return [(r.method, r.url.raw_path.decode()) for r in self.requests]

    def bodies(self):
        return [json.loads(r.content) if r.content else None for r in self.requests]

    def tokens(self):
        return [r.headers["Api-Access-Token"] for r in self.requests]

    def chatwoot(self, *, user=USER, bot_reads=False, account=1):
        http = connected("https://chatwoot.example", httpx.MockTransport(self))
        return Chatwoot(Wire(http, self.sleep), account, BOT, user, bot_reads)


def recorded(number):
    """The recorded answer of a call."""
    told = CALLS[number]["response"]
    headers = {name: value for name, value in told["headers"].items() if value is not None}
    content = told["text"] if told["json"] is None else json.dumps(told["json"])
    return httpx.Response(told["status"], headers=headers, content=content)


def answered(body, status=200, **headers):
    return httpx.Response(status, json=body, headers=headers)


def ran(number):
    """A server that gives the recorded answer of a call."""
    return Server([recorded(number)])


# Recorded call -> what is called, what it makes of the answer.
WRITES = [
    ("022", lambda c: c.say(1, "Olá, **Maria**! Em que posso ajudar?", "k"), Done(4)),
    ("048", lambda c: c.say(1, "Robô de volta.", "k"), Done(25)),
    ("054", lambda c: c.say(1, "mensagem do robô em conversa resolvida", "k"), Done(32)),
    ("098", lambda c: c.say(3, "resposta", "k"), Done(79)),
    ("292", lambda c: c.say(16, "O time comercial já vai te atender.", "1:99:1:1"), Done(399)),
    ("023", lambda c: c.note(1, "nota do robô", "k"), Done(5)),
    ("084", lambda c: c.say(2, "x" * 5000, "k"), Refused("invalid", 422)),
    ("120", lambda c: c.say(99999, "x", "k"), Refused("not_found", 404)),
    ("125", lambda c: c.say(2, "x", "k"), Refused("unauthorized", 401)),
    ("126", lambda c: c.say(2, "x", "k"), Refused("unauthorized", 401)),
    ("166", lambda c: c.say(9, "com token velho", "k"), Refused("unauthorized", 401)),
    ("034", lambda c: c.set_status(1, "open"), Done("open")),
    ("053", lambda c: c.set_status(1, "resolved"), Done("resolved")),
    ("158", lambda c: c.set_status(9, "open"), Done("open")),
    ("174", lambda c: c.set_status(10, "open"), Done("open")),
    ("062", lambda c: c.set_status(1, "pending"), Done("pending")),
    ("293", lambda c: c.set_status(16, "open"), Done("open")),
    ("297", lambda c: c.set_status(17, "open"), Done("open")),
    ("119", lambda c: c.set_status(99999, "open"), Refused("not_found", 404)),
    ("118", lambda c: c.set_status(2, "bogus"), Indefinite("server_error", 500)),
    ("032", lambda c: c.set_priority(1, "high"), Done(None)),
    ("121", lambda c: c.set_priority(2, "bogus"), Indefinite("server_error", 500)),
    ("033", lambda c: c.assign_team(1, 1), Done(True)),
    ("291", lambda c: c.assign_team(16, 1), Done(True)),
    ("101", lambda c: c.assign_team(3, 9999), Refused("not_applied")),
    (
        "236",
        lambda c: c.update_contact(1, "", "", {"tipo_pessoa": "pj", "cidade": "Sobral"}),
        Done(None),
    ),
    ("237", lambda c: c.update_contact(1, "", "", {"uf": "CE"}), Done(None)),
    (
        "238",
        lambda c: c.update_contact(2, "", "maria@example.com", {}),
        Refused("invalid", 422),
    ),
    ("111", lambda c: c.update_contact(2, "x", "", {}), Refused("not_for_bots", 401)),
]


@pytest.mark.parametrize(("number", "call", "outcome"), WRITES, ids=[row[0] for row in WRITES])
async def test_a_recorded_write_is_sent_the_same_and_its_answer_read(number, call, outcome):
    server = ran(number)
    assert await call(server.chatwoot()) == outcome
    request = CALLS[number]["request"]
    if "unknown" not in CALLS[number]["note"]:
        assert server.asked() == [(request["method"], request["path"])]
    sent = server.bodies()[0]
    for key, value in request["json"].items():
        if key == "content":
            assert sent[key][:10] == prepared(value)[:10]
        else:
            assert sent[key] == value
    assert server.tokens() == [USER if "contacts" in request["path"] else BOT]


async def test_a_message_is_marked_private_or_not_and_carries_its_key():
    server = ran("292")
    await server.chatwoot().say(16, "O time comercial já vai te atender.", "1:99:1:1")
    await server.chatwoot().note(16, "cartão", "1:99:1:2")
    said, noted = server.bodies()
    assert said == {**CALLS["292"]["request"]["json"], "message_type": "outgoing", "private": False}
    assert noted["private"] is True
    assert noted["content_attributes"] == {"alu_key": "1:99:1:2"}
    assert "source_id" not in said | noted


@pytest.mark.parametrize("number", ["027", "028", "029"])
async def test_liquid_and_backslashes_of_the_recordings_never_leave(number):
    server = ran("022")
    await server.chatwoot().say(1, CALLS[number]["request"]["json"]["content"], "k")
    assert not {"{{", "{%", "\\"} & set(
        server.bodies()[0]["content"].replace(" ", "\n").split("\n")
    )
    assert "{{" not in server.bodies()[0]["content"]
    assert "{%" not in server.bodies()[0]["content"]


async def test_an_empty_message_is_not_sent():
    server = ran("083")
    assert await server.chatwoot().say(1, " \0 ", "k") == Refused("empty")
    assert server.requests == []


NOT_OURS = {
    **dict.fromkeys(["024", "025", "173"], "typing: not shown on WhatsApp"),
    **dict.fromkeys(["026", "077", "086", "087", "088"], "cards, forms, files: she writes text"),
    **dict.fromkeys(["185", "186"], "a source_id of her own would stop the sending"),
    **dict.fromkeys(["061", "063"], "she neither snoozes nor toggles blindly"),
    **dict.fromkeys(["099", "100", "102"], "she assigns teams, nobody else"),
    **dict.fromkeys(["105", "109", "112", "113", "114", "115", "116", "122"], "refused to bots"),
    **dict.fromkeys(["123", "189", "222"], "refused to bots"),
    "085": "she does not speak as the customer",
    "095": "she does not begin conversations",
    "117": "priority has a call of its own",
    "124": "another account",
}
COVERED_ELSEWHERE = {
    *("027", "028", "029", "083", "172"),  # texts
    *("030", "031", "272", "273"),  # attributes, the empty PATCH
    *("103", "104", "106", "107", "108", "110"),  # what bots may not read
}


def test_every_recorded_call_of_the_bot_is_made_or_has_a_reason_not_to_be():
    made = {row[0] for row in WRITES} | COVERED_ELSEWHERE
    assert {number for number, call in CALLS.items() if call["as"] == "bot"} <= made | set(NOT_OURS)
    assert not made & set(NOT_OURS)


READS = [
    ("233", lambda c: c.read_conversation(1), lambda v: (v.id, v.status, v.team, v.assignee)),
    ("228", lambda c: c.read_pending(1), lambda v: [one.id for one in v][:2]),
    ("230", lambda c: c.read_messages(1), lambda v: [one.who for one in v][:3]),
    ("232", lambda c: c.read_messages(1, before=30), lambda v: v[-1].id < 30),
    ("234", lambda c: c.read_labels(1), lambda v: v),
    ("194", lambda c: c.read_teams(), lambda v: dict(v)),
]
SHOWN = [
    (1, "resolved", 3, 2),
    [14, 8],
    ["activity", "customer", "bot"],
    True,
    ("cotacao",),
    {"compras": 1, "fornecedores": 2, "financeiro": 3},
]


@pytest.mark.parametrize(("row", "value"), list(zip(READS, SHOWN, strict=True)))
async def test_a_recorded_read_is_asked_the_same_and_its_answer_read(row, value):
    number, call, shown = row
    server = ran(number)
    answer = await call(server.chatwoot())
    assert isinstance(answer, Done)
    assert shown(answer.value) == value
    method, path = server.asked()[0]
    assert (method, path.removesuffix("&page=1")) == ("GET", CALLS[number]["request"]["path"])
    assert server.tokens() == [USER]


async def test_messages_after_an_id_are_asked_for():
    server = ran("231")
    told = await server.chatwoot().read_messages(1, after=30)
    assert CALLS["231"]["request"]["path"].split("?")[0] == server.asked()[0][1].split("?")[0]
    assert "after=30" in server.asked()[0][1]
    assert [one.id for one in told.value] == sorted(one.id for one in told.value)


async def test_the_whole_conversation_is_read_from_an_answer():
    told = (await ran("233").chatwoot().read_conversation(1)).value
    assert (told.account, told.inbox, told.labels) == (1, 1, ("cotacao",))
    assert (told.attributes, told.priority, told.can_reply) == ({"pedido": "4712"}, "urgent", True)
    assert (told.assignee_kind, told.waiting) == ("user", False)
    assert (told.contact.id, told.contact.name, told.contact.ddd) == (1, "Maria S. Souza", "11")
    assert told.watermark == 1_795_369_252_278_412
    assert "Maria" not in repr(told)


@pytest.mark.parametrize("number", ["103", "104", "106", "107", "108", "110"])
async def test_what_a_bot_may_not_read_is_named(number):
    answer = answers.judged(recorded(number))
    assert answer == Refused("not_for_bots", 401)
    assert not answer.retryable


@pytest.mark.parametrize(
    ("user", "bot_reads", "given", "asked"),
    [
        (USER, True, ["233"], ["GET"]),
        ("", True, ["233"], ["GET"]),
        (USER, True, ["103", "233"], ["GET", "GET"]),
        (USER, False, ["233"], ["GET"]),
        ("", False, ["272"], ["PATCH"]),
        ("", True, ["103", "272"], ["GET", "PATCH"]),
        (USER, True, ["103", "126", "272"], ["GET", "GET", "PATCH"]),
    ],
)
async def test_the_state_is_read_by_whoever_may(user, bot_reads, given, asked):
    server = Server([recorded(number) for number in given])
    answer = await server.chatwoot(user=user, bot_reads=bot_reads).read_conversation(3)
    assert isinstance(answer, Done)
    assert [method for method, _ in server.asked()] == asked
    if asked[-1] == "PATCH":
        assert server.bodies()[-1] == {} == CALLS["272"]["request"]["json"]
        assert server.asked()[-1][1] == CALLS["272"]["request"]["path"]
        assert answer.value.status == "pending"


async def test_an_empty_patch_on_a_conversation_with_a_team_is_asked_once_and_named():
    server = ran("273")
    answer = await server.chatwoot(user="").read_conversation(13)
    assert answer == Indefinite("server_error", 500)
    assert server.asked() == [("PATCH", CALLS["273"]["request"]["path"])]


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.read_messages(1),
        lambda c: c.read_pending(1),
        lambda c: c.read_teams(),
        lambda c: c.read_labels(1),
        lambda c: c.add_labels(1, ["x"]),
        lambda c: c.update_contact(1, "Zé", "", {}),
    ],
    ids=["messages", "pending", "teams", "labels", "add-labels", "contact"],
)
async def test_what_needs_a_user_says_so_without_asking(call):
    server = Server([])
    assert await call(server.chatwoot(user="")) == Refused("no_user_token")


async def test_a_contact_with_nothing_new_is_left_alone():
    assert await Server([]).chatwoot().update_contact(1, "", "", {}) == Done(None)


async def test_labels_are_added_to_those_that_are_there():
    server = Server([answered({"payload": ["vip"]}), answered({"payload": ["vip", "compras"]})])
    answer = await server.chatwoot(bot_reads=True).add_labels(1, ["Compras", "vip"])
    assert answer == Done(("vip", "compras"))
    assert server.asked() == [
        ("GET", "/api/v1/accounts/1/conversations/1/labels"),
        ("POST", CALLS["040"]["request"]["path"]),
    ]
    assert server.bodies()[1] == {"labels": ["vip", "compras"]}
    assert server.tokens() == [BOT, BOT]


async def test_before_4_14_2_labels_are_the_users_to_write():
    server = Server([answered({"payload": []}), answered({"payload": ["x"]})])
    assert await server.chatwoot().add_labels(1, ["x"]) == Done(("x",))
    assert server.tokens() == [USER, USER]


async def test_labels_that_are_there_are_not_written():
    server = ran("234")
    assert await server.chatwoot().add_labels(1, ["cotacao"]) == Done(("cotacao",))
    assert len(server.requests) == 1


async def test_attributes_are_set_beside_those_that_are_there():
    server = Server([recorded("233"), answered({"custom_attributes": {"pedido": "1", "x": "y"}})])
    answer = await server.chatwoot().set_attributes(1, {"x": "y\0" + "z" * 2000})
    assert answer == Done({"pedido": "1", "x": "y"})
    sent = server.bodies()[1]["custom_attributes"]
    assert sent["pedido"] == "4712"
    assert len(sent["x"]) == 1500
    assert server.asked()[1] == ("POST", CALLS["030"]["request"]["path"])
    assert server.tokens() == [USER, BOT]


async def test_attributes_that_are_there_are_not_written():
    server = ran("233")
    assert await server.chatwoot().set_attributes(1, {"pedido": "4712"}) == Done({"pedido": "4712"})
    assert len(server.requests) == 1


async def test_what_could_not_be_read_is_not_replaced():
    server = ran("273")
    answer = await server.chatwoot(user="").set_attributes(13, {"x": "y"})
    assert answer == Refused("unread", 500)
    assert answer.retryable
    assert len(server.requests) == 1
    server = ran("119")
    assert await server.chatwoot().add_labels(9, ["x"]) == Refused("not_found", 404)


async def test_attributes_known_from_a_delivery_stand_in_for_what_cannot_be_read():
    server = Server([recorded("273"), recorded("031")])
    answer = await server.chatwoot(user="").set_attributes(13, {"outro": "x"}, {"pedido": "1"})
    assert isinstance(answer, Done)
    assert server.bodies()[1] == {"custom_attributes": {"pedido": "1", "outro": "x"}}


async def test_a_status_that_was_not_taken_is_named():
    server = Server([answered({"payload": {"current_status": "pending"}})])
    assert await server.chatwoot().set_status(1, "open") == Refused("not_applied")


REQUEST = httpx.Request("POST", "https://chatwoot.example")
SECRETIVE = f"{TEXT} {BOT}"
# What happens on the wire -> the outcome of a write, whether it may be made again, and requests of a read.
FAILURES = [
    (answered({"error": "Invalid Access Token"}, 401), Refused("unauthorized", 401), False, 1),
    (answered({"error": SECRETIVE}, 404), Refused("not_found", 404), False, 1),
    (answered({"error": SECRETIVE}, 422), Refused("invalid", 422), False, 1),
    (
        answered({"error": "Validation failed: Too many messages"}, 422),
        Refused("too_many_messages", 422),
        True,
        3,
    ),
    (httpx.Response(400), Refused("refused", 400), False, 1),
    (httpx.Response(403, html="<html>"), Refused("refused", 403), False, 1),
    (httpx.Response(429, text="Retry later\n"), Refused("rate_limited", 429), True, 3),
    (
        httpx.Response(429, headers={"Retry-After": "7"}),
        Refused("rate_limited", 429, 7.0),
        True,
        3,
    ),
    (httpx.Response(302, headers={"Location": "/x"}), Refused("redirected", 302), False, 1),
    (answered({"status": 500}, 500), Indefinite("server_error", 500), None, 3),
    (
        httpx.Response(502, html="<html><h1>502 Bad Gateway</h1></html>"),
        Indefinite("server_error", 502),
        None,
        3,
    ),
    (httpx.Response(503), Indefinite("server_error", 503), None, 3),
    (httpx.Response(200, content=b""), Indefinite("unreadable_answer", 200), None, 1),
    (httpx.Response(200, html="<html>login"), Indefinite("unreadable_answer", 200), None, 1),
    (answered([1]), Indefinite("unreadable_answer", 200), None, 1),
    (answered({"id": "4"}), Indefinite("unreadable_answer", 200), None, 1),
    (httpx.ReadTimeout(SECRETIVE, request=REQUEST), Indefinite("timeout"), None, 3),
    (httpx.WriteTimeout(SECRETIVE, request=REQUEST), Indefinite("timeout"), None, 3),
    (httpx.ReadError(SECRETIVE, request=REQUEST), Indefinite("connection_lost"), None, 3),
    (httpx.RemoteProtocolError(SECRETIVE), Indefinite("connection_lost"), None, 3),
    (httpx.ConnectError(SECRETIVE), Refused("unreachable"), True, 3),
    (httpx.ConnectTimeout(SECRETIVE), Refused("unreachable"), True, 3),
    (httpx.PoolTimeout(SECRETIVE), Refused("unreachable"), True, 3),
]


@pytest.mark.parametrize(
    ("answer", "outcome", "again", "reads"),
    FAILURES,
    ids=[f"{n}-{row[1].reason}" for n, row in enumerate(FAILURES)],
)
async def test_every_failure_has_a_name_and_only_reads_are_repeated(
    answer, outcome, again, reads, caplog
):
    writing, reading = Server([answer]), Server([answer])
    with caplog.at_level(logging.DEBUG):
        assert await writing.chatwoot().say(1, TEXT, "k") == outcome
        shown = await reading.chatwoot().read_conversation(1)
    assert len(writing.requests) == 1
    assert getattr(outcome, "retryable", None) is again
    assert sum(method == "GET" for method, _ in reading.asked()) == reads
    assert type(shown) is type(outcome)
    assert writing.pauses == []
    told = caplog.text + repr(shown) + repr(outcome) + repr(writing.chatwoot())
    for secret in (TEXT, BOT, USER):
        assert secret not in told


async def test_a_read_that_comes_right_is_read():
    server = Server([httpx.Response(502), httpx.ReadError("x"), recorded("234")])
    assert await server.chatwoot().read_labels(1) == Done(("cotacao",))
    assert server.pauses == [0.2, 0.8]


async def test_a_read_waits_as_long_as_it_is_asked_to_but_not_for_ever():
    later = httpx.Response(429, headers={"Retry-After": "1"})
    for_ever = httpx.Response(429, headers={"Retry-After": "3600"})
    server = Server([later, for_ever, recorded("234")])
    assert await server.chatwoot().read_labels(1) == Done(("cotacao",))
    assert server.pauses == [1.0, 2.0]


@asynccontextmanager
async def listening(answer):
    """The address of a real socket; ``answer`` gets the connection, which is closed after it."""

    async def handle(reader, writer):
        with suppress(asyncio.CancelledError):
            await answer(reader)
        writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        async with connected(f"http://{host}:{port}") as http:
            yield http
    finally:
        server.close()


async def test_a_server_that_takes_six_seconds_is_given_up_before():
    """The limit of the test is shortened, not the way."""
    done = asyncio.Event()

    async def mute(reader):
        await done.wait()

    async with listening(mute) as http:
        assert http.timeout.read == 5.0
        http.timeout = httpx.Timeout(0.05)
        answer = await Chatwoot(Wire(http, asyncio.sleep), 1, BOT).say(1, TEXT, "k")
        done.set()
        await asyncio.sleep(0.01)
    assert answer == Indefinite("timeout")


async def test_a_server_that_hangs_up_after_the_request_leaves_doubt_and_a_closed_port_none():
    async def hang_up(reader):
        await reader.read(1)

    async with listening(hang_up) as http:
        answer = await Chatwoot(Wire(http, asyncio.sleep), 1, BOT).say(1, TEXT, "k")
        address = str(http.base_url)
    assert answer == Indefinite("connection_lost")
    async with connected(address) as http:
        answer = await Chatwoot(Wire(http, asyncio.sleep), 1, BOT).say(1, TEXT, "k")
    assert answer == Refused("unreachable")


@pytest.mark.parametrize("number", CALLS)
def test_every_recorded_answer_is_a_success_or_has_a_name(number):
    judged = answers.judged(recorded(number))
    status = CALLS[number]["response"]["status"]
    assert isinstance(judged, httpx.Response) == (status in {200, 204})
    if status not in {200, 204}:
        named = {401: {"unauthorized", "not_for_bots"}, 404: {"not_found"}, 422: {"invalid"}}
        assert judged.reason in named.get(status, {"server_error"})
        bots = "for bots" in json.dumps(CALLS[number]["response"].get("json"))
        assert (judged.reason == "not_for_bots") == bots


@pytest.mark.parametrize(
    ("user", "given", "outcome"),
    [
        (USER, ["107", "119"], Done(Capabilities(bot_reads=False, user_reads=True))),
        ("", ["107"], Done(Capabilities(bot_reads=False, user_reads=False))),
        ("", ["119"], Done(Capabilities(bot_reads=True, user_reads=False))),
        (USER, ["119", "119"], Done(Capabilities(bot_reads=True, user_reads=True))),
        (USER, ["107", "125"], Done(Capabilities(bot_reads=False, user_reads=False))),
        (USER, ["125"], Refused("unauthorized", 401)),
        (USER, ["118"], Indefinite("server_error", 500)),
        (USER, ["107", "118"], Indefinite("server_error", 500)),
        ("", ["234"], Done(Capabilities(bot_reads=True, user_reads=False))),
    ],
)
async def test_what_the_server_allows_is_found_by_asking(user, given, outcome):
    server = Server([recorded(number) for number in given])
    assert await detect(server.chatwoot(user=user)) == outcome
    assert server.tokens()[0] == BOT
    assert all(method == "GET" for method, _ in server.asked())


@pytest.mark.parametrize("token", ["a b", "é", "a\nb"])
async def test_a_token_that_no_header_can_carry_is_refused_without_being_told(token):
    http = connected("https://chatwoot.example")
    with pytest.raises(WrongSettings, match="ALU_CHATWOOT_BOT_TOKEN") as told:
        Chatwoot(Wire(http, None), 1, token)
    assert token not in str(told.value)
    await http.aclose()


def test_the_user_never_speaks_and_never_touches_the_status():
    for name in (
        "say",
        "note",
        "set_status",
        "assign_team",
        "set_priority",
        "_post_message",
        "_write",
    ):
        assert "user_token" not in inspect.getsource(getattr(client.Chatwoot, name))
