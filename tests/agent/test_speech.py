"""Her sentences: the next variant each time, filled in, and never one that needs what we don't know."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.loading import load
from agent.speech import Speech

PAINT = load(Path(__file__).parents[1] / "companies" / "tintas-jangada")


def speech(**values: str) -> Speech:
    return Speech(PAINT, {}, values)


def test_a_fixed_text_is_filled_in_with_the_company_s_words() -> None:
    assert (
        speech(saudacao="Bom dia").fixed("greeting")
        == "Bom dia! Eu sou a Iara, ajudante virtual da Tintas Jangada."
    )


def test_variants_are_taken_in_turn_and_begin_again() -> None:
    saying = speech()
    assert [saying.fixed("noted") for _ in range(3)] == ["Certo.", "Escrevi aqui.", "Certo."]


def test_what_was_said_in_earlier_turns_counts() -> None:
    assert Speech(PAINT, {"noted": 1}, {}).fixed("noted") == "Escrevi aqui."


def test_what_was_said_is_kept_up_and_the_count_given_is_not_touched() -> None:
    before = {"noted": 4}
    saying = Speech(PAINT, before, {})
    saying.fixed("noted")
    saying.fixed("thanks")
    assert (saying.said, before) == ({"noted": 5, "thanks": 1}, {"noted": 4})


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"nome": "Rui"}, "Tudo escrito, Rui! O caixa segue com você."),
        ({"nome": ""}, "Tudo escrito! O caixa segue com você."),
        ({}, "Tudo escrito! O caixa segue com você."),
    ],
)
def test_a_variant_that_needs_what_is_not_known_is_not_chosen(
    values: dict[str, str], text: str
) -> None:
    assert speech(**values).fixed("handover", time="caixa") == text


def test_of_the_variants_that_fit_those_are_said_that_use_most_of_what_is_known() -> None:
    variants = ["Oi.", "Oi, {nome}.", "Oi, {nome} de {cidade}.", "Olá, {nome}."]
    assert speech().next_of("x", variants) == "Oi."
    assert speech(nome="Rui", cidade="Icó").next_of("x", variants) == "Oi, Rui de Icó."
    saying = speech(nome="Rui")
    assert [saying.next_of("x", variants) for _ in range(3)] == [
        "Oi, Rui.",
        "Olá, Rui.",
        "Oi, Rui.",
    ]


def test_a_word_may_be_kept_from_one_text() -> None:
    saying = speech(nome="Rui")
    assert (
        saying.fixed("handover", time="caixa", nome="") == "Tudo escrito! O caixa segue com você."
    )


def test_where_no_variant_fits_nothing_is_said_and_nothing_counted() -> None:
    saying = speech()
    assert (saying.fixed("pleased"), saying.said) == ("", {})


def test_words_given_for_one_text_win_over_those_of_the_turn() -> None:
    saying = speech(nome="Rui")
    assert saying.next_of("x", ["Oi, {nome}."], nome="Ana") == "Oi, Ana."
    assert saying.next_of("y", ["Oi, {nome}."]) == "Oi, Rui."


def test_a_value_is_said_as_it_is_braces_and_all() -> None:
    assert speech(nome="{alu} {0}").next_of("x", ["Oi, {nome}."]) == "Oi, {alu} {0}."


def test_variants_under_one_key_share_a_count_and_keys_do_not() -> None:
    saying = speech()
    first = (saying.next_of("question:1", ["a", "b"]), saying.next_of("question:2", ["a", "b"]))
    assert (*first, saying.next_of("question:1", ["a", "b"])) == ("a", "a", "b")
