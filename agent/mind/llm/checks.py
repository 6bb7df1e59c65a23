"""A model's answer made an ``Understanding``: nothing unknown, nothing the customer didn't say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.extract.normal import fold
from agent.mind import Attempt, NeedGuess, Reading, Understanding
from agent.mind.facts import Finder, facts
from agent.mind.labels import Act
from agent.mind.llm.claims import Witness
from agent.mind.llm.merging import merged
from agent.mind.llm.schema import Heard, HeardNeed
from agent.mind.offline.signals import acts_of
from agent.protocol import Protocol

SURE = 0.5
CANDIDATES = 4
ACKNOWLEDGEMENT_LETTERS = 200

_NUMBER = re.compile(r"\d+")
_UNFIT = re.compile(r"[?\[\]{}<>%@#|\\]|https?:|www\.")


def understanding(
    heard: Heard,
    reading: Reading,
    protocol: Protocol,
    finder: Finder,
    attempts: Iterable[Attempt],
) -> Understanding:
    """What may be believed of what was heard, on top of what the words state for certain."""
    needs = _needs(heard.needs, protocol)
    claimed = tuple(Witness(reading, protocol, finder).claims(heard.facts))
    return Understanding(
        acts=frozenset(heard.acts) | _certain(reading),
        needs=tuple(need for need in needs if need.confidence >= SURE),
        candidates=tuple(need.kind for need in needs if need.confidence < SURE)[:CANDIDATES],
        proposals=merged(facts(reading, finder, protocol), claimed, protocol),
        mood=heard.mood,
        answer=next((answer.id for answer in protocol.answers if answer.id == heard.answer), None),
        acknowledgement=_acknowledgement(heard.acknowledgement, reading),
        language=heard.language,
        attempts=tuple(attempts),
    )


def _certain(reading: Reading) -> frozenset[Act]:
    """A wish for a person that the words state is obeyed whatever the model makes of it."""
    acts = (acts_of(line.text, asked=False) for line in reading.lines)
    return frozenset(act for found in acts for act in found if act == "asks_person")


def _needs(heard: Iterable[HeardNeed], protocol: Protocol) -> list[NeedGuess]:
    """The needs the company knows, the surest first, once each."""
    surest: dict[str, float] = {}
    for need in heard:
        if need.kind in protocol.needs:
            surest[need.kind] = max(need.confidence, surest.get(need.kind, 0.0))
    ranked = sorted(surest.items(), key=lambda guess: -guess[1])
    return [NeedGuess(kind, confidence) for kind, confidence in ranked]


def _acknowledgement(text: str, reading: Reading) -> str:
    """The phrase on one line; nothing if it asks, points elsewhere or has its own numbers."""
    phrase = " ".join(text.split())
    said = {number for line in reading.lines for number in _NUMBER.findall(fold(line.text))}
    fits = len(phrase) <= ACKNOWLEDGEMENT_LETTERS and not _UNFIT.search(phrase)
    return phrase if fits and said.issuperset(_NUMBER.findall(fold(phrase))) else ""
