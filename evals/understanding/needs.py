"""How well needs are understood: accuracy, F1 per need, confusions, calibration, with their uncertainty."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agent.mind.offline.classifier import NO_NEED
from agent.mind.offline.corpus import Utterance

Guess = Callable[[str], dict[str, float]]

CONFIDENCE = 1.96  # of the normal distribution: 95 %
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One text, its gold labels, and what was guessed with which probability."""

    text: str
    gold: tuple[str, ...]
    guess: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.guess in self.gold


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one class, and how many texts are of it."""

    precision: float
    recall: float
    f1: float
    support: int


def judged(texts: Sequence[Utterance], guess: Guess) -> list[Judged]:
    """Each text with its likeliest need; a text with two needs is right with either."""
    return [_judged(one, guess(one.text)) for one in texts]


def accuracy(found: Sequence[Judged]) -> tuple[float, float, float]:
    """The share that is right, and its 95 % interval after Wilson."""
    return wilson(sum(one.right for one in found), len(found))


def wilson(right: int, of: int) -> tuple[float, float, float]:
    """A share and its 95 % interval (E. B. Wilson, 1927)."""
    if of == 0:
        return 0.0, 0.0, 1.0
    share, z2 = right / of, CONFIDENCE**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = CONFIDENCE * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return share, middle - half, middle + half


def per_need(found: Sequence[Judged]) -> dict[str, Score]:
    """Each need's score over the texts with at most one."""
    single = [one for one in found if len(one.gold) == 1]
    kinds = sorted({one.gold[0] for one in single})
    return {kind: _score(single, kind) for kind in kinds}


def macro_f1(scores: dict[str, Score]) -> float:
    """The mean of the classes' F1."""
    return sum(score.f1 for score in scores.values()) / max(1, len(scores))


def confusions(found: Iterable[Judged]) -> list[tuple[str, str, int]]:
    """(gold, guessed, how often), the most frequent first."""
    wrong = Counter((one.gold[0], one.guess) for one in found if not one.right)
    return [(gold, guess, times) for (gold, guess), times in wrong.most_common()]


def calibration(found: Sequence[Judged]) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error, and per tenth of the texts: mean confidence, share right, texts."""
    ranked = sorted(found, key=lambda one: one.confidence)
    size = max(1, math.ceil(len(ranked) / BINS))
    bins = [ranked[start : start + size] for start in range(0, len(ranked), size)]
    table = [
        (
            sum(one.confidence for one in group) / len(group),
            sum(one.right for one in group) / len(group),
            len(group),
        )
        for group in bins
    ]
    error = sum(abs(said - right) * count for said, right, count in table) / max(1, len(ranked))
    return error, table


def _judged(one: Utterance, probabilities: dict[str, float]) -> Judged:
    guess, confidence = max(probabilities.items(), key=lambda pair: pair[1])
    return Judged(one.text, one.needs or (NO_NEED,), guess, confidence)


def _score(found: Sequence[Judged], kind: str) -> Score:
    right = sum(one.guess == kind == one.gold[0] for one in found)
    guessed = sum(one.guess == kind for one in found)
    support = sum(one.gold[0] == kind for one in found)
    precision, recall = right / max(1, guessed), right / max(1, support)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, support)
