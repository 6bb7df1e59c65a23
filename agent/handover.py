"""Everything that happens when a conversation goes to people, in the order of the wire contract. Pure."""

from __future__ import annotations

from collections.abc import Collection

from agent import card
from agent.effects import Effect
from agent.extract.normal import fold
from agent.ledger import Ledger
from agent.protocol import Priority
from agent.scene import Scene
from agent.showing import Showing, changes
from agent.teams import team


def effects(
    ledger: Ledger, scene: Scene, text: str, showing: Showing, edited: Collection[str] = ()
) -> list[Effect]:
    """Note, labels, attributes, contact, priority, the word to the customer, team, and last the status.

    Attributes that people ``edited`` stay as they are.
    """
    to = team(scene)
    return [
        {"do": "note", "text": _note(ledger, scene, to)},
        {"do": "add_labels", "labels": labels(ledger, scene)},
        *changes(showing, {}, edited),
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


def _note(ledger: Ledger, scene: Scene, to: str) -> str:
    """The card; where the last one of this episode said the same, a line that says so."""
    reason, protocol, at_work = scene.plan["route"], scene.protocol, scene.people_answer
    if scene.habits.get("card") == card.mark(ledger, scene.mood, protocol):
        return card.unchanged(reason, to, protocol, people_answer=at_work)
    return card.handoff(
        ledger, scene.episode, scene.mood, reason, to, protocol, people_answer=at_work
    )


def _priority(scene: Scene) -> list[Effect]:
    priority = _urgency(scene)
    return [{"do": "set_priority", "priority": priority}] if priority else []


def _urgency(scene: Scene) -> Priority | None:
    """A site that stands still comes before a complaint, a complaint before who has bought before."""
    said = fold(" ".join(message["text"] for message in scene.said_now))
    urgency = scene.protocol.urgency
    if any(fold(words) in said for words in urgency.urgent):
        return "urgent"
    upset = scene.mood in ("annoyed", "angry")
    if upset or any(fold(words) in said for words in urgency.high):
        return "high"
    return urgency.known_customer if scene.ledger.value("ja_cliente") == "sim" else None
