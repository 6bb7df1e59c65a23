"""Which needs to act on, and which to offer, from the probabilities of a text and of its parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agent.extract.normal import fold
from agent.mind import NeedGuess, Reading
from agent.mind.offline.classifier import NO_NEED
from agent.protocol import Protocol

SURE = 0.5  # a need to act on
SURE_ABOUT_MORE = 0.8  # a second need, or one that comes while another is open
SURE_ABOUT_ORDERS = 0.95
CERTAIN = 1.0  # "pra entregar em Sobral" belongs to the purchase that is open
SURE_AMONG_OFFERED = 0.3
WORTH_OFFERING = 0.12
MOST_OFFERED = 4
PART_WORDS = 3
PART_SURE = 0.95
TWO_AT_ONCE = 0.2  # of the whole, for a need that one part brings up
CHOICE = re.compile(
    r"^\W*(?:(?:a|o|e|eh|opcao|numero|n|na|no|quero) )*"
    r"(?:(?P<digit>[1-4])[ao]?|(?P<word>(?:primeir|segund|terceir|quart)[ao]|uma?|dois|tres|quatro))"
    r"(?: opcao)?(?: por favor| pfv| mesmo)?\W*$"
)
PLACES = {"pr": 1, "um": 1, "se": 2, "do": 2, "te": 3, "tr": 3, "qu": 4}

Decided = tuple[tuple[NeedGuess, ...], tuple[str, ...]]
"""The needs to act on, and those worth offering when there is none."""


class Guess(NamedTuple):
    """The probability of each need and of none, for a text of so many words."""

    probabilities: Mapping[str, float]
    words: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the new lines tell besides: another bot wrote them; each answers the question; the slots they name."""

    automated: bool
    answered: bool
    named: frozenset[str]


def decided(guesses: Sequence[Guess], told: Told, reading: Reading, protocol: Protocol) -> Decided:
    """From the guess about the whole, first, and those about its parts."""
    whole, words = guesses[0]
    if told.automated:
        return (), ()
    if chosen := _chosen(whole, reading):
        return (NeedGuess(chosen, max(whole[chosen], SURE)),), ()
    if _asks_a_fact(reading) and (words < PART_WORDS or told.answered):
        return (), ()
    sure = _sure(guesses, told, reading, protocol)
    if sure:
        ranked = sorted(sure.items(), key=lambda pair: -whole.get(pair[0], 0.0))
        return tuple(NeedGuess(kind, p) for kind, p in ranked[:2]), ()
    return (), _offered(whole, reading, protocol)


def _sure(
    guesses: Sequence[Guess], told: Told, reading: Reading, protocol: Protocol
) -> dict[str, float]:
    whole = guesses[0].probabilities
    alone = not reading.ledger.open_needs and not _asks_a_fact(reading)
    first, likeliest = _ranked(whole, protocol)[0]
    sure = {first: likeliest} if likeliest >= _bar(first, told, protocol, alone=alone) else {}
    for part, _ in guesses[1:]:
        kind, p = _ranked(part, protocol)[0]
        torn = whole.get(kind, 0.0) >= TWO_AT_ONCE and p >= SURE
        likely = (torn or p >= PART_SURE) and kind not in protocol.vague
        if likely and (alone or p > _bar(kind, told, protocol, alone=False)):
            sure.setdefault(kind, p)
    return sure


def _offered(whole: Mapping[str, float], reading: Reading, protocol: Protocol) -> tuple[str, ...]:
    if whole[NO_NEED] >= SURE or reading.ledger.open_needs:
        return ()
    best = _ranked(whole, protocol)
    offered = tuple(kind for kind, p in best if p >= WORTH_OFFERING)[:MOST_OFFERED]
    return offered if len(offered) > 1 else tuple(kind for kind, _ in best[:3])


def _asks_a_fact(reading: Reading) -> bool:
    """Whether the lines answer a question about something else than the need."""
    asked = reading.asked is not None and "necessidade" not in reading.asked.slots
    return asked and not reading.missed


def _bar(kind: str, told: Told, protocol: Protocol, *, alone: bool) -> float:
    """How sure one must be: more beside an open need, most of one about an order that nobody names."""
    if alone:
        return SURE
    if "modalidade" in told.named:
        return CERTAIN
    wanted = {slot for r in protocol.needs[kind].required for slot in r.slots}
    references = {slot for slot in wanted if protocol.slots[slot].fills}
    return SURE_ABOUT_ORDERS if references and not references & told.named else SURE_ABOUT_MORE


def _ranked(probabilities: Mapping[str, float], protocol: Protocol) -> list[tuple[str, float]]:
    """The company's needs, likeliest first."""
    known = [(k, p) for k, p in probabilities.items() if k in protocol.needs]
    return sorted(known, key=lambda pair: -pair[1]) or [(next(iter(protocol.needs)), 0.0)]


def _chosen(whole: Mapping[str, float], reading: Reading) -> str | None:
    """One of the options that were offered: by its number, or as what the words mean most."""
    if reading.asked is None or not reading.asked.options:
        return None
    options = reading.asked.options
    named = CHOICE.match(fold(reading.lines[-1].text))
    place = (int(named["digit"] or 0) or PLACES[named["word"][:2]]) if named else 0
    if 0 < place <= len(options):
        return options[place - 1]
    likeliest = max(options, key=lambda option: whole.get(option, 0.0))
    return likeliest if whole.get(likeliest, 0.0) >= SURE_AMONG_OFFERED else None
