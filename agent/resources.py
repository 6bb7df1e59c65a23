"""What the nodes need and a checkpoint never holds: the company's words, what they allow, and a mind."""

from __future__ import annotations

from dataclasses import dataclass

from agent.guards import Grounds
from agent.mind import Mind
from agent.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Resources:
    """The dependencies of the graph, given once by whoever runs it."""

    protocol: Protocol
    mind: Mind
    grounds: Grounds

    @classmethod
    def of(cls, protocol: Protocol, mind: Mind) -> Resources:
        """With the grounds of everything the company wrote."""
        return cls(protocol, mind, Grounds.of(protocol.spoken()))
