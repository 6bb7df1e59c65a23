"""What in a scenario contradicts itself, so that its customer could not be played truly. Pure: places and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agent.consistency import Place
from agent.protocol import Protocol, Scope
from evals.case import Case, Facts, Simulate
from evals.customer.personas import Persona, cast
from evals.customer.voice import says
from evals.gold import NEED
from evals.values import same

Problem = tuple[Place, str]


def problems(
    case: Case, protocol: Protocol, personas: Mapping[str, Persona] | None = None
) -> Iterator[Problem]:
    """Everything that does not fit, each with its place in the case's file. Without ``personas``, by ours."""
    scenario = case.simulate
    if scenario is None:
        return
    played = cast().personas if personas is None else personas
    for place, why in _found(scenario, protocol, played):
        yield ("simulate", *place), why


def _found(
    scenario: Simulate, protocol: Protocol, personas: Mapping[str, Persona]
) -> Iterator[Problem]:
    if scenario.persona not in personas:
        yield ("persona",), f"there is no persona {scenario.persona!r}"
    yield from _facts(scenario, protocol)
    yield from _openings(scenario)
    yield from _corrections(scenario)
    yield from _kept_back(scenario, protocol)
    yield from _words(scenario)
    yield from _second_need(scenario)


def _facts(scenario: Simulate, protocol: Protocol) -> Iterator[Problem]:
    yield from _of_scope(("facts",), scenario.facts, protocol, "contact", "need")
    for number, item in enumerate(scenario.items):
        yield from _of_scope(("items", number), item, protocol, "item")
    if scenario.then:
        yield from _of_scope(("then", "facts"), scenario.then.facts, protocol, "contact", "need")


def _of_scope(place: Place, facts: Facts, protocol: Protocol, *scopes: Scope) -> Iterator[Problem]:
    for slot, value in facts.items():
        definition = protocol.slots.get(slot)
        if definition is None:
            yield (*place, slot), f"there is no slot {slot!r}"
        elif definition.scope not in scopes:
            yield (
                (*place, slot),
                f"{slot} is of {'an item' if definition.scope == 'item' else 'no item'}",
            )
        elif definition.choices and value not in definition.choices:
            yield (*place, slot), f"{value!r} is none of {', '.join(definition.choices)}"


def _openings(scenario: Simulate) -> Iterator[Problem]:
    known, wrong = _known(scenario), {one.slot: one for one in scenario.corrects}
    for number, opening in enumerate(scenario.opens):
        place: Place = ("opens", number, "tells")
        for slot in opening.tells:
            if slot not in known and slot != NEED:
                yield place, f"tells {slot!r}, which is neither a fact nor of the items"
            elif slot in (*scenario.refuses, *scenario.unknown):
                yield place, f"tells {slot!r}, which is refused or not known"
            if slot in wrong and _is_right(scenario, slot, opening.says, wrong[slot].wrong):
                yield (
                    place,
                    f"tells {slot!r} rightly, though {wrong[slot].wrong!r} is to be corrected",
                )


def _is_right(scenario: Simulate, slot: str, lines: Iterable[str], wrong: str) -> bool:
    text = " ".join(lines)
    values = [facts[slot] for facts in (scenario.facts, *scenario.items) if slot in facts]
    return not says(text, wrong) and any(says(text, value) for value in values)


def _corrections(scenario: Simulate) -> Iterator[Problem]:
    for number, one in enumerate(scenario.corrects):
        place: Place = ("corrects", number)
        values = [facts[one.slot] for facts in _all_facts(scenario) if one.slot in facts]
        if not values:
            yield (*place, "slot"), f"{one.slot!r} is neither a fact nor of the items"
        elif one.wrong in values:
            yield (*place, "wrong"), f"{one.wrong!r} is the right value already"
        if one.slot in (*scenario.refuses, *scenario.unknown):
            yield (*place, "slot"), f"{one.slot!r} is refused or not known"
    slots = [one.slot for one in scenario.corrects]
    for number, slot in enumerate(slots):
        if slot in slots[:number]:
            yield ("corrects", number, "slot"), f"{slot!r} is corrected twice"


def _kept_back(scenario: Simulate, protocol: Protocol) -> Iterator[Problem]:
    for key, slots in (
        ("volunteers", scenario.volunteers),
        ("refuses", scenario.refuses),
        ("postpones", scenario.postpones),
        ("unknown", scenario.unknown),
    ):
        for slot in slots:
            if slot not in protocol.slots:
                yield (key,), f"there is no slot {slot!r}"
    for slot in scenario.volunteers:
        if slot not in _known(scenario):
            yield ("volunteers",), f"{slot!r} is neither a fact nor of the items"
        elif slot in (*scenario.refuses, *scenario.unknown):
            yield ("volunteers",), f"{slot!r} is refused or not known"
    for slot in scenario.unknown:
        if slot in _known(scenario):
            yield ("unknown",), f"{slot!r} is not known and yet a fact"


def _words(scenario: Simulate) -> Iterator[Problem]:
    """Words that nobody would say, or by which a free value (``~…``) can't be found again."""
    facts = {**(scenario.then.facts if scenario.then else {}), **scenario.facts}
    for slot, words in scenario.words.items():
        if slot not in _known(scenario):
            yield ("words", slot), f"{slot!r} is neither a fact nor of the items"
        free = facts.get(slot, "")
        for number, word in enumerate(words if free.startswith("~") else ()):
            if not same(slot, word, free):
                yield ("words", slot, number), f"{word!r} does not hold {free.removeprefix('~')!r}"


def _second_need(scenario: Simulate) -> Iterator[Problem]:
    if scenario.then is None:
        return
    if scenario.then.need == scenario.need:
        yield ("then", "need"), f"{scenario.need!r} is what they want already"
    for slot in scenario.then.tells:
        if slot not in {*scenario.then.facts, *_known(scenario)}:
            yield ("then", "tells"), f"tells {slot!r}, which is neither a fact nor of the items"
    for slot, value in scenario.then.facts.items():
        if scenario.facts.get(slot, value) != value:
            yield ("then", "facts", slot), f"{slot!r} has another value in the facts"


def _known(scenario: Simulate) -> frozenset[str]:
    return frozenset(slot for facts in _all_facts(scenario) for slot in facts)


def _all_facts(scenario: Simulate) -> list[Facts]:
    return [scenario.facts, *scenario.items, *([scenario.then.facts] if scenario.then else [])]
