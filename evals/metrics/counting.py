"""Shares and means as figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from evals.report import Better, Metric
from evals.understanding.needs import wilson


def share(name: str, label: str, right: int, of: int, better: Better = "more") -> Metric:
    """``right`` of ``of`` with its 95 % interval; no value where there was nothing."""
    if not of:
        return Metric(name=name, label=label, value=None, of=0, better=better)
    value, low, high = wilson(right, of)
    return Metric(name=name, label=label, value=value, of=of, better=better, low=low, high=high)


def mean(name: str, label: str, values: Sequence[float], better: Better = "more") -> Metric:
    """The mean of the values; no value where there are none."""
    value = sum(values) / len(values) if values else None
    return Metric(name=name, label=label, value=value, of=len(values), better=better)


def f1(right: int, guessed: int, gold: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
    return 2 * right / (guessed + gold) if guessed + gold else 1.0
