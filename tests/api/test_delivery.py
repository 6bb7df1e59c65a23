"""The stored outcome becomes calls to a real sandbox: in order, once each, behind the fence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.effects import Effect
from api.hearing import UNSAID, Told
from api.sandbox import Console, steering
from api.storage import outbox
from api.storage.conversations import Report
from api.storage.thread import Thread
from api.turns import own_message
from tests.agent.stub_mind import PROTOCOL
from tests.api.home import Home, home, told_by

pytestmark = pytest.mark.anyio

SAY: Effect = {"do": "say", "text": "Olá! Com quem eu falo?"}
NOTE: Effect = {"do": "note", "text": "Cartão: Jussara, de Sobral"}
HAND_OVER: tuple[Effect, ...] = (
    NOTE,
    {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
    {"do": "set_attributes", "attributes": {"alu_etapa": "humano"}},
    {"do": "update_contact", "name": "Jussara", "email": "", "attributes": {"cidade": "Sobral"}},
    {"do": "say", "text": "Vou passar para o comercial."},
    {"do": "assign_team", "team": "comercial"},
    {"do": "set_status", "status": "open"},
)


async def begun(here: Home, *effects: Effect) -> tuple[Console, Thread]:
    """A customer who waits, and a turn of these effects."""
    talk = here.talk()
    talk.write("bom dia")
    await here.hear_all()
    thread = Thread(1, talk.conversation_id)
    await here.decided(thread, *effects)
    return talk, thread


def posts(here: Home) -> list[str]:
    return [path for method, path in here.wire.calls if method == "POST" and path.endswith("/messages")]  # fmt: skip


async def later(here: Home, seconds: float, thread: Thread) -> None:
    here.clock.leap(seconds)  # type: ignore[attr-defined]  # a clock that stands
    await here.delivery.deliver(thread)


def messages(answer: Callable[[ASGIApp], ASGIApp], here: Home, *, times: int = 1) -> None:
    """The next ``times`` messages posted meet ``answer`` instead of the sandbox."""
    left = [times]

    def before(method: str, path: str) -> ASGIApp | None:
        if method == "POST" and path.endswith("/messages") and left[0] > 0:
            left[0] -= 1
            return answer(here.wire.app)
        return None

    here.wire.before = before


def failing(status: int, *, saves: bool) -> Callable[[ASGIApp], ASGIApp]:
    """An answer with ``status``, with the message saved before or not."""

    def answering(app: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if saves:
                await app(scope, receive, _unheard)
            await Response(b"{}", status)(scope, receive, send)

        return answer

    return answering


def without_keys(app: ASGIApp) -> ASGIApp:
    """A server up to 4.8: whatever is in ``content_attributes`` is dropped."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        body = orjson.loads((await receive())["body"])
        body.pop("content_attributes", None)

        async def stripped() -> Message:
            return {"type": "http.request", "body": orjson.dumps(body), "more_body": False}

        await app(scope, stripped, send)

    return answer


async def _unheard(_message: Message) -> None:
    return None


def reading(here: Home, **facts: object) -> None:
    """Whoever reads the conversation is told these facts."""
    shown = {"status": "pending", "meta": {}, **facts}

    def before(method: str, path: str) -> ASGIApp | None:
        tail = path.rpartition("conversations/")[2]
        if method == "GET" and tail.isdigit():
            return JSONResponse({"id": int(tail), **shown})
        return None

    here.wire.before = before


# --- in order, once ---


async def test_a_whole_hand_over_is_told_in_its_order(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, *HAND_OVER)
        await here.delivery.deliver(thread)
        at = f"conversations/{thread.conversation}"
        assert [path for method, path in here.wire.calls if method in ("POST", "PUT")] == [
            f"{at}/messages",
            f"{at}/labels",
            f"{at}/custom_attributes",
            "contacts/1",
            f"{at}/messages",
            f"{at}/assignments",
            f"{at}/toggle_status",
        ]
        assert {state for _, state, _ in await here.ends(thread)} == {"sent"}
        standing = talk.standing
        assert (standing.status, standing.team) == ("open", "comercial")
        assert standing.labels == ("compras", "ia-transferido")
        assert told_by(talk, private=True) == [NOTE["text"]]  # type: ignore[typeddict-item]
        assert told_by(talk) == ["Vou passar para o comercial."]
        await here.delivery.deliver(thread)
        assert len(told_by(talk)) == 1


