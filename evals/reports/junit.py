"""A report as JUnit XML: a suite a split, a case a conversation.

Valid against the schemas of Ant (windyroad/JUnit-Schema) and of Jenkins: times are of the conversations that the report
knows as its slowest, 0 for the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.record import Conversation
from evals.report import Report
from evals.reports import words

HOST = "localhost"
BEGINNING = "1970-01-01T00:00:00"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, not even escaped."""

Spent = dict[str, float]


def as_junit(report: Report) -> str:
    """The XML document. What could not be played for want of a mind is an error, what fell short a failure."""
    root = Element("testsuites")
    spent = {key: milliseconds / 1000 for key, milliseconds in report.times.slowest}
    for number, (split, some) in enumerate(_splits(report)):
        suite = SubElement(root, "testsuite", _numbers(split, number, some, report, spent))
        SubElement(suite, "properties")
        for one in some:
            _case(suite, one, spent)
        SubElement(suite, "system-out")
        SubElement(suite, "system-err")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _splits(report: Report) -> Iterator[tuple[str, list[Conversation]]]:
    for split in ("dev", "heldout"):
        if some := [one for one in report.conversations if one.split == split]:
            yield split, some


def _numbers(
    split: str, number: int, some: Sequence[Conversation], report: Report, spent: Spent
) -> dict[str, str]:
    errors = sum(_is_error(one) for one in some)
    return {
        "name": split,
        "package": "evals",
        "id": str(number),
        "timestamp": report.times.at[:19] or BEGINNING,
        "hostname": HOST,
        "tests": str(len(some)),
        "failures": str(sum(not one.passed for one in some) - errors),
        "errors": str(errors),
        "time": _seconds(sum(spent.get(one.key, 0.0) for one in some)),
    }


def _case(suite: Element, one: Conversation, spent: Spent) -> None:
    named = {"name": one.key, "classname": one.split, "time": _seconds(spent.get(one.key, 0.0))}
    case = SubElement(suite, "testcase", named)
    if _is_error(one):
        SubElement(case, "error", {"message": _legal(words.ended(one)), "type": one.played.ended})
    elif not one.passed:
        why = [words.why(failure) for failure in one.deciding] or [words.ended(one)]
        kind = one.deciding[0].basis if one.deciding else one.played.ended
        failure = SubElement(case, "failure", {"message": _legal(why[0]), "type": kind})
        failure.text = _legal("\n".join([f"{one.title} ({one.file})", *why]))


def _is_error(one: Conversation) -> bool:
    return one.played.ended == "infra"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _legal(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
