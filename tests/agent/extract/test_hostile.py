"""Whatever is sent: never an exception, spans inside the text, time that grows with the length."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.catalogue import Catalogue
from agent.extract import Extractor

SLOTS = ("nome", "empresa", "cidade", "uf", "quantidade", "unidade", "tipo_pessoa", "pedido", "cep")
WORDS = """
    40 barras de tubo 50x50 em 3x sou a Ju da Metal Forte de Sobral/CE pedido 123 1.1/2" #20
    linha 25 6063-T5 R$ 1.250,00 dia 3/8 meia dúzia um par 11.222.333/0001-81 529.982.247-25
    +55 (85) 99999-0001 a@b.com, não; é? \x00 \u202e \ud800 ½ m² São e de x por mil , . / - : "
"""
PIECES = st.sampled_from((*WORDS.split(), "\n"))
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(st.characters(codec=None), max_size=80),
)
NASTY = (
    *(
        "a",
        "1",
        "1 ",
        "a ",
        "1x",
        "1.",
        "a@",
        " ",
        "\n",
        "sou a ",
        "em Sobral/CE ",
        "pedido ",
        "0.0,",
    ),
    *("pedido 123, 124 e ", "linha 25 e 30 ", "😀", "\ufdfa", "11.222.333/0001-81 ", "vinte e "),
    *(
        "mil ",
        ".",
        "-",
        "(",
        '"',
        "1/2 ",
        "meu nome é ",
        "aqui é a Ju da Metal Forte ",
        "R$ 1.250,00 ",
    ),
    *(
        "e ",
        "é",
        "%+-._",
        "a.",
        "São ",
        "nota#",
        "uma ",
        "de ",
        "valor de ",
        "5-",
        "x ",
        "www.",
        "º",
    ),
    *(
        "tubo 50x50 10 barras branco, ",
        "primeira vez que ",
        "entreg ",
        "\x00",
        "\u202e",
        "\ud800",
        "½",
    ),
)


@given(TEXTS, st.lists(st.sampled_from(SLOTS), max_size=4), st.sampled_from(("", "85", "x")))
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_without_exception_and_spans_hold_their_words(
    extractor: Extractor, text: str, asked: list[str], ddd: str
) -> None:
    for found in extractor.find(text, tuple(asked), ddd):
        assert 0 <= found.start < found.end <= len(text)
        assert found.words == text[found.start : found.end]
        assert found.slot
        assert found.value


@given(TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_text_gives_the_same_facts(extractor: Extractor, text: str) -> None:
    assert extractor.find(text) == extractor.find(text)


@pytest.mark.parametrize("piece", NASTY, ids=ascii)
@pytest.mark.parametrize("asked", [(), SLOTS], ids=["unasked", "asked"])
def test_four_times_the_letters_take_at_most_about_four_times_as_long(
    extractor: Extractor, piece: str, asked: tuple[str, ...]
) -> None:
    long = (piece * 20_000)[:20_000]
    short_time, long_time = (_cpu_seconds(extractor, text, asked) for text in (long[:5_000], long))
    assert long_time < 9 * short_time + 0.02, "quadratic would take sixteen times as long"


def test_letters_that_unfold_into_many_are_read_only_up_to_the_limit(extractor: Extractor) -> None:
    text = "½" * 20_000 + " 40 barras"
    assert extractor.find(text) == ()


def test_an_empty_catalogue_still_reads_who_and_where() -> None:
    found = Extractor(Catalogue()).find("sou a Ju de Sobral, linha 25, 30 barras, 6063 branco")
    assert {fact.slot for fact in found} == {"nome", "cidade", "uf"}


def _cpu_seconds(extractor: Extractor, text: str, asked: tuple[str, ...]) -> float:
    def once() -> float:
        start = time.process_time()
        extractor.find(text, asked, "85")
        return time.process_time() - start

    return min(once() for _ in range(2))
