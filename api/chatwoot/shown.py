"""What the API shows, as values: the conversation, its messages, the teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from agent.state import MessageKind, Status
from api.chatwoot import facts, payloads
from api.chatwoot.facts import AssigneeKind, Contact
from api.chatwoot.speakers import Speaker, speaker


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it is now. ``watermark`` compares with that of events."""

    id: int
    account: int | None
    inbox: int | None
    status: Status | None
    assignee: int | None
    assignee_kind: AssigneeKind | None
    team: int | None
    labels: tuple[str, ...]
    attributes: Mapping[str, object] = field(repr=False)
    can_reply: bool | None
    priority: str
    waiting: bool
    watermark: int | None
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the history of a conversation; ``who`` is None for a type that no known server has."""

    id: int
    who: Speaker | None
    content: str = field(repr=False)
    sender: str = field(repr=False)
    alu_key: str
    sent_at: int
    kind: MessageKind = "text"


def conversation(body: object) -> Conversation:
    """The conversation in an answer. Raises ``ValidationError``."""
    shape = payloads.Conversation.model_validate(body)
    return Conversation(
        id=shape.id,
        account=facts.account(shape),
        inbox=shape.inbox_id,
        status=facts.status(shape),
        assignee=facts.assignee(shape),
        assignee_kind=facts.assignee_kind(shape),
        team=facts.team(shape),
        labels=tuple(shape.labels or ()),
        attributes=MappingProxyType(shape.custom_attributes or {}),
        can_reply=shape.can_reply,
        priority=shape.priority or "",
        waiting=bool(shape.waiting_since),
        watermark=facts.watermark(shape),
        contact=facts.contact(shape.meta.sender),
    )


def line(message: payloads.Message) -> Line:
    """A message of an answer as a line."""
    return Line(
        id=message.id,
        who=speaker(message),
        content=message.content or "",
        sender=(message.sender.name if message.sender else None) or "",
        alu_key=facts.word(message.content_attributes.get("alu_key")),
        sent_at=message.created_at if isinstance(message.created_at, int) else 0,
        kind=next(iter(facts.kinds(message)), "text"),
    )


class _Lines(payloads.Shape):
    payload: list[payloads.Message]


class _Page(payloads.Shape):
    payload: list[payloads.Attributes]


class _Listed(payloads.Shape):
    data: _Page


class _Labels(payloads.Shape):
    payload: list[str]


class _Toggle(payloads.Shape):
    current_status: str


class _Toggled(payloads.Shape):
    payload: _Toggle


class _Stored(payloads.Shape):
    custom_attributes: payloads.Attributes


class _Team(payloads.Shape):
    id: payloads.Id
    name: str


class _Teams(payloads.Shape):
    teams: list[_Team]


def lines(body: object) -> tuple[Line, ...]:
    """The messages in an answer, oldest first."""
    return tuple(line(message) for message in _Lines.model_validate(body).payload)


def conversations(body: object) -> tuple[Conversation, ...]:
    """The conversations of one page of a list."""
    return tuple(conversation(one) for one in _Listed.model_validate(body).data.payload)


def labels(body: object) -> tuple[str, ...]:
    """The labels in an answer."""
    return tuple(_Labels.model_validate(body).payload)


def current_status(body: object) -> str:
    """The status after a toggle; ``success`` beside it is null after a hand-off."""
    return _Toggled.model_validate(body).payload.current_status


def attributes(body: object) -> Mapping[str, object]:
    """The conversation attributes after a write."""
    return _Stored.model_validate(body).custom_attributes


def message_id(body: object) -> int:
    """The id of the message that was stored."""
    return payloads.Named.model_validate(body).id


def teams(body: object) -> Mapping[str, int]:
    """Team ids by name, in lower case as Chatwoot keeps them."""
    found = _Teams.model_validate({"teams": body}).teams
    return {team.name.lower(): team.id for team in found}


def has_id(body: object) -> bool:
    """Whether the answer is something rather than null."""
    return isinstance(body, dict) and facts.number(body.get("id")) is not None
