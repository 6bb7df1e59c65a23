"""A case: one conversation to be judged, as ``evals/transcripts`` and ``evals/customers`` write it. A value.

What is said is either fixed (``turns``) or played by a simulated customer (``simulate``). Expectations stand beside
the turn they are about (``expect``) or are of the end (``goals``). Source of the format: docs/evals.md.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Discriminator, Field, Tag, model_validator

from agent.mind.labels import Act as Spoken
from agent.room import Room, Text
from agent.state import Act, Stage, Status
from agent.state import Step as Next
from agent.texts import Reason

Split = Literal["dev", "heldout"]
Basis = Literal["path", "need", "slots", "asks", "silence", "content", "state"]
Mode = Literal["strict", "unordered", "subset", "superset"]
MindName = Literal["offline", "scripted"]
Attachment = Literal[
    "audio", "image", "video", "document", "location", "contact", "sticker", "reaction", "unsupported"
]  # fmt: skip

BASES: tuple[Basis, ...] = ("path", "need", "slots", "asks", "silence", "content", "state")
NOON = datetime.fromisoformat("2026-11-23T10:05:00-03:00")

Word = Annotated[
    str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)
]
Facts = dict[str, Word]
"""Slots with their canonical values; ``~words`` is met by any value that contains the words."""


def _is_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise ValueError(f"{pattern!r} is no regular expression: {wrong}") from wrong
    return pattern


Pattern = Annotated[str, Field(min_length=1), BeforeValidator(_is_pattern)]


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(_several)]


class Channel(Room):
    """What the channel tells of the customer: only the phone's area code (``ddd``) reaches the mind."""

    phone: Annotated[str, Field(pattern=r"^\+\d{8,15}$")] = "+5585999990001"
    name: str = ""

    @property
    def ddd(self) -> str:
        """The two digits of a Brazilian area code; nothing for another country's phone."""
        return self.phone[3:5] if self.phone.startswith("+55") else ""


class Setup(Room):
    """How the conversation stands before its first turn. ``contact``: slots known from earlier conversations."""

    now: AwareDatetime = NOON
    channel: Channel = Channel()
    status: Status = "pending"
    contact: Facts = {}


class Silence(Room):
    """Hours and minutes in which nobody writes: ``3h``, ``45m``, ``2d``."""

    silence: str = Field(pattern=r"^\d+[dhm]$")


class Clock(Room):
    """The clock is set to a moment, later than any before."""

    clock: AwareDatetime


class StatusChanged(Room):
    """A person changes the status: ``open`` takes over, ``pending`` gives back, ``resolved`` ends."""

    status: Status


class HumanSays(Room):
    """A person of the team writes to the customer, which also takes the conversation over."""

    human_says: Texts
    by: str = ""


class Attached(Room):
    """The customer sends something that is no text; ``text`` is its caption or what the channel tells of it."""

    kind: Attachment
    text: str = ""


class Again(Room):
    """The channel delivers the last messages of the customer a second time."""

    again: Literal[True]


class Unsaid(Room):
    """Her last message turns out never to have reached the customer."""

    unsaid: Literal[True]


class Noted(Room):
    """A person of the team writes to her in a private note: ``/alu falta``."""

    note: Texts
    by: str = ""


class Edited(Room):
    """A person of the team changes values on the screens: attributes of the contact, or ``alu_…``."""

    edits: Annotated[dict[str, Word], Field(min_length=1)]


class Stepped(Room):
    """The customer has not answered, and her next step has come: a reminder, or the end."""

    step: Next


def _which(event: object) -> str:
    """The kind of event, by the key that only it has."""
    known = (
        "kind",
        "human_says",
        "status",
        "silence",
        "clock",
        "again",
        "unsaid",
        "note",
        "edits",
        "step",
    )
    return next((key for key in known if isinstance(event, dict) and key in event), "kind")


Event = Annotated[
    Annotated[Attached, Tag("kind")]
    | Annotated[HumanSays, Tag("human_says")]
    | Annotated[StatusChanged, Tag("status")]
    | Annotated[Silence, Tag("silence")]
    | Annotated[Clock, Tag("clock")]
    | Annotated[Again, Tag("again")]
    | Annotated[Unsaid, Tag("unsaid")]
    | Annotated[Noted, Tag("note")]
    | Annotated[Edited, Tag("edits")]
    | Annotated[Stepped, Tag("step")],
    Discriminator(_which),
]


class Path(Room):
    """Nodes that the turn goes through: exactly (``strict``), in any order, or at least (``subset``, in order)."""

    nodes: tuple[Text, ...]
    mode: Mode = "subset"


class Says(Room):
    """How many messages she says in this turn, and how long each may be, in characters."""

    min: int = 0
    max: int = 1
    max_chars: int = 400


class Expect(Room):
    """What must come of a turn. What is left out may be anything.

    ``need`` (one or several), ``slots`` and ``items`` are gold: what a careful reader knows after this turn that was
    not known before. ``slots`` adds to what earlier turns told, ``items`` replaces the list of items so far, and
    ``refused`` names slots that the customer would rather not tell. ``uses`` are keys of the protocol's texts.
    """

    path: Path | None = None
    need: Texts | None = None
    slots: Facts = {}
    items: list[Facts] | None = None
    refused: tuple[Text, ...] = ()
    acts: tuple[Spoken, ...] = ()
    asks: tuple[Text, ...] | None = None
    asks_not: tuple[Text, ...] = ()
    asks_something: bool | None = None
    max_questions: int = 1
    says: Says | None = None
    says_re: tuple[Pattern, ...] = ()
    never_re: tuple[Pattern, ...] = ()
    uses: tuple[Text, ...] = ()
    answer: Text | None = None
    silence: bool | None = None
    act: Act | None = None
    reason: Reason | None = None
    status: Status | None = None
    wants_person: bool = False

    @property
    def asserts_something(self) -> bool:
        """True if anything at all is expected."""
        return bool(self.model_fields_set)


