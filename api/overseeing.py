"""What people changed on Chatwoot's screens, told apart from what Alú put there herself. Pure.

No delivery says who changed a value. It is hers if she wrote it since the screens were last seen; whatever is left is a
person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.effects import Effect
from agent.showing import CONTACT_ATTRIBUTES
from api.chatwoot.events import Event
from api.chatwoot.outgoing import LONGEST_ATTRIBUTE, storable
from api.storage.screens import Screen, Written

OURS = "alu_"
APART = timedelta(seconds=30)  # our clock and Chatwoot's


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person changed: attributes by name with their new values, labels put on and taken off, the team."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    team: str = ""

    def __bool__(self) -> bool:
        return bool(self.values or self.added or self.removed or self.team)


def screen(event: Event) -> Screen | None:
    """What an event shows of the screens; None of one that shows no conversation, or not when."""
    if event.status is None or event.watermark is None:
        return None
    told = event.contact.attributes if event.contact else {}
    return Screen(
        team=event.team_name,
        labels=event.labels,
        conversation=_words((n, v) for n, v in event.attributes.items() if n.startswith(OURS)),
        contact=_words((name, told.get(name)) for name in CONTACT_ATTRIBUTES),
    )


def changes(before: Screen, now: Screen, hers: Sequence[Written], since: datetime) -> Changes:
    """What became of ``before`` by a person's hand. ``since``: when the screens were seen so, by Chatwoot's clock.

    A value that was taken away is no value. She never takes a label off. Chatwoot takes attributes of a conversation
    only all together: whenever she writes one, an older value of hers may come back beside it.
    """
    recent = [one for one in hers if one.done_at is None or one.done_at >= since - APART]
    merging = any(map(_of_conversation, recent))
    own = _values(one for one in hers if one in recent or (merging and _of_conversation(one)))
    new = [*_new(before.conversation, now.conversation), *_new(before.contact, now.contact)]
    added = set(now.labels) - set(before.labels) - _labels(recent)
    moved = now.team != before.team and now.team not in _teams(recent)
    return Changes(
        values={name: value for name, value in new if (name, value) not in own},
        added=tuple(one for one in now.labels if one in added),
        removed=tuple(one for one in before.labels if one not in now.labels),
        team=now.team if moved else "",
    )


def _words(told: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {name: word[:LONGEST_ATTRIBUTE] for name, word in told if isinstance(word, str) and word}


def _new(before: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in now.items() if before.get(name) != value]


def _values(hers: Iterable[Written]) -> set[tuple[str, str]]:
    """As Chatwoot keeps them, of conversation and contact."""
    return {pair for one in hers for pair in storable(_attributes(one.effect)).items()}


def _of_conversation(one: Written) -> bool:
    return one.effect["do"] == "set_attributes"


def _attributes(effect: Effect) -> Mapping[str, str]:
    if effect["do"] == "set_attributes" or effect["do"] == "update_contact":
        return effect["attributes"]
    return {}


def _labels(hers: Iterable[Written]) -> set[str]:
    added = (one.effect["labels"] for one in hers if one.effect["do"] == "add_labels")
    return {label.lower() for labels in added for label in labels}


def _teams(hers: Iterable[Written]) -> set[str]:
    return {one.effect["team"].lower() for one in hers if one.effect["do"] == "assign_team"}
