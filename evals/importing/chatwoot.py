"""Conversations out of Chatwoot: the messages that its API tells, or the webhooks that it sent, one a line.

Shapes: ``GET /api/v1/accounts/{id}/conversations/{id}/messages`` and the webhook payloads of servers 3.13 to 4.15. Only
the keys we read; unknown keys pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agent.protocol import Protocol
from agent.state import MessageKind, Status
from evals.importing.activities import is_by, status_in, team_in, team_named
from evals.importing.refused import NotImportable, problem
from evals.importing.talk import Assigned, Change, Contact, Entry, Line, Talk, Who

AT_ONCE = timedelta(seconds=10)
"""How soon after her own words an opening is taken for hers: a hand-over is several calls in a row."""

_TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_KINDS: dict[str, MessageKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "location": "location",
    "contact": "contact",
}
_BOTS = frozenset({"agent_bot", "captain_assistant"})
_STATUSES: dict[str, Status] = {
    "pending": "pending",
    "open": "open",
    "resolved": "resolved",
    "snoozed": "snoozed",
}
_HIDDEN = frozenset({"email", "phone_number", "identifier", "name"})


class Shape(BaseModel):
    """Deaf to what we do not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _moment(value: object) -> object:
    """Seconds since 1970 or ISO 8601; anything else is left for pydantic to refuse."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, tz=UTC)
    return value


def _nothing_is_empty(value: object) -> object:
    return {} if value is None else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Open = Annotated[dict[str, Any], BeforeValidator(_nothing_is_empty)]


class Person(Shape):
    """A contact, user or bot."""

    name: str | None = None
    type: str | None = None
    email: str | None = None
    phone_number: str | None = None
    identifier: str | None = None
    custom_attributes: Open = {}
    additional_attributes: Open = {}


class Attachment(Shape):
    """One attachment; an audio may carry what was said in it."""

    file_type: str | None = None
    content_type: str | None = None
    extension: str | None = None
    transcribed_text: str | None = None


class Team(Shape):
    """A team, by its name."""

    name: str | None = None


class Meta(Shape):
    """Who belongs to a conversation, as webhooks tell it (``sender``) and as the list of messages does (``contact``)."""

    sender: Person | None = None
    contact: Person | None = None
    team: Team | None = None
    labels: list[str] | None = None


class Conversation(Shape):
    """The conversation as a webhook shows it, when it was put into the queue."""

    id: int
    status: str | None = None
    meta: Meta = Meta()
    labels: list[str] | None = None
    updated_at: float | None = None


class Message(Shape):
    """A message of the API or of a webhook."""

    id: int
    message_type: int | str
    created_at: Moment
    content: str | None = None
    content_type: str | None = None
    content_attributes: Open = {}
    additional_attributes: Open = {}
    private: bool | None = False
    source_id: str | None = None
    sender: Person | None = None
    attachments: list[Attachment] | None = None


class Listed(Shape):
    """The answer of the list of messages."""

    meta: Meta = Meta()
    payload: list[Message] = Field(min_length=1)


class Delivered(Shape):
    """A webhook: of a message, or the conversation itself."""

    event: str
    conversation: Conversation | None = None


S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One delivery: the message it brought, if any, and the conversation as it then stood."""

    conversation: Conversation
    message: Message | None


def read(raw: str, path: Path, company: Protocol) -> list[Talk]:
    """The conversations of a file, those of webhooks by their number. Raises ``NotImportable``."""
    whole = _whole(raw)
    if isinstance(whole, dict) and "payload" in whole:
        return [_listed(_as(Listed, whole, path, 0), company)]
    if isinstance(whole, list) and not any(isinstance(one, dict) and "event" in one for one in whole):
        return [_listed(_as(Listed, {"payload": whole}, path, 0), company)]
    return _delivered(_bodies(raw, whole, path), path, company)


def looks_like(value: object) -> bool:
    """Whether a JSON value has the shape of something Chatwoot tells."""
    if isinstance(value, list):
        return bool(value) and looks_like(value[0])
    return isinstance(value, dict) and any(
        key in value for key in ("payload", "event", "message_type")
    )


