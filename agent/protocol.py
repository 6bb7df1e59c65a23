"""``prompts/protocol.yaml`` as a typed model: needs, slots, questions, teams, hours, approved answers, texts.

Whether its parts fit together is asked by ``agent.consistency``; ``agent.loading`` does both.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal
from zoneinfo import available_timezones

import holidays
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    model_validator,
)

from agent.catalogue import Catalogue
from agent.room import Room, Variants
from agent.texts import Notes, Reasons, Texts

Scope = Literal["contact", "need", "item"]
Stage = Literal["qualify", "collect"]
Priority = Literal["urgent", "high", "medium", "low"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


class Company(Room):
    """Whose attendant she is, and what they do, in the company's words."""

    name: str
    business: str


class Persona(Room):
    """Her name and manner; the manner is told to a model, never to a customer."""

    name: str
    manner: str


class Team(Room):
    """A team of the company. The label is a masculine noun phrase: "pro time comercial"."""

    label: str


class Holidays(Room):
    """Public holidays of a country and subdivision, as the ``holidays`` library knows them."""

    country: str
    subdivision: str | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Holidays:
        known = holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"no holidays are known for country {self.country!r}")
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            raise ValueError(f"{self.country} has no subdivision {self.subdivision!r}")
        return self


def _is_span(span: str) -> str:
    start, end = (time.fromisoformat(moment) for moment in span.split("-"))
    if start >= end:
        raise ValueError("a span ends after it starts, on the same day")
    return span


def _is_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"unknown time zone {name!r}")
    return name


Span = Annotated[str, Field(pattern=r"^\d\d:\d\d-\d\d:\d\d$"), AfterValidator(_is_span)]


class Hours(Room):
    """When people answer: spans ``HH:MM-HH:MM`` per weekday in ``timezone``."""

    timezone: Annotated[str, AfterValidator(_is_timezone)]
    week: dict[Day, tuple[Span, ...]]
    holidays: Holidays | None = None
    closed: tuple[date, ...] = ()


_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)min)?(?:(\d+)s)?")


def _as_duration(raw: object) -> object:
    """``1d``, ``4h``, ``30min``, ``90s``, or these together: ``1h30min``."""
    if isinstance(raw, timedelta):
        return raw
    found = _DURATION.fullmatch(raw) if isinstance(raw, str) and raw else None
    if found is None:
        raise ValueError("a length of time is written like 4h, 30min, 90s or 1h30min")
    days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not length:
        raise ValueError("a length of time is more than nothing")
    return length


Duration = Annotated[timedelta, BeforeValidator(_as_duration)]

NO_LATER = timedelta(hours=23)
"""After the customer's last message: WhatsApp lets a company write freely for 24 h, and clocks differ."""


class Silence(Room):
    """What is done about a customer who does not answer; None: it is not done.

    ``remind_after`` her last word comes one reminder, while people answer; ``resolve_after`` the last word of anybody
    the conversation ends, with ``label``.
    """

    remind_after: Duration | None = timedelta(hours=4)
    resolve_after: Duration | None = timedelta(hours=20)
    label: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")] = "ia-sem-resposta"

    @model_validator(mode="after")
    def _is_inside_the_window(self) -> Silence:
        if self.remind_after is not None and self.remind_after >= NO_LATER:
            raise ValueError("a reminder comes less than 23h after the customer's last message")
        return self


class Slot(Room):
    """One thing to know. ``scope``: of the contact, of one need, or of one item of a need.

    ``choices``: its only values, each with the word the team reads. ``free``: the customer's own words are
    its value. ``from``: findings that fill it. ``depends_on``: slots whose correction reopens it.
    ``opening``: the sentence that brings the need up may already tell it; with ``cues``, only if it has one of
    these words; with ``after_cue``, the value is what follows the word. ``implied_by``: slots that, when known,
    imply this value. ``said``: how an item's value stands in a phrase ("linha {}"). ``asked_as``: words with which
    a person of the team asks for it, where its label is not the word.
    """

    label: str
    scope: Scope
    choices: dict[str, str] = Field(default_factory=dict)
    free: bool = False
    opening: bool = False
    cues: tuple[str, ...] = ()
    after_cue: bool = False
    implied_by: dict[str, str] = Field(default_factory=dict)
    said: str = "{}"
    fills: tuple[str, ...] = Field(default=(), alias="from")
    depends_on: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()


class Requirement(Room):
    """What must be known or refused before routing: any one of ``slots``, under conditions.

    ``when`` {slot: value}: only if that slot has that value ("*": any). ``unless``: not if it has.
    """

    slots: tuple[str, ...] = Field(min_length=1)
    when: dict[str, str] = Field(default_factory=dict)
    unless: dict[str, str] = Field(default_factory=dict)


