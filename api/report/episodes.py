"""Turns as episodes: from the first line of a customer until the conversation leaves her hands. Pure.

A turn that reads a change of status begins a new episode; a hand-over, a person's turn and the end for want of an
answer end one. Turns in which she had nothing to do with the customer belong to none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from api.storage.report import Gathered, Place, TurnSeen
from api.storage.thread import Thread

Ending = Literal["routed", "unanswered", "pending", "people"]

OF_PEOPLE = frozenset({"human", "answered_team"})
"""Reasons of turns in which she read what people do, or did what they asked."""

OVER = frozenset({"unanswered"})


@dataclass(frozen=True, slots=True)
class Episode:
    """Turns of one conversation that belong together, and how it ended as far as is known now."""

    thread: Thread
    turns: Sequence[TurnSeen]
    ending: Ending


def episodes(gathered: Gathered) -> Iterator[Episode]:
    """All of them, by conversation, in order."""
    for thread, turns in groupby(gathered.turns, key=lambda one: one.thread):
        parts = list(_parts(list(turns), gathered.moved))
        for number, (part, closed) in enumerate(parts, start=1):
            is_hers = number == len(parts) and not closed and thread in gathered.hers
            yield Episode(thread, part, _ending(part[-1], is_hers=is_hers))


def is_work(turn: TurnSeen) -> bool:
    """Whether she dealt with the customer: understood, said something, handed over, ended it."""
    return turn.reason not in OF_PEOPLE and (turn.act != "silence" or bool(turn.mind))


def _parts(
    turns: Sequence[TurnSeen], moved: Set[Place]
) -> Iterator[tuple[Sequence[TurnSeen], bool]]:
    """Each with whether something came after it that was not hers."""
    part: list[TurnSeen] = []
    for turn in turns:
        if part and (turn.place in moved or turn.reason == "human"):
            yield part, True
            part = []
        if is_work(turn):
            part.append(turn)
        if part and _ends(turn):
            yield part, True
            part = []
    if part:
        yield part, False


def _ends(turn: TurnSeen) -> bool:
    return turn.act == "route" or turn.reason in OVER


def _ending(last: TurnSeen, *, is_hers: bool) -> Ending:
    if last.act == "route":
        return "routed"
    if last.reason in OVER:
        return "unanswered"
    return "pending" if is_hers else "people"
