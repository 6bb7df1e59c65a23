"""Counting units of the catalogue: what a quantity is counted in."""

from __future__ import annotations

import re

from agent.catalogue import Catalogue
from agent.extract.lexicon import Lexicon
from agent.extract.normal import fold

_NOTHING = r"(?!)"


class Units:
    """The catalogue's counting units: their spellings as one pattern, and what each means."""

    def __init__(self, catalogue: Catalogue) -> None:
        spellings = {word: unit for unit, words in catalogue.units.items() for word in words}
        self._lexicon = Lexicon(spellings)
        forms = {form for word in spellings for form in _plurals(fold(word))}
        longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
        self.pattern = rf"(?:{'|'.join(longest_first) or _NOTHING})(?!\w)"
        self.spelling = re.compile(rf"(?<![^\W\d_]){self.pattern}")

    def name(self, words: str) -> str:
        """The unit these folded words mean, or an empty text."""
        return next((found.value for found in self._lexicon.find(words)), "")


def _plurals(word: str) -> set[str]:
    first, gap, others = word.partition(" ")
    if gap:
        return {word} | {form + gap + others for form in _plurals(first)}
    forms = {word, word + "s"}
    if word.endswith("ao"):
        forms |= {word[:-2] + "oes", word + "s"}
    if word.endswith("l"):
        forms.add(word[:-1] + "is")
    if word.endswith(("r", "z")):
        forms.add(word + "es")
    return forms
