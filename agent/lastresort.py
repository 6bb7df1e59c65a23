"""What is left when the protocol itself can't go on: the effects by which people take over. Pure."""

from __future__ import annotations

from agent.effects import Effect
from agent.protocol import Protocol
from agent.speech import Speech


def trouble(protocol: Protocol) -> list[Effect]:
    """The graph failed: a note, a word to the customer, the default team, and people answer."""
    team = protocol.default_team
    speech = Speech(protocol, {}, {})
    return [
        {"do": "note", "text": protocol.notes.trouble},
        {"do": "say", "text": speech.fixed("handover_trouble", time=protocol.teams[team].label)},
        {"do": "assign_team", "team": team},
        {"do": "set_status", "status": "open"},
    ]


def silently(note: str) -> list[Effect]:
    """Words can't be delivered: a note for the team, and people answer."""
    return [{"do": "note", "text": note}, {"do": "set_status", "status": "open"}]
