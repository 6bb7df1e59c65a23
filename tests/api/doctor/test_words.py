"""Every case has words in both languages, every word has a case; what is wrong always comes with a remedy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from api import doctor
from api.chatwoot.answers import Doubt, Refusal
from api.doctor import selftest, words
from api.doctor.everything import CHECKS
from api.doctor.probing import Trouble
from api.doctor.words import Case

WORDS = words.load()
VERDICTS = ("ok", "warning", "error", "unseen")
SOURCES = sorted(Path(doctor.__file__).parent.glob("*.py"))
NAMES = {one.id for one in CHECKS}
SHARED = {"skipped", "unanswered", "late", "failed", *get_args(Trouble)}


def named() -> Iterator[str]:
    """Every word in the code that could be a case: all short texts."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def verdicts() -> Iterator[tuple[str, str]]:
    """Severity and case of each verdict that is written out in the code."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in VERDICTS and node.args and isinstance(node.args[0], ast.Constant):
                yield node.func.id, str(node.args[0].value)


def test_every_check_has_words_and_all_words_a_check() -> None:
    assert set(WORDS.checks) == NAMES
    assert set(WORDS.common) == SHARED


def test_every_case_in_the_words_is_in_the_code() -> None:
    spoken, meant = {case for one in WORDS.checks.values() for case in one.cases}, set(named())
    assert spoken - meant == set()


def test_every_verdict_in_the_code_has_words() -> None:
    known = {case for one in WORDS.checks.values() for case in one.cases} | SHARED
    found = set(verdicts())
    assert len(found) > 50
    assert {case for _, case in found} - known == set()
    assert set(selftest.REFUSED.values()) <= set(WORDS.checks["selftest"].cases)


def test_whatever_is_wrong_has_a_remedy() -> None:
    bad = {case for severity, case in verdicts() if severity in ("warning", "error")}
    good = {case for severity, case in verdicts() if severity == "ok"}
    for check, one in WORDS.checks.items():
        for name, case in one.cases.items():
            assert case.do or name not in bad - good, f"{check}.{name}"


def test_every_reason_of_an_answer_has_words() -> None:
    reasons = {*get_args(Refusal), *get_args(Doubt), *get_args(Trouble)}
    spoken_of_nothing = {
        "not_applied",
        "unread",
        "empty",
    }  # of writes that the doctor does not make
    assert reasons - spoken_of_nothing <= set(WORDS.reasons)


def cases() -> Iterator[tuple[str, Case]]:
    for check, one in WORDS.checks.items():
        yield from ((f"{check}.{name}", case) for name, case in one.cases.items())
    yield from WORDS.common.items()


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_both_languages_tell_the_same_facts(name: str, case: Case) -> None:
    for text in filter(None, (case.found, case.do)):
        facts = [sorted(set(re.findall(r"{(\w+)}", one))) for one in (text.pt, text.en)]
        assert facts[0] == facts[1], name
        commands = [
            sorted(set(re.findall(r"ALU_[A-Z_]+|`[^`]+`", one))) for one in (text.pt, text.en)
        ]
        assert len(commands[0]) == len(commands[1]), name
