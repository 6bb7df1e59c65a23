"""human: the pause while a person answers. Everything is recorded, nothing is said."""

from __future__ import annotations

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import card
from agent.ledger import from_json, to_json
from agent.resources import Resources
from agent.state import State
from agent.transcript import unanswered


async def human(state: State, runtime: Runtime[Resources]) -> State:
    """Waits for the status to leave "open"; given back to her, she takes up what was not finished."""
    status = interrupt({"waiting_for": "status"})
    if status != "pending":
        return {"status": status}
    ledger = from_json(state.get("ledger")).reopened()
    back: State = {"status": status, "ledger": to_json(ledger), "question": None}
    if not unanswered(state.get("messages", []), state.get("handled", "")):
        note = card.returned(ledger, state.get("messages", []), runtime.context.protocol)
        back |= {"effects": [{"do": "note", "text": note}], "act": "silence", "reason": "resting"}
    return back
