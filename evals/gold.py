"""What a careful reader of a fixed conversation knows after each turn, as its case tells it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.ledger import ITEM_WEIGHT
from evals.case import Expect, Facts
from evals.record import Gold
from evals.values import matched

NEED = "necessidade"


@dataclass(frozen=True, slots=True)
class Page:
    """The gold so far. ``waiting``: a need was told and no team has it yet. ``corrected``: slots changed just now."""

    gold: Gold
    waiting: bool = False
    corrected: tuple[str, ...] = ()

    def after(self, expect: Expect) -> Page:
        """With what one more turn tells."""
        gold, slots = self.gold, {**self.gold.slots, **expect.slots}
        needs = tuple(dict.fromkeys((*gold.needs, *(expect.need or ()))))
        items = gold.items if expect.items is None else tuple(expect.items)
        told = gold.model_copy(
            update={
                "needs": needs,
                "slots": slots,
                "items": items,
                "refused": tuple(sorted({*gold.refused, *expect.refused} - slots.keys())),
            }
        )
        return Page(told, self.waiting or bool(expect.need), _corrected(gold, told))

    def routed(self) -> Page:
        """Once a team has it."""
        return replace(self, waiting=False)

    def ended(self, contact: frozenset[str]) -> Page:
        """After a person resolved it: of the slots, those of the ``contact`` stay."""
        kept = {name: value for name, value in self.gold.slots.items() if name in contact}
        gold = self.gold.model_copy(update={"needs": (), "slots": kept, "items": ()})
        return Page(gold)

    @property
    def settled(self) -> tuple[str, ...]:
        """What must not be asked now: told, refused, or the need itself while it waits for a team."""
        return settled(self.gold, waiting=self.waiting)


def settled(gold: Gold, *, waiting: bool) -> tuple[str, ...]:
    """The slots that are told or refused; of an item's, those that every item has. The phone never needs asking."""
    alike = set.intersection(*(_names(item) for item in gold.items)) if gold.items else set[str]()
    need = {NEED} if waiting else set[str]()
    return tuple(sorted({*gold.slots, *gold.refused, *alike, *need, "telefone"}))


def _names(item: Facts) -> set[str]:
    """A product is settled by its name or by its code."""
    weight = set(ITEM_WEIGHT) if any(slot in item for slot in ITEM_WEIGHT) else set[str]()
    return {*item, *weight}


def _corrected(before: Gold, now: Gold) -> tuple[str, ...]:
    changed = [name for name, value in before.slots.items() if now.slots.get(name) != value]
    changed += [
        name
        for old, new in matched(before.items, now.items)
        for name, value in old.items()
        if new.get(name) not in (value, None)
    ]
    return tuple(dict.fromkeys(changed))
