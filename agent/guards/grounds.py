"""What may be said in a turn: the company's own words, and the figures in the customer's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from agent.guards.claims import Claim
from agent.guards.figures import LONG, Figure, Kind, key, keys, long_numbers, numbers
from agent.guards.folding import fold
from agent.guards.numerals import spelt

_SENTENCE_END = re.compile(r"[.!?;\n]+(?=\s|$)|\{\w*\}")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class _Said:
    """Texts that somebody said. Looks into them only when asked, and once."""

    texts: tuple[str, ...]

    @cached_property
    def folded(self) -> str:
        return fold("\n".join(self.texts))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(numbers(self.folded))

    @cached_property
    def long_numbers(self) -> frozenset[str]:
        return frozenset(long_numbers(self.folded))

    @cached_property
    def spelt(self) -> frozenset[str]:
        return frozenset(spelt(self.folded))

    @cached_property
    def figures(self) -> frozenset[tuple[Kind, str]]:
        return frozenset(keys(self.folded))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Folded, without their ends, and cut at placeholders."""
        return tuple(piece.strip(" ,:") for piece in _SENTENCE_END.split(self.folded))

    def has(self, figure: Figure) -> bool:
        """Whether this figure was said, in any spelling."""
        if figure.kind in LONG:
            return self._has_number(key(figure))
        if figure.kind == "date" and _DIGIT.search(figure.words):
            return all(map(self._has_number, numbers(figure.words)))
        return (figure.kind, key(figure)) in self.figures

    def _has_number(self, number: str) -> bool:
        return number in self.numbers or number in self.long_numbers or number in self.spelt


@dataclass(frozen=True)
class Grounds:
    """What the company wrote and the customer said: the only sources of figures and claims.

    Costs nothing to build; it looks into the texts when a guarded text gives it a reason. What it
    found in the company's is kept by ``hearing``: build one when the company's words are loaded,
    and from it one per turn.
    """

    company: _Said
    customer: _Said

    @classmethod
    def of(cls, protocol_texts: Iterable[str], customer_texts: Iterable[str] = ()) -> Grounds:
        """Grounds of the company's texts, placeholders and all, and a conversation's customer's."""
        return cls(_Said(tuple(protocol_texts)), _Said(tuple(customer_texts)))

    def hearing(self, customer_texts: Iterable[str]) -> Grounds:
        """The same company's grounds where the customer said ``customer_texts``."""
        return Grounds(self.company, _Said(tuple(customer_texts)))

    def know(self, figure: Figure) -> bool:
        """A figure is grounded when the customer or the company said it."""
        return self.customer.has(figure) or self.company.has(figure)

    def allow(self, claim: Claim, folded: str) -> bool:
        """A claim in a text is grounded when it stands there within a sentence of the company's."""
        making = (said for said in self.company.sentences if claim.words in said)
        return any(_covers(said, claim, folded) for said in making)


def _covers(sentence: str, claim: Claim, folded: str) -> bool:
    earliest = max(0, claim.end - len(sentence))
    start = folded.find(sentence, earliest, claim.start + len(sentence))
    return 0 <= start <= claim.start
