"""Twenty dialogues: each must end as a good attendant would have ended it, and none may break her manners."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from agent.resources import Resources
from api import bootstrap
from api.settings import Settings
from tests.dialogues import expected
from tests.dialogues.expected import End
from tests.dialogues.played import Played, Step, play

HERE = Path(__file__).parent / "dialogues"
SCRIPTS = sorted(HERE.glob("*.txt"))
SLIPS = sorted((HERE / "slips").glob("*.txt"))
MORE = sorted((HERE / "more").glob("*.txt"))
MOST_ASKED = 2
MOST_CARD_LINES = 10


def _cases(scripts: list[Path], reason_key: str = "xfail") -> list[object]:
    """Every script with its expectation; one known to fail carries its reason."""
    cases: list[object] = []
    for script in scripts:
        end = expected.read(script.with_suffix(".yaml"))
        reason = getattr(end, reason_key)
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        cases.append(pytest.param(script, end, marks=marks, id=script.stem))
    return cases


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def resources() -> Resources:
    """The company's own words and the offline mind: settings as they come, the environment not asked."""
    return bootstrap.resources(Settings())


@pytest.mark.anyio
@pytest.mark.parametrize(("script", "end"), _cases(SCRIPTS))
async def test_it_ends_as_a_good_attendant_would_end_it(
    script: Path, end: End, resources: Resources
) -> None:
    played = await play(script, resources, end.now, end.ddd)
    unmet = expected.unmet(end, played, resources.protocol)
    assert not unmet, "\n".join(unmet)


@pytest.mark.anyio
@pytest.mark.parametrize(("script", "end"), _cases(SLIPS))
async def test_a_slip_seen_once_is_not_made_again(
    script: Path, end: End, resources: Resources
) -> None:
    unmet = expected.unmet(end, await play(script, resources, end.now, end.ddd), resources.protocol)
    assert not unmet, "\n".join(unmet)


@pytest.mark.anyio
@pytest.mark.parametrize(("script", "end"), _cases(SCRIPTS, "xfail_manners"))
async def test_she_keeps_her_manners(script: Path, end: End, resources: Resources) -> None:
    broken = broken_manners(await play(script, resources, end.now, end.ddd))
    assert not broken, "\n".join(broken)


@pytest.mark.anyio
@pytest.mark.parametrize("script", MORE, ids=lambda path: path.stem)
async def test_she_keeps_her_manners_with_anybody(script: Path, resources: Resources) -> None:
    broken = broken_manners(await play(script, resources))
    assert not broken, "\n".join(broken)


def test_each_of_the_twenty_dialogues_says_what_it_shows() -> None:
    assert len(SCRIPTS) == 20
    assert [path.stem for path in SCRIPTS] == sorted(path.stem for path in HERE.glob("*.yaml"))
    assert all(path.read_text(encoding="utf-8").startswith("# Mostra: ") for path in SCRIPTS)


def broken_manners(played: Played) -> list[str]:
    """Every rule that holds in all dialogues and was broken in this one, in words."""
    return [
        *(f"line {step.number}: {rule}" for step in played.steps for rule in _broken_in(step)),
        *_asked_too_often(played),
        *_repeated(played),
    ]


def _broken_in(step: Step) -> list[str]:
    found = [f"asks {slot}, which is known" for slot in step.known_when_asked()]
    found += [f"two questions: {text}" for text in step.said if text.count("?") > 1]
    if len(step.said) > 1:
        found.append(f"{len(step.said)} messages")
    if step.people_answer and step.said:
        found.append(f"speaks while a person answers: {step.said}")
    return found + (_broken_in_handover(step) if step.handed_over else [])


def _broken_in_handover(step: Step) -> list[str]:
    found = [] if step.said else ["hands over without a word"]
    if len(step.notes) != 1:
        found.append(f"hands over with {len(step.notes)} cards")
    long = [note for note in step.notes if len(note.splitlines()) > MOST_CARD_LINES]
    return found + [f"card too long: {note}" for note in long]


def _asked_too_often(played: Played) -> list[str]:
    slots = {slot for step in played.steps for slot in step.asks if slot != "necessidade"}
    return [
        f"{slot} asked a third time"
        for slot in sorted(slots)
        if played.times_asked(slot) > MOST_ASKED
    ]


def _repeated(played: Played) -> list[str]:
    said = [text for step in played.steps for text in step.said]
    return [f"said twice in a row: {text}" for text, next_ in pairwise(said) if text == next_]
