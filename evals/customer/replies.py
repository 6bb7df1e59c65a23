"""What a customer replies to the slots of one question: each is told, refused, put off, or not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.protocol import Protocol
from evals.customer.story import NONE, Slots, Spoken, Story
from evals.customer.voice import Voice
from evals.gold import NEED

HALF = 0.5


class Replies:
    """The replies of one customer. Which slots would do instead of others is told by the company's protocol."""

    def __init__(self, voice: Voice, company: Protocol) -> None:
        self._voice = voice
        self._company = company

    def to(
        self, asks: Sequence[str], options: Sequence[str], story: Story, due: Slots = NONE
    ) -> list[Spoken]:
        """An answer to every slot asked; ``due`` are the wrong ones that it is time to correct.

        A slot that is told answers for those that would do instead.
        """
        spoken = [self.need(options, story)] if NEED in asks else []
        slots = [slot for slot in asks if slot != NEED]
        willing = self._chosen([slot for slot in slots if story.may_tell(slot)])
        spoken += [correction(slot, story) for slot in willing if slot in due]
        if rest := [slot for slot in willing if slot not in due]:
            spoken.append(self._voice.tells(rest, story))
        told = NONE.union(*(one.tells | one.corrects for one in spoken))
        left = [slot for slot in slots if slot not in told and not self._alternatives(slot) & told]
        return [*spoken, *self._withheld(left, story, named=len(left) < len(asks))]

    def need(self, options: Sequence[str], story: Story) -> Spoken:
        """The need in the scenario's words; asked again among options, in fewer."""
        need = story.scenario.need
        few = self._voice.of_need(need) if need in story.needs and need in options else ""
        return Spoken((few,) if few else story.scenario.says_need, need=need)

    def _chosen(self, willing: list[str]) -> list[str]:
        """Of slots of which one would do, sometimes only the first: the company, its number."""
        alike = [slot for slot in willing if self._alternatives(slot).intersection(willing)]
        return willing if len(alike) < 2 or self._voice.chance(HALF) else willing[:1]

    def _alternatives(self, slot: str) -> Slots:
        """The other slots that would do instead, for any need."""
        return frozenset(
            other
            for need in self._company.needs.values()
            for requirement in need.required
            if slot in requirement.slots
            for other in requirement.slots
        ) - {slot}

    def _withheld(self, slots: Sequence[str], story: Story, *, named: bool) -> list[Spoken]:
        """Refused, put off, not there or not known; ``named`` where it must be said what that is about.

        A refusal is also meant for what would have done instead.
        """
        refused = [slot for slot in slots if slot in story.scenario.refuses]
        waiting = [slot for slot in slots if slot not in refused and _is_put_off(slot, story)]
        blank = [slot for slot in slots if slot not in (*refused, *waiting)]
        if refused and all(self._alternatives(slot).intersection(refused) for slot in blank):
            refused, blank = [*refused, *blank], []
        named = named or len([kind for kind in (refused, waiting, blank) if kind]) > 1
        spoken = []
        if refused:
            line = self._line("refusal", refused, named=named)
            spoken.append(Spoken((line,), refuses=frozenset(refused)))
        if waiting:
            line = self._line("later", waiting, named=named)
            spoken.append(Spoken((line,), puts_off=frozenset(waiting)))
        return [*spoken, *self._lacking(blank, story, named=named or len(blank) > 1)]

    def _line(self, kind: str, slots: Sequence[str], *, named: bool) -> str:
        """A line for slots; where it need not be named what it is about, it is now and then."""
        if named or self._voice.chance(HALF):
            return self._voice.talk_of(kind, slots)
        return self._voice.talk(kind)

    def _lacking(self, blank: Sequence[str], story: Story, *, named: bool) -> list[Spoken]:
        """Not there, or not known; who buys for themselves says so, once, when asked for a company."""
        instead = {slot: other for slot in blank if (other := self._otherwise(slot, story))}
        spoken = [self._lacks(slot, named=named) for slot in blank if slot not in instead]
        for other in dict.fromkeys(instead.values()):
            answered = frozenset(slot for slot in instead if instead[slot] == other)
            spoken.append(replace(self._voice.tells([other], story), blanks=answered))
        return spoken

    def _lacks(self, slot: str, *, named: bool) -> Spoken:
        line = self._voice.lacks(slot) or self._line("unknown", [slot], named=named)
        return Spoken((line,), blanks=frozenset({slot}))

    def _otherwise(self, slot: str, story: Story) -> str:
        """The slot whose value excludes that there is any of this one."""
        for other, definition in self._company.slots.items():
            implied = definition.implied_by.get(slot, "")
            excluded = implied and story.facts.get(other, implied) != implied
            if excluded and story.may_tell(other) and not story.has(slot):
                return other
        return ""


def correction(slot: str, story: Story) -> Spoken:
    """The line that sets right what was told wrongly."""
    return Spoken(story.wrong[slot].says, corrects=frozenset({slot}), apart=True)


def _is_put_off(slot: str, story: Story) -> bool:
    waits = slot in story.scenario.postpones and slot not in story.put_off
    return waits and slot not in story.scenario.unknown
