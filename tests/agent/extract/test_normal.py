"""Folding keeps the way back to the original; expanding writes WhatsApp's shorthand out."""

from __future__ import annotations

import pytest

from agent.extract.normal import expand, fold, trace


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São João d'Água", "sao joao d'agua"),
        ("Sa\u0303o", "sao"),
        ("m²", "m2"),
        ("nº 1ª", "no 1a"),
        ("½” × ¾″", ' 1/2" x  3/4"'),
        ("\u202a85\u202c", "85"),
        ("a\x00b\tc\r\nd", "a b c \nd"),
        ("—–", "--"),
        ("ﬁ İ", "fi i"),
        ("\ufdfa", "ص"),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_text_is_folded_to_plain_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    once = fold("Ação ½ m² İ Ω ﷺ")
    assert fold(once) == once


def test_each_folded_letter_knows_where_it_came_from() -> None:
    traced = trace("Sa\u0303o 2½")
    assert traced.text == "sao 2 1/2"
    assert traced.offsets == (0, 1, 3, 4, 5, 6, 6, 6, 6, 7)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("vc tem qtas brs?", "voce tem quantas barras?"),
        ("blz, obg msm", "beleza, obrigado mesmo"),
        ("c/ nf p/ hj", "com nota fiscal para hoje"),
        ("qto tá a pç", "quanto esta a peca"),
        ("n sei", "nao sei"),
        ("Metal Forte", "metal forte"),
    ],
)
def test_abbreviations_are_written_out(short: str, full: str) -> None:
    assert expand(short) == full
