"""The ledger as JSON primitives, for a checkpoint, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from agent.ledger.needs import Ledger, Need
from agent.ledger.promises import Promise, Topic
from agent.ledger.slots import Proposal, Slot, Slots, SlotState, Speaker


class StoredSlot(TypedDict):
    """A slot as JSON."""

    value: str
    state: SlotState
    source: str
    by: Speaker
    was: list[str]


class StoredNeed(TypedDict):
    """A need as JSON."""

    kind: str
    slots: dict[str, StoredSlot]
    items: list[dict[str, StoredSlot]]
    routed: bool
    source: str


class StoredProposal(TypedDict):
    """A proposal as JSON: one that waits for its need."""

    slot: str
    value: str
    words: str
    source: str
    state: SlotState
    by: Speaker
    need: str | None
    item: int | None
    corrects: bool


class StoredPromise(TypedDict):
    """A promise as JSON."""

    text: str
    by: str
    source: str
    about: list[Topic]


class StoredLedger(TypedDict):
    """The ledger as JSON: what a checkpoint holds. Older checkpoints have no promises."""

    contact: dict[str, StoredSlot]
    needs: list[StoredNeed]
    asked: dict[str, int]
    loose: list[StoredProposal]
    promises: NotRequired[list[StoredPromise]]


def to_json(ledger: Ledger) -> StoredLedger:
    """The ledger as JSON primitives, for a checkpoint."""
    return {
        "contact": _stored(ledger.contact),
        "needs": [
            {
                "kind": need.kind,
                "slots": _stored(need.slots),
                "items": [_stored(item) for item in need.items],
                "routed": need.routed,
                "source": need.source,
            }
            for need in ledger.needs
        ],
        "asked": dict(ledger.asked),
        "loose": [_stored_proposal(proposal) for proposal in ledger.loose],
        "promises": [
            {"text": one.text, "by": one.by, "source": one.source, "about": list(one.about)}
            for one in ledger.promises
        ],
    }


def from_json(stored: StoredLedger | None) -> Ledger:
    """The ledger that ``to_json`` stored; an empty one for None."""
    if stored is None:
        return Ledger()
    return Ledger(
        contact=_loaded(stored["contact"]),
        needs=tuple(
            Need(
                kind=need["kind"],
                slots=_loaded(need["slots"]),
                items=tuple(_loaded(item) for item in need["items"]),
                routed=need["routed"],
                source=need["source"],
            )
            for need in stored["needs"]
        ),
        asked=dict(stored["asked"]),
        loose=tuple(Proposal(**proposal) for proposal in stored["loose"]),
        promises=tuple(
            Promise(one["text"], one["by"], one["source"], tuple(one["about"]))
            for one in stored.get("promises", ())
        ),
    )


def _stored_proposal(proposal: Proposal) -> StoredProposal:
    return {
        "slot": proposal.slot,
        "value": proposal.value,
        "words": proposal.words,
        "source": proposal.source,
        "state": proposal.state,
        "by": proposal.by,
        "need": proposal.need,
        "item": proposal.item,
        "corrects": proposal.corrects,
    }


def _stored(slots: Slots) -> dict[str, StoredSlot]:
    return {
        name: {
            "value": slot.value,
            "state": slot.state,
            "source": slot.source,
            "by": slot.by,
            "was": list(slot.was),
        }
        for name, slot in slots.items()
    }


def _loaded(stored: Mapping[str, StoredSlot]) -> dict[str, Slot]:
    return {
        name: Slot(slot["value"], slot["state"], slot["source"], slot["by"], tuple(slot["was"]))
        for name, slot in stored.items()
    }
