"""How phrases are written: folded words, ``(this|that)``, ``?``, and words in capitals for many.

``FEW`` is up to four words of any kind, ``NUMBER`` a number in digits or words, ``DAY`` a day or hour.
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
    "EACH": r"(?:(?:o|por|cada|/) ?(?:metro|quilo|kg|m)|(?:a|por|cada|/) ?(?:barra|unidade|peca|un)|cada)",
    "UNITS": r"(?:minut(?:o|inho)s?|segundos?|horas?|hs?|dias?|semanas?|mes(?:es)?|instantes?)",
}
_MANY["DAY"] = (
    rf"(?:{WEEKDAY}|(?:hoje|amanha|dia \d+|(?:fim|final) d[aoe] (?:dia|tarde|semana|mes|ano)"
    r"|(?:semana|mes|ano) que vem|\d{1,2}/\d{1,2}|\d{1,2} ?h(?:s|oras)?)\b)"
)
_CAPITALS = re.compile("|".join(_MANY))
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


class Phrases(NamedTuple):
    """Ways of saying something. A text without any of the ``telling`` pieces of words has none."""

    pattern: re.Pattern[str]
    telling: tuple[str, ...] = ("",)

    def found_in(self, folded: str) -> Iterator[re.Match[str]]:
        """Where something is said so, in a folded text."""
        if any(piece in folded for piece in self.telling):
            yield from self.pattern.finditer(folded)

    def surround(self, found: re.Match[str]) -> bool:
        """Whether what was found lies within one of the phrases."""
        spans = (around.span() for around in self.pattern.finditer(found.string))
        return any(start <= found.start() and found.end() <= end for start, end in spans)


def any_of(*phrases: str, telling: str = "") -> Phrases:
    """Any of the phrases, as whole words. Each has a piece of ``telling``: tested with examples."""
    said = "|".join(map(_spoken, phrases))
    pieces = tuple(piece.replace("_", " ") for piece in telling.split()) or ("",)
    return Phrases(re.compile(rf"\b(?:{said})(?<=\w)\b", re.ASCII), pieces)


def _spoken(phrase: str) -> str:
    return _CAPITALS.sub(lambda many: _MANY[many[0]], _GROUP.sub("(?:", phrase))


LEFT_OPEN = any_of(
    r"(v[ei]r?|verificar?|confirmar?|saber?|olhar?|checar?|conferir?|confere|diz|dizer|responder?|responde)"
    r" (se|quando|onde|como|qual|quanto|que dia) (?:(?!e |mas )[\w/-]+ ?)+",
)
"""What is left for somebody to find out claims nothing: "o time confirma se tem em estoque"."""
