"""What the words state for certain comes first; what a model adds is fitted in beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agent.ledger import Proposal
from agent.protocol import Protocol

Place = tuple[str, int]  # a message, and the number of an item in it
Items = Mapping[Place, frozenset[tuple[str, str]]]  # what is said of each item: slots and values


def merged(
    stated: Sequence[Proposal], claimed: Sequence[Proposal], protocol: Protocol
) -> tuple[Proposal, ...]:
    """Stated facts, as corrections where the model says so, and the claims they don't cover."""
    of_items = protocol.scoped("item")
    placed = _placed(stated, claimed, of_items)
    covered = {_about(proposal, of_items) for proposal in stated}
    corrected = {_about(claim, of_items) for claim in placed if claim.corrects}
    return (
        *(replace(p, corrects=p.corrects or _about(p, of_items) in corrected) for p in stated),
        *(claim for claim in placed if _about(claim, of_items) not in covered),
    )


def _about(proposal: Proposal, of_items: frozenset[str]) -> tuple[str, Place | None]:
    return proposal.slot, _place(proposal) if proposal.slot in of_items else None


def _place(proposal: Proposal) -> Place:
    return proposal.source, proposal.item or 0


def _placed(
    stated: Iterable[Proposal], claimed: Sequence[Proposal], of_items: frozenset[str]
) -> list[Proposal]:
    """The claims, their items numbered as the stated ones are."""
    known = _items(p for p in stated if p.slot in of_items)
    told = _items(p for p in claimed if p.slot in of_items)
    numbers = {place: _number(place, told, known) for place in told}
    return [replace(p, item=numbers[_place(p)]) if p.slot in of_items else p for p in claimed]


def _items(proposals: Iterable[Proposal]) -> Items:
    items: dict[Place, frozenset[tuple[str, str]]] = {}
    for proposal in proposals:
        said = frozenset({(proposal.slot, proposal.value)})
        items[_place(proposal)] = items.get(_place(proposal), frozenset()) | said
    return items


def _number(place: Place, told: Items, known: Items) -> int:
    """The stated item that shares a fact, or has the same rank of as many; else a new number."""
    theirs = sorted(other for other in known if other[0] == place[0])
    ours = sorted(other for other in told if other[0] == place[0])
    for other in theirs:
        if known[other] & told[place]:
            return other[1]
    if len(theirs) == len(ours):
        return theirs[ours.index(place)][1]
    return place[1] + (theirs[-1][1] + 1 if theirs else 0)
