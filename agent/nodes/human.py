"""human: the pause while a person answers. Everything is recorded, nothing is said."""

from __future__ import annotations

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import card, showing
from agent.ledger import from_json, to_json
from agent.resources import Resources
from agent.state import Habits, State
from agent.transcript import unanswered


async def human(state: State, runtime: Runtime[Resources]) -> State:
    """Waits for the status to leave "open"; given back to her, she takes up what was not finished."""
    status = interrupt({"waiting_for": "status"})
    if status != "pending":
        return {"status": status}
    ledger = from_json(state.get("ledger")).reopened()
    back: State = {
        "status": status,
        "ledger": to_json(ledger),
        "question": None,
        "habits": patient_again(state.get("habits", {})),
    }
    if unanswered(state.get("messages", []), state.get("handled", "")):
        return back
    protocol = runtime.context.protocol
    note = card.returned(ledger, state.get("messages", []), protocol)
    attributes = showing.back(ledger, protocol)
    return back | {
        "effects": [
            {"do": "note", "text": note},
            {"do": "set_attributes", "attributes": attributes},
        ],
        "shown": {**state.get("shown", {}), **attributes},
    }


def patient_again(habits: Habits) -> Habits:
    """Her habits after a person has answered: she has greeted and told her texts, patience starts anew."""
    kept: Habits = {}
    if "greeted" in habits:
        kept["greeted"] = habits["greeted"]
    if "since" in habits:
        kept["since"] = habits["since"]
    if "confidence" in habits:
        kept["confidence"] = habits["confidence"]
    return kept | {"said": habits.get("said", {}), "mood": habits.get("mood", "calm")}
