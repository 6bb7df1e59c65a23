"""The judge of acts: each by itself, over all texts."""

from __future__ import annotations

import pytest

from agent.mind.labels import ACTS, Act
from agent.mind.offline.corpus import Utterance
from evals.understanding.acts import scores
from evals.understanding.needs import Score

TEXTS = (
    Utterance("a", (), ("greets", "thanks")),
    Utterance("b", (), ("greets",)),
    Utterance("c", ("compras",), ()),
)


def understood(**acts: tuple[Act, ...]) -> dict[str, Score]:
    return scores(TEXTS, lambda text: frozenset(acts.get(text, ())))


def test_each_act_is_scored_by_itself() -> None:
    assert understood(a=("greets",), b=("greets", "thanks"), c=("greets",)) == {
        "greets": Score(pytest.approx(2 / 3), 1.0, pytest.approx(0.8), 2),
        "thanks": Score(0.0, 0.0, 0.0, 1),
    }


def test_all_right_is_one() -> None:
    found = understood(a=("greets", "thanks"), b=("greets",))
    assert found == {"greets": Score(1.0, 1.0, 1.0, 2), "thanks": Score(1.0, 1.0, 1.0, 1)}


def test_nothing_understood_scores_nothing() -> None:
    assert {score.f1 for score in understood().values()} == {0.0}


def test_only_acts_that_occur_are_told_in_their_own_order() -> None:
    assert list(understood(c=("abuses",))) == [act for act in ACTS if act in ("greets", "thanks")]
    assert scores((), lambda text: frozenset()) == {}
