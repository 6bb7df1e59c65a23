"""route: nothing more to ask. Decides why the conversation goes to people."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import from_json
from agent.resources import Resources
from agent.state import Plan, State


async def route(state: State, runtime: Runtime[Resources]) -> State:
    """The plan of a hand-over: for the reason the rules gave, else because nothing is left to ask."""
    lacking = from_json(state.get("ledger")).missing(runtime.context.protocol)
    plan = state.get("plan", {})
    reason = plan.get("route", "incomplete" if lacking else "complete")
    chosen: Plan = {"team": plan["team"]} if "team" in plan else {}
    return {"plan": {"route": reason, "stage": "humano", **chosen}}
