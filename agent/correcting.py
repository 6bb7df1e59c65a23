"""What a person of the team puts right, in words: "são 20 barras", "cidade: Sobral; empresa: Metal Forte". Pure.

Read by the same extractors as a customer's line. A value named by its slot is taken as it was written where the slot
has no check of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.extract.normal import fold
from agent.guards import plain
from agent.ledger import Ledger, Proposal
from agent.mind import Line
from agent.mind.facts import Finder, of_line
from agent.protocol import Protocol

PARTS = re.compile(r"[;\n]+|,\s*(?=[^\W\d][^\n:=,;]{1,30}[:=])")
NAMED = (
    re.compile(r"(?P<slot>[^\W\d][^:=]{0,30}?)\s*[:=]\s*(?P<value>\S.*)"),
    re.compile(r"(?P<slot>[^\W\d][^:=]{0,30}?)\s+(?:é|eh|e)\s+(?P<value>\S.*)"),
)
ARTICLE = re.compile(r"^[ao]s? ")
IS = re.compile(r"^(?:(?:isso |ele |ela |o cliente |a cliente )?(?:e|eh|sao|quer) )+")
LONGEST = 200  # characters of a value
CHECKED = frozenset({"cnpj", "email", "uf", "cep"})
DENIED = re.compile(r"\bnao (?:quer|precisa|tem|pediu|comprou|vai)\b(?!.*\b(?:mas|sim|sao)\b)")
THE_NEED = frozenset({"necessidade", "motivo", "alu_necessidade"})


@dataclass(frozen=True, slots=True)
class Correction:
    """Facts as proposals of the team's, the need if one was named, and the slots whose value fails its check.

    ``wiped``: the slots whose value was taken away.
    """

    facts: tuple[Proposal, ...] = ()
    need: str | None = None
    wrong: tuple[str, ...] = ()
    wiped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.facts or self.need or self.wrong or self.wiped)

    def into(self, ledger: Ledger, source: str, protocol: Protocol) -> Ledger:
        """The ledger, put right."""
        put = ledger.put_right(self.facts, self.need, source, protocol)
        return put.wiped(self.wiped, source)


def correction(text: str, source: str, finder: Finder, protocol: Protocol) -> Correction:
    """Everything that a note puts right; false where nothing in it is a fact. ``source`` is the note's id."""
    parts = [part.strip(" .") for part in PARTS.split(text) if part.strip(" .")]
    found = [_of_part(part, source, finder, protocol) for part in parts]
    need = next((one.need for one in found if one.need), None)
    facts = tuple(fact for one in found for fact in one.facts)
    return Correction(facts, need, tuple(slot for one in found for slot in one.wrong))


def of_slot(slot: str, value: str, source: str, finder: Finder, protocol: Protocol) -> Correction:
    """One slot's value as a person wrote it."""
    definition = protocol.slots[slot]
    if len(value) > LONGEST:
        return Correction(wrong=(slot,))
    if definition.choices:
        return _choice(slot, value, source, protocol)
    proposals = _found(value, (slot,), source, finder, protocol)
    fitting = tuple(one for one in proposals if _belongs(one, slot, protocol))
    if any(one.slot == slot for one in fitting):
        wrong = any(one.state == "invalid" for one in fitting)
        return Correction(wrong=(slot,)) if wrong else Correction(fitting)
    if slot in CHECKED or not (words := plain(value).strip()):
        return Correction(wrong=(slot,))
    return Correction((_by_the_team(Proposal(slot, words, value, source)),))


def need_named(text: str, protocol: Protocol) -> str | None:
    """The kind of need that a person calls by its id or label."""
    words = _words(text)
    named = ((kind, need.label) for kind, need in protocol.needs.items())
    return next((kind for kind, label in named if words in (_words(kind), _words(label))), None)


def _of_part(part: str, source: str, finder: Finder, protocol: Protocol) -> Correction:
    named = next(filter(None, (pattern.fullmatch(part) for pattern in NAMED)), None)
    if named and _words(named["slot"]) in THE_NEED:
        kind = need_named(named["value"], protocol)
        return Correction(need=kind) if kind else Correction()
    if named and (slot := _slot_called(named["slot"], protocol)):
        return of_slot(slot, named["value"], source, finder, protocol)
    if kind := need_named(IS.sub("", fold(part)), protocol):
        return Correction(need=kind)
    if DENIED.search(fold(part)):
        return Correction()
    found = _found(part, (), source, finder, protocol)
    wrong = tuple(one.slot for one in found if one.state == "invalid")
    return Correction(tuple(one for one in found if one.state != "invalid"), wrong=wrong)


def _slot_called(name: str, protocol: Protocol) -> str | None:
    words = ARTICLE.sub("", _words(name))
    for slot, definition in protocol.slots.items():
        if words in {_words(slot), _words(definition.label), *map(_words, definition.asked_as)}:
            return slot
    return None


def _choice(slot: str, value: str, source: str, protocol: Protocol) -> Correction:
    words = _words(value)
    for key, told in protocol.slots[slot].choices.items():
        if words in (_words(key), _words(told)):
            return Correction((_by_the_team(Proposal(slot, key, value, source)),))
    return Correction(wrong=(slot,))


def _found(
    text: str, asked: tuple[str, ...], source: str, finder: Finder, protocol: Protocol
) -> tuple[Proposal, ...]:
    line = Line(source, "human", text)
    proposals: Iterator[Proposal] = of_line(line, finder.find(text, asked), protocol, asked)
    return tuple(map(_by_the_team, proposals))


def _belongs(proposal: Proposal, slot: str, protocol: Protocol) -> bool:
    """The slot itself, what goes with it, and the rest of an item."""
    item = protocol.slots[slot].scope == protocol.slots[proposal.slot].scope == "item"
    return proposal.slot == slot or item or slot in protocol.slots[proposal.slot].depends_on


def _by_the_team(proposal: Proposal) -> Proposal:
    state = "confirmed" if proposal.state == "inferred" else proposal.state
    return replace(proposal, state=state, by="team", corrects=True)


def _words(text: str) -> str:
    return fold(text).replace("_", " ").replace("-", " ").strip(" .!?")
