"""One examination from the command line: what is said while it lasts, what is told at its end, and the exit code."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rich.console import Console

from api import bootstrap, settings
from api.doctor import tables, words
from api.doctor.check import Check
from api.doctor.everything import CHECKS
from api.doctor.finding import Finding, exit_code
from api.doctor.patient import Patient
from api.doctor.rounds import examined
from api.doctor.words import Lang, Words


@dataclass(frozen=True, slots=True)
class Wish:
    """How the person wants to be told, and of what."""

    lang: Lang = "pt"
    only: tuple[str, ...] = ()
    as_json: bool = False


def patient(env: Path, alu: str, conversation: int | None, *, self_test: bool) -> Patient:
    """This process's settings, its clock, and what was said on the command line."""
    return Patient(
        settings=partial(settings.from_environment, env),
        env=env,
        clock=bootstrap.clock(),
        seconds=time.monotonic,
        sleep=asyncio.sleep,
        nonce=secrets.token_hex(4),
        alu=alu,
        conversation=conversation,
        self_test=self_test,
    )


async def doctor(who: Patient, wish: Wish) -> int:
    """Examines and tells; 0 nothing wrong, 1 warnings, 2 errors. Raises ``AluError`` for a check that there is not."""
    known, aside = words.load(), Console(stderr=True)
    found = await _in_sight(_announced(who, known, wish.lang, aside), known, wish, aside)
    if wish.as_json:
        sys.stdout.write(tables.as_json(found, known, wish.lang))
    else:
        tables.findings(Console(), found, known, wish.lang)
    return exit_code(found)


async def _in_sight(who: Patient, known: Words, wish: Wish, aside: Console) -> tuple[Finding, ...]:
    """While it lasts, the check that is being made is shown, if somebody looks on."""
    looking = known.table["looking"].in_(wish.lang)
    with aside.status(looking) as status:

        def begun(check: Check) -> None:
            status.update(f"{looking}: {known.checks[check.id].title.in_(wish.lang)}")

        return await examined(who, CHECKS, _only(wish.only), begun)


def _announced(who: Patient, known: Words, lang: Lang, aside: Console) -> Patient:
    def announce(conversation: int) -> None:
        told = known.table["announce"].in_(lang).format(conversation=conversation)
        aside.print(told, highlight=False, soft_wrap=True)

    return replace(who, announce=announce)


def _only(given: Collection[str]) -> tuple[str, ...]:
    """Named one by one, or with commas between."""
    return tuple(one.strip() for part in given for one in part.split(",") if one.strip())
