"""What a delivery says, as a value: where, who speaks, what, and in which state the conversation is.

Every payload is a state report, whatever its event is called. ``parse`` never raises: what cannot be read is an
``Unreadable`` with a reason, what does not concern us an ``Event`` that is ``ignored``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

import orjson
from pydantic import ValidationError

from agent.state import MessageKind, Status
from api.chatwoot import facts, payloads
from api.chatwoot.facts import AssigneeKind, Contact
from api.chatwoot.speakers import Speaker, by_a_person, speaker

Who = Literal[Speaker, "status", "contact", "ignored"]
Problem = Literal["not_json", "not_an_object", "no_event", "wrong_shape"]
Takeover = Literal["status", "human", "phone", "assignee"]

MESSAGES = frozenset({"message_created", "message_updated"})
CONTACTS = frozenset({"contact_created", "contact_updated"})
STATES = frozenset(
    f"conversation_{what}"
    for what in ("created", "opened", "resolved", "status_changed", "updated")
)
BY_RULE = ("automation_event.", "macro.")

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Message:
    """The message of an event. ``content`` may be empty beside an attachment; ``sent_at`` is as Chatwoot wrote it.

    ``transcript`` is what was said in an audio, where Chatwoot knows it; ``error`` why the channel refused it.
    ``by_a_person``: somebody of the team wrote it on Chatwoot's screens.
    """

    id: int
    content: str = field(repr=False)
    kinds: tuple[MessageKind, ...]
    sender: str = field(repr=False)
    alu_key: str
    external_echo: bool
    in_reply_to: int | None
    transcript: str = field(repr=False)
    deleted: bool
    error: str = field(repr=False)
    sent_at: str
    by_a_person: bool

    @property
    def kind(self) -> MessageKind:
        """The kind of the whole: that of its first attachment, else text."""
        return self.kinds[0] if self.kinds else "text"


@dataclass(frozen=True, slots=True)
class Event:
    """One delivery. ``None`` means that the delivery does not say.

    ``key`` names the event among those of its account: a repeated delivery has the same. ``watermark`` (microseconds)
    orders the states of a conversation: a lower one is older. ``conversation`` is the number people see.
    """

    name: str
    who: Who
    key: str
    account: int | None
    inbox: int | None
    conversation: int | None
    status: Status | None
    watermark: int | None
    assignee: int | None
    assignee_kind: AssigneeKind | None
    team: int | None
    team_name: str
    can_reply: bool | None
    waiting: bool
    labels: tuple[str, ...]
    attributes: Mapping[str, object] = field(repr=False)
    changed: frozenset[str]
    contact: Contact | None
    message: Message | None
    ignored: str = ""

    @property
    def by_rule(self) -> bool:
        """Chatwoot tells what one of its own rules did."""
        return self.name.startswith(BY_RULE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body that is no event. ``where`` names the key at fault, never its value; the ids, where one can be read."""

    problem: Problem
    where: str = ""
    conversation: int | None = None
    message: int | None = None
    account: int | None = None
    inbox: int | None = None


def parse(raw: bytes) -> Event | Unreadable:
    """The event in the bytes of a delivery. Never raises."""
    try:
        body = payloads.decoded(raw)
    except orjson.JSONDecodeError:
        return Unreadable("not_json")
    if not isinstance(body, dict):
        return Unreadable("not_an_object")
    name = body.get("event")
    if not isinstance(name, str) or not 0 < len(name) <= facts.LONGEST_NAME:
        return Unreadable("no_event")
    try:
        return _event(name, body, raw)
    except ValidationError as wrong:
        return _unreadable(wrong, name, body)


def takeover(
    event: Event, *, assignee_counts: bool = False, own_team: int | None = None
) -> Takeover | None:
    """Why a human has the conversation now, or None. A stale body is the caller's to know: see ``watermark``.

    A status other than pending always counts. A human's public message counts when it is new, not when an old one is
    updated. A changed assignee counts only with ``assignee_counts``, and never in ``own_team``, the team Alú has
    assigned: Chatwoot then picks a member by itself.
    """
    if event.status not in (None, "pending"):
        return "status"
    if event.who == "human" and event.name == "message_created" and event.message:
        return "phone" if event.message.external_echo else "human"
    if assignee_counts and _newly_assigned(event) and (own_team is None or event.team != own_team):
        return "assignee"
    return None


def _newly_assigned(event: Event) -> bool:
    return "assignee_id" in event.changed and event.assignee_kind == "user"


