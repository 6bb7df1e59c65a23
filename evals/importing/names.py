"""Where a text names a person or a firm, after the words around and what else the conversation has shown. Pure.

Whoever is in doubt is taken for a name: a word too many made another harms a case less than a person told harms them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.extract.gazetteer import cities
from agent.extract.naming import PARTICLES, stands_large
from agent.extract.page import Mark, Page
from agent.extract.towns import Towns
from evals.importing import cues
from evals.importing.known import Known, Role
from evals.importing.vocabulary import Vocabulary

KINDS: dict[Role, str] = {"person": "nome", "firm": "empresa"}

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_SIGLUM = 5
_SHORTEST_TYPO, _LONG_TYPO = 4, 10


class Word(NamedTuple):
    """A word of a page, what it is part of, and whether it has a capital that means something."""

    text: str
    start: int
    end: int
    large: bool
    begins: bool


class Names:
    """Finds names in pages. Built once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._towns = Towns()
        self._ordinary = sorted(word for word in vocabulary.ordinary if len(word) >= _SHORTEST_TYPO)

    def read(self, page: Page, known: Known, *, called: bool = False) -> list[Mark]:
        """Every name in what is left to read; ``called``: the text is a name and nothing else."""
        words = _words(page)
        towns = self._in_towns(page)
        roles: list[Role | None] = [None] * len(words)
        for at, word in enumerate(words):
            if word.start not in towns or known.meant(word.text) in known.rare:
                roles[at] = self._role(page, words, at, known, roles, called=called)
        legal = [
            Mark("empresa", page.text[one:two], one, two)
            for one, two in cues.firms_by_law(page.rest)
        ]
        inside = [
            mark for mark in _marks(page, words, roles) if not any(_in(mark, one) for one in legal)
        ]
        return [*legal, *inside]

    def _role(
        self,
        page: Page,
        words: Sequence[Word],
        at: int,
        known: Known,
        roles: Sequence[Role | None],
        *,
        called: bool,
    ) -> Role | None:
        """Whose name this word is part of, if of any."""
        word = words[at]
        if word.text in self._words.own or word.text in PARTICLES:
            return None
        if role := self._known_role(page, words, at, known, called=called):
            return role
        if _goes_on(page, words, at, roles) and self._may_follow(word):
            return roles[_last_named(words, at, roles)]
        return self._evident(page, word)

    def _known_role(
        self, page: Page, words: Sequence[Word], at: int, known: Known, *, called: bool
    ) -> Role | None:
        word = words[at]
        meant = known.meant(word.text)
        if meant and (meant in known.rare or called or self._stands_out(page, words, at, known)):
            return known.roles[meant]
        if known.shortened(word.text) and (called or self._is_spoken_to(page, word)):
            return "person"
        return "firm" if word.text in known.glued else None

    def _stands_out(self, page: Page, words: Sequence[Word], at: int, known: Known) -> bool:
        """Whether a word that means something else too stands here as the name."""
        word = words[at]
        beside = [(words[at - 1], word)] if at else []
        beside += [(word, words[at + 1])] if at + 1 < len(words) else []
        if any((one.text, two.text) in known.pairs for one, two in beside):
            return True
        if word.text in self._words.trade:
            return False
        large = word.large and not word.begins
        return large or cues.of_a_person(page.text, word.start, word.end)

    def _evident(self, page: Page, word: Word) -> Role | None:
        """Whether the word is a name by itself, or by the words around."""
        if self._is_a_name(word):
            return None if _is_a_place(page, word) else "person"
        if word.text in self._words.invented.nicknames and cues.of_a_person(page.text, *word[1:3]):
            return "person"
        if word.text in self._words.ordinary or len(word.text) < 3 or self._is_typo(word.text):
            return None
        if cues.of_a_firm(page.text, word.start):
            return "firm"
        if word.large and not word.begins and not _is_siglum(page, word):
            return "person"
        return "person" if cues.of_a_person(page.text, word.start, word.end) else None

    def _is_a_name(self, word: Word) -> bool:
        """A first name, whatever its letters; one that means something else too, in a capital within a sentence."""
        if word.text in self._words.names and len(word.text) > 2:
            return True
        return word.large and not word.begins and self._words.may_be_name(word.text)

    def _is_spoken_to(self, page: Page, word: Word) -> bool:
        alone = page.text.strip(" .,!?\n") == word.text
        large = word.large and not word.begins
        return alone or large or cues.of_a_person(page.text, word.start, word.end)

    def _may_follow(self, word: Word) -> bool:
        """Whether the word goes on a name that stands right before it."""
        if len(word.text) == 1:
            return word.large
        if self._words.may_be_name(word.text) and (
            word.large or word.text not in self._words.ordinary
        ):
            return True
        return word.text not in self._words.ordinary and not self._is_typo(word.text)

    def _is_typo(self, word: str) -> bool:
        """Whether the word is likely an ordinary one with a letter wrong."""
        if len(word) < _SHORTEST_TYPO or word in self._words.names:
            return False
        off = 2 if len(word) >= _LONG_TYPO else 1
        near = process.extractOne(word, self._ordinary, scorer=OSA.distance, score_cutoff=off)
        return near is not None

    def _in_towns(self, page: Page) -> frozenset[int]:
        """Where words stand that are towns, as far as they can be nothing else."""
        found = (
            town
            for town in self._towns.find(page)
            if town.words > 1 or not self._words.may_be_name(page.text[town.start : town.end])
        )
        return frozenset(at for town in found for at in range(town.start, town.end))


