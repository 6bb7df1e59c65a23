"""What one simulated customer knows, and what of it has been told: a value. The gold follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from agent.protocol import Protocol
from evals.case import Correction, Facts, Simulate
from evals.gold import NEED, settled
from evals.record import Gold

ANYTHING = "~"
"""A gold value that every value meets."""

Slots = frozenset[str]
NONE: Slots = frozenset()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Some sentences and what they do.

    ``need``: the need they state; ``brings``: the second need comes up with them; ``blanks``: slots said not to be
    known; ``apart``: they stand on lines of their own.
    """

    sentences: tuple[str, ...]
    tells: Slots = NONE
    refuses: Slots = NONE
    puts_off: Slots = NONE
    blanks: Slots = NONE
    corrects: Slots = NONE
    need: str = ""
    brings: bool = False
    wishes: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """The scenario and how far it is told. ``known``: slots of the contact from earlier conversations.

    A slot with a correction is told wrongly until it is in ``corrected``. ``blank``: slots said not to be known.
    """

    scenario: Simulate
    company: Protocol
    known: Mapping[str, str] = field(default_factory=dict)
    told: Slots = NONE
    needs: tuple[str, ...] = ()
    refused: Slots = NONE
    put_off: Slots = NONE
    blank: Slots = NONE
    corrected: Slots = NONE
    grown: bool = False

    def after(self, spoken: Spoken) -> Story:
        """With what was spoken."""
        needs = dict.fromkeys((*self.needs, *([spoken.need] if spoken.need else ())))
        story = replace(
            self,
            told=self.told | spoken.tells,
            needs=tuple(needs),
            refused=self.refused | spoken.refuses,
            put_off=self.put_off | spoken.puts_off,
            blank=self.blank | spoken.blanks,
            corrected=self.corrected | spoken.corrects,
            grown=self.grown or spoken.brings,
        )
        return replace(story, told=story.told | frozenset(story._implied_by_told()))

    @property
    def facts(self) -> Facts:
        """The facts of the contact and the needs, those of the second need once it has come up."""
        second = self.scenario.then.facts if self.scenario.then and self.grown else {}
        return {**second, **self.scenario.facts}

    @property
    def items(self) -> tuple[Facts, ...]:
        """The items, as far as they are right: a wrong fact is of the first item that has it."""
        items = list(self.scenario.items)
        for slot, correction in self.wrong.items():
            for place in [place for place, item in enumerate(items) if slot in item][:1]:
                items[place] = {**items[place], slot: correction.wrong}
        return tuple(items)

    @property
    def wrong(self) -> Mapping[str, Correction]:
        """The slots that are still told wrongly, with their corrections."""
        corrections = self.scenario.corrects
        return {one.slot: one for one in corrections if one.slot not in self.corrected}

    def value(self, slot: str) -> str:
        """What is told of a slot of the contact or of a need: wrongly, until it is corrected."""
        return self.wrong[slot].wrong if slot in self.wrong else self.facts[slot]

    def has(self, slot: str) -> bool:
        """Whether the customer has anything to tell of a slot, willing or not."""
        return slot in self.facts or any(slot in item for item in self.scenario.items)

    def may_tell(self, slot: str) -> bool:
        """Whether the customer knows it and tells it: what is put off is told later."""
        kept_back = slot in self.scenario.refuses or slot in self.scenario.unknown
        waits = slot in self.scenario.postpones and slot not in self.put_off
        return self.has(slot) and not kept_back and not waits

    @property
    def untold(self) -> tuple[str, ...]:
        """What could still be told unasked, the most useful first; what follows from something told is not said."""
        need = self.needs[0] if self.needs else self.scenario.need
        required = self.company.needs[need].required if need in self.company.needs else ()
        items = (slot for item in self.scenario.items for slot in item if slot != "unidade")
        slots = (*(slot for one in required for slot in one.slots), *self.facts, *items)
        gone = self.told | self.known.keys() | self._dependent
        return tuple(
            slot for slot in dict.fromkeys(slots) if slot not in gone and self.may_tell(slot)
        )

    @property
    def _dependent(self) -> Slots:
        """What is not told unasked: a state without being asked for it, unless the scenario volunteers it."""
        items = self.company.scoped("item")
        depends = (slot for slot in self.company.slots if slot not in items and self._depends(slot))
        return frozenset(depends) - frozenset(self.scenario.volunteers)

    @property
    def settled(self) -> Slots:
        """What must not be asked now: told or refused; the need once it was told."""
        gold = self._gold(self.refused)
        return frozenset(settled(gold, waiting=bool(self.needs)))

    @property
    def gold(self) -> Gold:
        """What a careful reader knows; ``refused`` holds also what was put off or is not known."""
        return self._gold(self.refused | self.blank | self.put_off)

    def _gold(self, withheld: Slots) -> Gold:
        told = {slot: self._told(slot) for slot in sorted(self.told) if self._told(slot)}
        items = ({s: v for s, v in item.items() if s in self.told} for item in self.items)
        slots = {**self.known, **told}
        return Gold(
            needs=self.needs,
            slots=slots,
            items=tuple(item for item in items if item),
            refused=tuple(sorted(withheld - self.told)),
            implied={slot: value for slot, value in self._implied() if slot not in slots},
        )

    def _told(self, slot: str) -> str:
        """Its value, or the one that others imply; nothing for a slot of items."""
        return self.value(slot) if slot in self.facts else self._implied_value(slot)

    def _implied_by_told(self) -> Iterator[str]:
        """Who names a company buys for one: told, unless the scenario says otherwise."""
        for slot, definition in self.company.slots.items():
            value = self._implied_value(slot)
            if value and self.facts.get(slot, value) == value and slot not in self.known:
                yield from [slot] if self.told & definition.implied_by.keys() else []

    def _implied_value(self, slot: str) -> str:
        implied = self.company.slots[slot].implied_by if slot in self.company.slots else {}
        return next((implied[other] for other in implied if other in self.told), "")

    def _implied(self) -> Iterator[tuple[str, str]]:
        """Nobody has told it and it may be known: a state from its town, a subject from how the need was brought up."""
        for slot in sorted(self._following()):
            right = slot in self.facts and not self.wrong.keys() & self._depends(slot)
            yield slot, self.facts[slot] if right else ANYTHING
        for need in self.needs:
            for slot in self._opened(need):
                yield slot, ANYTHING

    def _following(self) -> Slots:
        """Slots of the contact or a need that follow from others which were told."""
        items = self.company.scoped("item")
        there = self.told | self.known.keys()
        return frozenset(
            slot
            for slot in self.company.slots
            if slot not in items and self._depends(slot) and self._depends(slot) <= there
        )

    def _depends(self, slot: str) -> Slots:
        return frozenset(self.company.slots[slot].depends_on)

    def _opened(self, need: str) -> Iterator[str]:
        """What any sentence that brings the need up tells something of."""
        for requirement in self.company.needs[need].required if need in self.company.needs else ():
            for slot in requirement.slots:
                definition = self.company.slots[slot]
                if definition.opening and not definition.cues:
                    yield slot


def states_need(slots: Iterable[str], company: Protocol) -> bool:
    """Whether an opening that tells these slots makes clear what the customer wants: a product, a subject."""
    return any(
        slot == NEED
        or (slot in company.slots and company.slots[slot].scope == "item")
        or (slot in company.slots and company.slots[slot].opening)
        for slot in slots
    )