def _event(name: str, body: dict[str, object], raw: bytes) -> Event:
    message = payloads.Message.model_validate(body) if name in MESSAGES else None
    shown = _conversation(name, body)
    conversation = payloads.Conversation.model_validate(shown) if shown is not None else None
    who, ignored = _who(name, message, conversation)
    contact = _contact(name, body, conversation)
    return Event(
        name=name,
        who=who,
        key=_key(name, message, conversation, contact, raw),
        account=_id_of(body.get("account")) or facts.account(conversation),
        inbox=_id_of(body.get("inbox")) or (conversation.inbox_id if conversation else None),
        conversation=conversation.id if conversation else None,
        status=facts.status(conversation),
        watermark=facts.watermark(conversation),
        assignee=facts.assignee(conversation),
        assignee_kind=facts.assignee_kind(conversation),
        team=facts.team(conversation),
        team_name=facts.team_name(conversation),
        can_reply=conversation.can_reply if conversation else None,
        waiting=bool(conversation and conversation.waiting_since),
        labels=tuple(conversation.labels or ()) if conversation else (),
        attributes=(conversation.custom_attributes if conversation else None) or _NOTHING,
        changed=_changed(body.get("changed_attributes")),
        contact=contact,
        message=_message(message) if message else None,
        ignored=ignored,
    )


def _conversation(name: str, body: dict[str, object]) -> object:
    """Where the body keeps its conversation: under a key, or it is one itself."""
    for key in ("conversation", "current_conversation"):
        if isinstance(body.get(key), dict):
            return body[key]
    if name in MESSAGES or name in STATES or _looks_like_a_conversation(body):
        return body.get("conversation") if name in MESSAGES else body
    return None


def _looks_like_a_conversation(body: dict[str, object]) -> bool:
    return isinstance(body.get("status"), str) and isinstance(body.get("meta"), dict)


def _who(
    name: str, message: payloads.Message | None, conversation: payloads.Conversation | None
) -> tuple[Who, str]:
    if message:
        if conversation is None:
            return "ignored", "message without a conversation"
        said = speaker(message)
        return (said, "") if said else ("ignored", "unknown message type")
    if name in CONTACTS:
        return "contact", ""
    if name in STATES or name.startswith(BY_RULE):
        return "status", ""
    return "ignored", "not for the bot"


def _contact(
    name: str, body: dict[str, object], conversation: payloads.Conversation | None
) -> Contact | None:
    if name in CONTACTS:
        return facts.contact(payloads.Person.model_validate(body))
    return facts.contact(conversation.meta.sender) if conversation else None


def _message(message: payloads.Message) -> Message:
    said = message.content_attributes
    sender = message.sender
    return Message(
        id=message.id,
        content=message.content or "",
        kinds=facts.kinds(message),
        sender=(sender.name if sender else None) or "",
        alu_key=facts.word(said.get("alu_key")),
        external_echo=bool(said.get("external_echo")),
        in_reply_to=facts.number(said.get("in_reply_to")),
        transcript=facts.transcript(message),
        deleted=said.get("deleted") is True,
        error=facts.word(said.get("external_error")),
        sent_at=str(message.created_at or ""),
        by_a_person=by_a_person(message),
    )


def _key(
    name: str,
    message: payloads.Message | None,
    conversation: payloads.Conversation | None,
    contact: Contact | None,
    raw: bytes,
) -> str:
    if message and name == "message_created":
        return f"{name}:{message.id}"
    if message:
        return f"{name}:{message.id}:{_digest(raw)}"
    if conversation and name in STATES and conversation.updated_at is not None:
        return f"{name}:{conversation.id}:{facts.watermark(conversation)}"
    subject = conversation.id if conversation else contact.id if contact else 0
    return f"{name}:{subject}:{_digest(raw)}"


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=12).hexdigest()


def _changed(attributes: object) -> frozenset[str]:
    if not isinstance(attributes, list):
        return frozenset()
    return frozenset(key for change in attributes if isinstance(change, dict) for key in change)


def _id_of(value: object) -> int | None:
    return facts.number(value.get("id")) if isinstance(value, dict) else None


def _unreadable(wrong: ValidationError, name: str, body: dict[str, object]) -> Unreadable:
    first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    message = facts.number(body.get("id")) if name in MESSAGES else None
    shown = body if name in STATES else body.get("conversation")
    account = _id_of(body.get("account"))
    inbox = facts.number(shown.get("inbox_id")) if isinstance(shown, dict) else None
    return Unreadable("wrong_shape", where, _id_of(shown), message, account, inbox)
