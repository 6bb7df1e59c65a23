"""qualify: asks who writes, once it is known what for."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.ledger import from_json
from agent.nodes.asking import ask_again_for_cnpj, ask_for
from agent.resources import Resources
from agent.state import State


async def qualify(state: State, runtime: Runtime[Resources]) -> State:
    """A question about the contact, if the open need lacks one that may still be asked."""
    plan = state.get("plan", {})
    if plan:
        return {}
    ledger = from_json(state.get("ledger"))
    question = ask_again_for_cnpj(ledger, state["heard"]) or ask_for(
        "qualify", ledger, runtime.context.protocol
    )
    return {"plan": question} if question else {}
