"""The order of the rounds: what stands on what, what is told once, how long anything may take."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.doctor.check import Check
from api.doctor.everything import CHECKS
from api.doctor.finding import Finding, Found, NotSeen, error, exit_code, ok, unseen, warning
from api.doctor.patient import Chart, Patient
from api.doctor.rounds import examined
from api.errors import AluError

pytestmark = pytest.mark.anyio


def patient() -> Patient:
    loop = asyncio.get_running_loop()
    return Patient(lambda: None, Path(".env"), lambda: None, loop.time, asyncio.sleep, "n")  # type: ignore[arg-type, return-value]


def check(name: str, found: Found | Exception, *needs: str, **more: object) -> Check:
    async def look(_patient: Patient, _chart: Chart) -> Found:
        if isinstance(found, Exception):
            raise found
        return found

    return Check(name, look, needs, **more)  # type: ignore[arg-type]


async def cases(*checks: Check, only: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    found = await examined(patient(), checks, only)
    return {one.id: (one.severity, one.found.case) for one in found}


async def test_one_fault_is_told_once_and_all_that_stands_on_it_names_it() -> None:
    checks = (
        check("a", error("down")),
        check("b", ok(), "a"),
        check("c", ok(), "b"),
        check("d", warning("odd")),
        check("e", ok(), "d"),
    )
    found = {one.id: one for one in await examined(patient(), checks)}
    assert {k: v.severity for k, v in found.items()} == {
        "a": "error", "b": "unseen", "c": "unseen", "d": "warning", "e": "ok"
    }  # fmt: skip
    assert found["c"].found.facts == {"because": "a"}


async def test_what_was_not_seen_holds_back_those_that_need_it_and_not_those_it_would_only_spoil() -> (
    None
):
    checks = (
        check("a", unseen("hidden")),
        check("b", ok(), "a"),
        check("c", ok(), unless=("a",)),
        check("d", ok(), after=("a",)),
        check("e", error("bad")),
        check("f", ok(), unless=("e",)),
    )
    told = await cases(*checks)
    assert told["b"][1] == told["f"][1] == "skipped"
    assert told["c"] == told["d"] == ("ok", "ok")


async def test_what_chatwoot_does_not_show_is_no_verdict() -> None:
    assert await cases(check("a", NotSeen("timeout"))) == {"a": ("unseen", "unanswered")}


async def test_what_stops_half_way_is_an_error_and_the_rounds_go_on() -> None:
    told = await cases(check("a", AluError("OperationalError")), check("b", ok()))
    assert told == {"a": ("error", "failed"), "b": ("ok", "ok")}


async def test_who_takes_too_long_is_given_up() -> None:
    async def hang(_patient: Patient, _chart: Chart) -> Found:
        await asyncio.sleep(60)
        return ok()

    told = await cases(
        Check("a", hang, seconds=0.02), Check("b", hang, seconds=0.02, late="warning")
    )
    assert told == {"a": ("error", "late"), "b": ("warning", "late")}


async def test_only_some_are_told_and_what_they_stand_on_is_looked_at_in_silence() -> None:
    begun, ended = list[str](), list[str]()
    checks = (check("a", ok()), check("b", ok()), check("c", ok(), "a"))
    found = await examined(
        patient(),
        checks,
        ("c",),
        lambda one: begun.append(one.id),
        lambda one: ended.append(one.id),
    )
    assert [one.id for one in found] == ended == ["c"]
    assert begun == ["a", "c"]


async def test_a_check_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(AluError, match=r"--only cloclo.*clock"):
        await examined(patient(), CHECKS, ("cloclo",))


def test_every_check_stands_on_checks_before_it() -> None:
    known = list[str]()
    for one in CHECKS:
        assert {*one.needs, *one.unless, *one.after} <= set(known), one.id
        known.append(one.id)
    assert len(known) == len(set(known))


@pytest.mark.parametrize(
    ("severities", "code"),
    [([], 0), (["ok", "unseen"], 0), (["ok", "warning"], 1), (["warning", "error", "ok"], 2)],
)
def test_the_exit_code_is_the_worst(severities: list[str], code: int) -> None:
    found = [Finding(str(n), Found(one, "x")) for n, one in enumerate(severities)]  # type: ignore[arg-type]
    assert exit_code(found) == code
