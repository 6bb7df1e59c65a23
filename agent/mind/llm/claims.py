"""What a model says the customer said, believed only as far as the customer's own words go.

Every claim must quote words of a new line. The extractors then read those words, exactly as they do
for any mind; where they find a value it is theirs, where only they could know (numbers, documents,
towns) nothing else counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.extract.normal import fold
from agent.ledger import Proposal, SlotState
from agent.mind import Asked, Line, Reading
from agent.mind.facts import Finder, facts
from agent.mind.llm.schema import HeardFact
from agent.protocol import Protocol

CHECKABLE = frozenset(
    {
        "cnpj",
        "email",
        "quantidade",
        "unidade",
        "medida",
        "comprimento",
        "liga",
        "cep",
        "cidade",
        "uf",
    }
)
NAMES = frozenset({"nome", "empresa", "vendedor"})
LETTERS = 300

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Witness:
    """The new lines of a reading, asked whether they bear a claim out."""

    reading: Reading
    protocol: Protocol
    finder: Finder

    def claims(self, heard: Iterable[HeardFact]) -> Iterator[Proposal]:
        """The claims that the words bear out, as proposals; item numbers are the model's own."""
        for fact in heard:
            if fact.slot in self.protocol.slots:
                yield from self._said(fact) if fact.state == "said" else self._withheld(fact)

    def _withheld(self, fact: HeardFact) -> Iterator[Proposal]:
        """Refused or put off: only what was asked, or what the words name."""
        asked = self.reading.asked.slots if self.reading.asked else ()
        if fact.slot in asked or self._named(fact.slot):
            line = self._line(fact, fact.words) or self.reading.lines[-1]
            state: SlotState = "refused" if fact.state == "refused" else "later"
            yield Proposal(fact.slot, "", fact.words[:LETTERS], line.id, state)

    def _named(self, slot: str) -> bool:
        names = (slot, self.protocol.slots[slot].label)
        return any(occurs(name, line.text) for name in names for line in self.reading.lines)

    def _said(self, fact: HeardFact) -> Iterator[Proposal]:
        """The value that the words give, and what follows from it (a town's state)."""
        words = fact.words or fact.value
        line = self._line(fact, words)
        if line is None:
            return
        found = self._found(fact, words, line)
        read = _one_of([p for p in found if p.slot == fact.slot], fact)
        if claim := read or self._quoted(fact, words, line):
            yield replace(claim, item=self._item(fact), corrects=fact.corrects)
        if read:
            yield from (p for p in found if fact.slot in self.protocol.slots[p.slot].depends_on)

    def _line(self, fact: HeardFact, words: str) -> Line | None:
        """The line that holds the words: the one named, else the first that does."""
        lines = self.reading.lines
        named = lines[fact.line - 1 : fact.line] if fact.line > 0 else ()
        return next((line for line in (*named, *lines) if occurs(words, line.text)), None)

    def _found(self, fact: HeardFact, words: str, line: Line) -> list[Proposal]:
        """What the extractors read in the words quoted."""
        quoted = replace(
            self.reading, lines=(replace(line, text=words),), asked=Asked((fact.slot,))
        )
        return list(facts(quoted, self.finder, self.protocol))

    def _quoted(self, fact: HeardFact, words: str, line: Line) -> Proposal | None:
        """What only a reader can tell, in the customer's own words."""
        value = self._value(fact, words[:LETTERS].strip(), line)
        return Proposal(fact.slot, value, words[:LETTERS], line.id) if value else None

    def _value(self, fact: HeardFact, words: str, line: Line) -> str:
        slot = self.protocol.slots[fact.slot]
        if fact.slot in CHECKABLE:
            return ""
        if slot.choices:
            return fact.value if fact.value in slot.choices else ""
        if slot.fills:
            return words if any(letter.isdigit() for letter in words) else ""
        if fact.slot in NAMES and occurs(fact.value, line.text):
            return fact.value[:LETTERS].strip()
        return words

    def _item(self, fact: HeardFact) -> int | None:
        return fact.item if self.protocol.slots[fact.slot].scope == "item" else None


def _one_of(found: list[Proposal], fact: HeardFact) -> Proposal | None:
    """The only value found; of several the one claimed."""
    same = [p for p in found if fold(p.value) == fold(fact.value)]
    return next(iter(same or (found if len(found) == 1 else ())), None)


def occurs(words: str, text: str) -> bool:
    """Whether the words follow each other in the text, accents, capitals, punctuation apart."""
    wanted = _bare(words)
    return bool(wanted.strip()) and wanted in _bare(text)


def _bare(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text)))} "
