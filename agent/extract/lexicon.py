"""A closed list of phrases, found in a text whatever their number (singular, plural) and despite
small typos.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from agent.extract.normal import fold

Value = TypeVar("Value")

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_WITH_TYPOS = 6
_SHORTEST_WITH_TWO = 9
_JOINTS = " -\"'"
_LONGEST = 24
_PLURALS = (
    ("oes", "ao"),
    ("aes", "ao"),
    ("aos", "ao"),
    ("ais", "al"),
    ("eis", "el"),
    ("is", "il"),
    ("ns", "m"),
    ("res", "r"),
    ("re", "r"),
    ("zes", "z"),
    ("ze", "z"),
    ("s", ""),
)


class Token(NamedTuple):
    """A word and where it stands."""

    word: str
    start: int
    end: int


class Match(NamedTuple, Generic[Value]):
    """A phrase of the list, as what it means and where it stands."""

    value: Value
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> list[Token]:
    """The words of a text, or of a stretch of it."""
    words = _WORD.finditer(text, start, end)
    return [Token(word.group(), word.start(), word.end()) for word in words]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The same letters for a word and its plural; not always a word."""
    if len(word) <= 3:
        return word
    return next((word[: -len(end)] + put for end, put in _PLURALS if word.endswith(end)), word)


class Lexicon(Generic[Value]):
    """Built from phrase -> meaning; ``find`` yields the longest phrases of a folded text, left to
    right.

    ``real``: words that are no typo of another. Given it, words of six letters and more may be one
    letter off (two, if both have nine), the first letter right.
    """

    def __init__(self, phrases: Mapping[str, Value], *, real: frozenset[str] | None = None) -> None:
        self._values = {_stems(phrase): value for phrase, value in phrases.items()}
        self._longest = _longest_by_first_word(self._values)
        self._words = {word for phrase in self._values for word in phrase}
        self._real = real or frozenset()
        self._near = {} if real is None else _by_first_letter(self._words)

    def find(self, text: str) -> Iterator[Match[Value]]:
        """The phrases of the list that stand in the text, none overlapping."""
        words = tokens(text)
        known = [self.spell(token.word) for token in words]
        at = 0
        while at < len(words):
            size = self._size_at(known, words, text, at) if known[at] in self._longest else 0
            if size:
                value = self._values[tuple(known[at : at + size])]
                yield Match(value, words[at].start, words[at + size - 1].end)
            at += size or 1

    def spell(self, word: str) -> str:
        """The listed word this one is (its stem), or an empty text."""
        root = stem(word)
        if root in self._words:
            return root
        may_be_off = _SHORTEST_WITH_TYPOS <= len(root) <= _LONGEST and word not in self._real
        return self._nearest(root) if may_be_off else ""

    def _size_at(self, known: list[str], words: list[Token], text: str, at: int) -> int:
        for size in range(min(self._longest[known[at]], len(words) - at), 0, -1):
            phrase = tuple(known[at : at + size])
            if phrase in self._values and _together(words[at : at + size], text):
                return size
        return 0

    def _nearest(self, root: str) -> str:
        for word in self._near.get(root[0], ()):
            off = _typos_allowed(word, root)
            if OSA.distance(word, root, score_cutoff=off) <= off:
                return word
        return ""


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(token.word) for token in tokens(fold(phrase)))


def _longest_by_first_word(phrases: Mapping[tuple[str, ...], Value]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return longest


def _together(words: list[Token], text: str) -> bool:
    return all(text[one.end : two.start].strip(_JOINTS) == "" for one, two in pairwise(words))


def _typos_allowed(word: str, root: str) -> int:
    return 2 if min(len(word), len(root)) >= _SHORTEST_WITH_TWO else 1


def _by_first_letter(words: set[str]) -> dict[str, tuple[str, ...]]:
    long = sorted(word for word in words if len(word) >= _SHORTEST_WITH_TYPOS)
    return {letter: tuple(same) for letter, same in groupby(long, key=itemgetter(0))}
