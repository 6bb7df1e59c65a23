"""The sheet all readers share: the words not yet read, and what was read so far."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from agent.extract.finding import Finding
from agent.extract.normal import Folded
from agent.extract.numbers import figures

_SLOTS_WITH_A_SIGN = ("produto", "codigo", "linha", "liga", "acabamento", "medida", "comprimento")
SIGN = {slot: chr(0xE001 + at) for at, slot in enumerate(_SLOTS_WITH_A_SIGN)}
READ = "\ue000"
THING = f"[{SIGN['produto']}{SIGN['codigo']}]"
TRADE = f"[{''.join(SIGN.values())}]"
_CLAUSE_END = re.compile(r"[?!;\n]|\.(?=\s|$)")
_FAR = 160
MOST_LETTERS = 20_000
Problem = Literal["", "check_digits"]


class Mark(NamedTuple):
    """A fact with its span in the folded text. An empty ``slot`` is read and means nothing."""

    slot: str
    value: str
    start: int
    end: int
    sure: bool = True
    problem: Problem = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A message being read.

    ``text`` is folded; ``raw`` is as long, with the capitals and accents of the original; ``rest``
    is ``text`` with each span already read replaced by the private-use sign of its slot, so that
    later readers see what stood there.
    ``asked``: the slots of the open question. ``ddd``: the area code of the sender's phone, or
    empty.
    """

    original: str
    offsets: tuple[int, ...]
    text: str
    raw: str
    rest: str
    asked: frozenset[str] = frozenset()
    ddd: str = ""
    marks: tuple[Mark, ...] = ()

    def take(self, marks: Iterable[Mark]) -> Page:
        """This page with the marks made, and their words no longer to be read."""
        found = tuple(marks)
        if not found:
            return self
        letters = list(self.rest)
        for mark in found:
            sign = SIGN.get(mark.slot, READ)
            letters[mark.start : mark.end] = sign * (mark.end - mark.start)
        return replace(self, rest="".join(letters), marks=self.marks + found)

    def note(self, marks: Iterable[Mark]) -> Page:
        """This page with the marks made, their words still to be read."""
        return replace(self, marks=(*self.marks, *marks))

    def keep(self, marks: Iterable[Mark]) -> Page:
        """This page with these marks only."""
        return replace(self, marks=tuple(marks))

    def count(self) -> Page:
        """This page with the numbers in words, of what is left to read, in figures as long."""
        return replace(self, rest=figures(self.rest))

    def words(self, start: int, end: int) -> str:
        """The original words of a span, accents composed."""
        first, last = self._span(start, end)
        return unicodedata.normalize("NFC", self.original[first:last])

    def finding(self, mark: Mark, item: int | None = None) -> Finding:
        """The mark as a fact of the original text."""
        start, end = self._span(mark.start, mark.end)
        words = self.original[start:end]
        return Finding(mark.slot, mark.value, words, start, end, item, mark.sure, mark.problem)

    def asks(self, at: int) -> bool:
        """Whether the clause that holds this place ends in a question mark."""
        end = _CLAUSE_END.search(self.text, at, at + _FAR)
        return end is not None and end.group() == "?"

    def _span(self, start: int, end: int) -> tuple[int, int]:
        last = self.offsets[end - 1] + 1
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return self.offsets[start], last


Reader = Callable[[Page], Iterable[Mark]]


def open_page(original: str, folded: Folded, asked: tuple[str, ...], ddd: str) -> Page:
    """A page of which nothing is read yet; beyond its last letter nothing ever is."""
    text = folded.text[:MOST_LETTERS]
    raw = "".join(original[at] for at in folded.offsets[: len(text)])
    return Page(original, folded.offsets, text, raw, text, frozenset(asked), ddd)
