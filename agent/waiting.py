"""How long a silent customer is waited for: what comes next, and when. Pure; the protocol has the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from agent.hours import next_day_at_work, next_open, people_answer
from agent.protocol import NO_LATER, Protocol
from agent.state import Step


@dataclass(frozen=True, slots=True)
class Quiet:
    """A conversation of hers as the clock sees it; every moment has an offset.

    ``customer_at``: the customer's last message, None if there was none. ``last_at``: when anybody last said or did
    something. ``hers``: the last word is hers. ``asked``: it waits for an answer. ``reminded``: in this episode.
    ``put_off_at``: when the customer last said that something comes later.
    """

    customer_at: datetime | None
    last_at: datetime
    hers: bool = False
    asked: bool = False
    reminded: bool = False
    opted_out: bool = False
    put_off_at: datetime | None = None


class NextStep(NamedTuple):
    """What is to be done, and not before when."""

    step: Step
    at: datetime


def next_step(quiet: Quiet, now: datetime, protocol: Protocol) -> NextStep | None:
    """The reminder if there may still be one, else the end; None if nothing is to be done.

    Who has never written is left alone.
    """
    if quiet.customer_at is None:
        return None
    return _reminder(quiet, now, protocol) or _closing(quiet, now, protocol)


def may_remind(customer_at: datetime, now: datetime, protocol: Protocol) -> bool:
    """Whether a reminder may be said at ``now``: people answer, and the customer's window is open for long enough."""
    return people_answer(protocol.hours, now) and now < customer_at + NO_LATER


def _reminder(quiet: Quiet, now: datetime, protocol: Protocol) -> NextStep | None:
    """Only to a customer whose answer she waits for, once."""
    after, customer_at = protocol.silence.remind_after, quiet.customer_at
    awaited = quiet.hers and quiet.asked and not (quiet.reminded or quiet.opted_out)
    if after is None or customer_at is None or not awaited:
        return None
    at = next_open(protocol.hours, max(quiet.last_at + after, _promised(quiet, protocol), now))
    if at is None or not may_remind(customer_at, at, protocol):
        return None
    return NextStep("reminder", at)


def _closing(quiet: Quiet, now: datetime, protocol: Protocol) -> NextStep | None:
    """While people answer as well: Chatwoot may then ask the customer how it was."""
    after = protocol.silence.resolve_after
    if after is None:
        return None
    earliest = max(_promised(quiet, protocol) + after, now)
    return NextStep("closing", next_open(protocol.hours, earliest) or earliest)


def _promised(quiet: Quiet, protocol: Protocol) -> datetime:
    """From when on she waits: "te mando amanhã" gives the customer until the next day at work."""
    if quiet.put_off_at is None:
        return quiet.last_at
    return max(quiet.last_at, next_day_at_work(protocol.hours, quiet.put_off_at) or quiet.last_at)
