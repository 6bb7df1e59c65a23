"""What was said while a person answered becomes what is known; shared by gate and human. Nothing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from agent.learning import in_order, learned
from agent.ledger import Ledger
from agent.mind import MindUnavailable, Reading, Understanding
from agent.mind.facts import facts
from agent.overheard import overheard, promises, stated, unmistaken
from agent.resources import Resources
from agent.state import State
from agent.transcript import last_heard, lines, unanswered


class Heard(NamedTuple):
    """The ledger with what was said, up to which message, and what the mind made of it where it was asked."""

    ledger: Ledger
    handled: str
    understood: Understanding | None = None


async def listen(state: State, ledger: Ledger, resources: Resources) -> Heard:
    """Reads, with the mind, what people have answered. Where the mind can't, all of it stays unread."""
    reading = _reading(state, ledger, resources)
    if not reading.missed:
        return _heard(state, ledger, Understanding(), resources)
    try:
        understood = await resources.mind.read(_as_new(reading, state))
    except MindUnavailable as unavailable:
        failed = Understanding(attempts=unavailable.attempts)
        return Heard(ledger, state.get("handled", ""), failed)
    return _heard(state, ledger, understood, resources)._replace(understood=understood)


def listen_for_certain(state: State, ledger: Ledger, resources: Resources) -> Heard:
    """The same without the mind: only what the words state for certain."""
    reading = _reading(state, ledger, resources)
    certain = facts(reading, resources.finder, resources.protocol)
    return _heard(state, ledger, Understanding(proposals=certain), resources)


def with_promises(ledger: Ledger, state: State) -> Ledger:
    """With what people of the team have promised since the last look, in this episode."""
    since = state.get("noted") or state.get("habits", {}).get("since", "")
    for promise in promises(state.get("messages", []), since):
        ledger = ledger.with_promise(promise)
    return ledger


def _reading(state: State, ledger: Ledger, resources: Resources) -> Reading:
    messages, handled = state.get("messages", []), state.get("handled", "")
    said = overheard(messages, handled, state.get("question"), resources.protocol)
    return Reading((), (), None, ledger, state.get("ddd", ""), missed=said)


def _as_new(reading: Reading, state: State) -> Reading:
    """What was missed, as the lines to be understood."""
    new = {line.id for line in reading.missed}
    before = lines([one for one in state.get("messages", []) if one["id"] not in new])
    return Reading(reading.missed, before, None, reading.ledger, reading.ddd)


def _heard(state: State, ledger: Ledger, understood: Understanding, resources: Resources) -> Heard:
    messages, handled = state.get("messages", []), state.get("handled", "")
    told = stated(messages, handled, resources.finder, resources.protocol)
    own = unmistaken(understood.proposals, messages)
    every = replace(understood, proposals=in_order((*told, *own), messages))
    read = messages[: len(messages) - len(unanswered(messages, handled))]
    upto = last_heard(read) or handled
    return Heard(learned(ledger, every, upto, resources.protocol), upto)
