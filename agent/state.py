"""What enters the graph (Turn), what is remembered (Memory), what lives for one turn, what leaves (Outcome).

What is remembered is JSON primitives only: a checkpoint rebuilds nothing else (docs/decisions/0002).
"""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from langgraph.channels import UntrackedValue

from agent.effects import Effect
from agent.ledger import StoredLedger
from agent.mind import Role, Understanding
from agent.mind.labels import Mood
from agent.texts import Reason

Status = Literal["pending", "open", "resolved", "snoozed"]
MessageKind = Literal[
    "text", "audio", "image", "video", "document", "location", "contact", "sticker", "reaction", "unsupported"
]  # fmt: skip
Stage = Literal["qualificar", "necessidade", "coletar", "encaminhar", "humano"]
Act = Literal["ask", "answer", "route", "rest", "silence"]

Step = Literal["reminder", "closing"]

KEPT_MESSAGES = 40


class Message(TypedDict):
    """One line of the conversation. ``id`` is the channel's own; ``text`` may be empty beside an attachment."""

    id: str
    role: Role
    kind: MessageKind
    text: str
    name: str


class OpenQuestion(TypedDict):
    """The question that waits for an answer."""

    slots: list[str]
    need: str | None
    item: int | None
    options: list[str]


class Habits(TypedDict, total=False):
    """What she counts in one episode: how often each text was said, how often patience was tried.

    ``since`` is the last message of the episode before. ``mood`` is the worst so far. ``back``: given back to her, and
    she has not spoken since. ``card``: the mark of what the last handoff card told.
    """

    said: dict[str, int]
    questions: int
    not_understood: int
    price: int
    automated: int
    turns: int
    greeted: bool
    abuses: int
    waited: bool
    back: bool
    since: str
    mood: Mood
    answered: list[str]
    confidence: float
    card: str


class Plan(TypedDict, total=False):
    """What this turn is going to be: a question, a hand-over, or (``rest``) neither; the first that is set decides.

    ``stage`` is where the protocol stands; ``key`` names the question's texts in the count of what was said;
    ``team`` is the one that a person of the team chose.
    """

    question: OpenQuestion
    key: str
    stage: Stage
    route: Reason
    rest: Reason
    team: str


class Before(TypedDict):
    """Her memory as it was before one of her replies (``reply``: its id)."""

    reply: str
    ledger: StoredLedger | None
    question: OpenQuestion | None
    habits: Habits
    handled: str
    noted: str


def joined(old: list[Message], new: list[Message]) -> list[Message]:
    """The transcript with new messages merged by id, order kept, the last ``KEPT_MESSAGES`` of them.

    A message of hers without words was never said: it leaves the transcript. A person's line that comes late stands
    where it was said; a customer's late line stands last, for it has not been answered yet.
    """
    merged = list({one["id"]: one for one in (*old, *new)}.values())
    known = {one["id"] for one in old}
    for late in new:
        if late["role"] == "human" and late["id"] not in known:
            merged.remove(late)
            merged.insert(_place(late, merged), late)
    return [one for one in merged if one["text"] or one["role"] != "alu"][-KEPT_MESSAGES:]


def _place(late: Message, messages: list[Message]) -> int:
    """Before the first of the channel's messages that is newer: the channel counts them."""
    number = _number(late)
    newer = (place for place, one in enumerate(messages) if -1 < number < _number(one))
    return next(newer, len(messages))


def _number(message: Message) -> int:
    return int(message["id"]) if message["id"].isdecimal() else -1


class Order(TypedDict):
    """What a person of the team asks of her in a private note. ``text`` begins with "/alu"; ``id`` is the note's."""

    id: str
    text: str
    name: str


class Edit(TypedDict):
    """A value that a person put on Chatwoot's screens: a fact by a human from then on.

    ``name`` is an attribute of the conversation (``alu_…``) or of the contact; ``id`` names the state it was seen in.
    """

    name: str
    value: str
    id: str


class Turn(TypedDict, total=False):
    """What enters: the status, the messages not yet seen, the clock, and what the channel knows of the contact.

    ``now`` is ISO 8601 with an offset. ``contact`` holds slots remembered from earlier conversations. ``ddd`` is the
    area code of the customer's phone. ``turn_id`` names the turn; ids of her own messages are made from it
    (``<turn_id>:alu``). ``unsaid`` are those of her own messages that turned out never to have reached the customer.
    ``orders`` and ``edits`` are what people of the team asked and put right; ``silence`` is the next step with a
    customer who does not answer. A turn with orders or with a step brings no messages.
    """

    status: Status
    messages: Annotated[list[Message], joined]
    now: Annotated[str, UntrackedValue]
    turn_id: Annotated[str, UntrackedValue]
    contact: Annotated[dict[str, str], UntrackedValue]
    ddd: Annotated[str, UntrackedValue]
    unsaid: Annotated[list[str], UntrackedValue]
    orders: Annotated[list[Order], UntrackedValue]
    edits: Annotated[list[Edit], UntrackedValue]
    silence: Annotated[Step, UntrackedValue]


class Outcome(TypedDict, total=False):
    """What leaves: effects in order, the slots asked, what kind of turn it was and why, and what was understood.

    ``lacks``: at a hand-over, what was missing, each as the ids of its alternatives ("pedido/nota").
    """

    effects: Annotated[list[Effect], UntrackedValue]
    asks: Annotated[list[str], UntrackedValue]
    act: Annotated[Act, UntrackedValue]
    reason: Annotated[Reason, UntrackedValue]
    understanding: Annotated[Understanding, UntrackedValue]
    lacks: Annotated[list[str], UntrackedValue]


class State(Turn, Outcome, total=False):
    """Everything the nodes see. Without ``UntrackedValue`` a key is remembered.

    ``handled``: the last message of the customer's, or of a person's, that was understood. ``noted``: the last message
    searched for promises. ``before``: her memory before each of her last replies, ``was``: before this turn's.
    ``edited``: the attributes that are a person's of the team in this episode: she writes them no more.
    """

    ledger: StoredLedger
    question: OpenQuestion | None
    habits: Habits
    handled: str
    noted: str
    before: list[Before]
    shown: dict[str, str]
    edited: list[str]
    was: Annotated[Before, UntrackedValue]
    plan: Annotated[Plan, UntrackedValue]
    heard: Annotated[list[str], UntrackedValue]
