"""One event enters the graph, one outcome leaves. The only place that decides between input and resume.

A paused thread is resumed once, when its status leaves "open"; everything else is plain input, also while paused
(docs/decisions/0002). The caller holds the conversation's lock and keeps the clock.
"""

from __future__ import annotations

from typing import NamedTuple

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agent.graph import Agent
from agent.resources import Resources
from agent.state import Outcome, State, Turn

RECURSION_LIMIT = 25
OUTCOME = list(Outcome.__annotations__)


class Taken(NamedTuple):
    """A turn that was taken: what came of it, and the nodes it went through, in order."""

    outcome: Outcome
    path: tuple[str, ...]


async def take_turn(agent: Agent, thread: str, turn: Turn, resources: Resources) -> Taken:
    """Runs the graph once for ``turn``. Errors of the graph pass through: nothing of the turn is then stored."""
    config = _config(thread)
    outcome: Outcome = {}
    path: list[str] = []
    entry = await _entry(agent, config, turn)
    async for part in agent.astream(
        entry,
        config,
        context=resources,
        durability="exit" if agent.checkpointer else None,
        stream_mode=["updates", "values"],
        output_keys=OUTCOME,
        version="v2",
    ):
        if part["type"] == "updates":
            path += ["human" if node == "__interrupt__" else node for node in part["data"]]
        elif part["type"] == "values":
            outcome = part["data"]
    return Taken(outcome, tuple(path))


async def remembered(agent: Agent, thread: str) -> State:
    """What is remembered of a conversation; empty for a new one."""
    snapshot = await agent.aget_state(_config(thread))
    return snapshot.values  # type: ignore[return-value]  # LangGraph types it dict[str, Any]


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}, "recursion_limit": RECURSION_LIMIT}


async def _entry(agent: Agent, config: RunnableConfig, turn: Turn) -> Turn | Command[str]:
    if not agent.checkpointer:
        return turn
    paused = (await agent.aget_state(config)).interrupts
    status = turn.get("status", "open")
    if not paused or status == "open":
        return turn
    update = {key: value for key, value in turn.items() if key != "status"}
    return Command(resume={paused[0].id: status}, update=update)
