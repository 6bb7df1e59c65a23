"""Some days of the whole body: dispatcher, sweep, graph, outbox, an embedded Chatwoot, and a mind that hangs at times.

Seeded, on a clock that is moved by hand; restarted while it works. Judged by what Chatwoot shows of each conversation.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from agent.mind import Attempt, Reading, Understanding
from api.sandbox import Console
from api.storage.engine import opened
from api.storage.seal import Seal
from api.storage.thread import Thread
from api.storage.turns import recorded
from tests.agent.stub_mind import PROTOCOL, heard
from tests.api.dispatch.waiting_room import Office, office
from tests.api.home import told_by, until
from tests.simulation.test_month import HOUR, at_work

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

CUSTOMERS = 18
BOUND = PROTOCOL.answer_within


@dataclass
class Moody:
    """A mind that understands a purchase, or a wish to be left alone; of some lines, whoever asks, it never gets free.

    ``hanging``: thoughts that hang now; ``hung``: all that ever did.
    """

    seed: int
    hanging: int = 0
    hung: int = 0

    async def read(self, reading: Reading) -> Understanding:
        dice = Random(f"{self.seed}:{reading.lines[-1].id}")  # noqa: S311
        if dice.random() < 0.15:
            await self._hang()
        words = " ".join(line.text for line in reading.lines)
        acts = heard("opts_out") if "pare" in words else heard(need="compras")
        return Understanding(acts.acts, acts.needs, attempts=(Attempt("stub"),))

    async def _hang(self) -> None:
        self.hung += 1
        self.hanging += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.hanging -= 1


@dataclass
class Days:
    """``play`` moves the clock from deed to deed of ``CUSTOMERS`` customers, and on until all is ended."""

    here: Office
    mind: Moody
    chance: Random
    talks: list[Console] = field(default_factory=list)
    waits: list[timedelta] = field(default_factory=list)
    unanswered: int = 0

    async def play(self) -> None:
        for number in range(CUSTOMERS):
            talk = self.here.here.talk(f"Cliente {number}")
            self.talks.append(talk)
            await self.writes(talk, "quero tubo")
            await self.passes(self.chance.random() * 3 * HOUR)
            await self.anybody()
        for _ in range(4 * 24):
            await self.passes(HOUR)

    async def anybody(self) -> None:
        """A deed of whoever it is in any conversation; sometimes Alú is killed and begins again."""
        talk, dice = self.chance.choice(self.talks), self.chance.random()
        if dice < 0.35:
            await self.writes(
                talk, self.chance.choice(["é pra empresa", "oi?", "pare de escrever"])
            )
        elif dice < 0.5 and talk.standing.status == "pending":
            talk.open()
        elif dice < 0.7 and talk.standing.status == "open":
            talk.give_back()
        elif dice < 0.9:
            self.here.restart()
        await self.calm()

    async def writes(self, talk: Console, words: str) -> None:
        """A customer's line: what it waited for, where she was to answer it."""
        hers, said, began = talk.standing.status != "open", len(told_by(talk)), self.here.clock()
        talk.write(words)
        if self.chance.random() < 0.2:
            await self.killed()
        await self.calm()
        if hers:
            self.waits.append(self.here.clock() - began)
            self.unanswered += len(told_by(talk)) == said

    async def killed(self) -> None:
        """In the middle of a thought, or just before it."""
        await self.here.here.hear_all(self.here.local.wake)
        await asyncio.sleep(self.chance.random() / 100)
        await self.here.local.close(0.0)
        self.here.restart()
        await self.here.sweep.once()

    async def passes(self, span: timedelta) -> None:
        """Time in which the sweep comes round now and then."""
        self.here.clock.leap(span.total_seconds())
        await self.here.sweep.once()
        await self.calm()

    async def calm(self) -> None:
        """Until nothing is on its way; a thought that hangs costs the time that it is given."""
        here, local = self.here.here, self.here.local
        while here.told or local.attended:
            await here.hear_all(local.wake)
            with suppress(TimeoutError):
                await until(lambda: here.told or self._only_hangs, 3.0)
            if local.attended and not here.told:
                self.here.clock.leap(5)
                await self.here.sweep.once()
                await asyncio.sleep(0.03)

    @property
    def _only_hangs(self) -> bool:
        return len(self.here.local._cases) == self.mind.hanging


@dataclass(frozen=True)
class Shown:
    """What Chatwoot and the turns' record show of one conversation."""

    wrote: list[datetime]
    reasons: list[tuple[str, datetime]]


async def shown(here: Office, talk: Console) -> Shown:
    async with here.here.engine.begin() as tx:
        rows = await recorded(tx, Thread(1, talk.conversation_id))
    wrote = [one.created_at for one in talk.messages if one.kind == "incoming"]
    return Shown(wrote, [(row.reason, row.started_at) for row in rows])


def assert_well_reminded(one: Shown) -> int:
    """In the hours, in the window, once in an episode, never after an opt-out; how many reminders there were."""
    left: list[str] = []
    count = 0
    for reason, at in one.reasons:
        if reason == "reminded":
            count += 1
            last = max(wrote for wrote in one.wrote if wrote <= at)
            assert at_work(at)
            assert 4 * HOUR <= at - last < 23 * HOUR
            assert "reminded" not in left
            assert "opted_out" not in left
        left = [was for was in left if was == "opted_out"] if reason == "unanswered" else left
        left.append(reason)
    return count


async def played(folder: Path, template: Path, seed: int) -> tuple[Days, list[Shown]]:
    path = folder / "alu.db"
    shutil.copy(template, path)
    mind = Moody(seed)
    async with (
        opened(f"sqlite+aiosqlite:///{path}", Seal()) as engine,
        office(engine, mind) as here,
    ):
        days = Days(here, mind, Random(seed))  # noqa: S311
        await days.play()
        return days, [await shown(here, talk) for talk in days.talks]


async def test_nobody_waits_past_the_bound_and_everything_ends(
    tmp_path: Path, sqlite_template: Path
) -> None:
    days, told = await played(tmp_path, sqlite_template, 5)
    reasons = Counter(reason for one in told for reason, _ in one.reasons)
    assert max(days.waits) < BOUND
    assert days.unanswered == 0
    assert Counter(talk.standing.status for talk in days.talks)["pending"] == 0
    assert sum(map(assert_well_reminded, told)) > 5
    assert days.mind.hung > 3
    assert min(reasons[one] for one in ("waited", "unanswered", "opted_out")) > 0
