"""Alú's organs with a dispatcher and a sweep, a clock that is moved by hand, and a mind that may hang."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncEngine

from agent.mind import Attempt, Reading, Understanding
from api.dispatch.local import Local
from api.dispatch.sweep import Sweep
from api.hearing import Told
from api.sandbox import Console
from api.silence import Silences
from api.storage.thread import Thread
from tests.agent.stub_mind import PROTOCOL, StubMind, heard
from tests.api.home import Home, Standing, home, until


@dataclass
class Hanging:
    """A mind that never answers while it hangs; ``asked`` counts."""

    hangs: bool = True
    asked: int = 0
    never: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, _reading: Reading) -> Understanding:
        self.asked += 1
        if self.hangs:
            await self.never.wait()
        return Understanding(attempts=(Attempt("stub"),))


@dataclass
class Office:
    """A home whose clock stands, with a dispatcher and a sweep; ``restart`` begins both anew."""

    here: Home
    clock: Standing
    local: Local

    def restart(self) -> None:
        """What was in memory is gone; what is stored is all there is."""
        self.local = self.here.dispatcher()

    @property
    def sweep(self) -> Sweep:
        mine = Silences(self.here.engine, PROTOCOL, self.clock)
        return Sweep(
            self.here.engine, self.local.wake, self.clock, self.here.metrics, None, silences=mine
        )

    async def write(self, talk: Console, words: str) -> Thread:
        talk.write(words)
        return await self.quiet(talk)

    async def quiet(self, talk: Console) -> Thread:
        """Until nothing is on its way: what Chatwoot told is heard, and what follows is done."""
        await self._idle()
        while self.here.told:
            await self.here.hear_all(self.local.wake)
            await self._idle()
        return Thread(1, talk.conversation_id)

    async def _idle(self) -> None:
        """What waits for its time gets it."""
        while self.local.attended:
            with suppress(TimeoutError):
                await until(lambda: self.local.attended == 0, 0.4)
                return
            self.clock.leap(5)
            await self.sweep.once()

    async def later(self, seconds: float, talk: Console) -> None:
        """Time passes, the sweep comes round twice."""
        self.clock.leap(seconds)
        for _ in range(2):
            await self.sweep.once()
            await self.quiet(talk)

    def labels(self, talk: Console) -> tuple[str, ...]:
        return tuple(talk.standing.labels)


@asynccontextmanager
async def office(engine: AsyncEngine, mind: object = None) -> AsyncIterator[Office]:
    clock = Standing()
    mind = mind or StubMind(*[heard(need="compras")] * 3)
    async with home(engine, clock, mind) as here:  # type: ignore[arg-type]

        async def report(one: Told) -> None:
            (why,) = await here.hear(one)
            rooms.local.wake(one.report.thread, why)

        here.delivery = replace(here.delivery, report=report)
        rooms = Office(here, clock, here.dispatcher())
        yield rooms
        await rooms.local.close(2.0)
