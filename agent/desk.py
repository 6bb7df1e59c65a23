"""What a conversation's screen would show if the outcomes' effects were performed: a fold over effects. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.effects import Effect
from agent.state import Status


@dataclass(frozen=True, slots=True)
class Desk:
    """The end state of a conversation: status, team, labels, attributes, contact, notes, messages."""

    status: Status = "pending"
    team: str = ""
    priority: str = ""
    labels: frozenset[str] = frozenset()
    attributes: dict[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()

    def after(self, effects: list[Effect]) -> Desk:
        """The desk once the effects are performed, in order."""
        desk = self
        for effect in effects:
            desk = desk._after_one(effect)
        return desk

    def _after_one(self, effect: Effect) -> Desk:
        match effect["do"]:
            case "say":
                return replace(self, messages=(*self.messages, effect["text"]))
            case "note":
                return replace(self, notes=(*self.notes, effect["text"]))
            case "add_labels":
                return replace(self, labels=self.labels | set(effect["labels"]))
            case "set_attributes":
                return replace(self, attributes={**self.attributes, **effect["attributes"]})
            case "update_contact":
                named = {"nome": effect["name"], "email": effect["email"]}
                told = {k: v for k, v in named.items() if v} | effect["attributes"]
                return replace(self, contact={**self.contact, **told})
            case "set_priority":
                return replace(self, priority=effect["priority"])
            case "assign_team":
                return replace(self, team=effect["team"])
            case "set_status":
                return replace(self, status=effect["status"])
