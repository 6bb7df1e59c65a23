"""route: nothing more to ask. Decides why the conversation goes to people."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import from_json
from agent.resources import Resources
from agent.state import State


async def route(state: State, runtime: Runtime[Resources]) -> State:
    """The plan of a hand-over: for the reason the rules gave, else because nothing is left to ask."""
    lacking = from_json(state.get("ledger")).missing(runtime.context.protocol)
    reason = state.get("plan", {}).get("route", "incomplete" if lacking else "complete")
    return {"plan": {"route": reason, "stage": "humano"}}
