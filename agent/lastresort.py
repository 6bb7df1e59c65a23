"""What is left when the protocol itself can't go on: the effects by which people take over. Pure."""

from __future__ import annotations

from typing import Literal

from agent.effects import Effect
from agent.protocol import Protocol
from agent.speech import Speech

Why = Literal["mind", "waited"]
"""She failed again and again, or the customer has waited too long."""


def trouble(protocol: Protocol, why: Why = "mind") -> list[Effect]:
    """She cannot answer: a note, a word to the customer, the default team, and people do."""
    team = protocol.default_team
    speech = Speech(protocol, {}, {})
    return [
        {
            "do": "note",
            "text": protocol.notes.waited if why == "waited" else protocol.notes.trouble,
        },
        {"do": "say", "text": speech.fixed("handover_trouble", time=protocol.teams[team].label)},
        {"do": "assign_team", "team": team},
        {"do": "set_status", "status": "open"},
    ]


def silently(note: str) -> list[Effect]:
    """Words can't be delivered: a note for the team, and people answer."""
    return [{"do": "note", "text": note}, {"do": "set_status", "status": "open"}]
