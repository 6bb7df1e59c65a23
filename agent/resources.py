"""What the nodes need and a checkpoint never holds: the company's words, what they allow, a mind, and extractors."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.extract import Extractor
from agent.guards import Grounds
from agent.mind import Mind
from agent.mind.facts import Finder
from agent.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Resources:
    """The dependencies of the graph, given once by whoever runs it. ``finder`` reads what people of the team say."""

    protocol: Protocol
    mind: Mind
    grounds: Grounds
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Extractor(self.protocol.catalogue))

    @classmethod
    def of(cls, protocol: Protocol, mind: Mind) -> Resources:
        """With the grounds of everything the company wrote."""
        return cls(protocol, mind, Grounds.of(protocol.spoken()))
