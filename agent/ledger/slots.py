"""A slot of the ledger: its value, state and source, and what becomes of it when something is proposed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from agent.protocol import Protocol

SlotState = Literal["confirmed", "inferred", "corrected", "refused", "later", "invalid", "reopened"]
"""``invalid``: given, but fails its check. ``reopened``: known before what it depends on was corrected."""

Speaker = Literal["customer", "human", "team", "channel"]
"""``human``: a person of the team said it to the customer; ``team``: one of them told it to her, to put it right."""

KNOWN = frozenset({"confirmed", "inferred", "corrected"})
CLOSED = KNOWN | {"refused", "later"}
ITEM_WEIGHT = ("produto", "codigo")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One fact proposed: a slot, its canonical value, the words and the message it comes from.

    ``state`` is what the customer did: said it (``confirmed``), suggested it (``inferred``), ``refused``, put it
    off (``later``), or gave something that fails its check (``invalid``). ``item`` groups the facts of one item
    within one message. ``corrects``: the words replace something said before.
    """

    slot: str
    value: str = ""
    words: str = ""
    source: str = ""
    state: SlotState = "confirmed"
    by: Speaker = "customer"
    need: str | None = None
    item: int | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """What is known of one thing, since when and by whom; ``was`` holds the values it replaced, oldest first."""

    value: str = ""
    state: SlotState = "confirmed"
    source: str = ""
    by: Speaker = "customer"
    was: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return self.state in KNOWN

    @property
    def closed(self) -> bool:
        return self.state in CLOSED


Slots = Mapping[str, Slot]


def taken(slots: Slots, proposal: Proposal, protocol: Protocol) -> Slots:
    """``slots`` with one proposal taken in, or as they were when they know better."""
    old = slots.get(proposal.slot)
    new = _decided(old, proposal)
    if new is None:
        return slots
    changed = {**slots, proposal.slot: new}
    if old is not None and old.known and new.known and new.was != old.was:
        return _dependents_reopened(changed, proposal, protocol)
    return changed


def _decided(old: Slot | None, proposal: Proposal) -> Slot | None:
    """The slot after the proposal, or None where the old one stands.

    A customer's word stands before what a person happened to say to them; what the team put right stands before both,
    until they do so again or the customer corrects it in so many words.
    """
    fresh = Slot(proposal.value, proposal.state, proposal.source, proposal.by)
    if old is None:
        return fresh
    if proposal.state not in KNOWN:
        return _left_open(old, fresh)
    if not old.known:
        return replace(fresh, was=old.was)
    if proposal.by == "team":
        return None if _says_less(old, proposal) else _put_right(old, fresh)
    if old.by == "team" and not proposal.corrects:
        return None
    if proposal.by == "human" and old.by == "customer":
        return None
    if old.value == proposal.value:
        firmer = old.state == "inferred" and proposal.state == "confirmed"
        return replace(old, state="confirmed") if firmer else None
    if proposal.slot in ITEM_WEIGHT and not proposal.corrects and akin(old.value, proposal.value):
        return replace(fresh, was=old.was) if len(proposal.value) > len(old.value) else None
    if proposal.state == "inferred" and not proposal.corrects and old.state != "inferred":
        return None
    state: SlotState = proposal.state if old.state == "inferred" else "corrected"
    return replace(fresh, state=state, was=(*old.was, old.value))


def _says_less(old: Slot, proposal: Proposal) -> bool:
    """The mere kind of what is known by its name: "são 8 chapas", of a "chapa lisa"."""
    return proposal.slot in ITEM_WEIGHT and old.value.startswith(f"{proposal.value} ")


def _put_right(old: Slot, fresh: Slot) -> Slot:
    if old.value == fresh.value:
        return replace(old, state="confirmed", by=fresh.by)
    return replace(fresh, state="corrected", was=(*old.was, old.value))


def _left_open(old: Slot, fresh: Slot) -> Slot | None:
    """After a refusal, a postponement or a wrong value: what is known stands, a wrong value may reopen a refusal."""
    if old.known or (old.closed and fresh.state != "invalid") or old.value == fresh.value != "":
        return None
    return replace(fresh, was=_history(old))


def _history(old: Slot) -> tuple[str, ...]:
    return (*old.was, old.value) if old.value else old.was


def _dependents_reopened(slots: Slots, proposal: Proposal, protocol: Protocol) -> Slots:
    def shaken(name: str, slot: Slot) -> bool:
        definition = protocol.slots.get(name)
        depends = definition is not None and proposal.slot in definition.depends_on
        return depends and slot.known and slot.source != proposal.source

    return {
        name: Slot("", "reopened", slot.source, slot.by, (*slot.was, slot.value))
        if shaken(name, slot)
        else slot
        for name, slot in slots.items()
    }


def akin(one: str, other: str) -> bool:
    """The same product, or one a kind of the other: "chapa" and "chapa xadrez"."""
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def with_implied(contact: Slots, protocol: Protocol) -> Slots:
    """With what other facts imply: who names a company buys for one."""
    implied = {
        name: replace(contact[other], value=value, state="inferred", was=())
        for name, slot in protocol.slots.items()
        for other, value in slot.implied_by.items()
        if other in contact and contact[other].known
        if not (name in contact and contact[name].closed)
    }
    return {**contact, **implied} if implied else contact
