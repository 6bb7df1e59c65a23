"""A run in a few numbers and sentences. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evals.record import Conversation
from evals.report import Change, ChangeKind, Confusion, Difference, Report
from evals.reports import words
from evals.reports.words import count, many
from evals.sealed import is_sealed

MOST_REASONS = 3
_CHANGED: dict[ChangeKind, str] = {
    "newly failing": "a falhar",
    "newly passing": "a dar certo",
    "other path": "por outro caminho",
    "new": "a mais",
    "gone": "a menos",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """How many conversations were judged, how many passed, how many had no mind to ask."""

    judged: int
    passed: int
    infra: int

    @property
    def failed(self) -> int:
        """How many did not pass."""
        return self.judged - self.passed


@dataclass(frozen=True, slots=True)
class Confused:
    """A need that was taken for another, and how often."""

    meant: str
    understood: str
    times: int


def totals(report: Report) -> Totals:
    """The numbers of a run. Conversations that could not be played are judged neither way."""
    judged = [one for one in report.conversations if one.played.ended != "infra"]
    passed = sum(one.passed for one in judged)
    return Totals(len(judged), passed, len(report.conversations) - len(judged))


def verdict(report: Report) -> str:
    """Whether every gate held."""
    broken = sum(gate.outcome == "failed" for gate in report.gates)
    if not broken:
        return "Todos os critérios mantidos"
    return many(broken, "critério quebrado", "critérios quebrados")


def told(numbers: Totals) -> str:
    """The numbers as a sentence: ``7 de 10 conversas deram certo, 3 falharam``."""
    parts = [
        f"{count(numbers.passed)} de {many(numbers.judged, 'conversa', 'conversas')}"
        f" {'deu' if numbers.passed == 1 else 'deram'} certo"
    ]
    if numbers.failed:
        parts.append(many(numbers.failed, "falhou", "falharam"))
    if numbers.infra:
        parts.append(f"{count(numbers.infra)} sem resposta do entendimento")
    return ", ".join(parts)


def failed(report: Report) -> list[Conversation]:
    """The conversations that failed and may be looked at: those that the baseline passed come first."""
    changed = report.difference.changes if report.difference else ()
    new = {one.key for one in changed if one.kind == "newly failing"}
    wrong = [
        one
        for one in report.conversations
        if not (one.passed or one.played.ended == "infra" or is_sealed(one))
    ]
    return sorted(wrong, key=lambda one: (one.key not in new, one.key))


def changes(difference: Difference) -> str:
    """How many conversations changed, by kind; ``nenhuma conversa mudou`` where none did."""
    counted = Counter(change.kind for change in difference.changes)
    parts = [f"{counted[kind]} {word}" for kind, word in _CHANGED.items() if counted[kind]]
    return ", ".join(parts) or "nenhuma conversa mudou"


def reasons(change: Change, report: Report) -> tuple[str, ...]:
    """Why a conversation changed: what fails in it now, else what the comparison tells."""
    one = next((one for one in report.conversations if one.key == change.key), None)
    failing = one.deciding[:MOST_REASONS] if one and change.kind == "newly failing" else ()
    return tuple(map(words.why, failing)) or change.why


def confusions(confusion: Confusion) -> list[Confused]:
    """Which needs are taken for which, the most frequent first."""
    found = [
        Confused(need_name(meant), need_name(understood), times)
        for meant, row in zip(confusion.labels, confusion.counts, strict=True)
        for understood, times in zip(confusion.labels, row, strict=True)
        if meant != understood and times
    ]
    return sorted(found, key=lambda one: -one.times)


def need_name(need: str) -> str:
    """A need by its id, or that there is none."""
    return "nenhuma" if need == "none" else need
