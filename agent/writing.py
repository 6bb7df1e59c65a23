"""What one turn writes in Chatwoot: attributes, contact and labels at most once each. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from agent.effects import Effect

WRITES = frozenset({"set_attributes", "update_contact", "add_labels"})


def together(effects: Iterable[Effect]) -> list[Effect]:
    """The effects in order, each kind of write once, where its last stood; of one name the last value counts."""
    kept: dict[str, Effect] = {}
    for place, effect in enumerate(effects):
        key = effect["do"] if effect["do"] in WRITES else str(place)
        before = kept.pop(key, None)
        kept[key] = _both(before, effect) if before else effect
    return list(kept.values())


def _both(before: Effect, effect: Effect) -> Effect:
    """Two writes of one kind as one."""
    if before["do"] == "add_labels" and effect["do"] == "add_labels":
        labels = dict.fromkeys((*before["labels"], *effect["labels"]))
        return {"do": "add_labels", "labels": list(labels)}
    if before["do"] == "set_attributes" and effect["do"] == "set_attributes":
        return {"do": "set_attributes", "attributes": before["attributes"] | effect["attributes"]}
    if before["do"] == "update_contact" and effect["do"] == "update_contact":
        return {
            "do": "update_contact",
            "name": effect["name"] or before["name"],
            "email": effect["email"] or before["email"],
            "attributes": before["attributes"] | effect["attributes"],
        }
    return effect
