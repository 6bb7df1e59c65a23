"""What the doctor found, on a screen and as JSON. No token, no secret, nobody's name or words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.doctor.finding import SKIPPED, Finding, Severity, exit_code
from api.doctor.words import Lang, Words

VERSION = 1
"""Of the JSON: grows when a key goes or changes its meaning; new keys may come without."""
COLOURS: dict[Severity, str] = {"ok": "green", "warning": "yellow", "error": "red", "unseen": "dim"}


def findings(console: Console, found: Sequence[Finding], words: Words, lang: Lang) -> None:
    """Every check in a line; then, for what is not well, why it matters and what to do."""
    table = Table(show_lines=False)
    for name in ("check", "severity", "found"):
        table.add_column(words.table[name].in_(lang), overflow="fold")
    for one in found:
        if one.found.case == SKIPPED:
            continue
        told = words.told(one, lang)
        state = f"[{COLOURS[one.severity]}]{words.severities[one.severity].in_(lang)}[/]"
        table.add_row(escape(told.title), state, escape(told.found))
    console.print(table)
    for one in found:
        if one.severity != "ok" and one.found.case != SKIPPED:
            _remedy(console, one, words, lang)
    _skipped(console, found, words, lang)
    _count(console, found, words, lang)


def _remedy(console: Console, one: Finding, words: Words, lang: Lang) -> None:
    told = words.told(one, lang)
    if not told.remedy:
        return
    lines = [
        f"[{COLOURS[one.severity]}]{escape(told.title)}[/]: {escape(told.found)}",
        f"  {words.table['why'].in_(lang)}: {escape(told.why)}",
        f"  {words.table['remedy'].in_(lang)}: {escape(told.remedy)}",
    ]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def _skipped(console: Console, found: Sequence[Finding], words: Words, lang: Lang) -> None:
    """What was not looked at, in one line for each thing in the way."""
    titles: dict[str, list[str]] = {}
    for one in found:
        if one.found.case == SKIPPED:
            told = words.told(one, lang)
            titles.setdefault(told.found, []).append(told.title)
    for because, whom in titles.items():
        console.print(
            f"{escape(because)}: {escape(', '.join(whom))}", highlight=False, soft_wrap=True
        )


def _count(console: Console, found: Sequence[Finding], words: Words, lang: Lang) -> None:
    by = Counter(one.severity for one in found)
    if by["ok"] == len(found):
        console.print(words.table["fine"].in_(lang), highlight=False)
        return
    told = words.table["count"].in_(lang)
    counted = told.format(
        errors=by["error"], warnings=by["warning"], unseen=by["unseen"], ok=by["ok"]
    )
    console.print(counted, highlight=False)


def as_json(found: Sequence[Finding], words: Words, lang: Lang) -> str:
    """``{version, exit, checks: [{id, severity, case, facts, title, found, why, remedy, seconds}]}``."""
    told = {
        "version": VERSION,
        "exit": exit_code(found),
        "checks": [_as_object(one, words, lang) for one in found],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n"


def _as_object(one: Finding, words: Words, lang: Lang) -> dict[str, object]:
    told = words.told(one, lang)
    return {
        "id": one.id,
        "severity": one.severity,
        "case": one.found.case,
        "facts": dict(one.found.facts),
        "title": told.title,
        "found": told.found,
        "why": told.why,
        "remedy": told.remedy,
        "seconds": round(one.seconds, 2),
    }
