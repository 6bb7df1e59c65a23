"""The names of towns in a text, whatever they mean there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.extract.gazetteer import Cities, City, cities
from agent.extract.lexicon import Token, tokens
from agent.extract.page import Page

_LONG_NAME, _MOST_NEAR = 9, 8
_GAP = frozenset({" ", "-", "'", " - ", "  ", ". ", "."})


class Town(NamedTuple):
    """A stretch of words that is the name of a town; ``towns``: all that are called so. ``near``: a
    spelling only like it.
    """

    towns: tuple[City, ...]
    start: int
    end: int
    words: int
    near: bool = False


class Towns:
    """Finds names of towns, the longest first; ``nearest`` forgives a typo."""

    def __init__(self) -> None:
        self._cities: Cities = cities()
        self._longest = _longest_by_first_word(self._cities)
        self._names = {" ".join(words): words for words in self._cities.by_words}
        self._spellings = tuple(self._names)

    def find(self, page: Page) -> Iterator[Town]:
        """The towns of a page, none overlapping."""
        words = tokens(page.rest)
        at = 0
        while at < len(words):
            town = self.at(page, words, at)
            if town:
                yield town
            at += town.words if town else 1

    def at(self, page: Page, words: list[Token], at: int) -> Town | None:
        """The town whose name begins with this word."""
        for size in range(min(self._longest.get(words[at].word, 0), len(words) - at), 0, -1):
            some = words[at : at + size]
            towns = self._cities.by_words.get(tuple(token.word for token in some))
            if towns and _together(page.rest, some) and _is_spelled(page, some, towns[0]):
                return Town(towns, some[0].start, some[-1].end, size)
        return None

    def state_of(self, town: Town, ddd: str) -> tuple[str, bool]:
        """The state, and whether it is certain: unique in Brazil, else the phone's area, else the
        phone's state.
        """
        if len(town.towns) == 1:
            return town.towns[0].uf, True
        near = {city.uf for city in town.towns if city.ddd == ddd}
        near = near or {city.uf for city in town.towns} & self._states_of(ddd)
        return (near.pop(), False) if len(near) == 1 else ("", False)

    def nearest(self, words: str, start: int, ddd: str) -> Town | None:
        """The one spelling fewest letters away; of several, the one in the phone's state."""
        off = 2 if len(words) >= _LONG_NAME else 1
        near = process.extract(
            words, self._spellings, scorer=OSA.distance, score_cutoff=off, limit=_MOST_NEAR
        )
        nearest = [name for name, distance, _ in near if distance == near[0][1]]
        best = list({self._named(name): name for name in nearest}.values())
        if len(best) > 1:
            best = [name for name in best if self._is_in_state_of(name, ddd)]
        if len(best) != 1 or best[0][0] != words[0]:
            return None
        return Town(self._named(best[0]), start, start + len(words), len(words.split()), near=True)

    def _named(self, name: str) -> tuple[City, ...]:
        return self._cities.by_words[self._names[name]]

    def _is_in_state_of(self, name: str, ddd: str) -> bool:
        return any(city.uf in self._states_of(ddd) for city in self._named(name))

    def _states_of(self, ddd: str) -> frozenset[str]:
        return self._cities.ufs.get(ddd, frozenset())


def _longest_by_first_word(known: Cities) -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in known.by_words:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _together(text: str, words: list[Token]) -> bool:
    return all(text[one.end : two.start] in _GAP for one, two in pairwise(words))


def _is_spelled(page: Page, words: list[Token], town: City) -> bool:
    """Whether a cedilla written is the town's: "março" is not Marco."""
    return "ç" not in page.raw[words[0].start : words[-1].end] or "ç" in town.name