class Turn(Room):
    """What the customer writes in one burst (``user``), or something that happens (``event``)."""

    user: Texts | None = None
    event: Event | None = None
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.user is None) == (self.event is None):
            raise ValueError("a turn has either `user` or `event`")
        return self


class Labels(Room):
    """Labels that must be on the conversation at the end, and labels that must not."""

    contains: tuple[Text, ...] = ()
    absent: tuple[Text, ...] = ()


class Notes(Room):
    """The private notes: how many, regular expressions that each must be in one of them, lines of the longest."""

    count: int | None = None
    contains: tuple[Pattern, ...] = ()
    never: tuple[Pattern, ...] = ()
    max_lines: int = 10


class Messages(Room):
    """How many messages she may say in the whole conversation."""

    min: int = 0
    max: int | None = None


class Goals(Room):
    """The end state of the desk. ``team`` is empty for nobody; ``attributes`` and ``contact`` are of the screens.

    ``missing``: the slots that the team still has to ask (alternatives joined by ``/``). ``handoff``: whether a
    hand-over was due at all; left out, it follows from ``team``.
    """

    status: Status | None = None
    team: str | None = None
    stage: Stage | None = None
    reason: Reason | None = None
    priority: str | None = None
    handoff: bool | None = None
    labels: Labels = Labels()
    attributes: Facts = {}
    contact: Facts = {}
    contact_absent: tuple[Text, ...] = ()
    missing: tuple[Text, ...] | None = None
    notes: Notes | None = None
    messages: Messages = Messages()
    never_asked: tuple[Text, ...] = ()
    asked_at_most: dict[str, int] = {}
    max_questions_to_route: int | None = None
    never_re: tuple[Pattern, ...] = ()
    says_re: tuple[Pattern, ...] = ()

    @property
    def asserts_something(self) -> bool:
        """True if anything at all is expected."""
        return bool(self.model_fields_set)

    @property
    def handoff_due(self) -> bool | None:
        """Whether the conversation should have gone to people; None where the case does not say."""
        if self.handoff is not None:
            return self.handoff
        return bool(self.team) if self.team is not None else None


class Opening(Room):
    """One way in which the conversation may begin: the lines, and the facts and items they tell.

    ``tells`` names the slots of ``facts`` and ``items`` that the lines state (of every item, where there are several).
    """

    says: Texts
    tells: tuple[Text, ...] = ()


class Correction(Room):
    """A fact that the customer gets wrong first (``wrong``) and corrects ``after`` that many answers."""

    slot: Text
    wrong: Word
    says: Texts
    after: int = 1


class Digression(Room):
    """Something else that the customer says ``after`` that many answers, beside the answer."""

    says: Texts
    after: int = 1


class SecondNeed(Room):
    """Another need that comes up ``after`` that many answers, with the facts its lines tell."""

    need: Text
    says: Texts
    after: int = 1
    facts: Facts = {}
    tells: tuple[Text, ...] = ()


class Simulate(Room):
    """A customer with a goal, played by seed: what they know, say first, keep back, put off, and how they write.

    ``facts`` and ``items`` are gold and also what they answer; ``words`` gives own wordings for a slot's answer.
    ``says_need`` answers "what can I do for you". A slot neither known nor refused gets "não sei".
    """

    persona: Text
    need: Text
    opens: tuple[Opening, ...] = Field(min_length=1)
    says_need: Texts
    facts: Facts = {}
    items: tuple[Facts, ...] = ()
    words: dict[str, Texts] = {}
    volunteers: tuple[Text, ...] = ()
    refuses: tuple[Text, ...] = ()
    postpones: tuple[Text, ...] = ()
    unknown: tuple[Text, ...] = ()
    corrects: tuple[Correction, ...] = ()
    digresses: tuple[Digression, ...] = ()
    then: SecondNeed | None = None
    wants_person_after: int | None = None
    seeds: int = Field(8, ge=1)
    max_turns: int = Field(14, ge=2)


class Answer(Room):
    """What a scripted endpoint answers to one request of the model's mind: ``heard`` as JSON, or what goes wrong."""

    heard: dict[str, Any] | None = None
    text: str | None = None
    fails: Literal[
        "", "timeout", "unreachable", "http 429", "http 500", "refusal", "empty", "cut"
    ] = ""
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0


class Case(Room):
    """One conversation and what must come of it. ``reward_basis``: which kinds of expectation decide."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    tags: tuple[Text, ...] = Field(min_length=1)
    split: Split
    author: Text
    reviewer: str = ""
    reward_basis: tuple[Basis, ...] = BASES
    gold: Literal["complete", "partial"] = "complete"
    setup: Setup = Setup()
    mind: MindName = "offline"
    script: tuple[Answer, ...] = ()
    turns: tuple[Turn, ...] = ()
    goals: Goals = Goals()
    simulate: Simulate | None = None

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if bool(self.turns) == bool(self.simulate):
            raise ValueError("a case has either `turns` or `simulate`")
        if self.reviewer and self.reviewer == self.author:
            raise ValueError("the reviewer is the author")
        expects = any(turn.expect.asserts_something for turn in self.turns)
        if not (expects or self.goals.asserts_something):
            raise ValueError("nothing is expected: give `goals`, or `expect` beside a turn")
        return self

    @property
    def seeds(self) -> int:
        """How many seeds the case asks for: one where what is said is fixed."""
        return self.simulate.seeds if self.simulate else 1
