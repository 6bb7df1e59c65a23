"""What was understood becomes what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.ledger import Ledger, Proposal
from agent.mind import Understanding
from agent.protocol import Protocol
from agent.state import Message


def learned(ledger: Ledger, understood: Understanding, source: str, protocol: Protocol) -> Ledger:
    """The ledger with the needs understood opened and every proposal taken in.

    Items without any need mean the one need that is about items.
    """
    for guess in understood.needs:
        ledger = ledger.with_need(guess.kind, source, protocol.vague)
    ledger = ledger.merge(understood.proposals, protocol)
    about_items = protocol.need_with_items
    if not ledger.open_needs and about_items and ledger.loose_items(protocol):
        ledger = ledger.with_need(about_items, source).merge((), protocol)
    return ledger


def in_order(proposals: Iterable[Proposal], messages: Sequence[Message]) -> tuple[Proposal, ...]:
    """The proposals in the order in which their messages were written."""
    places = {message["id"]: place for place, message in enumerate(messages)}
    return tuple(sorted(proposals, key=lambda one: places.get(one.source, len(places))))
