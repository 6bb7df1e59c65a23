"""Which words are names, which mean something else, and what names become: the word lists of importing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.extract.abbreviations import ABBREVIATIONS
from agent.extract.gazetteer import STATES, first_names
from agent.extract.naming import PARTICLES
from agent.extract.normal import fold
from agent.extract.trade import Trade
from agent.extract.words import (
    COMMON,
    FIRM_WORDS,
    NO_CODE,
    NO_FIRM,
    REAL,
    SURNAMES,
    TITLES,
    TOWNS_LIKE_WORDS,
)
from agent.loading import read, validated
from agent.mind.offline.corpus import utterances
from agent.protocol import Protocol
from agent.room import Room, Text

HERE = Path(__file__).parent
_WORD = re.compile(r"[^\W\d_]+")
_STATES = frozenset(name for name in STATES if " " not in name)
_LEGAL = frozenset({"ltda", "eireli", "epp", "mei", "cia", "me"})


class Invented(Room):
    """``invented.yaml``: what stands in place of what was real, and words that need a second look."""

    women: tuple[Text, ...]
    men: tuple[Text, ...]
    surnames: tuple[Text, ...]
    rare: tuple[Text, ...]
    firms: tuple[Text, ...]
    streets: tuple[Text, ...]
    words_too: frozenset[str]
    first_rather: frozenset[str]
    beside_names: frozenset[str]
    calendar: frozenset[str]
    nobody: frozenset[str]
    relations: frozenset[str]
    nicknames: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``ordinary``: folded words that mean something by themselves; ``trade`` those of the material, ``firms`` those
    that firms bear and that tell nothing. ``names``: first names that are nothing else. ``own``: of the company itself.
    """

    ordinary: frozenset[str]
    trade: frozenset[str]
    firms: frozenset[str]
    names: frozenset[str]
    own: frozenset[str]
    invented: Invented

    def may_be_name(self, word: str) -> bool:
        """Whether people are called so, whatever else it means."""
        lists = self.invented
        known = (first_names(), SURNAMES, lists.words_too, lists.nicknames)
        return any(word in names for names in known)

    def stands_out(self, word: str) -> bool:
        """Whether a capital within a sentence makes it a name: "Rosa" and "Marcos", not "NÃO" and "Deus"."""
        return self.may_be_name(word) and word not in COMMON | self.invented.nobody | _STATES

    def may_be_addressed(self, word: str) -> bool:
        """Whether it is a name, where a name is expected: "oi clara", not "oi filha"."""
        return self.stands_out(word) and word not in self.invented.relations

    def is_short(self, word: str) -> bool:
        """Whether the word is at most a name shortened."""
        return word in self.invented.nicknames or word not in first_names()

    def ends_a_place(self, word: str) -> bool:
        """Whether the name of a street or farm has ended before this word."""
        means_more = word in TOWNS_LIKE_WORDS or word in PARTICLES or self.may_be_name(word)
        return word in self.ordinary and not means_more

    def tells_nothing(self, word: str) -> bool:
        """Whether a word of a firm's or a contact's name could be anybody's."""
        nothing = (PARTICLES, self.firms, self.own, self.invented.beside_names)
        return any(word in words for words in nothing)


def invented() -> Invented:
    """The lists of ``invented.yaml``."""
    path = HERE / "invented.yaml"
    return validated(Invented, read(path), path)


def vocabulary(company: Protocol) -> Vocabulary:
    """The words of a company, of its corpus and of the language."""
    lists = invented()
    trade = Trade(company.catalogue).words
    said = _words(utterance.text for utterance in utterances()) - first_names() - SURNAMES
    spoken = _words(company.spoken()) | _words(_wordings(company))
    known = (
        COMMON
        | REAL
        | NO_CODE
        | NO_FIRM
        | TITLES
        | TOWNS_LIKE_WORDS
        | lists.calendar
        | lists.nobody
        | _STATES
    )
    ordinary = (
        known | said | spoken | trade | FIRM_WORDS | _LEGAL | lists.words_too | lists.beside_names
    )
    return Vocabulary(
        ordinary=ordinary | frozenset(ABBREVIATIONS) | PARTICLES,
        trade=trade,
        firms=FIRM_WORDS | _LEGAL,
        names=first_names() - ordinary,
        own=_names_of(company) - trade,
        invented=lists,
    )


def _wordings(company: Protocol) -> Iterable[str]:
    for slot in company.slots.values():
        yield from (slot.label, *slot.asked_as, *slot.cues)
    for need in company.needs.values():
        yield from (need.label, need.about)


def _words(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in small letters somewhere, folded."""
    words = (word.group() for text in texts for word in _WORD.finditer(text))
    return frozenset(fold(word) for word in words if word.islower())


def _names_of(company: Protocol) -> frozenset[str]:
    called = f"{company.company.name} {company.persona.name}"
    return frozenset(fold(word) for word in _WORD.findall(called)) - COMMON
