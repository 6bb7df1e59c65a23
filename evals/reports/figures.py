"""Figures as they are written in Portuguese: ``95,2 %``, ``93,1–96,8 %``, ``+1,2 pt``. Pure.

A metric with an interval is a share and is written in per cent; any other is written as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from evals.report import Delta, Gate, Metric, Report, Slice

SMALLEST_SLICE = 5
NOTHING = "–"

Direction = Literal["better", "worse", "same"]


def shares(report: Report) -> frozenset[str]:
    """The names of the metrics that are shares."""
    rooms = (report.metrics, *report.splits.values())
    return frozenset(one.name for room in rooms for one in room if one.low is not None)


def counts_shares(gate: Gate, in_percent: frozenset[str]) -> bool:
    """True if a gate's value is a share: that of a figure. Hard gates count what broke them."""
    return not gate.hard and gate.name in in_percent


def named(name: str, metrics: Iterable[Metric]) -> Metric | None:
    """The metric of that name, if there is one."""
    return next((one for one in metrics if one.name == name), None)


def figure(value: float | None, *, share: bool = False) -> str:
    """A value, or a dash where nothing was measured."""
    if value is None:
        return NOTHING
    return f"{_decimal(value * 100, 1)} %" if share else number(value)


def number(value: float) -> str:
    """Whole numbers whole; small ones with three decimals, others with one: ``1.204``, ``0,932``, ``41,5``."""
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", ".")
    return _decimal(value, 3 if abs(value) < 10 else 1).rstrip("0").rstrip(",")


def interval(metric: Metric) -> str:
    """The 95 % interval of a share; nothing for any other."""
    if metric.low is None or metric.high is None:
        return ""
    return f"{_decimal(metric.low * 100, 1)}–{_decimal(metric.high * 100, 1)} %"


def shift(before: float | None, after: float | None, *, share: bool = False) -> str:
    """By how much a figure moved; shares in percentage points."""
    if before is None or after is None:
        return NOTHING
    moved = after - before
    if _is_still(moved):
        return "="
    sign = "+" if moved > 0 else "−"
    size = abs(moved)
    return f"{sign}{_decimal(size * 100, 1)} pt" if share else f"{sign}{number(round(size, 3))}"


def direction(delta: Delta) -> Direction:
    """Whether a figure got better."""
    if delta.before is None or delta.after is None or _is_still(delta.after - delta.before):
        return "same"
    return "better" if (delta.after > delta.before) == (delta.better == "more") else "worse"


def share_passed(one: Slice) -> float | None:
    """The share of a slice's conversations that passed; None where they are too few to tell."""
    return one.passed / one.conversations if one.conversations >= SMALLEST_SLICE else None


def wanted(gate: Gate, *, share: bool) -> str:
    """What a gate asks for: ``0``, ``≥ 93,0 %``, ``≤ 0,6``."""
    if gate.wanted is None:
        return NOTHING
    slack = gate.tolerance if gate.better == "less" else -gate.tolerance
    edge = figure(round(gate.wanted + slack, 6), share=share)
    if gate.better == "more":
        return f"≥ {edge}"
    return edge if gate.hard else f"≤ {edge}"


def hard_first(gates: Iterable[Gate]) -> list[Gate]:
    """The hard gates before the soft ones; among each, those that failed first."""
    rank = {"failed": 0, "unmeasured": 1, "held": 2}
    return sorted(gates, key=lambda gate: (not gate.hard, rank[gate.outcome]))


def is_waiting(gate: Gate) -> bool:
    """Nothing is there to compare it with."""
    return gate.outcome == "unmeasured" and gate.wanted is None


def _is_still(moved: float) -> bool:
    return abs(moved) < 5e-4


def _decimal(value: float, places: int) -> str:
    return f"{value:,.{places}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
