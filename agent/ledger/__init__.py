"""The need ledger: what is known of the contact and of each need, as typed slots with state and source. Pure.

Nothing here decides what is said. Proposals go in, from any mind or from a human; out come a new ledger, what is
missing, and whether it may still be asked. Promises, held by ``tests/agent/test_ledger_properties.py``: a known or
refused slot is never asked again, an item is never lost, no slot is asked a third time.
"""

from __future__ import annotations

from agent.ledger.needs import Gap, Ledger, Need
from agent.ledger.promises import Promise, Topic
from agent.ledger.slots import (
    CLOSED,
    ITEM_WEIGHT,
    KNOWN,
    Proposal,
    Slot,
    Slots,
    SlotState,
    Speaker,
)
from agent.ledger.stored import StoredLedger, from_json, to_json

__all__ = [
    "CLOSED",
    "ITEM_WEIGHT",
    "KNOWN",
    "Gap",
    "Ledger",
    "Need",
    "Promise",
    "Proposal",
    "Slot",
    "SlotState",
    "Slots",
    "Speaker",
    "StoredLedger",
    "Topic",
    "from_json",
    "to_json",
]
