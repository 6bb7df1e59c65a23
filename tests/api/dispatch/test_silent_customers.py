"""The silent customer and the one who waits too long, through the whole body: sweep, graph, outbox, Chatwoot."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import JSONResponse, Response

from api.sandbox import Console
from api.silence import Silences, stepping
from api.storage import inbox, silences
from api.storage.silences import SILENCE
from api.storage.tables import inbox as inbox_rows
from api.storage.thread import Thread
from api.storage.turns import recorded
from tests.agent.stub_mind import PROTOCOL, StubMind, heard
from tests.api.dispatch.waiting_room import Hanging, Office, office
from tests.api.home import MONDAY, told_by, until

pytestmark = pytest.mark.anyio

HOUR = 3600.0
REMINDED = 4 * HOUR
ENDED = 20 * HOUR
DAY = 24 * HOUR


# --- the silent customer ---


async def test_one_reminder_then_the_end_then_a_new_beginning(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        await here.later(REMINDED - 60, talk)
        assert len(told_by(talk)) == 1
        await here.later(60, talk)
        assert len(told_by(talk)) == 2
        await here.later(HOUR, talk)
        await here.later(ENDED - HOUR - 60, talk)
        assert (len(told_by(talk)), talk.standing.status) == (2, "pending")
        await here.later(60, talk)
        assert (talk.standing.status, here.labels(talk)) == ("resolved", ("ia-sem-resposta",))
        assert told_by(talk, private=True)[-1:] == [PROTOCOL.notes.unanswered]
        assert len(told_by(talk)) == 2
        await here.write(talk, "oi, ainda quero o tubo")
        assert (talk.standing.status, len(told_by(talk))) == ("pending", 3)
        assert told_by(talk, private=True) == [PROTOCOL.notes.unanswered]


async def test_killed_at_any_step_and_begun_again_it_is_done_once(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        thread = await here.write(talk, "quero tubo")
        here.clock.leap(REMINDED)
        mine = Silences(engine, PROTOCOL, here.clock)
        assert [await mine.step(), await mine.step()] == [[thread], []]  # killed before the turn
        look = await here.here.turns.look(thread)
        assert look
        await here.here.turns.store(await here.here.turns.decide(look))  # killed before telling
        here.restart()
        assert await mine.step() == []
        await here.later(0, talk)
        await here.later(0, talk)
        assert len(told_by(talk)) == 2
        async with engine.begin() as tx:
            assert not await inbox.hear(tx, stepping(thread, 1, "reminder", here.clock()))


async def test_a_customer_who_writes_in_the_last_moment_is_answered_instead(
    engine: AsyncEngine,
) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        thread = await here.write(talk, "quero tubo")
        here.clock.leap(REMINDED)
        await Silences(engine, PROTOCOL, here.clock).step()
        await here.write(talk, "é pra empresa")
        async with engine.begin() as tx:
            reasons = [row.reason for row in await recorded(tx, thread)]
        assert "reminded" not in reasons
        assert len(told_by(talk)) == 2


def away(here: Office) -> None:
    here.here.wire.before = lambda _m, _p: Response(b"", 503)


async def stuck(here: Office, talk: Console, leap: float = REMINDED) -> None:
    """The next step is decided, and cannot be told."""
    away(here)
    here.clock.leap(leap)
    await here.sweep.once()
    await until(lambda: here.local.attended)
    await asyncio.sleep(0.1)
    thread = Thread(1, talk.conversation_id)
    await until(lambda: here.local._cases[thread].thought is None)
    await here.local.close(0.1)
    here.here.wire.before = None


async def ends(here: Office, talk: Console) -> list[tuple[str, str, str]]:
    return (await here.here.ends(Thread(1, talk.conversation_id)))[2:]


async def test_a_step_held_up_is_void_once_the_customer_wrote(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        await stuck(here, talk)
        talk.write("oi, é pra empresa")
        await here.here.hear_all()
        here.clock.leap(60)
        thread = Thread(1, talk.conversation_id)
        await here.here.delivery.deliver(thread)
        assert ("say", "suppressed", "somebody wrote") in await ends(here, talk)
        here.restart()
        await here.later(0, talk)
        assert len(told_by(talk)) == 2


async def test_a_reminder_held_up_past_the_hours_is_not_said(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        await stuck(here, talk)
        here.clock.leap(5 * HOUR)
        here.restart()
        await here.later(0, talk)
        assert ("say", "suppressed", "too late") in await ends(here, talk)
        assert (len(told_by(talk)), talk.standing.status) == (1, "pending")
        await here.later(2 * ENDED, talk)
        assert talk.standing.status == "resolved"


async def test_an_end_held_up_is_void_once_the_customer_wrote(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        await here.later(REMINDED, talk)
        await stuck(here, talk, ENDED)
        talk.write("voltei")
        await here.here.hear_all()
        here.clock.leap(60)
        here.restart()
        await here.later(0, talk)
        assert talk.standing.status == "pending"
        assert here.labels(talk) == ()
        assert len(told_by(talk)) == 3


async def test_where_the_window_is_closed_nothing_is_said_and_nobody_called(
    engine: AsyncEngine,
) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        shown = {"id": talk.conversation_id, "status": "pending", "meta": {}, "can_reply": False}
        here.here.wire.before = lambda method, path: (
            JSONResponse(shown)
            if method == "GET" and path.endswith(f"conversations/{talk.conversation_id}")
            else None
        )
        await here.later(REMINDED, talk)
        assert ("say", "dropped", "window closed") in await ends(here, talk)
        assert (talk.standing.status, told_by(talk, private=True)) == ("pending", [])


async def test_a_reminder_that_chatwoot_refuses_calls_nobody(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        here.here.wire.before = lambda method, path: (
            Response(b"{}", 404) if method == "POST" and path.endswith("/messages") else None
        )
        await here.later(REMINDED, talk)
        (say,) = [end for end in await ends(here, talk) if end[0] == "say"]
        assert say[1] == "dropped"
        assert (talk.standing.status, told_by(talk, private=True)) == ("pending", [])


async def test_a_person_who_takes_over_ends_the_waiting(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        talk.open()
        await here.quiet(talk)
        await here.later(3 * ENDED, talk)
        assert (len(told_by(talk)), talk.standing.status) == (1, "open")
        talk.give_back()
        thread = await here.quiet(talk)
        async with engine.begin() as tx:
            planned = await silences.planned(tx, thread)
        assert planned
        assert planned.step == "closing"


async def test_who_opted_out_anywhere_is_reminded_nowhere(engine: AsyncEngine) -> None:
    mind = StubMind(heard("opts_out"), heard(need="compras"), heard(need="compras"))
    async with office(engine, mind) as here:
        first = here.here.talk()
        await here.write(first, "para de me mandar mensagem")
        assert first.standing.status == "open"
        first.give_back()
        await here.quiet(first)
        await here.later(DAY, first)
        assert (len(told_by(first)), first.standing.status) == (1, "resolved")
        assert here.labels(first)[-1:] == ("ia-sem-resposta",)
        await here.write(first, "na verdade quero tubo")
        assert len(told_by(first)) == 2
        await here.later(DAY, first)
        assert len(told_by(first)) == 2


async def test_what_is_due_is_found_by_its_index(engine: AsyncEngine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("a planner with few rows scans")
    async with engine.begin() as tx:
        wanted = "SELECT * FROM silences WHERE due_at <= '2026-11-23' ORDER BY due_at LIMIT 100"
        plan = [row.detail for row in await tx.execute(text(f"EXPLAIN QUERY PLAN {wanted}"))]
    assert any("ix_silences_due_at" in line for line in plan)


async def test_a_step_of_a_conversation_that_moved_on_is_forgotten(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        thread = await here.write(talk, "quero tubo")
        await here.here.decided(thread)  # a turn that no mind decided
        here.clock.leap(REMINDED)
        mine = Silences(engine, PROTOCOL, here.clock)
        assert await mine.step() == []
        async with engine.begin() as tx:
            assert await silences.due(tx, here.clock(), 10) == []
            steps = inbox_rows.select().where(inbox_rows.c.event == SILENCE)
            assert (await tx.execute(steps)).all() == []


# --- the customer who waits ---


async def thinking(here: Office, times: int) -> None:
    mind = here.here.turns.resources.mind
    await until(lambda: mind.asked >= times)  # type: ignore[attr-defined]


async def waited(engine: AsyncEngine, talk: Console) -> list[str]:
    async with engine.begin() as tx:
        return [row.reason for row in await recorded(tx, Thread(1, talk.conversation_id))]


async def test_a_thought_that_hangs_ends_in_time_and_people_answer(engine: AsyncEngine) -> None:
    async with office(engine, Hanging()) as here:
        talk = here.here.talk()
        talk.write("quero tubo")
        await here.here.hear_all(here.local.wake)
        await thinking(here, 1)
        here.clock.leap(100)
        await here.sweep.once()
        assert talk.standing.status == "pending"
        here.clock.leap(10)
        await here.sweep.once()
        await here.quiet(talk)
        assert talk.standing.status == "open"
        assert told_by(talk, private=True) == [PROTOCOL.notes.waited]
        assert len(told_by(talk)) == 1
        assert (here.clock() - MONDAY).total_seconds() < 120
        assert await waited(engine, talk) == ["waited", "human"]
        labels = {"act": "route", "reason": "waited"}
        assert here.here.metrics.registry.get_sample_value("alu_turns_total", labels) == 1


async def test_the_clock_on_the_wall_ends_it_without_any_sweep(engine: AsyncEngine) -> None:
    """Nobody comes round, and nothing but the dispatcher's own patience is left."""
    soon = PROTOCOL.model_copy(update={"answer_within": timedelta(seconds=-20)})
    async with office(engine, Hanging()) as here:
        resources = replace(here.here.turns.resources, protocol=soon)
        here.here.turns = replace(here.here.turns, resources=resources)
        here.restart()
        here.local.a_try = timedelta(seconds=0.05)
        talk = here.here.talk()
        talk.write("quero tubo")
        await here.here.hear_all(here.local.wake)
        await here.quiet(talk)
        assert talk.standing.status == "open"
        assert here.here.turns.resources.mind.asked == 1  # type: ignore[attr-defined]


