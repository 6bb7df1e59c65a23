"""THE PROTOCOL: every node and every way from one to the next. Node names are stored in checkpoints: a contract."""

from __future__ import annotations

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.nodes.collect import collect
from agent.nodes.gate import gate
from agent.nodes.human import human
from agent.nodes.need import need
from agent.nodes.qualify import qualify
from agent.nodes.reply import reply
from agent.nodes.route import route
from agent.nodes.understand import understand
from agent.resources import Resources
from agent.routes import what_to_say, who_answers
from agent.state import Outcome, State, Turn

Agent = CompiledStateGraph[State, Resources, Turn, Outcome]


def build(
    checkpointer: BaseCheckpointSaver[str] | None = None, resources: type[Resources] = Resources
) -> Agent:
    """The protocol, ready to run; with a checkpointer it remembers and can pause.

    ``resources``: the type of what a caller gives as context; LangGraph Studio brings one with defaults.
    """
    protocol = StateGraph(State, context_schema=resources, input_schema=Turn, output_schema=Outcome)
    protocol.add_node("gate", gate)
    protocol.add_node("human", human)
    protocol.add_node("understand", understand)
    protocol.add_node("qualify", qualify)
    protocol.add_node("need", need)
    protocol.add_node("collect", collect)
    protocol.add_node("route", route)
    protocol.add_node("reply", reply)

    protocol.add_edge(START, "gate")
    protocol.add_conditional_edges(
        "gate",
        who_answers,
        {"a person": "human", "Alú": "understand", "a team": "route", "nobody": END},
    )
    protocol.add_edge("human", "gate")
    protocol.add_edge("understand", "qualify")
    protocol.add_conditional_edges("qualify", what_to_say, {"reply": "reply", "go on": "need"})
    protocol.add_conditional_edges("need", what_to_say, {"reply": "reply", "go on": "collect"})
    protocol.add_conditional_edges("collect", what_to_say, {"reply": "reply", "go on": "route"})
    protocol.add_edge("route", "reply")
    protocol.add_edge("reply", END)
    return protocol.compile(checkpointer=checkpointer, name="alu")
