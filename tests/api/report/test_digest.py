"""The week's digest: once a week, after an outage once, never twice; on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.resources import Resources
from api.body import Ground, standing
from api.chatwoot.wire import connected
from api.hearing import Consequence
from api.report.digest import Digest, digest, last_due, named
from api.sandbox import Console, Naming, founded
from api.sandbox import application as chatwoot
from api.sandbox.arriving import Known
from api.settings import Settings
from api.storage import conversations, digests, inbox, retention
from api.storage.engine import opened
from api.storage.outbox import place
from api.storage.retention import Limits
from api.storage.seal import Seal, open_json
from api.storage.tables import outbox
from api.storage.thread import Thread
from tests.agent.stub_mind import PROTOCOL, StubMind
from tests.api.home import Running, Standing, home, told_by, until
from tests.api.report.ledgerbook import MONDAY, Book, on
from tests.api.storage import by_hand
from tests.journeys.world import TEAMS, Wire

pytestmark = pytest.mark.anyio

HERE = Thread(1, 77)
SETTINGS = Settings(chatwoot_account_id=1, digest_conversation=77)
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@dataclass
class Weekly:
    """The digest on a database, with a clock that stands until it is moved."""

    engine: AsyncEngine
    settings: Settings = SETTINGS
    clock: Standing = field(default_factory=lambda: Standing(MONDAY - WEEK))
    woken: list[tuple[Thread, Consequence]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.digest = self.again()

    def again(self) -> Digest:
        """As after a restart."""
        found = digest(
            self.settings, self.engine, PROTOCOL, self.clock,
            lambda thread, why: self.woken.append((thread, why)),
        )  # fmt: skip
        assert found
        return found

    async def at(self, moment: datetime) -> int:
        """One round at a moment; how many notes there are by now."""
        self.clock.moment = moment
        await self.digest.once()
        return len(await self.notes())

    async def notes(self, thread: Thread = HERE) -> list[str]:
        async with self.engine.begin() as tx:
            rows = await tx.execute(
                select(outbox)
                .where(outbox.c.conversation == thread.conversation, outbox.c.kind == "note")
                .order_by(outbox.c.turn)
            )
            return [
                open_json(tx, row.effect, place(thread, row.turn, row.part))["text"] for row in rows
            ]


@pytest.fixture
def weekly(engine: AsyncEngine) -> Weekly:
    return Weekly(engine)


@pytest.mark.parametrize(
    ("weekly", "now", "due"),
    [
        ("mon 08:00", on(23, 8), on(23, 8)),
        ("mon 08:00", on(23, 7, 59, 59), on(16, 8)),
        ("mon 08:00", on(22, 23), on(16, 8)),
        ("sun 18:30", on(23, 8), on(22, 18, 30)),
        ("wed 00:00", on(23, 8), on(18, 0)),
    ],
)
def test_when_it_is_due(weekly: str, now: datetime, due: datetime) -> None:
    assert last_due(weekly, now, "America/Fortaleza") == due


def test_weeks_are_those_of_the_calendar() -> None:
    assert named(on(23)) == named(on(29)) == "2026-W48"
    assert named(datetime(2027, 1, 1, tzinfo=MONDAY.tzinfo)) == "2026-W53"
    assert named(datetime(2027, 1, 4, tzinfo=MONDAY.tzinfo)) == "2027-W01"


def test_it_is_off_by_default() -> None:
    for settings in (Settings(), Settings(chatwoot_account_id=1)):
        assert digest(settings, None, PROTOCOL, Standing(), lambda _t, _w: None) is None  # type: ignore[arg-type]


async def test_once_a_week_at_its_time(weekly: Weekly) -> None:
    assert await weekly.at(on(18)) == 0  # begun on a Wednesday: nothing is made up for
    assert await weekly.at(MONDAY - SECOND) == 0
    assert await weekly.at(MONDAY) == 1
    assert weekly.woken == [(HERE, "news")]
    for later in (MONDAY + SECOND, MONDAY + timedelta(days=6)):
        assert await weekly.at(later) == 1
    assert await weekly.at(MONDAY + WEEK) == 2


async def test_it_tells_of_the_week_before_its_time(weekly: Weekly) -> None:
    """Late as it may be told: what came since is of the next."""
    book = Book()
    for number, at in enumerate((MONDAY - WEEK - SECOND, MONDAY - WEEK, MONDAY - SECOND, MONDAY)):
        book.conversation(number)
        book.turn(number, 1, at, need="compras", heard=at)
    await book.write(weekly.engine)
    await weekly.at(on(18))
    await weekly.at(MONDAY + timedelta(days=2))
    (note,) = await weekly.notes()
    assert note.splitlines()[:3] == [
        "Meu resumo de 16/11/2026 08:00 a 23/11/2026 08:00.",
        "Conversas: 2 (antes 1)",
        "Pediram: Compras 2",
    ]


async def test_a_quiet_week_is_told_in_one_line(weekly: Weekly) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    assert await weekly.notes() == [
        "Nenhuma conversa comigo de 16/11/2026 08:00 a 23/11/2026 08:00."
    ]


async def test_a_restart_tells_nothing_again(weekly: Weekly) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    weekly.digest = weekly.again()
    assert await weekly.at(MONDAY + SECOND) == 1


async def test_after_an_outage_of_weeks_it_is_told_once(weekly: Weekly) -> None:
    await weekly.at(on(18))
    weekly.digest = weekly.again()
    assert await weekly.at(MONDAY + 2 * WEEK + timedelta(hours=5)) == 1
    (note,) = await weekly.notes()
    assert "de 30/11/2026 08:00 a 07/12/2026 08:00" in note
    assert await weekly.at(MONDAY + 2 * WEEK + timedelta(days=2)) == 1
    assert await weekly.at(MONDAY + 3 * WEEK) == 2


async def test_two_processes_at_once_tell_it_once(url: str, weekly: Weekly) -> None:
    await weekly.at(on(18))
    weekly.clock.moment = MONDAY
    async with opened(url, Seal()) as other:
        twin = replace(weekly.digest, engine=other)
        await asyncio.gather(*(one.once() for one in (weekly.digest, twin) * 3))
    assert len(await weekly.notes()) == 1
    assert len(weekly.woken) == 1


async def test_a_changed_hour_makes_no_second_one_in_a_week(weekly: Weekly) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    later = weekly.settings.model_copy(update={"digest_at": "thu 08:00"})
    weekly.digest = replace(weekly.digest, settings=later)
    assert await weekly.at(on(27)) == 1
    assert await weekly.at(on(27) + WEEK) == 2


async def test_a_clock_put_back_tells_nothing_again(weekly: Weekly) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    for earlier in (on(18), on(4)):
        assert await weekly.at(earlier) == 1


async def test_what_is_known_of_the_conversation_stays(weekly: Weekly) -> None:
    async with weekly.engine.begin() as tx:
        await by_hand.report(tx, conversations.Report(HERE, "open", 5.0, assignee=3, inbox=5))
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    async with weekly.engine.begin() as tx:
        known = await conversations.known(tx, HERE)
    assert known
    assert (known.status, known.updated_at, known.assignee, known.version) == ("open", 5.0, 3, 1)


async def test_a_conversation_never_heard_of_begins_and_gives_way_to_the_first_report(
    weekly: Weekly,
) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    async with weekly.engine.begin() as tx:
        assert await by_hand.report(tx, conversations.Report(HERE, "open", 1.0))
        known = await conversations.known(tx, HERE)
        assert await inbox.unread(tx, HERE) == []
    assert known
    assert (known.status, known.epoch) == ("open", 0)


async def test_the_mark_outlives_the_week(weekly: Weekly) -> None:
    await weekly.at(on(18))
    await weekly.at(MONDAY)
    async with weekly.engine.begin() as tx:
        await retention.expire(tx, MONDAY + timedelta(days=6), Limits())
    assert await weekly.at(MONDAY + timedelta(days=6)) == 1


async def test_chatwoot_shows_it_to_the_team_alone(engine: AsyncEngine) -> None:
    """Also where people have the conversation."""
    async with home(engine, Standing(MONDAY - WEEK)) as here:
        console = here.talk()
        console.open()
        thread = Thread(1, console.conversation.id)
        clock = here.clock
        assert isinstance(clock, Standing)
        settings = Settings(chatwoot_account_id=1, digest_conversation=thread.conversation)
        weekly = digest(settings, engine, PROTOCOL, clock, lambda _thread, _why: None)
        assert weekly
        await weekly.once()
        clock.moment = MONDAY
        await weekly.once()
        await here.delivery.deliver(thread)
        (note,) = told_by(console, private=True)
        assert note == "Nenhuma conversa comigo de 16/11/2026 08:00 a 23/11/2026 08:00."
        assert told_by(console) == []


async def test_a_running_body_tells_it(engine: AsyncEngine) -> None:
    """Alú was down on Monday at eight; she starts at ten, and nothing but her sweep is at work."""
    clock = Running()
    sandbox = founded(clock, Naming("resumo"), webhook_url="", teams=TEAMS)
    sandbox.connect(_nowhere)
    console = Console.begin(sandbox, Known(name="Sala do time"))
    console.open()
    thread = Thread(1, console.conversation_id)
    async with engine.begin() as tx:
        await digests.claim(tx, thread, "2026-W47", clock())
    settings = Settings(
        chatwoot_url="http://chatwoot.example", chatwoot_account_id=1, chatwoot_bot_token=sandbox.bot().token,
        webhook_secrets="segredo", digest_conversation=thread.conversation,
    )  # fmt: skip
    resources = Resources.of(PROTOCOL, StubMind())
    transport = httpx.ASGITransport(Wire(chatwoot(sandbox)))
    async with connected("http://chatwoot.example", transport) as http:
        ground = Ground(resources, engine, http, clock, lambda: 0.5)
        async with standing(ground, settings):
            await until(lambda: told_by(console, private=True))
    (note,) = told_by(console, private=True)
    assert note == "Nenhuma conversa comigo de 16/11/2026 08:00 a 23/11/2026 08:00."


async def _nowhere(_post: object) -> int | None:
    return 200
