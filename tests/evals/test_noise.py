"""Noise: what haste does to a line, and what it never does to a name, a number, a town."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.extract.normal import fold
from evals.customer.noise import ROWS, SHORT, SIGNS, Noise, noisy

MUCH = Noise(
    typos=1, abbreviations=0.5, accents=0.5, lower=0.4, upper=0.3, punctuation=1, splits=1, no_greeting=1
)  # fmt: skip
PROTECTED = ("Antônia", "Serralheria Boa Hora", "São Gonçalo do Amarante", "perfil", "segunda via")
WORDS = (
    "bom dia você quero que não também orçamento preciso oi, cidade. barras? é (urgente) "
    "Antônia Antônia! Serralheria Boa Hora segunda via São Gonçalo do Amarante perfil "
    '50x50 48.213 11.222.333/0001-81 ju@ouro.example ACM 1/2" 30br'
)

lines = st.lists(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12).map(" ".join),
    min_size=1,
    max_size=3,
)


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - to be the same again, not to be secret


def heard(
    line: str, seed: int = 0, protected: tuple[str, ...] = (), **much: float
) -> tuple[str, ...]:
    return noisy([line], dice(seed), Noise(**much), protected)


def cores(texts: list[str] | tuple[str, ...]) -> list[str]:
    return [word.strip(SIGNS) for text in texts for word in text.split()]


def untouchable(core: str) -> bool:
    protected = {fold(word) for phrase in PROTECTED for word in phrase.split()}
    odd = any(letter.isdigit() or letter in "@/" for letter in core)
    return bool(core) and (odd or core[1:] != core[1:].lower() or fold(core) in protected)


@given(lines, st.integers(0, 10_000))
def test_names_numbers_and_towns_arrive_as_they_were_in_their_order(
    said: list[str], seed: int
) -> None:
    arrived = noisy(said, dice(seed), MUCH.model_copy(update={"upper": 0.0}), PROTECTED)
    assert [word for word in cores(arrived) if untouchable(word)] == [
        word for word in cores(said) if untouchable(word)
    ]


@given(lines, st.integers(0, 10_000))
def test_capitals_leave_them_too(said: list[str], seed: int) -> None:
    kept = [word for word in cores(said) if untouchable(word)]
    arrived = iter(cores(noisy(said, dice(seed), Noise(upper=1, typos=1), PROTECTED)))
    assert all(word in arrived for word in kept)


@given(
    st.text(alphabet="aãbcçéoO .,!?30@/x", min_size=1, max_size=60).filter(str.strip), st.integers()
)
def test_no_line_gets_lost_and_none_is_empty(line: str, seed: int) -> None:
    arrived = noisy([line, "ok"], dice(seed), MUCH, PROTECTED)
    assert len(arrived) >= 1
    assert all(map(str.strip, arrived))


@given(lines, st.integers(0, 10_000))
def test_the_same_randomness_gives_the_same_lines(said: list[str], seed: int) -> None:
    assert noisy(said, dice(seed), MUCH, PROTECTED) == noisy(said, dice(seed), MUCH, PROTECTED)


@given(lines, st.integers(0, 10_000))
def test_without_noise_nothing_changes(said: list[str], seed: int) -> None:
    assert noisy(said, dice(seed), Noise()) == tuple(said)


@given(st.integers(0, 10_000))
def test_what_bends_keeps_its_letters(seed: int) -> None:
    arrived = noisy(["vergalhão não"], dice(seed), MUCH, (), ["vergalhão", "não"])
    assert fold(" ".join(arrived)) == "vergalhao nao"


def test_what_bends_may_lose_accents_and_capitals() -> None:
    arrived = noisy(["Vergalhão"], dice(0), Noise(accents=1, lower=1), (), ["Vergalhão"])
    assert arrived == ("vergalhao",)


def distance(one: str, other: str) -> int:
    """Letters put in, left out, replaced (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, otherwise in enumerate(other, 1):
            best = min(row[at] + 1, row[at - 1] + 1, before + (letter != otherwise))
            before, row[at] = row[at], best
    return row[-1]


@pytest.mark.parametrize("seed", range(40))
def test_a_typo_is_one_slip_inside_a_longer_word(seed: int) -> None:
    [line] = heard("cantoneira sim e barra", seed, typos=1)
    first, *between, third = line.split()
    assert between == ["sim", "e"]
    for slipped, meant in ((first, "cantoneira"), (third, "barra")):
        assert distance(slipped, meant) <= 2, "an exchange of two letters is two steps"
        assert slipped[0] == meant[0]


def mistyped(seed: int) -> str:
    return heard("é de uma cantoneira", seed, typos=1)[0].removeprefix("é de uma ")


def test_a_word_or_two_are_sent_without_typos() -> None:
    assert heard("pessoa física mesmo", typos=1) == ("pessoa física mesmo",)


def test_typos_are_of_every_kind() -> None:
    slips = {mistyped(seed) for seed in range(300)}
    lengths = {len(slip) for slip in slips}
    exchanged = {slip for slip in slips if sorted(slip) == sorted("cantoneira")}
    assert lengths == {9, 10, 11}
    assert exchanged - {"cantoneira"}


def test_a_wrong_key_is_a_neighbour_of_the_right_one() -> None:
    beside = {pair for row in ROWS for one, two in pairwise(row) for pair in (one + two, two + one)}
    slips = {mistyped(seed) for seed in range(300)}
    replaced = {
        right + wrong
        for slip in slips if len(slip) == len("cantoneira") and sorted(slip) != sorted("cantoneira")
        for right, wrong in zip("cantoneira", slip, strict=True) if right != wrong
    }  # fmt: skip
    assert replaced
    assert replaced <= beside


def test_words_are_shortened_as_on_whatsapp() -> None:
    assert {heard("você", seed, abbreviations=1)[0] for seed in range(20)} == set(SHORT["você"])
    assert heard("Bom dia.", abbreviations=1) == ("Bom dia.",)
    assert heard("não, obrigado!", abbreviations=1)[0].endswith("!")


def test_accents_are_dropped_but_not_from_what_is_protected() -> None:
    assert heard("São João é cá", accents=1, protected=("São João",)) == ("São João e ca",)


def test_a_line_is_all_small_or_all_capitals() -> None:
    assert heard("Bom dia Antônia", lower=1, protected=("Antônia",)) == ("bom dia Antônia",)
    assert heard("Bom dia Antônia", upper=1, protected=("Antônia",)) == ("BOM DIA Antônia",)


def test_the_last_sign_is_doubled_or_left_out() -> None:
    arrived = {heard("tem perfil?", seed, punctuation=1)[0] for seed in range(20)}
    assert arrived == {"tem perfil??", "tem perfil"}
    assert heard("manda pra ju@ouro.example.", punctuation=1) == ("manda pra ju@ouro.example.",)
    assert heard("sou Antônia.", punctuation=1, protected=("Antônia",)) == ("sou Antônia.",)


def test_a_line_is_sent_in_pieces_at_its_commas() -> None:
    arrived = {heard("bom dia, tudo bem? quero perfil", seed, splits=1) for seed in range(20)}
    assert arrived == {
        ("bom dia", "tudo bem? quero perfil"),
        ("bom dia, tudo bem?", "quero perfil"),
    }


@pytest.mark.parametrize(
    "line", ["é da Silva, Souza e Cia", "1,5 m", "Sta. Rita", "ó, vou", "sem vírgula"]
)
def test_some_lines_are_never_cut(line: str) -> None:
    assert heard(line, splits=1, protected=("silva, souza",)) == (line,)


@pytest.mark.parametrize(
    ("said", "arrived"),
    [
        (["Bom dia, quero perfil"], ("quero perfil",)),
        (["oi, tudo bem? tem tubo?"], ("tem tubo?",)),
        (["oi", "quero perfil"], ("quero perfil",)),
        (["Bom dia!"], ("Bom dia!",)),
        (["quero perfil"], ("quero perfil",)),
        (["oitenta barras"], ("oitenta barras",)),
    ],
)
def test_the_greeting_is_left_out_unless_it_is_all_that_is_said(
    said: list[str], arrived: tuple[str, ...]
) -> None:
    assert noisy(said, dice(0), Noise(no_greeting=1)) == arrived


def test_a_name_that_looks_like_a_greeting_stays() -> None:
    assert noisy(["Viva Vidros", "quero box"], dice(0), Noise(no_greeting=1), ["Viva Vidros"]) == (
        "Viva Vidros",
        "quero box",
    )
