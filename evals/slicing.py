"""The same figures for one kind of conversations at a time. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from evals.metrics import figures
from evals.record import Conversation
from evals.report import Slice

Group = Literal["tag", "need", "persona", "split", "author"]
SHOWN = ("need_f1", "slot_f1", "route_accuracy", "redundant", "jga_end", "excess")


def slices(conversations: Sequence[Conversation]) -> tuple[Slice, ...]:
    """By split, need, persona and tag; the most frequent first within each group."""
    groups: dict[tuple[Group, str], list[Conversation]] = defaultdict(list)
    for one in conversations:
        for place in _places(one):
            groups[place].append(one)
    order = list(dict.fromkeys(group for group, _ in groups))
    ranked = sorted(
        groups, key=lambda place: (order.index(place[0]), -len(groups[place]), place[1])
    )
    return tuple(_slice(place, groups[place]) for place in ranked)


def _places(one: Conversation) -> Iterator[tuple[Group, str]]:
    yield "split", one.split
    gold = [step.gold for step in one.played.steps if step.gold]
    for need in dict.fromkeys(gold[-1].needs if gold else ()):
        yield "need", need
    if one.persona:
        yield "persona", one.persona
    for tag in one.tags:
        yield "tag", tag


def _slice(place: tuple[Group, str], conversations: Sequence[Conversation]) -> Slice:
    found = {metric.name: metric.value for metric in figures(conversations)}
    return Slice(
        group=place[0],
        name=place[1],
        conversations=len(conversations),
        passed=sum(one.passed for one in conversations),
        metrics={name: found[name] for name in SHOWN},
    )