def _whole(raw: str) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _bodies(raw: str, whole: object, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The webhooks with the line of each; line 0 where the file is one JSON document."""
    if whole is not None:
        yield from ((0, one) for one in (whole if isinstance(whole, list) else [whole]))
        return
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip():
            yield number, _object(line, path, number)


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as wrong:
        remedy = "Guarde um JSON por linha, ou a resposta inteira de GET …/messages"
        raise NotImportable([problem(path, number, f"não é JSON ({wrong})", remedy)]) from None
    if not isinstance(value, dict):
        raise NotImportable(
            [problem(path, number, "não é um objeto JSON", "Cada linha é um webhook do Chatwoot")]
        )
    return value


def _as(shape: type[S], value: object, path: Path, line: int) -> S:
    try:
        return shape.model_validate(value)
    except ValidationError as wrong:
        remedy = "Guarde o JSON como o Chatwoot o deu, sem editar"
        raise NotImportable(
            problem(path, line, f"{'.'.join(map(str, error['loc']))}: {error['msg']}", remedy)
            for error in wrong.errors()
        ) from None


def _delivered(
    bodies: Iterable[tuple[int, dict[str, Any]]], path: Path, company: Protocol
) -> list[Talk]:
    seen = [one for line, body in bodies if (one := _seen(body, path, line))]
    if not seen:
        remedy = "Guarde os webhooks message_created e conversation_* do robô"
        raise NotImportable([problem(path, 0, "nenhum webhook é de uma conversa", remedy)])
    seen.sort(key=lambda one: one.conversation.id)
    return [
        _of_deliveries(str(number), list(some), company)
        for number, some in groupby(seen, key=lambda one: one.conversation.id)
    ]


def _seen(body: dict[str, Any], path: Path, line: int) -> _Seen | None:
    """What a webhook tells; None for one of contacts, inboxes or typing."""
    event = _as(Delivered, body, path, line)
    if event.event.startswith("message_"):
        message = _as(Message, body, path, line)
        return _Seen(event.conversation, message) if event.conversation else None
    if event.event.startswith("conversation_") and "typing" not in event.event:
        return _Seen(_as(Conversation, body, path, line), None)
    return None


def _listed(listed: Listed, company: Protocol) -> Talk:
    messages = sorted(listed.payload, key=lambda one: one.id)
    bots = {_name(one.sender) for one in messages if _is_bot(one.sender)}
    entries = [entry for one in messages for entry in _entries(one, bots, company)]
    meta = listed.meta
    contact = meta.contact or meta.sender or _customer(messages)
    return Talk(
        "chatwoot",
        "",
        tuple(_marked(entries, messages)),
        _contact(contact),
        team=_last_team(entries) or team_named(_team(meta), company),
        labels=tuple(meta.labels or ()),
        remarks=_ways_in(messages),
    )


def _of_deliveries(key: str, seen: Sequence[_Seen], company: Protocol) -> Talk:
    by_id = {one.message.id: one.message for one in seen if one.message}
    messages = [by_id[number] for number in sorted(by_id)]
    states = sorted(
        (one.conversation for one in seen), key=lambda conversation: conversation.updated_at or 0.0
    )
    entries: list[Entry] = [entry for one in messages for entry in _entries(one, set(), company)]
    entries = _marked(entries, messages)
    entries = _in_time([*entries, *_changes(states, entries), *_assignments(states, company)])
    last = states[-1]
    return Talk(
        "chatwoot",
        key,
        tuple(entries),
        _contact(last.meta.sender or _customer(messages)),
        status=_STATUSES.get(states[0].status or "", "pending"),
        team=team_named(_team(last.meta), company),
        labels=tuple(last.labels or ()),
        remarks=_ways_in(messages),
    )


def _entries(message: Message, bots: set[str], company: Protocol) -> Iterator[Entry]:
    """What one message is: lines, or what it tells that was done. A note and a template are neither."""
    kind = message.message_type
    kind = _TYPES.get(kind, "") if isinstance(kind, int) else kind
    text = message.content or ""
    if kind == "activity":
        if status := status_in(text):
            yield Change(status, message.created_at, by_alu=is_by(text, bots))
        if team := team_in(text, company):
            yield Assigned(team, message.created_at)
    elif kind in ("incoming", "outgoing") and not message.private and not _is_machine(message):
        yield from _said(message, "customer" if kind == "incoming" else _speaker(message.sender))


def _said(message: Message, who: Who) -> Iterator[Line]:
    """A line for each thing attached, the caption with the first; or one of text."""
    if message.content_attributes.get("deleted"):
        return
    name, text = _name(message.sender), (message.content or "").strip()
    written = "\n".join(
        one.transcribed_text for one in message.attachments or () if one.transcribed_text
    )
    text = "\n".join(part for part in (text, written) if part)
    for place, kind in enumerate(_kinds(message)):
        yield Line(who, message.created_at, text if place == 0 else "", kind, name)
    if not _kinds(message) and text:
        yield Line(who, message.created_at, text, "text", name)


def _kinds(message: Message) -> tuple[MessageKind, ...]:
    if message.content_attributes.get("is_reaction"):
        return ("reaction",)
    if message.content_type == "sticker":
        return ("sticker",)
    attached = tuple(_kind(one) for one in message.attachments or ())
    if not attached and message.content_attributes.get("is_unsupported"):
        return ("unsupported",)
    return attached


def _kind(attachment: Attachment) -> MessageKind:
    if attachment.file_type == "image" and "webp" in (
        attachment.extension or attachment.content_type or ""
    ):
        return "sticker"
    return _KINDS.get(attachment.file_type or "", "unsupported")


def _is_machine(message: Message) -> bool:
    """Sent by a rule, a campaign or a template: nobody said it."""
    told = message.additional_attributes
    return bool(
        message.content_type == "input_csat"
        or message.content_attributes.get("automation_rule_id")
        or told.get("campaign_id")
        or (message.sender is None and told.get("template_params"))
    )


def _speaker(sender: Person | None) -> Who:
    return "alu" if _is_bot(sender) else "human"


def _is_bot(sender: Person | None) -> bool:
    return sender is not None and sender.type in _BOTS


def _name(person: Person | None) -> str:
    return (person.name or "") if person else ""


def _customer(messages: Sequence[Message]) -> Person | None:
    incoming = (one.sender for one in messages if one.message_type in (0, "incoming"))
    return next((sender for sender in incoming if sender), None)


def _contact(person: Person | None) -> Contact:
    if person is None:
        return Contact()
    fields = {"email": person.email, "identifier": person.identifier}
    told = {**fields, **person.additional_attributes, **person.custom_attributes}
    known = tuple(
        (key, str(value)) for key, value in told.items() if isinstance(value, str | int) and value
    )
    return Contact(_name(person), person.phone_number or "", known)


def _team(meta: Meta) -> str:
    return (meta.team.name or "") if meta.team else ""


def _last_team(entries: Iterable[Entry]) -> str:
    return next((one.team for one in reversed(list(entries)) if isinstance(one, Assigned)), "")


def _marked(entries: Sequence[Entry], messages: Sequence[Message]) -> list[Entry]:
    """The entries, with what the channel delivered twice marked as such."""
    return list(entries) if messages else []


def _ways_in(messages: Sequence[Message]) -> tuple[str, ...]:
    notes = sum(bool(one.private) for one in messages)
    return (f"{notes} notas internas ficaram de fora",) if notes else ()


def _changes(states: Sequence[Conversation], lines: Sequence[Entry]) -> Iterator[Change]:
    """Where the status became another one. Who did it is not told: an opening right after her words is hers."""
    before = _STATUSES.get(states[0].status or "", "pending")
    for state in states[1:]:
        status = _STATUSES.get(state.status or "", "open")
        if status != before:
            at = datetime.fromtimestamp(state.updated_at or 0.0, tz=UTC)
            yield Change(status, at, by_alu=status == "open" and _just_spoke(lines, at))
        before = status


def _just_spoke(lines: Sequence[Entry], at: datetime) -> bool:
    said = [one for one in lines if isinstance(one, Line) and one.at and one.at <= at]
    return bool(said) and said[-1].who == "alu" and at - (said[-1].at or at) <= AT_ONCE


def _assignments(states: Sequence[Conversation], company: Protocol) -> Iterator[Assigned]:
    before = team_named(_team(states[0].meta), company)
    for state in states[1:]:
        team = team_named(_team(state.meta), company)
        if team and team != before:
            yield Assigned(team, datetime.fromtimestamp(state.updated_at or 0.0, tz=UTC))
        before = team


def _in_time(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one.at or datetime.fromtimestamp(0, tz=UTC))
