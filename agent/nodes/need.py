"""need: asks what the customer wants, while no need is known."""

from __future__ import annotations

from agent.ledger import from_json
from agent.state import Plan, State


async def need(state: State) -> State:
    """The question about the need, open or among at most four options, if none is known."""
    if state.get("plan") or from_json(state.get("ledger")).open_needs:
        return {}
    options = list(state["understanding"].candidates[:4])
    plan: Plan = {
        "question": {"slots": ["necessidade"], "need": None, "item": None, "options": options},
        "key": "disambiguate" if options else "ask_need",
        "stage": "necessidade",
    }
    return {"plan": plan}
