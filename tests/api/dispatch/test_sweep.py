"""Whoever was forgotten is woken; one bad round ends no sweep."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.adoption import Adoption
from api.dispatch import sweep as sweeps
from api.dispatch.sweep import Sweep
from api.hearing import Consequence, Told
from api.metrics import Metrics
from api.storage import conversations, inbox, outbox
from api.storage.conversations import Report
from api.storage.inbox import Heard
from api.storage.tables import inbox as inbox_rows
from api.storage.thread import Thread
from tests.api.home import MONDAY, Home, Standing, home, until

pytestmark = pytest.mark.anyio

A, B, C, D = (Thread(1, number) for number in (1, 2, 3, 4))


@dataclass
class Woken:
    """Who was woken, and why."""

    calls: list[tuple[Thread, Consequence]] = field(default_factory=list)

    def __call__(self, thread: Thread, why: Consequence) -> None:
        self.calls.append((thread, why))


def sweep(here: Home, woken: Woken, adoption: Adoption | None = None) -> Sweep:
    return Sweep(here.engine, woken, here.clock, here.metrics, adoption)


def line(thread: Thread, message: int) -> Told:
    body = {"role": "customer", "kind": "text", "text": "oi", "name": ""}
    heard = Heard(thread, "message_created", body, MONDAY, message=message, contact=9)
    return Told(Report(thread, "pending", 1.0), line=heard)


async def test_unread_lines_and_due_effects_are_woken_once_each(engine: AsyncEngine) -> None:
    async with home(engine, Standing()) as here:
        woken = Woken()
        await here.hear(line(A, 1), line(B, 2), line(B, 3))
        await here.decided(B, {"do": "note", "text": "x"})
        await here.decided(C, {"do": "note", "text": "x"})
        await here.hear(Told(Report(D, "pending", 1.0)))
        await sweep(here, woken).once()
        assert sorted(thread for thread, _ in woken.calls) == [A, B, C]


async def test_what_is_being_thought_is_not_thrown_away_by_a_sweep(engine: AsyncEngine) -> None:
    """``turn`` would say that a new line came: a young thought is then begun again, at the model's cost."""
    async with home(engine, Standing()) as here:
        woken = Woken()
        await here.hear(line(A, 1))
        await sweep(here, woken).once()
        assert woken.calls == [(A, "news")]


async def test_what_has_to_wait_is_not_woken_before_its_time(engine: AsyncEngine) -> None:
    clock = Standing()
    async with home(engine, clock) as here:
        woken = Woken()
        await here.decided(A, {"do": "note", "text": "x"})
        row = await here.head(A)
        async with engine.begin() as tx:
            await outbox.again(tx, row, clock(), clock() + timedelta(seconds=20), "unreachable")
        await sweep(here, woken).once()
        assert woken.calls == []
        clock.leap(21)
        await sweep(here, woken).once()
        assert woken.calls == [(A, "news")]


async def test_a_sweep_that_fails_is_counted_and_the_next_one_comes(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "EVERY", 0.01)
    rounds: list[int] = []

    @dataclass
    class Failing(Woken):
        def __call__(self, thread: Thread, why: Consequence) -> None:
            rounds.append(1)
            raise ZeroDivisionError

    async with home(engine, Standing()) as here:
        await here.hear(line(A, 1))
        running = asyncio.create_task(sweep(here, Failing()).run())
        await until(lambda: len(rounds) >= 3)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert failures(here.metrics) >= 3


async def test_what_has_been_kept_long_enough_goes_even_when_the_round_fails(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a day: a first round that failed must not put the retention off until tomorrow."""
    monkeypatch.setattr(sweeps, "EVERY", 60.0)
    clock = Standing()
    async with home(engine, clock) as here:
        await here.hear(line(A, 1), line(A, 2))
        async with engine.begin() as tx:
            await inbox.mark(tx, [(await inbox.unread(tx, A))[0].id], 1)
        clock.leap(8 * 24 * 3600)

        @dataclass
        class Failing(Woken):
            def __call__(self, thread: Thread, why: Consequence) -> None:
                raise ZeroDivisionError

        running = asyncio.create_task(sweep(here, Failing()).run())
        async with asyncio.timeout(8):
            while await bodies(engine) != 1:  # noqa: ASYNC110  # the task is not ours to ask
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_who_no_webhook_told_of_is_looked_for_where_there_is_a_users_token(
    engine: AsyncEngine,
) -> None:
    async with home(engine, Standing()) as here:
        talk = here.talk()
        talk.write("alguém aí?")
        heard: list[Told] = []

        async def hear(one: Told) -> bool:
            heard.append(one)
            return True

        adoption = Adoption(here.telling.chatwoot, (1,), engine, hear, here.clock, here.metrics)
        await sweep(here, Woken()).once()
        assert heard == []
        await replace(sweep(here, Woken()), adoption=adoption).once()
        assert [one.report.thread for one in heard] == [Thread(1, talk.conversation_id)]


async def bodies(engine: AsyncEngine) -> int:
    async with engine.begin() as tx:
        kept = select(func.count()).where(inbox_rows.c.body.is_not(None))
        assert await conversations.known(tx, A)
        return int(await tx.scalar(kept) or 0)


def failures(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("alu_failures_total", {"where": "sweep"}) or 0.0
