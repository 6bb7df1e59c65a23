"""How phrases are written: folded words, ``(this|that)``, and words in capitals for many words.

``FEW`` is up to four words of any kind, ``NUMBER`` an amount and ``COUNT`` a number in digits or
words, ``EACH`` a unit of price, ``UNITS`` units of time, ``DAY`` a day or an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from agent.guards.figures import WEEKDAY
from agent.guards.numerals import WORD

_MANY = {
    "FEW": r"(?:[\w/-]+ ){0,4}?",
    "NUMBER": rf"(?:(?:r ?\$ ?)?\d[\d.,]*|{WORD}\b)",
    "COUNT": rf"(?:\d+|{WORD}\b|pouc[oa]s|algu(?:ns|mas)|mei[oa])",
    "EACH": (
        "(?:(?:(?:o|por|cada) |/ ?)(?:metro|quilo|kg|m)"
        "|(?:(?:a|por|cada) |/ ?)(?:barra|unidade|peca|un)|cada)"
    ),
    "UNITS": "(?:minut(?:o|inho)s?|segundos?|horas?|hs?|dias?|semanas?|meses|instantes?)",
    "DAY": (
        rf"(?:{WEEKDAY}|(?:hoje|amanha|dia \d+|(?:fim|final) d[aoe] (?:dia|tarde|semana|mes|ano)"
        r"|(?:semana|mes|ano) que vem|\d{1,2}/\d{1,2}|\d{1,2} ?h(?:s|oras)?)\b)"
    ),
}
_CAPITALS = re.compile("|".join(_MANY))
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


class Phrases(NamedTuple):
    """Ways of saying something. A text without any of the ``telling`` pieces has none of them."""

    pattern: re.Pattern[str]
    telling: tuple[str, ...]

    def found_in(self, folded: str) -> Iterator[re.Match[str]]:
        """Where something is said so, in a folded text."""
        if any(piece in folded for piece in self.telling):
            yield from self.pattern.finditer(folded)

    def surround(self, found: re.Match[str]) -> bool:
        """Whether what was found lies within one of the phrases."""
        spans = (around.span() for around in self.pattern.finditer(found.string))
        return any(start <= found.start() and found.end() <= end for start, end in spans)


def any_of(*phrases: str, telling: str) -> Phrases:
    """Any of the phrases, as whole words. Each contains a piece of ``telling``; ``_`` is a space.

    The pieces only save time: looking for them costs a tenth of looking for the phrases.
    """
    said = "|".join(map(_spoken, phrases))
    pieces = tuple(piece.replace("_", " ") for piece in telling.split())
    return Phrases(re.compile(rf"\b(?:{said})(?<=\w)\b", re.ASCII), pieces)


def _spoken(phrase: str) -> str:
    return _CAPITALS.sub(lambda many: _MANY[many[0]], _GROUP.sub("(?:", phrase))
