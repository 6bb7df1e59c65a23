"""route: nothing more to ask. Decides why the conversation goes to people."""

from __future__ import annotations

from agent.state import State


async def route(state: State) -> State:
    """The plan of a hand-over, for the reason the rules gave, else because everything is known."""
    return {"plan": {"route": state.get("plan", {}).get("route", "complete"), "stage": "humano"}}
