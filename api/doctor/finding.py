"""What a check found, as a value: how bad, which case, with which facts. The words for it are in ``words.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["ok", "warning", "error", "unseen"]
"""``unseen``: it could not be looked at, or was not to be; no verdict either way."""

SKIPPED, UNANSWERED, LATE, FAILED = "skipped", "unanswered", "late", "failed"
EXIT: Mapping[Severity, int] = {"ok": 0, "unseen": 0, "warning": 1, "error": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """The case that a check found. ``facts`` fill its words: numbers, names of ours, never a token or a customer's."""

    severity: Severity
    case: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check, and how long it took."""

    id: str
    found: Found
    seconds: float = 0.0

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.found.severity


class NotSeen(Exception):
    """Chatwoot did not show what a check wanted to look at; ``reason`` is an answer's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ok(case: str = "ok", **facts: object) -> Found:
    """As it should be."""
    return Found("ok", case, _texts(facts))


def warning(case: str, **facts: object) -> Found:
    """It works, but not as well or not for long."""
    return Found("warning", case, _texts(facts))


def error(case: str, **facts: object) -> Found:
    """The chain is broken here."""
    return Found("error", case, _texts(facts))


def unseen(case: str, **facts: object) -> Found:
    """No verdict."""
    return Found("unseen", case, _texts(facts))


def exit_code(findings: Iterable[Finding]) -> int:
    """0 nothing wrong, 1 warnings, 2 errors."""
    return max((EXIT[one.severity] for one in findings), default=0)


def _texts(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items()}
