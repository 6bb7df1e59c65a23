"""Customers of whom no webhook told: found through a real sandbox's API, once, and never talked over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from agent.effects import Effect
from api.adoption import Adoption, unanswered
from api.chatwoot.shown import Line
from api.chatwoot.speakers import Speaker
from api.hearing import Told
from api.sandbox import Console
from api.storage.thread import Thread
from tests.api.home import Home, home

pytestmark = pytest.mark.anyio

SAY: Effect = {"do": "say", "text": "Olá! Com quem eu falo?"}
CODES: dict[str, Speaker | None] = {
    "c": "customer", "h": "human", "a": "own", "b": "bot", "n": "note", "t": "template",
    "x": "activity", "u": "automation", "p": "campaign", "s": "csat", "?": None,
}  # fmt: skip


# --- unanswered ---


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("", ""),
        ("c", "0"),
        ("cc", "01"),
        ("ca", ""),
        ("cac", "2"),
        ("cb", ""),
        ("ch", "1"),
        ("chc", "12"),
        ("chhc", "23"),
        ("chac", "3"),
        ("hac", "2"),
        ("acnxtc", "15"),
        ("acupsc", "15"),
        ("ac?c", "13"),
        ("ah", "1"),
    ],
)
def test_what_nobody_has_answered_is_found(told: str, found: str) -> None:
    lines = [
        Line(number, CODES[code], "x", "", "", 1_795_440_000) for number, code in enumerate(told)
    ]
    assert "".join(str(one.id) for one in unanswered(lines)) == found


# --- against the sandbox ---


def adoption(here: Home, *inboxes: int) -> Adoption:
    async def hear(one: Told) -> bool:
        return (await here.hear(one))[0] in ("line", "turn", "takeover")

    chatwoot = here.telling.chatwoot
    return Adoption(chatwoot, inboxes or (1,), here.engine, hear, here.clock, here.metrics)


def lost(here: Home) -> None:
    """What Chatwoot has told until now never arrived."""
    here.told.clear()


async def answered(here: Home, talk: Console) -> None:
    thread = Thread(1, talk.conversation_id)
    here.clock.leap(2)  # type: ignore[attr-defined]  # a clock that stands
    look = await here.turns.look(thread)
    assert look
    await here.turns.store(await here.turns.decide(look))
    await here.delivery.deliver(thread)


def thread_of(talk: Console) -> Thread:
    return Thread(1, talk.conversation_id)


async def test_a_conversation_that_no_webhook_told_of_is_adopted_and_answered(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk = here.talk()
        first, second = talk.write("bom dia"), talk.write("quero tubo")
        lost(here)
        assert await adoption(here).adopt() == 2
        unread = await here.unread(thread_of(talk))
        assert [one.message for one in unread] == [first.id, second.id]
        assert [one.body["text"] for one in unread] == ["bom dia", "quero tubo"]
        await answered(here, talk)
        assert await adoption(here).adopt() == 0


async def test_a_webhook_that_comes_after_all_adds_nothing(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        talk.write("bom dia")
        assert await adoption(here).adopt() == 1
        assert set(await here.hear_all()) == {"nothing"}
        assert len(await here.unread(thread_of(talk))) == 1


async def test_what_was_heard_is_not_adopted(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        talk.write("bom dia")
        await here.hear_all()
        assert await adoption(here).adopt() == 0
        await answered(here, talk)
        assert await adoption(here).adopt() == 0


async def test_a_line_that_was_lost_though_later_events_came_is_found(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await here.hear_all()
        talk.write("bom dia")
        here.told[:] = [body for body in here.told if b'"event":"message_created"' not in body]
        await here.hear_all()
        assert await adoption(here).adopt() == 1


@pytest.mark.parametrize("status", ["open", "resolved", "snoozed"])
async def test_a_persons_conversation_is_let_alone(engine: AsyncEngine, status: str) -> None:
    async with home(engine) as here:
        talk = here.talk()
        talk.write("bom dia")
        talk._set(status)  # type: ignore[arg-type]
        lost(here)
        assert await adoption(here).adopt() == 0


async def test_a_person_who_spoke_while_it_was_pending_has_it(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        talk.write("bom dia")
        await here.hear_all()
        talk.reply("Oi, é o Bruno, já te atendo")
        talk.write("ok, espero")
        lost(here)
        await adoption(here).adopt()
        assert (await here.known(thread_of(talk))).attended == "open"
        assert ("set_status", "queued", "") in await here.ends(thread_of(talk))


async def test_a_hand_back_of_which_nobody_told_is_no_takeover(engine: AsyncEngine) -> None:
    """The person spoke while it was open, gave it back, and the customer waits: Alú must not open it again."""
    async with home(engine) as here:
        talk = here.talk()
        talk.open()
        await here.hear_all()
        talk.reply("Oi, é o Bruno. O robô continua com você")
        talk.give_back()
        talk.write("quero tubo")
        lost(here)
        await adoption(here).adopt()
        standing = await here.known(thread_of(talk))
        assert standing.attended == "pending"
        assert await here.ends(thread_of(talk)) == []
        roles = [one.body.get("role") for one in await here.unread(thread_of(talk))]
        assert roles == [None, "human", "customer"]


async def test_without_a_users_token_nothing_is_read(engine: AsyncEngine) -> None:
    async with home(engine, user=False) as here:
        here.talk().write("bom dia")
        lost(here)
        assert await adoption(here).adopt() == 0


async def test_other_inboxes_are_none_of_ours(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        here.talk().write("bom dia")
        lost(here)
        assert await adoption(here, 2).adopt() == 0


async def test_what_could_not_be_read_is_read_the_next_time(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        here.talk().write("bom dia")
        lost(here)
        finding = adoption(here)
        here.wire.before = lambda _m, path: Response(b"", 500) if path.endswith("/messages") else None  # fmt: skip
        assert await finding.adopt() == 0
        here.wire.before = lambda _m, path: Response(b"", 500) if path == "conversations" else None
        assert await finding.adopt() == 0
        here.wire.before = None
        assert await finding.adopt() == 1


async def test_more_than_a_page_of_customers_is_adopted(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        for number in range(30):
            here.talk(f"Cliente {number}").write("bom dia")
        lost(here)
        assert await adoption(here).adopt() == 30
        told = here.metrics.registry.get_sample_value("alu_adopted_messages_total")
        assert told == 30.0


async def test_an_error_on_the_way_keeps_what_was_found_and_the_rest_is_found_later(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        for number in range(3):
            here.talk(f"Cliente {number}").write("bom dia")
        lost(here)
        finding, heard = adoption(here), list[Told]()

        async def hear(one: Told) -> bool:
            heard.append(one)
            if len(heard) == 2:
                raise ConnectionResetError
            return await finding.hear(one)

        with pytest.raises(ConnectionResetError):
            await replace(finding, hear=hear).adopt()
        assert await finding.adopt() + 1 >= 3
