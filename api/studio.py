"""The door for LangGraph Studio (``langgraph.json``): the same graph, its dependencies wired by default."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from agent.graph import Agent, build
from agent.guards import Grounds
from agent.mind import Mind
from agent.protocol import Protocol
from agent.resources import Resources
from api import bootstrap, settings


@cache
def _wired() -> Resources:
    return bootstrap.resources(settings.from_environment())


@dataclass(frozen=True, slots=True)
class StudioResources(Resources):
    """What Studio gives as context when it gives none: this machine's settings."""

    protocol: Protocol = field(default_factory=lambda: _wired().protocol)
    mind: Mind = field(default_factory=lambda: _wired().mind)
    grounds: Grounds = field(default_factory=lambda: _wired().grounds)


def agent() -> Agent:
    """The graph as Studio opens it; Studio brings its own checkpointer."""
    return build(resources=StudioResources)
