"""gate: the only node that reads the status. It runs first, on every event."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import Ledger, Proposal, from_json, to_json
from agent.resources import Resources
from agent.state import State


async def gate(state: State, runtime: Runtime[Resources]) -> State:
    """Lets in what the channel remembers of the contact; ends the episode when a human has resolved it.

    Until another node says otherwise, the turn is a silence.
    """
    status = state.get("status", "pending")
    stored = remembered(from_json(state.get("ledger")), state.get("contact") or {})
    ledger = stored.known_to(runtime.context.protocol)
    silence: State = {"act": "silence", "reason": "human" if status == "open" else "resting"}
    if status != "resolved":
        return silence | {"ledger": to_json(ledger)}
    last = state["messages"][-1]["id"] if state.get("messages") else ""
    return silence | {
        "ledger": to_json(ledger.new_episode()),
        "question": None,
        "habits": {"since": last},
        "handled": last,
    }


def remembered(ledger: Ledger, contact: dict[str, str]) -> Ledger:
    """The ledger with facts of earlier conversations, where it knows nothing newer."""
    return ledger.recalling(
        Proposal(slot, value, source="contact", by="channel")
        for slot, value in contact.items()
        if value
    )
