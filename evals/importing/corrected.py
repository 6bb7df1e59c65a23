"""What a correction makes a case expect: the team, the labels and the values that people chose in the end. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.extract import Extractor
from agent.protocol import Protocol
from evals.importing.corrections import Correction
from evals.importing.course import Draft
from evals.importing.knowing import questions
from evals.importing.proposing import (
    Expected,
    Proposal,
    labels_known,
    need_of,
    taken_over_first,
)
from evals.importing.talk import Talk
from evals.values import digits, plain, same

FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction whose ``values`` are as invented as the conversation's."""

    correction: Correction
    values: Mapping[str, str]


def expected(
    proposal: Proposal, about: Corrected, talk: Talk, turns: Sequence[Draft], company: Protocol
) -> Proposal:
    """The proposal with what the correction says, in place of what the record suggested."""
    told, untold = _places(about, talk, turns, company)
    beside = {number: dict(expect) for number, expect in proposal.turns.items()}
    for number, slots in told.items():
        beside[number] = {**beside.get(number, {}), "slots": slots}
    need = need_of(about.correction.team, company)
    tags = (need.replace("_", "-"), *about.correction.kinds, *proposal.tags)
    return replace(
        proposal,
        turns=beside,
        goals=_goals(about, told, talk, company),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        checks=(*_checks(about.correction, told, untold), *proposal.checks),
    )


def _goals(
    about: Corrected, told: Mapping[int, dict[str, str]], talk: Talk, company: Protocol
) -> Expected:
    one = about.correction
    hers = one.team and not taken_over_first(talk)
    goals: Expected = {"status": "open", "team": one.team} if hers else {"status": "open"}
    labels: Expected = {}
    if contains := labels_known(one.labels, company):
        labels["contains"] = contains
    if absent := labels_known(one.human.labels_removed, company):
        labels["absent"] = absent
    contact = {
        slot: value
        for slots in told.values()
        for slot, value in slots.items()
        if company.slots[slot].scope == "contact"
    }
    goals |= {"labels": labels} if labels else {}
    return goals | ({"contact": contact} if contact else {})


def _places(
    about: Corrected, talk: Talk, turns: Sequence[Draft], company: Protocol
) -> tuple[dict[int, dict[str, str]], list[str]]:
    """The corrected values by the turn in which the customer tells them; and the slots that no line tells."""
    extractor = Extractor(company.catalogue)
    asked = questions(talk.entries, company)
    told: dict[int, dict[str, str]] = {}
    untold: list[str] = []
    for slot, value in about.values.items():
        places = (
            number
            for number, turn in enumerate(turns)
            if turn.user
            and _tells(turn, slot, value, asked[turn.place], extractor, about.correction.ddd)
        )
        if (number := next(places, None)) is None:
            untold.append(slot)
        else:
            meant = f"~{value}" if company.slots[slot].free and slot != "referencia" else value
            told.setdefault(number, {})[slot] = meant
    return told, untold


def _tells(
    turn: Draft, slot: str, value: str, asked: tuple[str, ...], extractor: Extractor, ddd: str
) -> bool:
    return any(
        _holds(text, value)
        or any(
            found.slot == slot and same(slot, found.value, value)
            for found in extractor.find(text, asked, ddd)
        )
        for text in turn.user
    )


def _holds(text: str, value: str) -> bool:
    """Whether the words hold the value: a number by its digits, anything else by its words."""
    number = digits(value)
    if len(number) >= FEWEST_DIGITS:
        return any(number in digits(run) for run in re.findall(r"\d[\d ./-]*", text))
    return re.search(rf"(?<!\w){re.escape(plain(value))}(?!\w)", plain(text)) is not None


def _checks(
    one: Correction, told: Mapping[int, Mapping[str, str]], untold: Sequence[str]
) -> Iterator[str]:
    if one.human.team:
        was = f", e não {one.alu.team}" if one.alu.team else ""
        yield f"o time {one.team}{was}: foi o que uma pessoa corrigiu"
    for number, slots in told.items():
        yield f"slots {', '.join(slots)} no turno {number + 1}, como uma pessoa corrigiu: confira o turno"
    if untold:
        yield f"corrigidos, mas o cliente não diz em nenhuma fala: {', '.join(untold)}; ficaram de fora"
