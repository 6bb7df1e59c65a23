"""Where a text names persons and firms: words that are names, and the runs that they make. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from agent.extract.naming import PARTICLES, stands_large
from agent.extract.page import Mark, Page
from agent.extract.towns import Towns
from evals.importing import cues
from evals.importing.evidence import Evidence, Spot, Word, is_short_text
from evals.importing.known import Known, Role
from evals.importing.vocabulary import Vocabulary

KINDS: dict[Role, str] = {"person": "nome", "firm": "empresa"}
ROLES: dict[str, Role] = {kind: role for role, kind in KINDS.items()}

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r" (?:d[aeo]s? )?")

Roles = list[Role | None]


class Names:
    """Finds names in pages. Built once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._evidence = Evidence(vocabulary)
        self._towns = Towns()

    def read(
        self, page: Page, known: Known, said: Iterable[Mark] = (), *, called: bool = False
    ) -> list[Mark]:
        """Every name in what is left to read.

        ``said``: names that others have found, which may go on. ``called``: the text is a name and nothing else.
        """
        words = _words(page)
        told = {
            number: ROLES[mark.slot]
            for mark in (*said, *_by_law(page))
            for number in _within(words, mark)
        }
        alone = is_short_text(words) and all(map(self._evidence.may_stand_alone, words))
        towns = self._in_towns(page)
        roles: Roles = []
        for at, word in enumerate(words):
            spot = Spot(page, words, at, known, called, alone)
            is_town = word.start in towns and not _goes_on(page, words, at, roles)
            roles.append(told.get(at) or (None if is_town else self._role(spot, roles)))
        return list(_marks(page, words, roles))

    def _role(self, spot: Spot, before: Roles) -> Role | None:
        """Whose name this word is part of, if of any."""
        word = spot.word
        if word.text in self._vocabulary.own or word.text in PARTICLES:
            return None
        if role := self._evidence.by_what_is_known(spot):
            return role
        if _goes_on(spot.page, spot.words, spot.at, before) and self._evidence.goes_on(word):
            return before[_last_named(spot.words, spot.at, before)]
        return self._evidence.by_itself(spot)

    def _in_towns(self, page: Page) -> frozenset[int]:
        """Where words stand that are towns, as far as they can be nothing else."""
        found = (
            town
            for town in self._towns.find(page)
            if town.words > 1 or not self._vocabulary.may_be_name(page.text[town.start : town.end])
        )
        return frozenset(at for town in found for at in range(town.start, town.end))


def _words(page: Page) -> list[Word]:
    spans = ((found.group(), *found.span()) for found in _WORD.finditer(page.rest))
    return [
        Word(text, start, end, stands_large(page, start), cues.begins(page.text, start))
        for text, start, end in spans
    ]


def _by_law(page: Page) -> Iterator[Mark]:
    """Names that end as only firms do, whatever their words."""
    for start, end in cues.firms_by_law(page.rest):
        yield Mark("empresa", page.text[start:end], start, end)


def _within(words: Sequence[Word], mark: Mark) -> list[int]:
    """The places of the words that a mark covers."""
    inside = (at for at, word in enumerate(words) if mark.start <= word.start < mark.end)
    return [at for at in inside if words[at].text not in PARTICLES]


def _goes_on(page: Page, words: Sequence[Word], at: int, roles: Roles) -> bool:
    """Whether a name stands right before this word, small words between them aside."""
    before = _last_named(words, at, roles)
    return before >= 0 and _joined(page, words[before], words[at])


def _last_named(words: Sequence[Word], at: int, roles: Roles) -> int:
    """The place of the name's last word before this one, or -1."""
    for place in (at - 1, at - 2):
        if place >= 0 and roles[place]:
            return place
        if place < 0 or words[place].text not in PARTICLES:
            return -1
    return -1


def _joined(page: Page, one: Word, two: Word) -> bool:
    """Whether only a space is between, or a small word; after an initial also its point."""
    between = page.rest[one.end : two.start]
    return (len(one.text) == 1 and between == ". ") or _JOINT.fullmatch(between) is not None


def _marks(page: Page, words: Sequence[Word], roles: Roles) -> Iterator[Mark]:
    """A mark for each run of words of one kind that stand side by side."""
    runs: list[tuple[Role, list[Word]]] = []
    for word, role in zip(words, roles, strict=True):
        if role and runs and runs[-1][0] == role and _joined(page, runs[-1][1][-1], word):
            runs[-1][1].append(word)
        elif role:
            runs.append((role, [word]))
    for role, run in runs:
        start, end = run[0].start, run[-1].end
        yield Mark(KINDS[role], page.text[start:end], start, end)
