"""Conversations out of Chatwoot: the messages that its API lists, or the webhooks that it sent, one a line.

The list is the answer of ``GET /api/v1/accounts/{id}/conversations/{id}/messages``, or its ``payload`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import ValidationError

from agent.protocol import Protocol
from agent.state import Status
from evals.importing.activities import team_named
from evals.importing.messages import customer_of, entries_of, name_of
from evals.importing.refused import NotImportable, problem
from evals.importing.shapes import (
    Conversation,
    Delivered,
    Listed,
    Message,
    Meta,
    Person,
    Shape,
)
from evals.importing.talk import Assigned, Change, Contact, Entry, Line, Talk

S = TypeVar("S", bound=Shape)

AT_ONCE = timedelta(seconds=10)
"""How soon after her own words an opening is taken for hers: a hand-over is several calls in a row."""

LONG_AGO = datetime.fromtimestamp(0, tz=UTC)
STATUSES: dict[str, Status] = {
    "pending": "pending",
    "open": "open",
    "resolved": "resolved",
    "snoozed": "snoozed",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One delivery: the conversation as it then stood, and the message it brought, if any."""

    conversation: Conversation
    message: Message | None = None

    @property
    def at(self) -> datetime:
        """When the conversation stood so; servers before 4.0.2 tell only its last activity."""
        told = self.conversation.updated_at or self.conversation.last_activity_at
        return told or (self.message.created_at if self.message else LONG_AGO)

    @property
    def status(self) -> Status:
        """A status that we do not know is a person's."""
        return STATUSES.get(self.conversation.status or "pending", "open")

    def team(self, company: Protocol) -> str:
        """The team that has it, by the protocol's id."""
        return team_named(_team(self.conversation.meta), company)


def read(raw: str, path: Path, company: Protocol) -> list[Talk]:
    """The conversations of a file; those of webhooks in the order of their numbers. Raises ``NotImportable``."""
    whole = _whole(raw)
    if isinstance(whole, dict) and "payload" in whole:
        return [_listed(_as(Listed, whole, path, 0), company)]
    if isinstance(whole, list) and not _are_webhooks(whole):
        return [_listed(_as(Listed, {"payload": whole}, path, 0), company)]
    return _delivered(_bodies(raw, whole, path), path, company)


def looks_like(value: object) -> bool:
    """Whether a JSON value has the shape of something that Chatwoot tells."""
    first = value[0] if isinstance(value, list) and value else value
    known = ("payload", "event", "message_type")
    return isinstance(first, dict) and any(key in first for key in known)


def _whole(raw: str) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _are_webhooks(values: Sequence[object]) -> bool:
    return any(isinstance(one, dict) and "event" in one for one in values)


def _bodies(raw: str, whole: object, path: Path) -> Iterator[tuple[int, object]]:
    """The webhooks with the line of each; line 0 where the file is one JSON document."""
    if whole is not None:
        yield from ((0, one) for one in (whole if isinstance(whole, list) else [whole]))
        return
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip():
            yield number, _decoded(line, path, number)


def _decoded(line: str, path: Path, number: int) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as wrong:
        remedy = "Guarde um webhook por linha, ou a resposta inteira de GET …/messages"
        raise NotImportable([problem(path, number, f"não é JSON ({wrong})", remedy)]) from None


def _as(shape: type[S], value: object, path: Path, line: int) -> S:
    try:
        return shape.model_validate(value)
    except ValidationError as wrong:
        remedy = "Guarde o JSON como o Chatwoot o deu, sem editar"
        raise NotImportable(
            problem(
                path, line, f"{'.'.join(map(str, one['loc'])) or 'o JSON'}: {one['msg']}", remedy
            )
            for one in wrong.errors()
        ) from None


def _listed(listed: Listed, company: Protocol) -> Talk:
    messages = sorted(listed.payload, key=lambda one: one.id)
    entries = entries_of(messages, company)
    meta = listed.meta
    teams = [one.team for one in entries if isinstance(one, Assigned)]
    return Talk(
        "chatwoot",
        "",
        tuple(entries),
        _contact(meta.contact or meta.sender or customer_of(messages)),
        team=teams[-1] if teams else team_named(_team(meta), company),
        labels=tuple(meta.labels or ()),
        remarks=_remarks(messages),
    )


def _delivered(bodies: Iterable[tuple[int, object]], path: Path, company: Protocol) -> list[Talk]:
    seen = [one for line, body in bodies if (one := _seen(body, path, line))]
    if not seen:
        remedy = "Guarde os webhooks message_created e conversation_* do robô"
        raise NotImportable([problem(path, 0, "nenhum webhook é de uma conversa", remedy)])
    seen.sort(key=lambda one: (one.conversation.id, one.at))
    return [
        _of_deliveries(str(number), list(some), company)
        for number, some in groupby(seen, key=lambda one: one.conversation.id)
    ]


def _seen(body: object, path: Path, line: int) -> _Seen | None:
    """What a webhook tells; None for one of contacts, inboxes or typing."""
    event = _as(Delivered, body, path, line)
    if event.event.startswith("message_") and event.conversation:
        return _Seen(event.conversation, _as(Message, body, path, line))
    if event.event.startswith("conversation_") and "typing" not in event.event:
        return _Seen(_as(Conversation, body, path, line))
    return None


def _of_deliveries(key: str, seen: Sequence[_Seen], company: Protocol) -> Talk:
    """One conversation; of a message delivered several times, as it stood last."""
    by_id = {one.message.id: one.message for one in seen if one.message}
    messages = [by_id[number] for number in sorted(by_id)]
    said = entries_of(messages, company)
    done: list[Entry] = [*_changes(seen, said), *_assignments(seen, company)]
    last = seen[-1]
    return Talk(
        "chatwoot",
        key,
        tuple(sorted((*said, *done), key=lambda one: one.at or LONG_AGO)),
        _contact(last.conversation.meta.sender or customer_of(messages)),
        status=seen[0].status,
        team=last.team(company),
        labels=tuple(last.conversation.labels or ()),
        remarks=_remarks(messages),
    )


def _changes(seen: Sequence[_Seen], said: Sequence[Entry]) -> Iterator[Change]:
    """Where the status became another. Who did it is not told: an opening right after her words is hers."""
    before = seen[0].status
    for one in seen[1:]:
        if one.status != before:
            yield Change(
                one.status, one.at, by_alu=one.status == "open" and _she_spoke(said, one.at)
            )
        before = one.status


def _she_spoke(said: Sequence[Entry], at: datetime) -> bool:
    spoken = [one for one in said if isinstance(one, Line) and one.at and one.at <= at]
    return bool(spoken) and spoken[-1].who == "alu" and at - (spoken[-1].at or at) <= AT_ONCE


def _assignments(seen: Sequence[_Seen], company: Protocol) -> Iterator[Assigned]:
    before = seen[0].team(company)
    for one in seen[1:]:
        team = one.team(company)
        if team and team != before:
            yield Assigned(team, one.at)
        before = team


def _team(meta: Meta) -> str:
    return (meta.team.name or "") if meta.team else ""


def _contact(person: Person | None) -> Contact:
    if person is None:
        return Contact()
    fields = {"email": person.email, "identifier": person.identifier}
    told = {**fields, **person.additional_attributes, **person.custom_attributes}
    known = tuple((key, value) for key, value in told.items() if isinstance(value, str) and value)
    return Contact(name_of(person), person.phone_number or "", known)


def _remarks(messages: Sequence[Message]) -> tuple[str, ...]:
    notes = sum(bool(one.private) for one in messages)
    return (f"notas internas que ficaram de fora: {notes}",) if notes else ()
