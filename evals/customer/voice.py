"""How one customer words what they tell: own words of the scenario first, else the phrases of the persona's tone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from agent.extract.normal import fold
from agent.phrases import listed, plural
from evals.case import Facts
from evals.customer.noise import SIGNS
from evals.customer.personas import Persona
from evals.customer.phrases import Phrases, Wording, fields, in_tone
from evals.customer.story import Spoken, Story

CNPJ = re.compile(r"(\w{2})(\w{3})(\w{3})(\w{4})(\w{2})")
UNITS_WRITTEN = re.compile(r"(?<![a-z])[a-z]+[23]?(?![a-z])")  # "30 barras", "30br", "2 m2"
UNIT, QUANTITY, PRODUCT = "unidade", "quantidade", "produto"
HALF = 0.5
STOPS = ".!?…"
SHORTEST_FOLDED = 2


class Voice:
    """The wording of one customer in one conversation. It says nothing twice the same while it has other words."""

    def __init__(self, persona: Persona, phrases: Phrases, random: Random) -> None:
        self.persona = persona
        self._phrases = phrases
        self._random = random
        self._said: list[str] = []

    def chance(self, chance: float) -> bool:
        """Whether it happens this time."""
        return self._random.random() < chance

    def times(self, bounds: tuple[int, int]) -> int:
        """How often, between at least and at most."""
        return self._random.randint(*bounds)

    def talk(self, kind: str) -> str:
        """A line beside facts: the persona's own, or one of its tone. ``kind`` is a field of ``Talk``."""
        own: tuple[str, ...] = getattr(self.persona.says, kind)
        by_tone = {tone: getattr(talk, kind) for tone, talk in self._phrases.talk.items()}
        return self._one_of(own or in_tone(by_tone, self.persona.tone))

    def talk_of(self, kind: str, slots: Iterable[str]) -> str:
        """The same, naming what it is about."""
        names = listed([self._phrases.named(slot) for slot in slots])
        return _capital(self.talk(f"{kind}_of").format(names))

    def lacks(self, slot: str) -> str:
        """There is no such thing; nothing where "não sei" would do."""
        own = self._wording(slot).lacks
        return self._one_of(own) if own else ""

    def of_need(self, need: str) -> str:
        """The need in a few words, or nothing."""
        words = self._phrases.needs.get(need, ())
        return self._one_of(words) if words else ""

    def tells(self, slots: Sequence[str], story: Story, *, unasked: bool = False) -> Spoken:
        """One or more sentences with the slots' values, and what these tell; ``unasked``, no mere value if possible."""
        if both := self._in_one_breath(slots, story):
            return both
        said = [self._tells(slot, story, unasked=unasked) for slot in slots]
        told = frozenset(slot for _, told in said for slot in told)
        return Spoken(tuple(text for text, _ in said), tells=told)

    def joined(self, sentences: Sequence[str]) -> tuple[str, ...]:
        """Sentences as lines: all in one as far as commas and full stops go, or a line each."""
        if len(sentences) < 2 or not self.chance(self.persona.together):
            return tuple(sentences)
        lines = list(sentences[:1])
        for sentence in sentences[1:]:
            stopped, whole = lines[-1][-1] in STOPS, sentence[-1] in STOPS
            if whole and not stopped:
                lines.append(sentence)
            else:
                lines[-1] += f"{' ' if stopped else ', '}{sentence}"
        return tuple(lines)

    def _in_one_breath(self, slots: Sequence[str], story: Story) -> Spoken | None:
        for both in self._phrases.together:
            if both.slots != frozenset(slots) or len(story.items) > 1:
                continue
            if both.slots & {*story.scenario.words, *story.wrong} or not self.chance(HALF):
                continue
            if lines := _fitting(in_tone(both.says, self.persona.tone), "", story):
                line = self._one_of(lines)
                return Spoken((self._filled(line, "", story),), tells=fields(line))
        return None

    def _tells(self, slot: str, story: Story, *, unasked: bool) -> tuple[str, frozenset[str]]:
        """A sentence with the slot's value, and the slots it tells."""
        if words := _own_words(slot, story):
            text = self._one_of(_fuller(words, _value(slot, story)) if unasked else words)
            return text, frozenset((slot, *self._unit_told(slot, text, story), *named(text, story)))
        if slot not in story.facts and len(story.items) > 1:
            return self._tells_each(slot, story)
        value = _value(slot, story)
        lines = self._phrases.whole(slot, value, self.persona.tone)
        fitting = _fitting(lines, slot, story) or self._wording(slot).alone
        line = self._one_of(_fuller(fitting, "{}") if unasked else fitting)
        told = frozenset(name or slot for name in fields(line)) | {slot}
        return self._filled(line, slot, story), told

    def _unit_told(self, slot: str, text: str, story: Story) -> list[str]:
        """The unit, if the words for a quantity name it."""
        units = {item[UNIT] for item in story.items if UNIT in item}
        words = set(UNITS_WRITTEN.findall(fold(text)))
        known = {fold(word) for unit in units for word in self._phrases.units_of(unit)}
        return [UNIT] if slot == QUANTITY and words & known else []

    def _tells_each(self, slot: str, story: Story) -> tuple[str, frozenset[str]]:
        """Of several items: "20 barras de cantoneira e 10 barras de barra chata", or once what is true of all."""
        having = [item for item in story.items if slot in item]
        if slot == PRODUCT:
            return listed([item[slot] for item in having]), frozenset((slot,))
        if len(having) == len(story.items) and len({item[slot] for item in having}) == 1:
            bare = [
                line
                for line in self._phrases.whole(slot, "", self.persona.tone)
                if fields(line) == {""}
            ]
            return self._one_of(bare or ("{}",)).format(having[0][slot]), frozenset((slot,))
        line = self._one_of(self._fitting_each(slot, having))
        told = frozenset(name or slot for name in fields(line))
        return listed([line.format(_rendered(slot, item), **_all(item)) for item in having]), told

    def _fitting_each(self, slot: str, items: Sequence[Facts]) -> list[str]:
        """The lines whose every value all items have; of these, those that tell most."""
        lines = [
            line
            for line in self._wording(slot).each
            if all(name in item for item in items for name in fields(line) - {""})
        ]
        most = max((len(fields(line)) for line in lines), default=0)
        return [line for line in lines if len(fields(line)) == most] or ["{}"]

    def _wording(self, slot: str) -> Wording:
        return self._phrases.slots.get(slot) or Wording(named=slot)

    def _filled(self, line: str, slot: str, story: Story) -> str:
        names = fields(line) - {""}
        values = {name: _value(name, story) for name in names}
        value = _value(slot, story) if slot else ""
        if slot == "cnpj" and self.chance(HALF):
            value = re.sub(r"\W", "", value)
        return line.format(value, **values)

    def _one_of(self, lines: Sequence[str]) -> str:
        """One of the lines, those not said yet before the others."""
        fresh = [line for line in lines if line not in self._said]
        line = self._random.choice(fresh or lines)
        self._said.append(line)
        return line


