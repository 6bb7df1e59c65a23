"""The questions between nodes. Each answers one of its words; ``graph.py`` says where a word leads. Pure."""

from __future__ import annotations

from typing import Literal

from agent.state import State
from agent.transcript import unanswered


def who_answers(state: State) -> Literal["a person", "Alú", "a team", "nobody"]:
    """By the status; while it is pending, only if the customer is waiting for a word, or a colleague chose a team."""
    if "route" in state.get("plan", {}):
        return "a team"
    status = state.get("status", "pending")
    if status == "open":
        return "a person"
    waiting = unanswered(state.get("messages", []), state.get("handled", ""))
    return "Alú" if status == "pending" and waiting else "nobody"


def what_to_say(state: State) -> Literal["reply", "go on"]:
    """A question, or a turn that needs none, is a reply; otherwise the next node looks."""
    plan = state.get("plan", {})
    return "reply" if "question" in plan or "rest" in plan else "go on"
