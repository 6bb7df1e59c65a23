"""What a turn is going to be, before any question is looked for: the ladder of priorities. Pure.

A person's wish comes before everything, a courtesy needs no question, another bot gets one reply. ``None`` means:
go on and see what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from agent.ledger import Ledger
from agent.mind import Understanding
from agent.mind.labels import Act
from agent.protocol import Protocol
from agent.state import Habits, OpenQuestion
from agent.texts import Reason

COURTESIES: frozenset[Act] = frozenset({"thanks", "bids_farewell", "affirms", "denies"})
QUESTIONS_BACK: frozenset[Act] = frozenset({"asks_bot", "asks_fact", "asks_why", "off_topic"})
CLOSERS: frozenset[Act] = frozenset({"thanks", "bids_farewell", "denies"})


class Decision(NamedTuple):
    """Hand over (``route``) or answer without a question (``rest``), and why."""

    what: Literal["route", "rest"]
    why: Reason


@dataclass(frozen=True, slots=True)
class Situation:
    """What the ladder looks at: this turn's understanding, all that is known, what was being asked.

    ``changed``: the words of this turn told something. ``media``: an attachment came. ``words``: there was a letter
    or a digit in them.
    """

    understood: Understanding
    ledger: Ledger
    habits: Habits
    question: OpenQuestion | None
    changed: bool
    media: bool
    words: bool

    @property
    def acts(self) -> frozenset[Act]:
        return self.understood.acts

    @property
    def told(self) -> bool:
        """Something to work with: a need, a fact, an attachment."""
        return bool(self.understood.needs) or self.changed or self.media


def decide(now: Situation, protocol: Protocol) -> Decision | None:
    """The first rung of the ladder that holds, or None."""
    return (
        _another_bot(now, protocol)
        or _a_wish(now)
        or _patience(now, protocol)
        or _courtesy(now)
        or _a_question_back(now)
        or _nothing_said(now)
        or _already_routed(now)
    )


def _another_bot(now: Situation, protocol: Protocol) -> Decision | None:
    if "automated" in now.acts and now.habits.get("automated", 0) > protocol.patience.automated:
        return Decision("rest", "automated")
    return None


def _a_wish(now: Situation) -> Decision | None:
    if "automated" in now.acts:
        return None
    if "asks_person" in now.acts:
        return Decision("route", "asked_person")
    if "opts_out" in now.acts:
        return Decision("route", "opted_out")
    if "asks_privacy" in now.acts and not now.understood.answer:
        return Decision("route", "privacy")
    return None


def _patience(now: Situation, protocol: Protocol) -> Decision | None:
    if now.habits.get("price", 0) >= protocol.patience.price:
        return Decision("route", "price")
    if now.habits.get("not_understood", 0) >= protocol.patience.not_understood:
        return Decision("route", "not_understood")
    if now.habits.get("abuses", 0) > 1:
        return Decision("route", "abuse")
    if now.habits.get("questions", 0) >= protocol.patience.questions:
        return Decision("route", "patience")
    return None


def _courtesy(now: Situation) -> Decision | None:
    """Thanks or a goodbye that leaves nothing open; a "sim" to no question.

    A "sim" to the person who has just given the conversation back to her is a word to go on.
    """
    if now.told or not now.acts or not now.acts <= COURTESIES:
        return None
    if now.question is None:
        goes_on = now.acts == {"affirms"} and now.habits.get("back") and now.ledger.open_needs
        return None if goes_on else Decision("rest", "resting")
    asks_need_only = now.question["slots"] == ["necessidade"] and not now.ledger.open_needs
    if asks_need_only and now.acts & CLOSERS:
        return Decision("rest", "resting")
    return None


def _a_question_back(now: Situation) -> Decision | None:
    """The customer asks something instead of answering, and was asked twice already: she answers and waits once."""
    if now.told or now.question is None or not (now.acts & QUESTIONS_BACK or now.understood.answer):
        return None
    asked_out = any(now.ledger.asked.get(slot, 0) > 1 for slot in now.question["slots"])
    return Decision("rest", "asking") if asked_out and not now.habits.get("waited") else None


def _nothing_said(now: Situation) -> Decision | None:
    """An emoji, a sticker, a stray sign: no word is owed, unless she has not even greeted yet."""
    nods = {"affirms"} if _asks_openly(now.question) else set[Act]()
    silent = not now.told and now.acts <= nods and not now.understood.answer
    if silent and not now.words and now.habits.get("greeted"):
        return Decision("rest", "nothing_to_say")
    return None


def _asks_openly(question: OpenQuestion | None) -> bool:
    """What she asks cannot be answered by a nod: the need, without options."""
    return question is not None and question["slots"] == ["necessidade"] and not question["options"]


def _already_routed(now: Situation) -> Decision | None:
    """Every need is in a team's hands, and the customer writes again before anybody answered."""
    if now.ledger.open_needs or not now.ledger.needs or now.understood.answer:
        return None
    if "chases" in now.acts or now.changed:
        return Decision("route", "chased" if "chases" in now.acts else "back")
    return None
