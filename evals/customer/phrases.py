"""``evals/phrases.yaml`` as a typed model: how customers word the value of a slot, a refusal, a wish, by tone.

Words in braces are slots: ``{}`` is the value asked for, ``{uf}`` tells another slot along with it.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from agent.room import Room, Text
from evals.case import Texts

Tone = Literal["curt", "plain", "formal", "portugal"]
PLAIN: Tone = "plain"
ByTone = dict[Tone, Texts]


class Talk(Room):
    """What is said beside facts. The lines ``…_of`` name what they are about (``{}``: "o nome").

    ``refusal``, ``later``, ``unknown`` answer a question with nothing; ``why`` asks what it is for; ``sign`` is a mere
    sign of life; ``wish`` asks for a person; ``nudge`` waits for her; ``greeting`` and ``thanks`` are courtesies.
    """

    refusal: Texts = ()
    refusal_of: Texts = ()
    later: Texts = ()
    later_of: Texts = ()
    unknown: Texts = ()
    unknown_of: Texts = ()
    why: Texts = ()
    sign: Texts = ()
    wish: Texts = ()
    nudge: Texts = ()
    greeting: Texts = ()
    thanks: Texts = ()


class Wording(Room):
    """How one slot is told. ``named``: what it is called in a sentence ("o nome").

    ``says``: whole answers; ``alone``: where none of them fits; ``each``: one of several items; ``values``: answers
    that stand for one value, where the value itself is no word ("pj"). ``lacks``: there is none, instead of "não sei".
    ``bends``: its value may lose accents and capitals, where others stay letter for letter.
    """

    named: Text
    says: ByTone = Field(default_factory=dict)
    alone: Texts = ("{}",)
    each: Texts = ("{produto}: {}",)
    values: dict[str, ByTone] = Field(default_factory=dict)
    lacks: Texts = ()
    bends: bool = False


class Together(Room):
    """Two slots told in one breath."""

    slots: frozenset[str]
    says: ByTone


class Phrases(Room):
    """All of the file. ``units``: how an item's unit may be written; ``needs``: a need in a few words."""

    talk: dict[Tone, Talk]
    slots: dict[str, Wording]
    together: tuple[Together, ...] = ()
    units: dict[str, Texts] = Field(default_factory=dict)
    needs: dict[str, Texts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        missing = [key for key in Talk.model_fields if not getattr(self.talk.get(PLAIN), key, ())]
        if missing:
            raise ValueError(f"talk.plain says nothing for {', '.join(missing)}")
        for line in self._templates():
            for name in fields(line) - {""}:
                if name not in self.slots:
                    raise ValueError(f"{line!r} names an unknown slot {name!r}")
        return self

    def _templates(self) -> Iterator[str]:
        for wording in self.slots.values():
            yield from (*wording.alone, *wording.each, *wording.lacks)
            for lines in (wording.says, *wording.values.values()):
                yield from (line for texts in lines.values() for line in texts)
        yield from (
            line for both in self.together for texts in both.says.values() for line in texts
        )

    def named(self, slot: str) -> str:
        """What a slot is called in a sentence."""
        return self.slots[slot].named if slot in self.slots else "isso"

    def whole(self, slot: str, value: str, tone: Tone) -> tuple[str, ...]:
        """Whole answers that tell a slot's value."""
        wording = self.slots.get(slot)
        if wording is None:
            return ("{}",)
        return in_tone(wording.values.get(value) or wording.says, tone) or wording.alone

    def units_of(self, unit: str) -> frozenset[str]:
        """The words that tell a unit."""
        return frozenset((unit, *self.units.get(unit, ())))


def in_tone(lines: Mapping[Tone, tuple[str, ...]], tone: Tone) -> tuple[str, ...]:
    """The lines of a tone, or the plain ones."""
    return lines.get(tone) or lines.get(PLAIN, ())


def fields(line: str) -> frozenset[str]:
    """The slots that a line names; the empty name is the slot asked for. A lone brace raises ``ValueError``."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(line) if name is not None)
