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
SURE_FOR_A_PERSON = 0.7  # who asks for a person and says little else gets the default team
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
ADDS = re.compile(
    r"\b(?:aproveit\w+|antes que (?:eu )?(?:me )?esque[cs]a|outra coisa|mais uma coisa|alem disso|fora isso"
    r"|ja (?:que|q) (?:eu )?(?:to|tou|estou|tamo|estamos) (?:aqui|aki|falando)"
    r"|tambem (?:preciso|quero|queria))\b"
)
"""Words that announce another matter."""
ASIDE = re.compile(
    r"\W*(?:(?:com (?:a )?entrega|(?:pra|para) (?:entrega\w*|receber|retirar)) (?:ate|em|no|na|dia|pra|para)\b"
    r"|(?:eu |a gente |nos )?(?:to|tou|estou|tenho|temos|estamos|sobr\w+) (?:com |aqui )*(?:uns|umas|\d))"
)
"""How a part begins that is no need of its own: when a purchase should come, what somebody has."""
PLACES = {"pr": 1, "um": 1, "se": 2, "do": 2, "te": 3, "tr": 3, "qu": 4}

Decided = tuple[tuple[NeedGuess, ...], tuple[str, ...]]
"""The needs to act on, and those worth offering when there is none."""


class Guess(NamedTuple):
    """The probability of each need and of none, for a text of so many words."""

    probabilities: Mapping[str, float]
    words: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the new lines tell besides: another bot wrote them; each answers the question; the slots they name.

    ``adds``: a word announces another matter beside the answer. ``wants_person``: a person is wished for, which
    alone says nothing of the need.
    """

    automated: bool
    answered: bool
    named: frozenset[str]
    adds: bool = False
    wants_person: bool = False


def decided(guesses: Sequence[Guess], told: Told, reading: Reading, protocol: Protocol) -> Decided:
    """From the guess about the whole, first, and those about its parts."""
    whole, words = guesses[0]
    if told.automated:
        return (), ()
    if chosen := _chosen(whole, reading):
        further = _further(guesses[1:], chosen, protocol) if told.adds else ()
        return (NeedGuess(chosen, max(whole[chosen], SURE)), *further), ()
    if _asks_a_fact(reading) and (words < PART_WORDS or (told.answered and not told.adds)):
        return (), ()
    sure = _sure(guesses, told, reading, protocol)
    if sure:
        ranked = sorted(sure.items(), key=lambda pair: -whole.get(pair[0], 0.0))
        return tuple(NeedGuess(kind, p) for kind, p in ranked[:2]), ()
    return (), _offered(whole, reading, protocol)


def _further(parts: Sequence[Guess], chosen: str, protocol: Protocol) -> tuple[NeedGuess, ...]:
    """One more need that a part of the answer announces beside the option chosen."""
    ranked = [_ranked(part.probabilities, protocol)[0] for part in parts]
    more = (NeedGuess(kind, p) for kind, p in ranked if kind != chosen and p >= PART_SURE)
    return tuple(more)[:1]


def _sure(
    guesses: Sequence[Guess], told: Told, reading: Reading, protocol: Protocol
) -> dict[str, float]:
    whole = guesses[0].probabilities
    alone = not reading.ledger.open_needs and not _asks_a_fact(reading)
    first, likeliest = _ranked(whole, protocol)[0]
    enough = SURE_FOR_A_PERSON if told.wants_person else SURE
    bar = enough if alone else _bar(first, told, reading, protocol)
    sure = {first: likeliest} if likeliest >= bar else {}
    for part, _ in guesses[1:]:
        kind, p = _ranked(part, protocol)[0]
        torn = whole.get(kind, 0.0) >= TWO_AT_ONCE and p >= SURE
        likely = (torn or p >= PART_SURE) and kind not in protocol.vague
        if likely and (alone or p > _bar(kind, told, reading, protocol)):
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


def adds(text: str) -> bool:
    """Whether a word in the text announces another matter: "aproveitando", "antes que eu esqueça"."""
    return ADDS.search(fold(text)) is not None


def _bar(kind: str, told: Told, reading: Reading, protocol: Protocol) -> float:
    """How sure one must be beside an open need: most of one about an order that nobody names.

    A number that the open need waits for is that need's own.
    """
    if "modalidade" in told.named:
        return CERTAIN
    references = _references(kind, protocol)
    awaited = {
        slot for gap in reading.ledger.gaps(protocol) for slot in gap.slots if gap.need != kind
    }
    unnamed = not references & told.named or awaited & _fillable(protocol) & told.named
    return SURE_ABOUT_ORDERS if references and unnamed else SURE_ABOUT_MORE


def _references(kind: str, protocol: Protocol) -> set[str]:
    wanted = {slot for r in protocol.needs[kind].required for slot in r.slots}
    return wanted & _fillable(protocol)


def _fillable(protocol: Protocol) -> set[str]:
    """The slots that the number of a paper fills."""
    return {name for name, slot in protocol.slots.items() if slot.fills}


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
