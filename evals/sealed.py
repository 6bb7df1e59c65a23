"""Held-out conversations under seal: whether each passed, nothing of how. Whoever sees their errors uses them up."""

from __future__ import annotations

from evals.record import Conversation, Failure, Played
from evals.report import Change, Report

SEAL = "sealed"
TITLE = "conversa reservada"


def sealed(report: Report) -> Report:
    """The report with nothing of a held-out conversation but its id and whether it passed."""
    held = {one.key for one in report.conversations if one.split == "heldout"}
    change = report.difference
    if change:
        told = tuple(_change(one) if one.key in held else one for one in change.changes)
        change = change.model_copy(update={"changes": told})
    return report.model_copy(
        update={
            "conversations": tuple(map(_conversation, report.conversations)),
            "difference": change,
        }
    )


def is_sealed(one: Conversation) -> bool:
    """Whether the conversation's failures are hidden."""
    return any(failure.what == SEAL for failure in one.failures)


def _conversation(one: Conversation) -> Conversation:
    if one.split != "heldout":
        return one
    seal = Failure(turn=0, basis="state", what=SEAL, expected="", found="")
    return one.model_copy(
        update={
            "title": TITLE,
            "failures": () if one.passed else (seal,),
            "basis": ("state",),
            "played": Played(ended=one.played.ended, error=one.played.error),
        }
    )


def _change(change: Change) -> Change:
    return Change(key=change.key, title=TITLE, kind=change.kind)