def _own_words(slot: str, story: Story) -> tuple[str, ...]:
    """The scenario's words for a slot; while it is told wrongly, only those that say the wrong value, then no more."""
    words = story.scenario.words.get(slot, ())
    correction = next((one for one in story.scenario.corrects if one.slot == slot), None)
    if correction is None:
        return words
    mistaken = slot in story.wrong
    return tuple(word for word in words if says(word, correction.wrong) == mistaken)


def named(text: str, story: Story) -> list[str]:
    """The slots whose values stand in the text as they are; of several items, those of which all values do."""
    contact = story.company.scoped("contact").intersection(story.facts)
    told = [*story.items, {slot: story.value(slot) for slot in sorted(contact)}]
    values: dict[str, list[str]] = {}
    for slot, value in (pair for facts in told for pair in facts.items()):
        values.setdefault(slot, []).append(value)
    choices = {slot for slot, definition in story.company.slots.items() if definition.choices}
    return [
        slot
        for slot in values.keys() - choices - {QUANTITY}
        if all(says(text, value) for value in values[slot])
    ]


def says(text: str, value: str) -> bool:
    """Whether the value stands in the text, accents and capitals aside unless it is two letters ("CE")."""
    if len(value) <= SHORTEST_FOLDED:
        return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None
    return re.search(rf"(?<!\w){re.escape(fold(value))}(?!\w)", fold(text)) is not None


def _fitting(lines: Iterable[str], slot: str, story: Story) -> list[str]:
    """The lines whose every value there is and may be told; beside a wrong value nothing else is told."""
    return [
        line
        for line in lines
        if all(story.may_tell(name) for name in fields(line) - {""})
        and not (fields(line) - {""} and slot in story.wrong and slot in story.facts)
    ]


def _fuller(lines: Sequence[str], bare: str) -> Sequence[str]:
    """The lines that say more than the bare value, if there are any."""
    return [line for line in lines if fold(line.strip(SIGNS)) != fold(bare)] or lines


def _value(slot: str, story: Story) -> str:
    """What is written for a slot: of the contact, of a need, or of the first item that has it."""
    if slot in story.facts:
        return _rendered(slot, {slot: story.value(slot)})
    item: Mapping[str, str] = next((item for item in story.items if slot in item), {})
    return _rendered(slot, item)


def _rendered(slot: str, facts: Mapping[str, str]) -> str:
    value = facts.get(slot, "").removeprefix("~")
    if slot == UNIT:
        return value if facts.get(QUANTITY, "1") == "1" else plural(value)
    return CNPJ.sub(r"\1.\2.\3/\4-\5", value) if slot == "cnpj" else value


def _all(item: Facts) -> dict[str, str]:
    return {slot: _rendered(slot, item) for slot in item}


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:] if line.endswith(".") else line
