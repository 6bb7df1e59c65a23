"""The rounds: every check in order, each only where what it stands on is in order. One fault is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack

from api.doctor.check import Check
from api.doctor.finding import (
    FAILED,
    LATE,
    SKIPPED,
    UNANSWERED,
    Finding,
    Found,
    NotSeen,
    error,
    unseen,
)
from api.doctor.patient import Chart, Patient
from api.errors import AluError

Begun = Callable[[Check], None]
Ended = Callable[[Finding], None]


async def examined(
    patient: Patient,
    checks: Sequence[Check],
    only: Collection[str] = (),
    begun: Begun = lambda _: None,
    ended: Ended = lambda _: None,
) -> tuple[Finding, ...]:
    """What was found, in order. ``only``: these checks are told, and what they stand on is looked at in silence.

    Raises ``AluError`` where ``only`` names a check that there is not.
    """
    chosen = _chosen(checks, only)
    findings: dict[str, Finding] = {}
    async with AsyncExitStack() as stack:
        chart = Chart(stack)
        for check in _with_their_ground(checks, chosen):
            begun(check)
            findings[check.id] = await _made(check, patient, chart, findings)
            if check.id in chosen:
                ended(findings[check.id])
    return tuple(findings[one.id] for one in checks if one.id in chosen)


async def _made(
    check: Check, patient: Patient, chart: Chart, findings: Mapping[str, Finding]
) -> Finding:
    if in_the_way := dict.fromkeys(_in_the_way(check, findings)):
        return Finding(check.id, unseen(SKIPPED, because=",".join(in_the_way)))
    begins = patient.seconds()
    found = await _found(check, patient, chart)
    return Finding(check.id, found, patient.seconds() - begins)


async def _found(check: Check, patient: Patient, chart: Chart) -> Found:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.look(patient, chart)
    except TimeoutError:
        return Found(check.late, LATE, {"seconds": f"{check.seconds:g}"})
    except NotSeen as hidden:
        return unseen(UNANSWERED, reason=hidden.reason)
    except AluError as wrong:
        return error(FAILED, what=wrong)


def _in_the_way(check: Check, findings: Mapping[str, Finding]) -> Iterator[str]:
    """The checks to put right first: not those that were not looked at either, but what was in their way."""
    needed = [one for one in check.needs if findings[one].severity in ("error", "unseen")]
    spoiling = [one for one in check.unless if findings[one].severity == "error"]
    for name in (*needed, *spoiling):
        found = findings[name].found
        yield from found.facts["because"].split(",") if found.case == SKIPPED else (name,)


def _chosen(checks: Sequence[Check], only: Collection[str]) -> frozenset[str]:
    known = [one.id for one in checks]
    if strange := [name for name in only if name not in known]:
        raise AluError(f"--only {strange[0]}: não há este exame; há: {', '.join(known)}")
    return frozenset(only or known)


def _with_their_ground(checks: Sequence[Check], chosen: Collection[str]) -> list[Check]:
    """The chosen ones and, before them, all that they stand on."""
    wanted = set(chosen)
    for check in reversed(checks):
        if check.id in wanted:
            wanted |= {*check.needs, *check.unless, *check.after}
    return [one for one in checks if one.id in wanted]
