"""Figures as they are written in Portuguese, and which way is better."""

from __future__ import annotations

import pytest

from evals.report import Better, Delta, Report, Slice
from evals.reports import figures
from tests.evals.reports.invented import gate, metric, report, share


@pytest.mark.parametrize(
    ("value", "in_percent", "written"),
    [
        (None, False, "–"),
        (None, True, "–"),
        (0.0, True, "0,0 %"),
        (0.9524, True, "95,2 %"),
        (1.0, True, "100,0 %"),
        (0.0, False, "0"),
        (3.0, False, "3"),
        (1204.0, False, "1.204"),
        (0.9321, False, "0,932"),
        (0.93, False, "0,93"),
        (41.26, False, "41,3"),
        (41.02, False, "41"),
        (12345.6, False, "12.345,6"),
        (0.0001, False, "0"),
    ],
)
def test_a_figure_is_written_as_people_in_brazil_do(
    value: float | None, in_percent: bool, written: str
) -> None:
    assert figures.figure(value, share=in_percent) == written


@pytest.mark.parametrize(
    ("before", "after", "in_percent", "written"),
    [
        (0.94, 0.952, True, "+1,2 pt"),
        (0.952, 0.94, True, "−1,2 pt"),
        (0.5, 0.31, False, "−0,19"),
        (0.31, 0.3101, False, "="),
        (None, 0.3, False, "–"),
        (0.3, None, False, "–"),
    ],
)
def test_a_shift_has_its_sign(
    before: float | None, after: float | None, in_percent: bool, written: str
) -> None:
    assert figures.shift(before, after, share=in_percent) == written


@pytest.mark.parametrize(
    ("before", "after", "better", "direction"),
    [
        (0.9, 0.8, "more", "worse"),
        (0.8, 0.9, "more", "better"),
        (0.9, 0.8, "less", "better"),
        (0.8, 0.9, "less", "worse"),
        (0.8, 0.8, "less", "same"),
        (None, 0.8, "more", "same"),
    ],
)
def test_less_may_be_better(
    before: float | None, after: float | None, better: Better, direction: str
) -> None:
    delta = Delta(name="x", label="X", before=before, after=after, better=better)
    assert figures.direction(delta) == direction


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"wanted": None}, "–"),
        ({"wanted": 0, "better": "less"}, "0"),
        ({"wanted": 120}, "≥ 120"),
        ({"wanted": 0.97, "hard": False, "tolerance": 0.01}, "≥ 0,96"),
        ({"wanted": 0.3, "hard": False, "tolerance": 0.2, "better": "less"}, "≤ 0,5"),
    ],
)
def test_a_gate_says_what_it_wants(told: dict[str, object], wanted: str) -> None:
    assert figures.wanted(gate("x", "X", value=0, **told), share=False) == wanted


def test_only_what_has_an_interval_is_a_share() -> None:
    made = report(metrics=(metric("a", "A", 0.5), share("b", "B", 0.5)), splits={})
    assert figures.shares(made) == {"b"}
    assert figures.interval(share("b", "B", 0.5, low=0.41, high=0.59)) == "41,0–59,0 %"
    assert figures.interval(metric("a", "A", 0.5)) == ""


def test_a_hard_gate_counts_even_where_a_share_has_its_name() -> None:
    in_percent = frozenset({"attacks", "route"})
    assert not figures.counts_shares(gate("attacks", "X", value=3, wanted=0), in_percent)
    soft = gate("route", "X", hard=False, value=0.9, wanted=0.9)
    assert figures.counts_shares(soft, in_percent)


@pytest.mark.parametrize(("conversations", "share_told"), [(4, None), (5, 0.4)])
def test_a_slice_of_fewer_than_five_has_no_percentage(
    conversations: int, share_told: float | None
) -> None:
    one = Slice(name="x", group="tag", conversations=conversations, passed=2)
    assert figures.share_passed(one) == share_told


def test_hard_gates_come_first_and_the_broken_before_the_others() -> None:
    names = [one.name for one in figures.hard_first(report().gates)]
    assert names == ["redundant", "replay", "grounded", "silence", "route", "excess"]
    assert figures.hard_first(Report().gates) == []
