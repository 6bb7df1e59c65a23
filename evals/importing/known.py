"""The names and numbers that one conversation has shown to be somebody's, looked for everywhere in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import OSA

from evals.importing.vocabulary import Vocabulary

Role = Literal["person", "firm"]

SHORTEST_MISSPELT = 6
SHORTEST_HELD, LONGEST_NAME_ALONE = 5, 8
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Known:
    """``phrases``: names as sequences of folded words that are to be replaced; ``roles``: whose each word is.

    ``numbers``: digits, and letters of documents, with what they are the number of. ``places``: towns that were read as
    such.
    """

    vocabulary: Vocabulary
    roles: dict[str, Role] = field(default_factory=dict)
    phrases: frozenset[tuple[str, ...]] = frozenset()
    numbers: dict[str, str] = field(default_factory=dict)
    places: frozenset[str] = frozenset()

    @cached_property
    def rare(self) -> frozenset[str]:
        """Words that are names wherever they stand."""
        return frozenset(self.roles) - self.vocabulary.ordinary

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Two words side by side in a name."""
        return frozenset(pair for words in self.phrases for pair in pairwise(words))

    @cached_property
    def glued(self) -> dict[str, tuple[str, ...]]:
        """Names of several words written as one, as in addresses: ``metalforte``."""
        long = (words for words in sorted(self.phrases) if len(words) > 1)
        return {"".join(words): words for words in long}

    def meant(self, word: str) -> str:
        """The word of a name that this one is, shortens, or misspells; nothing if it is none."""
        if word in self.roles:
            return word
        if word in self.vocabulary.ordinary or len(word) < FEWEST_LETTERS:
            return ""
        return self.misspelt(word) or self._small(word) or self._held(word)

    def role_of_glued(self, word: str) -> Role | None:
        """Whose name it is if it is several words of it written as one."""
        return self.roles[self.glued[word][0]] if word in self.glued else None

    def shortened(self, word: str) -> str:
        """The name for which this one is short: "ju" for "juliana", "beto" for "roberto"."""
        people = [name for name, role in self.roles.items() if role == "person"]
        longer = [name for name in people if name.startswith(word) and len(name) > len(word) + 1]
        called = self.vocabulary.invented.nicknames.get(word, ())
        return next(iter((*longer, *(name for name in people if name in called))), "")

    def misspelt(self, word: str) -> str:
        """The long name of which this word is a letter away."""
        if len(word) < SHORTEST_MISSPELT:
            return ""
        near = (name for name in sorted(self.rare) if len(name) >= SHORTEST_MISSPELT)
        return next((name for name in near if OSA.distance(word, name, score_cutoff=1) <= 1), "")

    def _held(self, word: str) -> str:
        """The long name that a longer word begins or ends with, as profiles are called."""
        if len(word) < LONGEST_NAME_ALONE or word in self.glued:
            return ""
        long = (name for name in sorted(self.rare) if len(name) >= SHORTEST_HELD)
        return next((name for name in long if word.startswith(name) or word.endswith(name)), "")

    def _small(self, word: str) -> str:
        """The name of which this is a diminutive: "carlinhos" of "carlos"."""
        stem = word.removesuffix("s")[:-4]
        if not word.removesuffix("s").endswith(("inho", "inha")) or len(stem) < 3:
            return ""
        return next((name for name in sorted(self.roles) if name.startswith(stem)), "")

    def with_name(self, words: Iterable[str], role: Role) -> Known:
        """With one more name, of which only the words that tell whose it is count."""
        told = told_by(tuple(words), role, self.vocabulary)
        roles = {**dict.fromkeys(told, role), **self.roles}
        return Known(self.vocabulary, roles, self.phrases | {told}, self.numbers, self.places)

    def with_number(self, number: str, kind: str) -> Known:
        """With one more number; what it was first taken for stands."""
        numbers = {number: kind, **self.numbers}
        return Known(self.vocabulary, self.roles, self.phrases, numbers, self.places)

    def with_place(self, words: Iterable[str]) -> Known:
        """With one more town."""
        places = self.places | set(words)
        return Known(self.vocabulary, self.roles, self.phrases, self.numbers, places)


def told_by(words: tuple[str, ...], role: Role, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of a name that tell whose it is: without "serralheria", "ltda", "da", initials."""
    telling = [word for word in words if len(word) > 1 and not vocabulary.tells_nothing(word)]
    if role == "firm":
        return tuple(word for word in telling if word not in vocabulary.trade)
    if not telling or not vocabulary.may_be_name(telling[0]):
        telling = [word for word in telling if _is_only_a_name(word, vocabulary)]
    return tuple(telling)


def _is_only_a_name(word: str, vocabulary: Vocabulary) -> bool:
    return word not in vocabulary.ordinary or vocabulary.may_be_name(word)


def numbers_in(known: Known, least: int) -> Iterator[str]:
    """The numbers of at least so many digits, the longest first."""
    long = (number for number in known.numbers if len(number) >= least)
    yield from sorted(long, key=lambda number: (-len(number), number))
