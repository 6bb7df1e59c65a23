"""The one question to the guards: may this be said?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent.guards.claims import NEVER, ClaimRule, claims
from agent.guards.figures import Kind, figures
from agent.guards.folding import fold
from agent.guards.form import LONGEST, FormRule, faults_of_form
from agent.guards.grounds import Grounds

Rule = Kind | ClaimRule | FormRule


class Violation(NamedTuple):
    """A rule that a text breaks, and the words that break it, folded.

    The words may be a customer's: they are not for logs.
    """

    rule: Rule
    words: str


def violations(text: str, grounds: Grounds) -> tuple[Violation, ...]:
    """Why ``text`` may not be said; empty when it may. Never raises. A text too long isn't read."""
    if len(text) > LONGEST:
        return (Violation("length", f"{len(text)} characters"),)
    return tuple(_found(text, fold(text), grounds))


def _found(text: str, folded: str, grounds: Grounds) -> Iterator[Violation]:
    for fault, words in faults_of_form(text, folded):
        yield Violation(fault, words)
    for figure in figures(folded):
        if not grounds.know(figure):
            yield Violation(figure.kind, figure.words)
    for claim in claims(folded):
        if claim.rule in NEVER or not grounds.allow(claim, folded):
            yield Violation(claim.rule, claim.words)
