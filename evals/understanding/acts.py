"""How well dialogue acts are understood, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.mind.labels import ACTS, Act
from agent.mind.offline.corpus import Utterance
from evals.understanding.needs import Score

Acts = Callable[[str], frozenset[Act]]


def scores(texts: Sequence[Utterance], understood: Acts) -> dict[str, Score]:
    """Each act's score over all texts, for the acts that occur in them."""
    found = [(frozenset(one.acts), understood(one.text)) for one in texts]
    return {act: _score(found, act) for act in ACTS if any(act in gold for gold, _ in found)}


def _score(found: Sequence[tuple[frozenset[str], frozenset[Act]]], act: Act) -> Score:
    right = sum(act in gold and act in guess for gold, guess in found)
    guessed = sum(act in guess for _, guess in found)
    support = sum(act in gold for gold, _ in found)
    precision, recall = right / max(1, guessed), right / max(1, support)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, support)
