"""Minds in a row: the first that answers is heard, and all that failed before are told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from agent.ledger import Ledger
from agent.mind import Attempt, Line, MindUnavailable, Reading, Understanding
from agent.mind.resilient import ResilientMind

READING = Reading((Line("1", "customer", "oi"),), (), None, Ledger())


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Stub:
    """A mind that answers, fails or takes its time."""

    answer: Understanding | Exception
    delay: float = 0.0
    reads: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, reading: Reading) -> Understanding:
        self.reads += 1
        self.asked.set()
        await asyncio.sleep(self.delay)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


DOWN = MindUnavailable(Attempt("first", "http 500", 1), Attempt("first", "timeout", 1))


@pytest.mark.anyio
async def test_the_first_that_answers_is_the_only_one_asked() -> None:
    second = Stub(Understanding())
    answered = Understanding(mood="happy", attempts=(Attempt("first", "", 1, 10, 0, 2),))
    minds = ResilientMind([("first", Stub(answered), 1), ("second", second, 1)])
    assert await minds.read(READING) == answered
    assert second.reads == 0


@pytest.mark.anyio
async def test_the_next_answers_with_the_failures_told_first() -> None:
    minds = ResilientMind([("first", Stub(DOWN), 1), ("second", Stub(Understanding()), 1)])
    understood = await minds.read(READING)
    assert understood.attempts == (*DOWN.attempts, Attempt("second"))


@pytest.mark.anyio
async def test_a_mind_that_takes_too_long_is_left() -> None:
    slow = Stub(Understanding(), delay=30)
    minds = ResilientMind([("slow", slow, 0.05), ("second", Stub(Understanding()), 1)])
    understood = await minds.read(READING)
    assert understood.attempts == (Attempt("slow", "timeout"), Attempt("second"))


@pytest.mark.anyio
async def test_when_none_answers_every_attempt_is_told() -> None:
    minds = ResilientMind(
        [("first", Stub(DOWN), 1), ("slow", Stub(Understanding(), delay=30), 0.05)]
    )
    with pytest.raises(MindUnavailable) as told:
        await minds.read(READING)
    assert told.value.attempts == (*DOWN.attempts, Attempt("slow", "timeout"))


@pytest.mark.anyio
async def test_no_mind_at_all_is_unavailable() -> None:
    with pytest.raises(MindUnavailable):
        await ResilientMind([]).read(READING)


@pytest.mark.anyio
async def test_a_programming_error_is_not_hidden() -> None:
    minds = ResilientMind(
        [("broken", Stub(ZeroDivisionError()), 1), ("second", Stub(Understanding()), 1)]
    )
    with pytest.raises(ZeroDivisionError):
        await minds.read(READING)


@pytest.mark.anyio
async def test_a_cancelled_reading_asks_nobody_else() -> None:
    second = Stub(Understanding())
    slow = Stub(Understanding(), delay=30)
    task = asyncio.create_task(
        ResilientMind([("slow", slow, 60), ("second", second, 1)]).read(READING)
    )
    await slow.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert second.reads == 0
