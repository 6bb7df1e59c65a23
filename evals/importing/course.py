"""A conversation as the turns of a case: bursts, events, and who had it when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from agent.state import MessageKind, Status
from evals.importing.talk import Assigned, Change, Entry, Line, Talk

BURST = timedelta(seconds=20)
SILENCE = timedelta(minutes=30)

Event = dict[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """One turn. ``user``: the customer's lines; else ``event``. ``people``: a person has the conversation.

    ``place``: of its first entry in the conversation.
    """

    place: int
    user: tuple[str, ...] = ()
    event: Event = field(default_factory=dict)
    people: bool = False
    at: datetime | None = None
    kind: MessageKind = "text"

    @property
    def is_customers(self) -> bool:
        """Whether the customer said or sent it."""
        return bool(self.user) or "kind" in self.event


@dataclass(frozen=True, slots=True)
class Course:
    """The turns so far and how the conversation stands. ``status``: empty once she has handed it over, for whether she
    does so again is what is judged. ``last``: when anybody last wrote or did anything.
    """

    zone: tzinfo
    status: Status | str
    people: bool
    turns: tuple[Draft, ...] = ()
    last: datetime | None = None
    heard: bool = False

    def with_turn(self, turn: Draft) -> Course:
        """With one more turn."""
        return replace(self, turns=(*self.turns, turn))


def turns_of(talk: Talk, zone: tzinfo) -> tuple[Course, tuple[Draft, ...]]:
    """How the conversation ended, and its turns."""
    course = Course(zone, talk.status, people=talk.status == "open")
    for place, entry in enumerate(talk.entries):
        course = _after(course, place, entry)
    return course, course.turns


def _after(course: Course, place: int, entry: Entry) -> Course:
    if isinstance(entry, Assigned):
        return course
    if isinstance(entry, Line) and entry.who == "alu":
        return replace(course, last=entry.at or course.last, heard=False)
    if isinstance(entry, Change) and (entry.status == course.status or _is_handover(entry)):
        return replace(course, status="") if _is_handover(entry) and not course.people else course
    course = _waited(course, place, entry.at)
    if isinstance(entry, Change):
        after = _changed(course, place, entry.status, entry.at)
    elif entry.who == "customer":
        after = _customer(course, place, entry)
    else:
        after = _person(course, place, entry)
    return replace(after, last=entry.at or course.last, heard=isinstance(entry, Line))


def _is_handover(change: Change) -> bool:
    return change.by_alu and change.status == "open"


def _waited(course: Course, place: int, at: datetime | None) -> Course:
    """With the time that passed: hours and minutes within a day, the clock for another day."""
    if at is None or course.last is None or at - course.last < SILENCE:
        return course
    then, now = course.last.astimezone(course.zone), at.astimezone(course.zone)
    event: Event = (
        {"silence": _span(now - then)}
        if then.date() == now.date()
        else {"clock": now.replace(microsecond=0)}
    )
    return replace(course.with_turn(Draft(place, event=event, at=at)), heard=False)


def _span(passed: timedelta) -> str:
    minutes = int(passed.total_seconds()) // 60
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"


def _changed(course: Course, place: int, status: Status, at: datetime | None) -> Course:
    turn = Draft(place, event={"status": status}, at=at)
    return replace(course.with_turn(turn), status=status, people=status == "open")


def _customer(course: Course, place: int, line: Line) -> Course:
    """What the customer says or sends. Chatwoot opens what was put off and begins anew what was resolved."""
    if course.status == "snoozed":
        course = _changed(course, place, "open", line.at)
    if course.status == "resolved":
        course = replace(course, status="pending", people=False)
    if line.again and course.turns and course.turns[-1].is_customers:
        return course.with_turn(
            Draft(place, event={"again": True}, people=course.people, at=line.at)
        )
    if line.kind != "text":
        event: Event = {"kind": line.kind, "text": line.text}
        turn = Draft(place, event=event, people=course.people, at=line.at, kind=line.kind)
        return course.with_turn(turn)
    if _goes_on(course, line):
        *before, last = course.turns
        return replace(course, turns=(*before, replace(last, user=(*last.user, line.text))))
    return course.with_turn(Draft(place, (line.text,), people=course.people, at=line.at))


def _goes_on(course: Course, line: Line) -> bool:
    """Whether the line belongs to the burst before it."""
    if not (course.heard and course.turns and course.turns[-1].user):
        return False
    return line.at is None or course.last is None or line.at - course.last < BURST


def _person(course: Course, place: int, line: Line) -> Course:
    """What a person of the team says, which takes the conversation over; what they only send, too."""
    was = course.status
    if not line.text:
        return course if was == "open" else _changed(course, place, "open", line.at)
    last = course.turns[-1].event if course.turns else {}
    if course.heard and last.get("by") == line.name and isinstance(last.get("human_says"), list):
        says = [*_texts(last), line.text]
        turn = replace(course.turns[-1], event={**last, "human_says": says})
        return replace(course, turns=(*course.turns[:-1], turn))
    event: Event = {"human_says": [line.text], "by": line.name}
    course = course.with_turn(Draft(place, event=event, people=True, at=line.at))
    course = replace(course, status="open", people=True)
    return _changed(course, place, "resolved", line.at) if was == "resolved" else course


def _texts(event: Event) -> Sequence[str]:
    texts = event["human_says"]
    return [str(text) for text in texts] if isinstance(texts, Iterable) else []
