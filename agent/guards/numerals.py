"""Numbers that a customer writes in words: "trinta e cinco" is 35, "dois mil e quinhentos" 2500."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

VALUES: dict[str, int] = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6,
    "sete": 7, "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13,
    "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16, "dezessete": 17, "dezoito": 18,
    "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60,
    "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100, "duzentos": 200,
    "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400,
    "quatrocentas": 400, "quinhentos": 500, "quinhentas": 500, "seiscentos": 600,
    "seiscentas": 600, "setecentos": 700, "setecentas": 700, "oitocentos": 800,
    "oitocentas": 800, "novecentos": 900, "novecentas": 900, "mil": 1000,
}  # fmt: skip
"""What each folded number word is worth."""


def _by_first_letter(words: Iterable[str]) -> Iterator[str]:
    for letter, alike in groupby(sorted(words, reverse=True), key=itemgetter(0)):
        yield f"{letter}(?:{'|'.join(word[1:] for word in alike)})"


WORD = f"(?:{'|'.join(_by_first_letter(VALUES))})"
"""A pattern of one folded number word. Grouped by letter it gives up on other words sooner."""

_DOZEN = 12
_SPELT = re.compile(rf"\b(?:([0-9]{{1,3}}) mil|(duzias?)|{WORD}\b(?: (?:e )?{WORD}\b){{0,9}})\b")


def spelt(folded: str) -> Iterator[str]:
    """The numbers written in words in a folded text, as digits; "2 mil" and "uma dúzia" too."""
    for found in _SPELT.finditer(folded):
        if found[1]:
            yield str(int(found[1]) * 1000)
        elif found[2]:
            yield str(_DOZEN)
        else:
            yield str(_added(VALUES[word] for word in found[0].split() if word in VALUES))


def _added(values: Iterator[int]) -> int:
    total = 0
    for value in values:
        total = max(total, 1) * 1000 if value == VALUES["mil"] else total + value
    return total
