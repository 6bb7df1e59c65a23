"""The judge of needs: figures that can be checked by hand."""

from __future__ import annotations

import pytest

from agent.mind.offline.classifier import NO_NEED
from agent.mind.offline.corpus import Utterance
from evals.understanding.needs import (
    Judged,
    Score,
    accuracy,
    calibration,
    confusions,
    judged,
    macro_f1,
    per_need,
    wilson,
)


def one(gold: str, guess: str, confidence: float = 0.9) -> Judged:
    return Judged("x", tuple(gold.split("+")), guess, confidence)


def test_a_text_is_judged_by_its_likeliest_need() -> None:
    texts = (
        Utterance("a", ("compras",), ()),
        Utterance("b", (), ()),
        Utterance("c", ("compras", "vagas"), ()),
    )
    guesses = {
        "a": {"compras": 0.4, "vagas": 0.6},
        "b": {NO_NEED: 0.9, "vagas": 0.1},
        "c": {"vagas": 0.7, "compras": 0.3},
    }
    found = judged(texts, guesses.__getitem__)
    assert found == [
        Judged("a", ("compras",), "vagas", 0.6),
        Judged("b", (NO_NEED,), NO_NEED, 0.9),
        Judged("c", ("compras", "vagas"), "vagas", 0.7),
    ]
    assert [text.right for text in found] == [False, True, True]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596), (9, 10, 0.596, 0.982)],
)  # fmt: skip
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    share, *interval = wilson(right, of)
    assert share == (right / of if of else 0.0)
    assert interval == pytest.approx([low, high], abs=5e-4)
    assert interval[0] + 1e-12 >= 0
    assert interval[1] <= 1 + 1e-12


def test_accuracy_counts_either_of_two_needs() -> None:
    found = [one("a+b", "b"), one("a", "a"), one("a", "b"), one("b", "a")]
    assert accuracy(found)[0] == 0.5


def test_scores_are_of_texts_with_one_need() -> None:
    found = [one("a", "a"), one("a", "b"), one("b", "b"), one("b", "b"), one("a+b", "c")]
    assert per_need(found) == {
        "a": Score(1.0, 0.5, pytest.approx(2 / 3), 2),
        "b": Score(pytest.approx(2 / 3), 1.0, pytest.approx(0.8), 2),
    }
    assert macro_f1(per_need(found)) == pytest.approx((2 / 3 + 0.8) / 2)


def test_a_need_never_guessed_scores_nothing() -> None:
    assert per_need([one("a", "b")]) == {"a": Score(0.0, 0.0, 0.0, 1)}
    assert per_need([]) == {}
    assert macro_f1({}) == 0.0


def test_confusions_come_most_frequent_first() -> None:
    found = [one("a", "b"), one("c", "a"), one("a", "b"), one("a", "a"), one("a+b", "b")]
    assert confusions(found) == [("a", "b", 2), ("c", "a", 1)]


def test_calibration_of_what_is_always_as_sure_as_right() -> None:
    found = [
        one("a", "a", 0.75),
        one("a", "a", 0.75),
        one("a", "a", 0.75),
        one("a", "b", 0.75),
    ] * 10
    error, table = calibration(found)
    assert len(table) == 10
    assert sum(count for _, _, count in table) == 40
    assert [said for said, _, _ in table] == pytest.approx([0.75] * 10)
    assert error == pytest.approx(0.0)


def test_calibration_of_what_is_sure_and_wrong() -> None:
    error, table = calibration([one("a", "b", 1.0)] * 3)
    assert error == 1.0
    assert table == [(1.0, 0.0, 1)] * 3


@pytest.mark.parametrize("many", [1, 9, 10, 11, 25, 99])
def test_no_text_is_left_out_of_the_table(many: int) -> None:
    _, table = calibration([one("a", "a", n / 100) for n in range(many)])
    assert sum(count for _, _, count in table) == many
    assert len(table) <= 10
    assert [said for said, _, _ in table] == sorted(said for said, _, _ in table)


def test_calibration_of_nothing_is_perfect() -> None:
    assert calibration([]) == (0.0, [])
