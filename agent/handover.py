"""Everything that happens when a conversation goes to people, in the order of the wire contract. Pure."""

from __future__ import annotations

from agent import card
from agent.effects import Effect
from agent.extract.normal import fold
from agent.ledger import Ledger
from agent.scene import Scene
from agent.showing import Showing, changes
from agent.teams import team


def effects(ledger: Ledger, scene: Scene, text: str, showing: Showing) -> list[Effect]:
    """Note, labels, attributes, contact, priority, the word to the customer, team, and last the status."""
    to = team(scene)
    note = card.handoff(ledger, scene.episode, scene.mood, scene.plan["route"], to, scene.protocol)
    return [
        {"do": "note", "text": note},
        {"do": "add_labels", "labels": labels(ledger, scene)},
        *changes(showing, {}),
        *_priority(scene),
        {"do": "say", "text": text},
        {"do": "assign_team", "team": to},
        {"do": "set_status", "status": "open"},
    ]


def labels(ledger: Ledger, scene: Scene) -> list[str]:
    """The needs' labels, that she handed over, and that something is missing."""
    current = ledger.open_needs or ledger.needs[-1:]
    lacking = not current or bool(ledger.missing(scene.protocol))
    return [
        *(need.kind.replace("_", "-") for need in current),
        "ia-transferido",
        *(["ia-falta-dado"] if lacking else []),
    ]


def _priority(scene: Scene) -> list[Effect]:
    said = fold(" ".join(message["text"] for message in scene.said_now))
    urgency = scene.protocol.urgency
    if any(fold(words) in said for words in urgency.urgent):
        return [{"do": "set_priority", "priority": "urgent"}]
    upset = scene.mood in ("annoyed", "angry")
    if upset or any(fold(words) in said for words in urgency.high):
        return [{"do": "set_priority", "priority": "high"}]
    return []
