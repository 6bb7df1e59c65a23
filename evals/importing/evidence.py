"""Whether a word is a person's or a firm's name: by itself, by the words around, by what is known. Pure.

Whoever is in doubt is taken for a name: a word too many made another harms a case less than a person told harms them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.extract.gazetteer import cities, first_names
from agent.extract.page import Page
from agent.extract.words import COMMON, SURNAMES
from evals.importing import cues
from evals.importing.known import Known, Role
from evals.importing.vocabulary import Vocabulary

LONGEST_SIGLUM = 5
SHORTEST_NAME, SHORTEST_ALONE = 3, 4
SHORTEST_TYPO, LONG_TYPO = 4, 10
MOST_ALONE = 4
_LAUGHTER = re.compile(r"k+|(?:rs)+|(?:ha|he|hu|ua|kk)+h?|(?:hm+|u?hum|a+h+|o+h+|i+h+|e+h+)")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


class Word(NamedTuple):
    """A word of a page; ``large``: it has a capital that means something; ``begins``: a sentence begins with it."""

    text: str
    start: int
    end: int
    large: bool
    begins: bool

    @property
    def stands_out(self) -> bool:
        """Whether the capital can be only a name's."""
        return self.large and not self.begins


@dataclass(frozen=True, slots=True)
class Spot:
    """A word where it stands. ``called``: the whole text is a name; ``alone``: it might be."""

    page: Page
    words: Sequence[Word]
    at: int
    known: Known
    called: bool = False
    alone: bool = False

    @property
    def word(self) -> Word:
        """The word itself."""
        return self.words[self.at]

    @property
    def next(self) -> Word | None:
        """The word right after it, where only a space is between."""
        after = self.words[self.at + 1] if self.at + 1 < len(self.words) else None
        return after if after and after.start == self.word.end + 1 else None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The word with the one before, and with the one after."""
        around = self.words[max(0, self.at - 1) : self.at + 2]
        texts = [word.text for word in around]
        return list(pairwise(texts))

    @property
    def is_spoken_of(self) -> bool:
        """Whether the words around say that a person is named here."""
        return cues.of_a_person(self.page.text, self.word.start, self.word.end)


class Evidence:
    """Judges words. Built once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        long = sorted(word for word in vocabulary.ordinary if len(word) >= SHORTEST_TYPO)
        self._ordinary = {first: list(some) for first, some in groupby(long, key=itemgetter(0))}

    def by_what_is_known(self, spot: Spot) -> Role | None:
        """Whose name it is among those that the conversation has shown."""
        known, word = spot.known, spot.word
        meant = known.meant(word.text)
        if meant and (meant in known.rare or spot.called or self._means_the_name(spot)):
            return known.roles[meant]
        if known.shortened(word.text) and (spot.called or spot.alone or self._is_addressed(spot)):
            return "person"
        return known.role_of_glued(word.text)

    def by_itself(self, spot: Spot) -> Role | None:
        """What the word and those around tell."""
        word = spot.word
        if self._is_a_name(word) or self._begins_a_name(spot) or self._is_large_alone(spot):
            return None if self._is_a_place(spot) else "person"
        if self._may_be_addressed(word) and spot.is_spoken_of:
            return "person"
        return self._of_unknown(spot) if self.is_no_word(word.text) else None

    def goes_on(self, word: Word) -> bool:
        """Whether the word goes on a name that stands right before it."""
        if len(word.text) == 1:
            return word.large
        if word.text in SURNAMES and word.text not in COMMON:
            return True
        if self._words.may_be_name(word.text):
            return word.large or word.text not in self._words.ordinary
        return word.text not in self._words.ordinary and not self._is_typo(word.text)

    def may_stand_alone(self, word: Word) -> bool:
        """Whether a text of such words only may be a name: unknown ones, and names with a capital."""
        return self.is_no_word(word.text) or (word.large and self._words.stands_out(word.text))

    def is_no_word(self, word: str) -> bool:
        """Whether it is none of the language, nor one with a letter wrong, nor a laughter."""
        if word in self._words.ordinary or len(word) < SHORTEST_NAME:
            return False
        return not (_LAUGHTER.fullmatch(word) or _DRAWN_OUT.search(word) or self._is_typo(word))

    def _of_unknown(self, spot: Spot) -> Role | None:
        """What a word that is none of the language is here."""
        word, text = spot.word, spot.page.text
        if cues.of_a_firm(text, word.start):
            return "firm"
        if word.stands_out and not _is_siglum(spot):
            return "person"
        if spot.alone and len(word.text) >= SHORTEST_ALONE:
            return "person"
        both_large = word.large and spot.next is not None and spot.next.large
        if both_large and spot.next and self.goes_on(spot.next):
            return "person"
        return "person" if spot.is_spoken_of else None

    def _means_the_name(self, spot: Spot) -> bool:
        """Whether a word that means something else too stands here as the known name."""
        if any(pair in spot.known.pairs for pair in spot.pairs):
            return True
        if spot.word.text in self._words.trade:
            return False
        return spot.word.stands_out or spot.is_spoken_of

    def _is_a_name(self, word: Word) -> bool:
        """A first name, whatever its letters; one that means something else too, in a capital within a sentence."""
        if word.text in self._words.names and len(word.text) >= SHORTEST_NAME:
            return True
        return word.stands_out and self._words.stands_out(word.text)

    def _is_large_alone(self, spot: Spot) -> bool:
        return spot.alone and spot.word.large and self._words.stands_out(spot.word.text)

    def _begins_a_name(self, spot: Spot) -> bool:
        """A word that means something else too, right before a first name: "Marcos Vinícius", "Zé Wilson"."""
        after = spot.next
        if not (after and self._words.stands_out(spot.word.text)):
            return False
        return after.text in self._words.names or (after.large and self.goes_on(after))

    def _is_a_place(self, spot: Spot) -> bool:
        is_town = (spot.word.text,) in cities().by_words
        return is_town and cues.of_a_place(spot.page.text, spot.word.start)

    def _may_be_addressed(self, word: Word) -> bool:
        lists = self._words.invented
        if word.large and word.text in lists.nobody and word.text in first_names():
            return True
        return word.text in lists.nicknames or self._words.may_be_addressed(word.text)

    def _is_addressed(self, spot: Spot) -> bool:
        return spot.word.stands_out or spot.is_spoken_of

    def _is_typo(self, word: str) -> bool:
        """Whether the word is likely an ordinary one with a letter wrong, which is seldom the first."""
        if len(word) < SHORTEST_TYPO or word in self._words.names:
            return False
        off = 2 if len(word) >= LONG_TYPO else 1
        alike = self._ordinary.get(word[0], [])
        return process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=off) is not None


def is_short_text(words: Sequence[Word]) -> bool:
    """Whether a text has so few words that they may be a name and nothing else."""
    return 0 < len(words) <= MOST_ALONE


def _is_siglum(spot: Spot) -> bool:
    written = spot.page.raw[spot.word.start : spot.word.end]
    return written.isupper() and len(written) <= LONGEST_SIGLUM