def _words(page: Page) -> list[Word]:
    spans = ((found.group(), *found.span()) for found in _WORD.finditer(page.rest))
    return [
        Word(text, start, end, stands_large(page, start), cues.begins(page.text, start))
        for text, start, end in spans
    ]


def _is_a_place(page: Page, word: Word) -> bool:
    return (word.text,) in cities().by_words and cues.of_a_place(page.text, word.start)


def _is_siglum(page: Page, word: Word) -> bool:
    written = page.raw[word.start : word.end]
    return written.isupper() and len(written) <= _LONGEST_SIGLUM


def _goes_on(page: Page, words: Sequence[Word], at: int, roles: Sequence[Role | None]) -> bool:
    """Whether a name stands right before this word, small words between them aside."""
    before = _last_named(words, at, roles)
    if before < 0:
        return False
    between = page.rest[words[before].end : words[at].start]
    return re.fullmatch(r"\.? (?:d[aeo]s? )?", between) is not None


def _last_named(words: Sequence[Word], at: int, roles: Sequence[Role | None]) -> int:
    """The place of the name's last word before this one, or -1."""
    for place in (at - 1, at - 2):
        if place >= 0 and roles[place]:
            return place
        if place < 0 or words[place].text not in PARTICLES:
            return -1
    return -1


def _marks(page: Page, words: Sequence[Word], roles: Sequence[Role | None]) -> Iterator[Mark]:
    """A mark for each run of words of one kind that stand side by side."""
    named = [(word, role) for word, role in zip(words, roles, strict=True) if role]
    runs: list[list[tuple[Word, Role]]] = []
    for word, role in named:
        if runs and runs[-1][-1][1] == role and _joined(page, runs[-1][-1][0], word):
            runs[-1].append((word, role))
        else:
            runs.append([(word, role)])
    for run in runs:
        start, end = run[0][0].start, run[-1][0].end
        yield Mark(KINDS[run[0][1]], page.text[start:end], start, end)


def _in(mark: Mark, other: Mark) -> bool:
    return mark.start < other.end and other.start < mark.end


def _joined(page: Page, one: Word, two: Word) -> bool:
    return re.fullmatch(r"\.? (?:d[aeo]s? )?", page.rest[one.end : two.start]) is not None
