"""When people change what Alú made of a conversation, within a day, that is a correction: to be learned from.

What she did herself, what a rule of Chatwoot's did, and what a person had asked her to do correct nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from agent.ledger import KNOWN, Ledger, Slots, from_json
from api.overseeing import Changes
from api.storage import checkpointer, corrections
from api.storage.conversations import Conversation
from api.storage.corrections import Correction, Decision, Kind, Way
from api.storage.thread import Thread

COUNTS_FOR = timedelta(hours=24)
Human = Mapping[str, object]
"""What a person changed, as ``human`` of docs/corrections.md."""


def of_screens(made: Changes, labels: Collection[str]) -> dict[Kind, Human]:
    """By kind, what a person changed of team and labels; ``labels`` are those that stand for needs. Pure."""
    return _told(team=_of_team(made.team), labels=_of_labels(made, labels))


def of_orders(
    before: Ledger, after: Ledger, sources: Collection[str], team: str
) -> dict[Kind, Human]:
    """By kind, what came of orders and edits, by their ids: facts, another need, another team. Pure."""
    need = _of_need(before, after, sources)
    return _told(team=_of_team(team), need=need, slots=_of_slots(before, after))


async def remembered(tx: AsyncConnection, thread: Thread) -> Ledger:
    """What she knows of a conversation."""
    memory = await checkpointer.values(tx, str(thread))
    return from_json(memory.get("ledger"))  # type: ignore[arg-type]  # the graph's State was stored


async def learn(
    tx: AsyncConnection,
    known: Conversation,
    humans: Mapping[Kind, Human],
    ledger: Ledger,
    at: datetime,
    watermark: str,
    way: Way,
) -> None:
    """Keeps what a person changed at a moment, if it was she who had decided it. ``ledger`` is what she knew."""
    had = await corrections.decision(tx, known.thread, at - COUNTS_FOR)
    if had is None:
        return
    alu = understood(had, ledger)
    news = {kind: human for kind, human in humans.items() if human != {"team": had.team}}
    made = (
        Correction(known.thread, known.contact, had.turn, kind, watermark, way, at, alu, human)
        for kind, human in news.items()
    )
    await corrections.add(tx, made)


def understood(had: Decision, ledger: Ledger) -> dict[str, object]:
    """What she had decided and why, as ``alu`` of docs/corrections.md, and more for people to look up. Pure."""
    needs = [need for need in ledger.needs if need.routed] or list(ledger.needs)
    slots = [ledger.contact, *(need.slots for need in needs)]
    return {
        "team": had.team,
        "need": list(dict.fromkeys(need.kind for need in needs)),
        "labels": list(had.labels),
        "slots": {name: value for one in slots for name, value in _values(one)},
        "items": [dict(_values(item)) for need in needs for item in need.items],
        "reason": had.reason,
        "asked": list(ledger.asked),
        "lacks": list(had.lacks),
        "path": list(had.path),
        "prompts": had.prompts,
    }


def _told(**humans: Human) -> dict[Kind, Human]:
    return {kind: human for kind, human in humans.items() if human}  # type: ignore[misc]  # each is a Kind


def _of_team(team: str) -> Human:
    return {"team": team} if team else {}


def _of_labels(made: Changes, labels: Collection[str]) -> Human:
    added = [one for one in made.added if one in labels]
    removed = [one for one in made.removed if one in labels]
    return _of_both(added, removed)


def _of_need(before: Ledger, after: Ledger, sources: Collection[str]) -> Human:
    was, now = ([_label(need.kind) for need in one.needs] for one in (before, after))
    theirs = [_label(need.kind) for need in after.needs if need.source in sources]
    added = [one for one in theirs if one not in was]
    return _of_both(added, [one for one in was if one not in now]) if added else {}


def _of_both(added: list[str], removed: list[str]) -> Human:
    both = {"labels_added": added, "labels_removed": removed}
    return {name: labels for name, labels in both.items() if labels}


def _of_slots(before: Ledger, after: Ledger) -> Human:
    was = set(_all(before))
    news = dict(one[1:] for one in _all(after, by="team") if one not in was)
    return {"slots": news} if news else {}


def _all(ledger: Ledger, by: str = "") -> Iterator[tuple[str, str, str]]:
    """Every fact with where it stands: of whom, slot, value."""
    for place, slots in _places(ledger):
        for name, slot in slots.items():
            if slot.state in KNOWN and (not by or slot.by == by):
                yield place, name, slot.value


def _places(ledger: Ledger) -> Iterator[tuple[str, Slots]]:
    yield "contact", ledger.contact
    for need in ledger.needs:
        yield "need", need.slots
        for number, item in enumerate(need.items):
            yield f"item {number}", item


def _values(slots: Slots) -> Iterator[tuple[str, str]]:
    return ((name, slot.value) for name, slot in slots.items() if slot.state in KNOWN)


def _label(kind: str) -> str:
    return kind.replace("_", "-")
