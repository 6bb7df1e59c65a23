"""A customer played by seed: what they say next follows from the scenario, the persona and the slots that are asked.

Nothing of her wording is read. The same case and seed give the same conversation, letter for letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

from agent.protocol import Protocol
from evals.case import Case, Opening, Simulate
from evals.customer.noise import GREETING, Noise, noisy
from evals.customer.personas import Cast, cast
from evals.customer.phrases import Phrases
from evals.customer.replies import Replies, correction
from evals.customer.story import NONE, Slots, Spoken, Story, states_need
from evals.customer.voice import Voice
from evals.gold import NEED
from evals.record import Gold


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the customer does next.

    ``gold`` is everything told so far, these lines included. ``fresh``: needs that these lines state for the first
    time; ``corrected``: slots whose value they correct; ``wants_person``: they ask for a person.
    """

    lines: tuple[str, ...]
    gold: Gold
    fresh: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    wants_person: bool = False


class Customer:
    """One customer in one conversation: asked for the first lines, then for each answer."""

    def __init__(self, case: Case, seed: int, company: Protocol, cast: Cast) -> None:
        """``case`` must be one that is played, by a persona of the cast."""
        scenario = scenario_of(case)
        self._scenario = scenario
        self._persona = cast.personas[scenario.persona]
        self._voice = Voice(self._persona, cast.phrases, _by_seed(case, seed))
        self._replies = Replies(self._voice, company)
        self._opening = _opening(case, scenario, seed)
        self._hand = _by_seed(case, seed, ":noise")
        self._values = values(scenario, cast.phrases)
        self._story = Story(scenario, company, known=case.setup.contact)
        self._turns = 0
        self._questions = 0
        self._digressed = 0
        self._dodged: set[str] = set()
        self._whys = self._voice.times(self._persona.asks_why)
        self._nudges = self._voice.times(self._persona.nudges)

    @classmethod
    def of(cls, case: Case, seed: int, company: Protocol) -> Self:
        """The customer of a case, by a persona of ours."""
        return cls(case, seed, company, cast())

    @property
    def settled(self) -> Slots:
        """What must not be asked now: told or refused; ``necessidade`` once the need was told."""
        return self._story.settled

    @property
    def story(self) -> Story:
        """How far the scenario is told."""
        return self._story

    def wish(self) -> Spoken:
        """A wish for a person, in other words each time."""
        return Spoken((self._voice.talk("wish"),), wishes=True)

    def opens(self) -> Utterance:
        """The first lines: one of the scenario's openings."""
        opening = self._opening
        told = frozenset(slot for slot in opening.tells if self._story.has(slot))
        stated = states_need(opening.tells, self._story.company)
        spoken = Spoken(opening.says, tells=told, need=self._scenario.need if stated else "")
        lines = (*self._greeting(opening), *opening.says)
        noise = self._persona.noise if opening.tells else _greeting_kept(self._persona.noise)
        return self._uttered([spoken], lines, noise)

    def answers(
        self,
        asks: Sequence[str],
        options: Sequence[str] = (),
        said: Sequence[str] = (),  # noqa: ARG002 - hers, and never read
    ) -> Utterance | None:
        """The next lines, after a question for the slots ``asks``; None when there is nothing left to say.

        ``options``: the needs that a question for ``necessidade`` offered.
        """
        self._turns += 1
        spoken = self._next(asks, options)
        noise = _greeting_kept(self._persona.noise)
        return self._uttered(spoken, self._lines(spoken), noise) if spoken else None

    def _next(self, asks: Sequence[str], options: Sequence[str]) -> list[Spoken]:
        if self._wants_person():
            return [self.wish()]
        return self._answer(asks, options) if asks else self._goes_on()

    def _uttered(self, spoken: Sequence[Spoken], lines: Sequence[str], noise: Noise) -> Utterance:
        before = self._story.needs
        for one in spoken:
            self._story = self._story.after(one)
        return Utterance(
            noisy(lines, self._hand, noise, *self._values),
            self._story.gold,
            fresh=tuple(need for need in self._story.needs if need not in before),
            corrected=tuple(sorted(slot for one in spoken for slot in one.corrects)),
            wants_person=any(one.wishes for one in spoken),
        )

    def _lines(self, spoken: Sequence[Spoken]) -> tuple[str, ...]:
        """What is said together, then what stands on lines of its own."""
        near = [text for one in spoken if not one.apart for text in one.sentences]
        far = [text for one in spoken if one.apart for text in one.sentences]
        return (*self._voice.joined(near), *far)

    def _greeting(self, opening: Opening) -> list[str]:
        greeted = any(GREETING.match(line) for line in opening.says)
        if greeted or not self._voice.chance(self._persona.greets):
            return []
        return [self._voice.talk("greeting")]

    def _wants_person(self) -> bool:
        """After so many answers, once; again and again by whoever insists."""
        after = self._scenario.wants_person_after
        if after is None or self._turns <= after:
            return False
        return self._turns == after + 1 or self._voice.chance(self._persona.insists)

    def _answer(self, asks: Sequence[str], options: Sequence[str]) -> list[Spoken]:
        self._questions += 1
        if dodge := self._dodges(asks):
            self._dodged |= set(asks)
            return [dodge]
        due = frozenset(slot for slot in self._story.wrong if self._is_to_correct(slot))
        answer = self._replies.to(self._first_of(asks), options, self._story, due)
        done = NONE.union(*(one.tells | one.corrects for one in answer))
        corrections = [correction(slot, self._story) for slot in sorted(due - done)]
        asides = [*corrections, *self._digresses(), *self._brings()]
        return [*answer, *self._more(done), *self._thanks(done), *asides]

    def _dodges(self, asks: Sequence[str]) -> Spoken | None:
        """What is said instead of an answer; no slot is dodged twice."""
        if self._dodged.intersection(asks):
            return None
        if self._persona.evades_every and self._questions % self._persona.evades_every == 0:
            return Spoken((self._voice.talk("sign"),))
        if NEED in asks:
            return None
        if self._whys:
            self._whys -= 1
            return Spoken((self._voice.talk("why"),))
        return self._strays(asks)

    def _strays(self, asks: Sequence[str]) -> Spoken | None:
        others = [slot for slot in self._story.untold if slot not in asks]
        if not others or not self._voice.chance(self._persona.strays):
            return None
        return self._voice.tells(others[:1], self._story, unasked=True)

    def _first_of(self, asks: Sequence[str]) -> Sequence[str]:
        """Of two slots only the first, at first, by whoever answers in part."""
        willing = [slot for slot in asks if self._story.may_tell(slot)]
        whole = len(willing) < 2 or self._dodged.intersection(asks)
        if whole or not self._voice.chance(self._persona.partly):
            return asks
        self._dodged |= set(asks)
        return willing[:1]

    def _more(self, told: Slots) -> list[Spoken]:
        """The next volunteer, and as many facts as the persona adds."""
        untold = [slot for slot in self._story.untold if slot not in told]
        volunteers = [slot for slot in self._scenario.volunteers if slot in untold][:1]
        others = [slot for slot in untold if slot not in volunteers]
        slots = [*volunteers, *others[: self._persona.more]]
        return [self._voice.tells([slot], self._story, unasked=True) for slot in slots]

    def _is_to_correct(self, slot: str) -> bool:
        """A wrong value that was told earlier, after so many answers."""
        wrong = self._story.wrong[slot]
        return slot in self._story.told and self._turns >= wrong.after

    def _digresses(self) -> list[Spoken]:
        """The next thing that has nothing to do with it, when its time has come."""
        left = self._scenario.digresses[self._digressed :]
        if not left or self._turns < left[0].after:
            return []
        self._digressed += 1
        return [Spoken(left[0].says, apart=True)]

    def _brings(self, *, now: bool = False) -> list[Spoken]:
        """The second need, when its time has come and the first was told before."""
        then = self._scenario.then
        if then is None or self._story.grown or self._scenario.need not in self._story.needs:
            return []
        if self._turns < then.after and not now:
            return []
        told = frozenset(then.tells)
        return [Spoken(then.says, tells=told, need=then.need, brings=True, apart=True)]

    def _thanks(self, told: Slots) -> list[Spoken]:
        thankful = bool(told) and self._voice.chance(self._persona.thanks)
        return [Spoken((self._voice.talk("thanks"),))] if thankful else []

    def _goes_on(self) -> list[Spoken]:
        """Unasked: the need, a correction, the next fact, the other need; else a word to see whether she is there."""
        story = self._story
        if self._scenario.need not in story.needs:
            return [self._replies.need((), story)]
        if wrong := [slot for slot in story.wrong if slot in story.told]:
            return [correction(wrong[0], story)]
        volunteers = [slot for slot in self._scenario.volunteers if slot in story.untold]
        if facts := (*volunteers, *story.untold):
            fact = self._voice.tells(facts[:1], story, unasked=True)
            return [fact, *self._digresses(), *self._brings()]
        return self._digresses() or self._brings(now=True) or self._nudge()

    def _nudge(self) -> list[Spoken]:
        if not self._nudges:
            return []
        self._nudges -= 1
        return [Spoken((self._voice.talk("nudge"),))]


