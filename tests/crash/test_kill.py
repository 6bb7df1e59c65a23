"""kill -9 at named points of a conversation's way, in a real process: nothing lost, nothing twice, soon back.

Chatwoot does what it was recorded doing (protocol.md 2.1): a delivery that is cut off or refused is never made again,
and the conversation is open at once. Then a person has the customer, and Alú must keep silent. Where the account keeps
it pending, nothing will ever bring the message again: only asking Chatwoot does, with a user's token, at her start.
Both are played, and beside them a queue that waits for her and one that doesn't.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.crash.births import Birth, executed, forked, nursery
from tests.crash.house import House, Weather, house
from tests.crash.talks import SCRIPTS, Shown, Talk
from tests.crash.traps import COUNTING

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240)]

RESUMED = 5.0
WEATHERS = (
    Weather(keeps=False, waits=False, echo_first=False),
    Weather(keeps=False, waits=True, echo_first=True),
    Weather(keeps=True, waits=False, echo_first=True),
    Weather(keeps=True, waits=True, echo_first=False),
)
POINTS = {
    "C1": ("body read", "heard, before the commit"),
    "C2": ("committed, before the 200",),
    "C3": ("turn taken",),
    "C4": ("mind thinks",),
    "C5": ("decided", "decided, before the commit"),
    "C6": ("turn committed",),
    "C7": ("before the POST",),
    "C8": ("POST sent",),
    "C9": ("answer read",),
    "C10": ("between two effects",),
    "C11": ("status set",),
}
ONCE_A_TURN = ("turn taken", "decided", "decided, before the commit", "turn committed")
"""Also passed by turns that only read a status, and several of those may become one."""

PLAY = ("compras", "financeiro", "pessoa", "financeiro", "compras")
"""The conversations of a house, in this order: one of them is cut for each seed."""

AGAIN = (
    "turn taken|1",
    "decided, before the commit|1",
    "POST sent|1",
    "answer read|1",
    "between two effects|1",
)


@dataclass(frozen=True)
class Undisturbed:
    """A conversation that nobody disturbed: how it ended, and how often each place was passed."""

    shown: Shown
    passed: Counter[str]


@pytest.fixture(scope="module")
def birth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Birth]:
    with nursery(tmp_path_factory.mktemp("nursery") / "door") as door:
        yield forked(door)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, birth: Birth) -> list[Undisturbed]:
    return asyncio.run(_undisturbed(tmp_path_factory.mktemp("undisturbed"), birth))


async def _undisturbed(folder: Path, birth: Birth) -> list[Undisturbed]:
    found = []
    async with house(folder, birth, WEATHERS[0]) as here:
        here.lay(COUNTING)
        for name in PLAY:
            talk = await spoken(here, name)
            found.append(Undisturbed(talk.shown(), here.passed()))
            assert talk.openings == 1
            assert not talk.unanswered()
        here.lift()
    return found


async def spoken(here: House, name: str) -> Talk:
    """A whole conversation; every line waits for the one before to have its due."""
    talk = Talk(here.talk("Cliente"))
    for line in SCRIPTS[name]:
        talk.write(line)
        await here.calm()
    return talk


@pytest.mark.parametrize("point", POINTS)
async def test_she_is_killed_and_nobody_notices(
    point: str, birth: Birth, undisturbed: list[Undisturbed], tmp_path: Path
) -> None:
    houses = [
        _house_of(point, number, _room(tmp_path, number), birth, undisturbed)
        for number in range(len(WEATHERS))
    ]
    found = await asyncio.gather(*houses, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    faults = [fault for one in found for fault in one]
    assert not faults, "\n".join(faults)


async def _house_of(
    point: str, number: int, folder: Path, birth: Birth, undisturbed: list[Undisturbed]
) -> list[str]:
    faults, talks = [], []
    async with house(folder, birth, WEATHERS[number]) as here:
        for seed, (name, expected) in enumerate(zip(PLAY, undisturbed, strict=True)):
            chance = Random(f"{point}:{number}:{seed}")  # noqa: S311
            traps = _traps(point, chance, expected.passed)
            told = f"{point} in {WEATHERS[number]}, seed {seed}: {name}, {traps}"
            talk = await killed(here, name, traps, told)
            faults += [f"{fault}: {told}" for fault in judged(talk, expected.shown)]
            talks.append((talk, talk.shown(), told))
        faults += [
            f"disturbed by what came later: {told}"
            for talk, shown, told in talks
            if talk.shown() != shown
        ]
    return faults


def _room(folder: Path, number: int) -> Path:
    room = folder / str(number)
    room.mkdir()
    return room


def _traps(point: str, chance: Random, passed: Counter[str]) -> list[str]:
    """The point at one of its passings, and sometimes another place when she has come back."""
    place = chance.choice(POINTS[point])
    most = passed["mind thinks"] if place in ONCE_A_TURN else passed[place]
    first = f"{place}|{chance.randint(1, most)}"
    return [first, chance.choice(AGAIN)] if chance.random() < 0.3 else [first]


async def killed(here: House, name: str, traps: list[str], told: str) -> Talk:
    """A conversation during which she is killed."""
    before = len(here.lives)
    here.lay(*traps)
    try:
        talk = await spoken(here, name)
    except TimeoutError as never:
        raise AssertionError(f"never calm: {told}\n{here.end_of_log()}") from never
    left = here.lift()
    assert len(here.lives) - before == len(traps) - left > 0, f"never killed: {told}"
    return talk


def judged(talk: Talk, expected: Shown) -> Iterator[str]:
    """What is wrong, by what people see in Chatwoot alone."""
    shown = talk.shown()
    if talk.doubled():
        yield f"answered twice, {talk.doubled()}"
    if talk.unanswered():
        yield "not answered"
    if talk.openings != 1:
        yield f"handed over {talk.openings} times"
    if talk.failed_at is None:
        if shown.like() != expected.like():
            yield f"{shown}\ninstead of\n{expected}\n"
        return
    if len(shown.said) > len(expected.said) or shown.notes not in ((), expected.notes):
        yield f"{shown}\nis no beginning of\n{expected}\n"
    if talk.said_after(talk.failed_at):
        yield "spoke while a person had it"


@pytest.mark.parametrize("place", ["turn taken", "turn committed", "POST sent"])
async def test_she_is_back_within_five_seconds(place: str, tmp_path: Path) -> None:
    """From the start of a process that imports everything until nothing is left to do.

    Until it listens its own work counts, which is what it takes where nobody else wants the machine.
    """
    async with house(tmp_path, executed, WEATHERS[2]) as here:
        here.lay(f"{place}|1")
        talk = Talk(here.talk("Cliente"))
        talk.write("bom dia")
        await here.calm()
        assert here.lift() == 0
        assert (talk.unanswered(), talk.doubled()) == ([], [])
        back = here.lives[-1]
        assert back.worked + back.rested - back.listened <= RESUMED, here.lives
