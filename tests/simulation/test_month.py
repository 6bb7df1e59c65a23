"""Ten thousand conversations in a month: who is reminded, when, and how each of them ends."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.storage.engine import opened
from api.storage.seal import Seal
from tests.agent.stub_mind import PROTOCOL
from tests.simulation.month import HOUR, Books, Deed, Month, Paper, Stored

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

FORTALEZA = ZoneInfo("America/Fortaleza")
BEGAN = datetime(2026, 10, 28, tzinfo=FORTALEZA)
HOLIDAYS = {date(2026, 11, 2), date(2026, 11, 15), date(2026, 11, 20)}
SAMPLE = 200
WORDS = {"writes", "asks", "thanks", "reminder"}


async def played(books: Books, seed: int, count: int) -> Month:
    month = Month(books, PROTOCOL, BEGAN, seed, count)
    await month.end()
    return month


def at_work(moment: datetime) -> bool:
    local = moment.astimezone(FORTALEZA)
    return local.weekday() < 5 and local.date() not in HOLIDAYS and 8 <= local.hour < 18


def next_day_at_work(moment: datetime) -> datetime:
    day = moment.astimezone(FORTALEZA).replace(hour=8, minute=0, second=0, microsecond=0)
    day += timedelta(days=1)
    while not at_work(day):
        day += timedelta(days=1)
    return day


def judged(deeds: list[Deed]) -> list[str]:
    """What was done wrong to one customer, from the record of their conversation alone."""
    wrong: list[str] = []
    wrote = spoke = deeds[0].at
    put_off: datetime | None = None
    hers = opted_out = held = reminded = asks = False
    for deed in deeds:
        if deed.what == "reminder":
            rules = {
                "outside the hours": at_work(deed.at),
                "outside the window": deed.at - wrote < 23 * HOUR,
                "too early": deed.at - spoke >= 4 * HOUR,
                "twice in an episode": not reminded,
                "after an opt-out": not opted_out,
                "while a person had it": not held,
                "nothing was asked": asks and hers,
                "before the next day at work": put_off is None or deed.at >= next_day_at_work(put_off),
            }  # fmt: skip
            wrong += [rule for rule, kept in rules.items() if not kept]
        if deed.what == "closing":
            wrong += ["closed early"] if deed.at - spoke < 20 * HOUR else []
            wrong += ["closed while a person had it"] if held else []
            reminded, asks, put_off = False, False, None
        reminded |= deed.what == "reminder"
        opted_out |= deed.what == "opts out"
        put_off = deed.at if deed.what == "puts off" else put_off
        held = deed.what in ("takes", "opts out") or (
            held and deed.what not in ("gives back", "closing")
        )
        wrote = deed.at if deed.what == "writes" else wrote
        spoke = deed.at if deed.what in WORDS | {"takes", "gives back"} else spoke
        hers = deed.what in ("asks", "thanks", "reminder") or (hers and deed.what != "writes")
        asks = deed.what in ("asks", "reminder") or (
            asks and deed.what not in ("thanks", "closing")
        )
    return wrong


def by_conversation(month: Month) -> dict[int, list[Deed]]:
    found: defaultdict[int, list[Deed]] = defaultdict(list)
    for deed in month.record:
        found[deed.conversation].append(deed)
    return found


def assert_right(month: Month) -> None:
    """No rule broken, nobody left waiting, and enough of everything to say so."""
    wrong = Counter(rule for deeds in by_conversation(month).values() for rule in judged(deeds))
    did, left = Counter(deed.what for deed in month.record), Counter(month.status.values())
    assert wrong == {}
    assert left["pending"] == 0
    assert did["reminder"] > month.count / 5
    assert did["closing"] > month.count / 2
    rare = ("opts out", "takes", "gives back", "puts off", "keeps silent")
    assert min(did[what] for what in rare) > month.count / 50


async def test_a_month_of_ten_thousand_conversations() -> None:
    assert_right(await played(Paper(PROTOCOL), 7, 10_000))


async def test_the_tables_say_what_the_model_says(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "alu.db"
    shutil.copy(sqlite_template, path)
    async with opened(f"sqlite+aiosqlite:///{path}", Seal()) as engine:
        stored = await played(Stored(engine, PROTOCOL), 11, SAMPLE)
    assert_right(stored)
    assert stored.record == (await played(Paper(PROTOCOL), 11, SAMPLE)).record


async def test_the_same_seed_is_the_same_month_and_another_is_not() -> None:
    first, again, other = [(await played(Paper(PROTOCOL), seed, 60)).record for seed in (3, 3, 4)]
    assert first == again != other


@pytest.mark.parametrize("what", ["outside the hours", "twice in an episode", "after an opt-out"])
def test_the_judge_sees_what_is_wrong(what: str) -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=FORTALEZA)
    deeds = {
        "outside the hours": ["writes", "asks", (12, "reminder")],
        "twice in an episode": ["writes", "asks", (4, "reminder"), (4, "reminder")],
        "after an opt-out": ["writes", "opts out", "gives back", "asks", (4, "reminder")],
    }[what]
    told, moment = [], monday
    for deed in deeds:
        hours, name = (0, deed) if isinstance(deed, str) else deed
        moment += hours * HOUR
        told.append(Deed(moment, 1, name))
    assert judged(told) == [what]