def scenario_of(case: Case) -> Simulate:
    """How the case is played. Raises ``ValueError`` for one whose lines are fixed."""
    if case.simulate is None:
        raise ValueError(f"{case.id} is not played: its lines are fixed")
    return case.simulate


def values(scenario: Simulate, phrases: Phrases) -> tuple[list[str], list[str]]:
    """What stays letter for letter (names, towns, measures), and what may lose its accents and capitals."""
    facts = [scenario.facts, *scenario.items, *([scenario.then.facts] if scenario.then else [])]
    pairs = [pair for one in facts for pair in one.items()]
    pairs += [(one.slot, one.wrong) for one in scenario.corrects]
    bending = {slot for slot, wording in phrases.slots.items() if wording.bends}
    kept = [value.removeprefix("~") for slot, value in pairs if slot not in bending]
    bent = [value for slot, value in pairs if slot in bending]
    return kept, [*bent, *(unit for value in bent for unit in phrases.units_of(value))]


def _greeting_kept(noise: Noise) -> Noise:
    return noise.model_copy(update={"no_greeting": 0.0})


def _by_seed(case: Case, seed: int, purpose: str = "") -> Random:
    return Random(f"{case.id}:{seed}{purpose}")  # noqa: S311 - to be the same again, not to be secret


def _opening(case: Case, scenario: Simulate, seed: int) -> Opening:
    """Seeds one after another go through all openings, in an order of the case's own."""
    order = Random(case.id).sample(scenario.opens, len(scenario.opens))  # noqa: S311 - as above
    return order[seed % len(order)]
