"""What becomes of an effect after a call: told, again, in doubt, or given up. Pure; every failure has a name here.

Only what is certainly not told is told again. A message that may have been told waits for a proof: its echo, or its
absence among the conversation's last messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.effects import Effect
from api.chatwoot.answers import Answer, Done, Refused

Kind = Literal[
    "say", "note", "add_labels", "set_attributes", "update_contact", "set_priority", "assign_team", "set_status"
]  # fmt: skip

MESSAGES = frozenset({"say", "note"})
ACTS = frozenset({"say", "add_labels", "set_priority", "assign_team", "set_status"})
"""What a takeover voids. Notes and facts are told all the same: they help whoever took over."""

LONGEST_PAUSE = 60.0
PATIENT = frozenset({"unreachable", "rate_limited"})
BY_THE_BOT = frozenset({"say", "note", "set_status"})
MOST_ATTEMPTS = {"say": 8, "set_status": 8}
FEW_ATTEMPTS = 3  # a label or a note must not keep a customer waiting
SECONDS_IN_DOUBT = {"timeout": 30.0, "connection_lost": 3.0, "server_error": 3.0, "unreadable_answer": 3.0}  # fmt: skip
SECONDS_FOR_AN_ECHO = 45.0
SECONDS_AFTER_A_CRASH = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """It is told; ``message`` is the id that Chatwoot gave it."""

    message: int | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """It was not told, for certain: once more after ``seconds``."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """It may have been told: look for it after ``seconds``."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It will not be told. The rest goes on; for words to the customer, people take over."""

    reason: str


Way = Sent | Again | Doubt | GivenUp


def way(effect: Effect, answer: Answer[object], attempts: int, chance: float) -> Way:
    """``attempts`` made so far, this one included; ``chance`` in 0..1 spreads the pauses."""
    kind = effect["do"]
    if isinstance(answer, Done):
        value = answer.value
        return Sent(value if kind in MESSAGES and isinstance(value, int) else None)
    if isinstance(answer, Refused):
        return _refused(kind, answer, attempts, chance)
    if kind in MESSAGES:
        return Doubt(SECONDS_IN_DOUBT[answer.reason], answer.reason)
    if kind == "set_status":  # nobody answers the customer until it is told
        return Again(pause(attempts, chance), answer.reason)
    return _again(kind, answer.reason, attempts, chance)


def _refused(kind: Kind, answer: Refused, attempts: int, chance: float) -> Way:
    """A bad token of the bot is waited for, as people will mend it; whatever needs a user's token is not."""
    bad_token = answer.reason == "unauthorized" and kind in BY_THE_BOT
    if answer.reason in PATIENT or bad_token:
        return Again(answer.after or pause(attempts, chance), answer.reason)
    nobody_comes = kind == "set_status"  # the customer waits for people who are not told
    if answer.retryable or nobody_comes:
        return _again(kind, answer.reason, attempts, chance)
    return GivenUp(answer.reason)


def absent(effect: Effect, attempts: int, chance: float) -> Way:
    """It was looked for and has not arrived: once more, later each time, but not for ever."""
    return _again(effect["do"], "absent", attempts, chance)


def _again(kind: Kind, reason: str, attempts: int, chance: float) -> Way:
    if attempts >= MOST_ATTEMPTS.get(kind, FEW_ATTEMPTS):
        return GivenUp(reason)
    return Again(pause(attempts, chance), reason)


def pause(attempts: int, chance: float) -> float:
    """Seconds before the next attempt: 1, 2, 4 … at most ``LONGEST_PAUSE``, spread by a quarter either way."""
    return float(min(2 ** max(attempts - 1, 0), LONGEST_PAUSE) * (0.75 + chance / 2))
