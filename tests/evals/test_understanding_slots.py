"""The judge of extracted facts: pairs of slot and value, each counted once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.extract.finding import Finding
from evals.understanding.gold import Annotated
from evals.understanding.slots import Compared, Pair, compared, micro, slots


def finding(slot: str, value: str, *, wrong: bool = False) -> Finding:
    return Finding(slot, value, value, 0, 1, problem="check_digits" if wrong else "")


def one(facts: Sequence[Pair], *found: Finding) -> Compared:
    (result,) = compared([Annotated("x", (), tuple(facts))], lambda text, asked: found)
    return result


def test_the_finder_is_given_what_was_asked() -> None:
    calls: list[tuple[str, tuple[str, ...]]] = []

    def find(text: str, asked: tuple[str, ...]) -> list[Finding]:
        calls.append((text, asked))
        return []

    compared([Annotated("30", ("quantidade",), ())], find)
    assert calls == [("30", ("quantidade",))]


def test_facts_are_right_missing_or_too_many() -> None:
    result = one([("nome", "Bia"), ("uf", "CE")], finding("nome", "Bia"), finding("uf", "PI"))
    assert result.right == (("nome", "bia"),)
    assert result.missing == (("uf", "CE"),)
    assert result.extra == (("uf", "PI"),)


@pytest.mark.parametrize(
    ("gold", "value", "right"),
    [
        (("nome", "João"), "JOAO", True),
        (("cidade", "Quixadá"), "quixada", True),
        (("acabamento", "branco"), "Branco", True),
        (("medida", "3 mm"), "3 MM", False),
        (("uf", "CE"), "ce", False),
        (("email", "a@x.example"), "A@x.example", False),
    ],
)
def test_spoken_words_are_compared_by_sound_and_all_else_by_letter(
    gold: Pair, value: str, right: bool
) -> None:
    assert bool(one([gold], finding(gold[0], value)).right) is right


def test_a_number_that_fails_its_check_is_a_fact_of_its_own() -> None:
    invalid = one([("cnpj_invalido", "1")], finding("cnpj", "1", wrong=True))
    assert (invalid.missing, invalid.extra) == ((), ())
    assert one([("cnpj", "1")], finding("cnpj", "1", wrong=True)).right == ()


def test_the_same_fact_twice_counts_twice() -> None:
    pair = ("produto", "tubo")
    assert one([pair, pair], finding(*pair)).missing == (pair,)
    assert one([pair], finding(*pair), finding(*pair)).extra == (pair,)


FOUND = [
    Compared("a", (("nome", "bia"), ("uf", "CE")), (("cidade", "sobral"),), ()),
    Compared("b", (("nome", "ze"),), (), (("uf", "PI"), ("uf", "CE"))),
]


@pytest.mark.parametrize(
    ("slot", "figures"),
    [
        (None, (3 / 5, 3 / 4, 6 / 9, 4)),
        ("nome", (1.0, 1.0, 1.0, 2)),
        ("uf", (1 / 3, 1.0, 0.5, 1)),
        ("cidade", (0.0, 0.0, 0.0, 1)),
    ],
)
def test_the_figures_are_those_of_the_pairs(
    slot: str | None, figures: tuple[float, float, float, int]
) -> None:
    assert micro(FOUND, slot) == pytest.approx(figures)


def test_of_nothing_all_three_figures_agree() -> None:
    precision, recall, f1, _ = micro([])
    assert precision == recall == f1


def test_every_slot_that_occurs_is_told_most_frequent_first() -> None:
    assert slots(FOUND) == ["uf", "nome", "cidade"]
    assert slots([]) == []
