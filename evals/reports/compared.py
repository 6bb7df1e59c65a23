"""What was known at a moment beside what a careful reader knew: a row a fact. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from evals.record import Gold, Known, Step
from evals.values import matched, same

Verdict = Literal["right", "wrong", "missing", "extra", "implied", "unjudged"]
REFUSED = "recusado"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its slot (``item 1 · produto``), the value known, the value meant, how they compare."""

    slot: str
    known: str
    meant: str
    verdict: Verdict


def compared(step: Step) -> list[Fact]:
    """Every fact known or meant after a step; where its case tells nothing, ``unjudged``."""
    return [*_slots(step.known, step.gold), *_items(step.known, step.gold)]


def _slots(known: Known, gold: Gold | None) -> Iterator[Fact]:
    found = {name: " | ".join(dict.fromkeys(values)) for name, values in _values(known).items()}
    meant = {**gold.slots, **dict.fromkeys(gold.refused, REFUSED)} if gold else {}
    for name in dict.fromkeys((*found, *meant)):
        value, wanted = found.get(name, ""), meant.get(name, "")
        yield Fact(name, value, wanted, _verdict(name, value, wanted, gold))


def _values(known: Known) -> Mapping[str, list[str]]:
    values: dict[str, list[str]] = {}
    for room in (known.contact, *(need.slots for need in known.needs)):
        for name, value in room.items():
            values.setdefault(name, []).append(value)
    for name in known.refused:
        values.setdefault(name, []).append(REFUSED)
    return values


def _verdict(name: str, found: str, meant: str, gold: Gold | None) -> Verdict:
    if gold is None:
        return "unjudged"
    if found and meant:
        return "right" if any(same(name, one, meant) for one in found.split(" | ")) else "wrong"
    return "missing" if meant else _unmeant(name, gold)


def _unmeant(name: str, gold: Gold) -> Verdict:
    if name in gold.implied:
        return "implied"
    return "extra" if gold.complete else "unjudged"


def _items(known: Known, gold: Gold | None) -> Iterator[Fact]:
    found = [item for need in known.needs for item in need.items]
    pairs = matched(found, gold.items) if gold else []
    taken = {id(item) for item, _ in pairs}
    alone = [(item, dict[str, str]()) for item in found if id(item) not in taken]
    for number, (item, meant) in enumerate((*pairs, *alone), start=1):
        for name in dict.fromkeys((*item, *meant)):
            value, wanted = item.get(name, ""), meant.get(name, "")
            verdict = _verdict(name, value, wanted, gold)
            yield Fact(f"item {number} · {name}", value, wanted, verdict)
