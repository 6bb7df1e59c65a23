"""Which item of a need some facts are about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agent.ledger.slots import ITEM_WEIGHT, KNOWN, Proposal, Slot, Slots, akin

OF_THE_KIND = (*ITEM_WEIGHT, "linha", "liga", "medida")
"""What an item shares with the one before it where its product is left unsaid."""


def by_item(proposals: Iterable[Proposal]) -> Iterable[list[Proposal]]:
    """The facts of each item of each message, together."""
    grouped: dict[tuple[str, int], list[Proposal]] = {}
    for proposal in proposals:
        grouped.setdefault((proposal.source, proposal.item or 0), []).append(proposal)
    return grouped.values()


def item_for(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """Which item the facts are about: a place in ``items``, or None for a new one."""
    if not items:
        return None
    if any(fact.corrects for fact in facts):
        return _corrected_item(items, facts)
    if any(fact.slot in ITEM_WEIGHT for fact in facts):
        return _same_item(items, facts)
    return _item_lacking(items, facts)


def holds(item: Slots, facts: list[Proposal]) -> bool:
    """True if the item was made of these very facts: a message read twice adds nothing."""
    return all(
        fact.slot in item
        and (item[fact.slot].value, item[fact.slot].source) == (fact.value, fact.source)
        for fact in facts
    )


def counted(items: tuple[Slots, ...], facts: list[Proposal]) -> list[Proposal]:
    """The facts without a product that only counts: "12 chapas" of an ACM that lacks a quantity, "e 2 vermelhas"."""
    said = {fact.slot: fact.value for fact in facts}
    lacking = any(_waits_for_a_count(item, facts[0].source) for item in items)
    only_counts = "quantidade" in said and said.get("produto") == said.get("unidade", "")
    goes_on = _is_counted_alike(items, facts[0].source, said.get("unidade"))
    if not (only_counts and (lacking or goes_on)) or alike_any(items, said["produto"]):
        return facts
    return [fact for fact in facts if fact.slot != "produto"]


def _waits_for_a_count(item: Slots, source: str) -> bool:
    """True if the item was told before and not how many of it."""
    told_before = all(slot.source != source for slot in item.values())
    return told_before and not ("quantidade" in item and item["quantidade"].known)


def _is_counted_alike(items: tuple[Slots, ...], source: str, unit: str | None) -> bool:
    """True if the same message has just counted the last item in that unit."""
    last = items[-1] if items else {}
    counts = [last[name] for name in ("quantidade", "unidade") if name in last]
    return len(counts) == 2 and counts[1].value == unit and all(s.source == source for s in counts)


def alike_any(items: tuple[Slots, ...], name: str) -> bool:
    """True if one of the items is of that product, or of a kind of it."""
    return any(alike(item, [name]) for item in items)


def same_product(items: list[Slots], facts: list[Proposal]) -> Slots:
    """A new item of which only what differs was said ("e 20 da preta") is of the last one's product and gauge."""
    if not items or any(fact.slot in ITEM_WEIGHT for fact in facts):
        return {}
    return {
        name: replace(slot, state="inferred")
        for name, slot in items[-1].items()
        if name in OF_THE_KIND and slot.known
    }


def alike(item: Slots, names: Iterable[str]) -> bool:
    """True if the item is of one of the products named, or of a kind of it."""
    return any(
        slot in item and akin(item[slot].value, name) for slot in ITEM_WEIGHT for name in names
    )


def _corrected_item(items: tuple[Slots, ...], facts: list[Proposal]) -> int:
    """The last item of that product, else the last item."""
    named = {fact.value for fact in facts if fact.slot in ITEM_WEIGHT}
    matching = [place for place, item in enumerate(items) if alike(item, named)]
    return matching[-1] if matching else len(items) - 1


def _same_item(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """An item that none of the facts contradicts and that shares its product, or has none yet."""
    for place in reversed(range(len(items))):
        item = items[place]
        named = [slot for slot in ITEM_WEIGHT if slot in item]
        shares = any(f.slot in named and akin(item[f.slot].value, f.value) for f in facts)
        if (shares or not named) and not _contradicted(item, facts):
            return place
    return None


def _item_lacking(items: tuple[Slots, ...], facts: list[Proposal]) -> int | None:
    """The first item that lacks all of the facts; a loose fact may also refine the last item."""
    named = {fact.slot for fact in facts}
    lacking = [
        place
        for place, item in enumerate(items)
        if not any(s in item and item[s].known for s in named)
    ]
    if lacking:
        return lacking[0]
    return len(items) - 1 if not _contradicted(items[-1], facts) else None


def _contradicted(item: Slots, facts: list[Proposal]) -> bool:
    return any(
        fact.slot in item and item[fact.slot].known and not _agrees(fact, item[fact.slot])
        for fact in facts
        if fact.state in KNOWN
    )


def _agrees(fact: Proposal, slot: Slot) -> bool:
    return akin(fact.value, slot.value) if fact.slot in ITEM_WEIGHT else fact.value == slot.value