async def test_a_row_that_has_to_wait_holds_back_those_behind_it(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY, {"do": "say", "text": "Segunda"})
        messages(lambda _: Response(b"later", 429, {"retry-after": "7"}), here)
        await here.delivery.deliver(thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["queued", "queued"]
        await later(here, 6.9, thread)
        assert told_by(talk) == []
        await later(here, 0.2, thread)
        assert told_by(talk) == [SAY["text"], "Segunda"]  # type: ignore[typeddict-item]


async def test_two_who_deliver_at_once_tell_it_once(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY, NOTE)
        await asyncio.gather(*(here.delivery.deliver(thread) for _ in range(4)))
        assert (len(told_by(talk)), len(told_by(talk, private=True))) == (1, 1)


# --- a person took over ---


async def test_what_was_decided_before_a_takeover_is_not_said_but_what_helps_is_told(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, *HAND_OVER)
        talk.open()
        await here.hear_all()
        await here.delivery.deliver(thread)
        ends = {kind: state for kind, state, _ in await here.ends(thread)}
        told = {kind for kind, state in ends.items() if state == "sent"}
        assert told == {"note", "set_attributes", "update_contact"}
        assert {state for kind, state in ends.items() if kind not in told} == {"suppressed"}
        assert told_by(talk) == []
        assert talk.standing.team is None
        (unsaid,) = [row for row in await here.unread(thread) if row.event == UNSAID]
        assert unsaid.body["unsaid"] == own_message(thread, 1)


async def test_what_a_person_of_the_team_ordered_is_done_whoever_answers(
    engine: AsyncEngine,
) -> None:
    ordered: list[Effect] = [
        {"do": "note", "text": "Voltei"},
        {"do": "assign_team", "team": "rh", "ordered": True},
        {"do": "set_status", "status": "pending", "ordered": True},
    ]
    async with home(engine) as here:
        talk, thread = await begun(here, *ordered)
        talk.open()
        await here.hear_all()
        await here.delivery.deliver(thread)
        assert {state for _, state, _ in await here.ends(thread)} == {"sent"}
        assert (talk.standing.team, talk.standing.status) == ("rh", "pending")


async def test_a_takeover_that_no_webhook_told_is_seen_before_a_word_is_said(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        talk.open()
        here.told.clear()
        await here.delivery.deliver(thread)
        assert told_by(talk) == []
        assert await here.ends(thread) == [("say", "suppressed", "already open")]
        assert (await here.known(thread)).epoch == 1


async def test_a_takeover_between_the_look_and_the_message_is_seen(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        _, thread = await begun(here, SAY)

        async def before(method: str, path: str) -> None:
            if method == "GET" and path == f"conversations/{thread.conversation}":
                at = (await here.known(thread)).updated_at + 1
                await here.hear(Told(Report(thread, "open", at)))

        here.wire.before = before
        await here.delivery.deliver(thread)
        assert posts(here) == []
        assert await here.ends(thread) == [("say", "suppressed", "a person took over")]


async def test_a_takeover_waits_for_the_message_on_its_way(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        on_its_way, answered, log = asyncio.Event(), asyncio.Event(), []

        async def before(method: str, path: str) -> None:
            if method == "POST" and path.endswith("/messages"):
                on_its_way.set()
                await answered.wait()

        async def take() -> None:
            async with here.fence.taking_over(thread):
                log.append(len(told_by(talk)))

        here.wire.before = before
        telling = asyncio.create_task(here.delivery.deliver(thread))
        await on_its_way.wait()
        taking = asyncio.create_task(take())
        await asyncio.sleep(0.02)
        assert log == []
        answered.set()
        await asyncio.gather(telling, taking)
        assert log == [1]


# --- doubt ---


@pytest.mark.parametrize("effect", [SAY, NOTE])
async def test_a_message_that_was_saved_behind_an_error_is_found_and_not_told_again(
    engine: AsyncEngine, effect: Effect
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, effect)
        messages(failing(500, saves=True), here)
        await here.delivery.deliver(thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["parked"]
        await later(here, 5, thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]
        assert len(told_by(talk, private=effect is NOTE)) == 1


@pytest.mark.parametrize("effect", [SAY, NOTE])
async def test_a_message_that_is_shown_to_be_absent_is_told_again(
    engine: AsyncEngine, effect: Effect
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, effect)
        messages(failing(502, saves=False), here)
        await here.delivery.deliver(thread)
        for _ in range(3):
            await later(here, 5, thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]
        assert len(told_by(talk, private=effect is NOTE)) == 1


async def test_a_server_that_never_takes_a_message_brings_people(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)

        def before(method: str, path: str) -> ASGIApp | None:
            refused = failing(500, saves=False)(here.wire.app)
            return refused if method == "POST" and path.endswith("/messages") else None

        here.wire.before = before
        for _ in range(200):
            await later(here, 30, thread)
        assert talk.standing.status == "open"
        assert len(posts(here)) < 30
        assert {state for _, state, _ in await here.ends(thread)} <= {"sent", "dropped"}


async def test_without_a_users_token_its_echo_is_the_proof(engine: AsyncEngine) -> None:
    async with home(engine, user=False) as here:
        talk, thread = await begun(here, SAY)
        messages(failing(500, saves=True), here)
        await here.delivery.deliver(thread)
        await later(here, 5, thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["parked"]
        await here.hear_all()
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]
        await later(here, 60, thread)
        assert len(told_by(talk)) == 1


async def test_without_any_proof_people_take_over_and_nothing_is_repeated(
    engine: AsyncEngine,
) -> None:
    async with home(engine, user=False) as here:
        talk, thread = await begun(here, SAY, {"do": "say", "text": "Segunda"})
        messages(failing(500, saves=True), here)
        await here.delivery.deliver(thread)
        here.told.clear()
        for _ in range(3):
            await later(here, 50, thread)
        assert told_by(talk) == [SAY["text"]]  # type: ignore[typeddict-item]
        assert told_by(talk, private=True) == [PROTOCOL.notes.in_doubt]
        assert talk.standing.status == "open"
        assert [(kind, state) for kind, state, _ in await here.ends(thread)] == [
            ("say", "dropped"),
            ("say", "suppressed"),
            ("note", "sent"),
            ("set_status", "sent"),
        ]


@pytest.mark.parametrize("since", [5, 19, 20, 45])
@pytest.mark.parametrize("saved", [True, False])
async def test_however_much_was_said_since_a_message_is_found_or_shown_to_be_absent(
    engine: AsyncEngine, since: int, saved: bool
) -> None:
    """Crashed while telling, down for ten minutes: the last page alone holds only what the customer wrote since."""
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        row = await here.head(thread)
        async with engine.begin() as tx:
            await outbox.start(tx, row, here.clock(), here.clock() + timedelta(seconds=30))
        if saved:
            await here.telling.tell(row, None)
        for number in range(since):
            here.clock.leap(10)  # type: ignore[attr-defined]
            talk.write(f"alô? {number}")
        here.clock.leap(60)  # type: ignore[attr-defined]
        await here.delivery.recover()
        for _ in range(3):
            await later(here, 5, thread)
        assert len(told_by(talk)) == 1
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]


@pytest.mark.parametrize("effect", [SAY, NOTE])
async def test_a_server_that_drops_keys_is_asked_for_the_text(
    engine: AsyncEngine, effect: Effect
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, effect)
        messages(lambda app: failing(500, saves=True)(without_keys(app)), here)
        await here.delivery.deliver(thread)
        here.told.clear()
        for _ in range(3):
            await later(here, 5, thread)
        assert len(told_by(talk, private=effect is NOTE)) == 1
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]


async def test_the_same_words_of_an_hour_ago_are_no_proof(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        messages(without_keys, here)
        await here.delivery.deliver(thread)
        here.clock.leap(3600)  # type: ignore[attr-defined]
        await here.decided(thread, SAY)
        messages(lambda app: failing(500, saves=False)(app), here)
        for _ in range(3):
            await later(here, 5, thread)
        assert len(told_by(talk)) == 2


async def test_what_a_process_left_half_told_is_looked_for_by_the_next(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        on_its_way = asyncio.Event()

        def hanging(app: ASGIApp) -> ASGIApp:
            async def answer(scope: Scope, receive: Receive, send: Send) -> None:
                await app(scope, receive, _unheard)
                on_its_way.set()
                await asyncio.sleep(60)

            return answer

        messages(hanging, here)
        telling = asyncio.create_task(here.delivery.deliver(thread))
        await on_its_way.wait()
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        assert [state for _, state, _ in await here.ends(thread)] == ["sending"]
        await here.delivery.recover()
        await later(here, 5, thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]
        assert len(told_by(talk)) == 1


async def test_a_lease_that_ran_out_is_a_doubt_and_no_reason_to_tell_again(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        row = await here.head(thread)
        async with engine.begin() as tx:
            await outbox.start(tx, row, here.clock(), here.clock() + timedelta(seconds=30))
        await here.telling.tell(row, None)
        for _ in range(2):
            await later(here, 31, thread)
        assert len(told_by(talk)) == 1
        assert [state for _, state, _ in await here.ends(thread)] == ["sent"]


# --- what can't be said ---


async def test_a_window_that_is_closed_brings_people_with_a_note(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        reading(here, can_reply=False)
        await here.delivery.deliver(thread)
        here.wire.before = None
        await here.delivery.deliver(thread)
        assert told_by(talk) == []
        assert told_by(talk, private=True) == [PROTOCOL.notes.window_closed]
        assert talk.standing.status == "open"
        assert (await here.ends(thread))[0] == ("say", "dropped", "window closed")
        (unsaid,) = [row for row in await here.unread(thread) if row.event == UNSAID]
        assert unsaid.body["unsaid"] == own_message(thread, 1)


async def test_a_message_that_is_refused_is_given_to_people_word_for_word(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        messages(lambda _: JSONResponse({"message": "Validation failed"}, 422), here)
        await here.delivery.deliver(thread)
        (note,) = told_by(talk, private=True)
        assert SAY["text"] in note  # type: ignore[typeddict-item]
        assert (talk.standing.status, told_by(talk)) == ("open", [])


async def test_a_label_that_cannot_be_set_keeps_nothing_else(engine: AsyncEngine) -> None:
    async with home(engine, user=False) as here:
        talk, thread = await begun(here, *HAND_OVER)
        for _ in range(8):
            await later(here, 10, thread)
        assert told_by(talk) == ["Vou passar para o comercial."]
        assert talk.standing.status == "open"
        assert {state for _, state, _ in await here.ends(thread)} <= {"sent", "dropped"}


async def test_a_chatwoot_that_is_down_is_waited_for_and_then_told(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        for answer in (502, 503, 504):
            here.wire.before = lambda _m, _p, status=answer: Response(b"<html>", status)
            for _ in range(4):
                await later(here, 61, thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["queued"]
        here.wire.before = None
        await later(here, 61, thread)
        assert told_by(talk) == [SAY["text"]]  # type: ignore[typeddict-item]
        assert talk.standing.status == "pending"


async def test_a_stale_answer_after_an_outage_is_not_said_to_a_persons_customer(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here, SAY)
        here.wire.before = lambda _m, _p: Response(b"<html>", 503)
        await later(here, 1, thread)
        with here.sandbox.acting(talk.manager) as act:
            steering.set_status(act, talk.conversation, "resolved")
        here.wire.before, here.told[:] = None, []
        await later(here, 61, thread)
        assert told_by(talk) == []
        assert await here.ends(thread) == [("say", "suppressed", "already resolved")]


async def test_an_echo_that_comes_before_the_answer_counts_once(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        _, thread = await begun(here, SAY, NOTE)

        def echoing(app: ASGIApp) -> ASGIApp:
            async def answer(scope: Scope, receive: Receive, send: Send) -> None:
                kept: list[Message] = []

                async def hold(message: Message) -> None:
                    kept.append(message)

                await app(scope, receive, hold)
                await here.hear_all()
                for message in kept:
                    await send(message)

            return answer

        messages(echoing, here, times=2)
        await here.delivery.deliver(thread)
        assert [state for _, state, _ in await here.ends(thread)] == ["sent", "sent"]
        told = here.metrics.registry.get_sample_value
        labels = {"kind": "say", "state": "sent", "reason": ""}
        assert told("alu_effects_total", labels) == 1.0


async def test_an_order_to_open_is_void_once_the_conversation_was_given_back(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk, thread = await begun(here)
        talk.reply("Oi, é o Bruno")
        await here.hear_all()
        here.wire.before = lambda _m, _p: Response(b"<html>", 503)
        await later(here, 1, thread)
        talk.resolve()
        talk.write("oi, outra coisa")
        await here.hear_all()
        assert (await here.known(thread)).attended == "pending"
        here.wire.before = None
        await later(here, 61, thread)
        assert talk.standing.status == "pending"