def _as_requirement(raw: object) -> object:
    if isinstance(raw, str):
        return {"slots": (raw,)}
    if isinstance(raw, dict):
        named = dict(raw)
        if "any" in named:
            return {**{k: v for k, v in named.items() if k != "any"}, "slots": named["any"]}
        if "slot" in named:
            return {**{k: v for k, v in named.items() if k != "slot"}, "slots": (named["slot"],)}
    return raw


Requirements = tuple[Annotated[Requirement, BeforeValidator(_as_requirement)], ...]


class Need(Room):
    """One kind of need: its team, what must be known, how it is offered, what she says on hearing it.

    ``vague``: gives way to the first precise need. ``like``: the need of the offline mind's corpus that it is,
    where its id is another.
    """

    label: str
    option: str
    about: str
    team: str
    vague: bool = False
    like: str = ""
    required: Requirements
    heard: tuple[str, ...] = ()
    first_reply: str


class Question(Room):
    """One question for one or two slots. ``times``: how often it may be asked, at most twice."""

    asks: tuple[str, ...] = Field(min_length=1, max_length=2)
    stage: Stage
    needs: tuple[str, ...] = ()
    texts: Variants
    again: Variants
    why: str
    times: int = Field(default=2, ge=1, le=2)


class Urgency(Room):
    """What moves a conversation up in the team's list: words, as the customer writes them; having bought before."""

    urgent: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    known_customer: Priority | None = None


class Answer(Room):
    """An approved answer: the questions it answers and its text, said as it stands until ``valid_until``."""

    id: Identifier
    asked_as: Variants
    text: str
    valid_until: date | None = None


class Patience(Room):
    """After how much she stops and calls a person."""

    questions: int = Field(ge=1)
    not_understood: int = Field(ge=1)
    price: int = Field(ge=1)
    automated: int = Field(ge=0)


class Protocol(Room):
    """The whole of ``protocol.yaml``, with the catalogue beside it.

    ``answer_within``: the longest that a customer waits for her before people take over.
    """

    company: Company
    persona: Persona
    teams: dict[Identifier, Team]
    hours: Hours
    slots: dict[Identifier, Slot]
    needs: dict[Identifier, Need]
    default_team: str
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...] = ()
    patience: Patience
    silence: Silence = Silence()
    answer_within: Annotated[Duration, Field(ge=timedelta(minutes=1))] = timedelta(minutes=2)
    urgency: Urgency = Urgency()
    texts: Texts
    reasons: Reasons
    notes: Notes
    catalogue: Catalogue = Catalogue()

    _scopes: dict[Scope, frozenset[str]] = PrivateAttr(default_factory=dict)
    _wanting: dict[str, None] = PrivateAttr(default_factory=dict)

    def model_post_init(self, _context: object, /) -> None:
        for scope in ("contact", "need", "item"):
            named = (name for name, slot in self.slots.items() if slot.scope == scope)
            self._scopes[scope] = frozenset(named)
        items = self._scopes["item"]
        for kind, need in self.needs.items():
            if any(requirement.slots[0] in items for requirement in need.required):
                self._wanting[kind] = None

    def scoped(self, scope: Scope) -> frozenset[str]:
        """The ids of the slots of one scope."""
        return self._scopes[scope]

    def spoken(self) -> tuple[str, ...]:
        """Every text that she may say as it stands, placeholders and all."""
        fixed = (text for key in Texts.model_fields for text in getattr(self.texts, key))
        asked = (text for q in self.questions for text in (*q.texts, *q.again, q.why))
        heard = (text for need in self.needs.values() for text in need.heard)
        labels = (*(n.option for n in self.needs.values()), *(t.label for t in self.teams.values()))
        answers = (answer.text for answer in self.answers)
        return (*fixed, *asked, *heard, *answers, *labels, self.company.name, self.company.business)

    def wants_items(self, kind: str) -> bool:
        """True if a need of this kind requires something of its items."""
        return kind in self._wanting

    @property
    def need_with_items(self) -> str | None:
        """The one need that wants items, or None if no need or several do."""
        return next(iter(self._wanting)) if len(self._wanting) == 1 else None

    @property
    def vague(self) -> frozenset[str]:
        """The needs that give way to the first precise one."""
        return frozenset(kind for kind, need in self.needs.items() if need.vague)

    def team_of(self, need: str | None) -> str:
        """The team for a need, or the default team."""
        return self.needs[need].team if need in self.needs else self.default_team
