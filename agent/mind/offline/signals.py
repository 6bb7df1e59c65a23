"""Dialogue acts, mood and language as far as wording alone gives them away. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.normal import expand, fold
from agent.mind.labels import Act, Language, Mood
from agent.mind.offline import wording

BARE = re.compile(r"[a-z0-9]+")
ONLY_IF_ASKED: frozenset[Act] = frozenset({"refuses", "unsure"})


def acts_of(text: str, *, asked: bool) -> frozenset[Act]:
    """The acts that the wording gives away. ``asked``: a question is open, which a refusal refuses."""
    return frozenset(_acts(text, expand(text), asked=asked))


def _acts(text: str, folded: str, *, asked: bool) -> Iterator[Act]:
    bare = " ".join(BARE.findall(folded))
    if bare in wording.YES:
        yield "affirms"
    if bare in wording.NO:
        yield "denies"
    if not bare:
        yield from {act for sign, act in wording.EMOJI.items() if sign in text}
    for act, pattern in wording.ACTS:
        if (asked or act not in ONLY_IF_ASKED) and pattern.search(folded):
            yield act
    if wording.FACT.search(folded):
        yield "asks_fact"


def mood_of(text: str, acts: frozenset[Act]) -> Mood:
    """How the customer sounds."""
    folded = fold(text)
    if "abuses" in acts or wording.ANGRY.search(folded):
        return "angry"
    if "complains" in acts or wording.UPSET.search(folded) or _shouts(text):
        return "annoyed"
    if wording.HURRIED.search(folded):
        return "hurried"
    return "happy" if wording.HAPPY.search(folded) else "calm"


def _shouts(text: str) -> bool:
    """Capitals throughout, and exclamation marks: capitals alone are a habit, not a mood."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 8 and "!" in text and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def language_of(text: str) -> Language:
    """Portuguese unless Spanish or English words say otherwise."""
    folded = fold(text)
    if wording.PORTUGUESE.search(folded):
        return "pt"
    if wording.SPANISH.search(folded):
        return "es"
    return "en" if len(wording.ENGLISH.findall(folded)) > 1 else "pt"
