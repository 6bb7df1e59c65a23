"""collect: asks what the team will need, one question at a time."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import from_json
from agent.nodes.asking import ask_for
from agent.resources import Resources
from agent.state import State


async def collect(state: State, runtime: Runtime[Resources]) -> State:
    """A question about the need or its items, if one is still missing and may still be asked."""
    if state.get("plan"):
        return {}
    question = ask_for("collect", from_json(state.get("ledger")), runtime.context.protocol)
    return {"plan": question} if question else {}