async def test_after_an_outage_everybody_gets_one_ordinary_try(engine: AsyncEngine) -> None:
    mind = Hanging(hangs=False)
    async with office(engine, mind) as here:
        answered = here.here.talk("Jussara Lima")
        answered.write("quero tubo")
        await here.here.hear_all()  # and then nothing ran for an hour
        here.restart()
        await here.later(HOUR, answered)
        assert (len(told_by(answered)), answered.standing.status) == (1, "pending")
        mind.hangs = True
        handed = here.here.talk("Marcos Paz")
        handed.write("quero chapa")
        await here.here.hear_all()
        here.restart()
        here.clock.leap(HOUR)
        await here.sweep.once()
        await thinking(here, 2)
        here.clock.leap(20)
        await here.sweep.once()
        await here.quiet(handed)
        assert handed.standing.status == "open"
        assert await waited(engine, handed) == ["waited", "human"]


async def test_whoever_said_nothing_more_is_not_the_watchdogs(engine: AsyncEngine) -> None:
    async with office(engine) as here:
        talk = here.here.talk()
        await here.write(talk, "quero tubo")
        await here.later(600, talk)
        assert (len(told_by(talk)), talk.standing.status) == (1, "pending")


async def test_a_chatwoot_that_is_away_makes_no_double_word(engine: AsyncEngine) -> None:
    async with office(engine, Hanging()) as here:
        talk = here.here.talk()
        away(here)
        talk.write("quero tubo")
        await here.here.hear_all(here.local.wake)
        await thinking(here, 1)
        here.clock.leap(130)
        await here.sweep.once()
        thread = Thread(1, talk.conversation_id)
        await until(lambda: here.local._cases[thread].tries == 0)
        await here.local.close(0.1)
        here.here.wire.before = None
        here.clock.leap(HOUR)
        here.restart()
        await here.later(0, talk)
        assert len(told_by(talk)) == 1
        assert told_by(talk, private=True) == [PROTOCOL.notes.waited]
        assert talk.standing.status == "open"
