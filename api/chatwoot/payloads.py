"""The shapes Chatwoot sends, from 3.13 to 4.15, as typed models; only the keys we read.

Two kinds of keys. On those that decide who speaks, where and in which state, a wrong type refuses the body. All others
are ``Soft``: a wrong type reads as absent, for a fork's odd avatar must not silence a customer. Unknown keys pass.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

T = TypeVar("T")

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def decoded(raw: bytes) -> object:
    """The JSON in ``raw`` without NUL letters, which PostgreSQL refuses. Raises ``orjson.JSONDecodeError``."""
    value: object = orjson.loads(_NUL.sub(rb"\1", raw) if b"\\u0000" in raw else raw)
    return value


def _or_none(value: object, check: ValidatorFunctionWrapHandler) -> object:
    try:
        return check(value)
    except ValidationError:
        return None


def _without_nothing(value: object) -> object:
    return {} if value is None else value


Soft = Annotated[T | None, WrapValidator(_or_none)]
Id = Annotated[int, Field(ge=0, le=2**63 - 1)]
Seconds = Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False)]
Attributes = Annotated[dict[str, object], BeforeValidator(_without_nothing)]


class Shape(BaseModel):
    """Strict in type, deaf to what we do not read."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Named(Shape):
    """An account or inbox."""

    id: Id


class Team(Named):
    """A team, by the name that people know."""

    name: Soft[str] = None


class Person(Shape):
    """A contact, user or bot; the top-level shape of a contact has no ``type``."""

    id: Id | None = None
    name: Soft[str] = None
    type: Soft[str] = None
    phone_number: Soft[str] = None
    blocked: Soft[bool] = None
    custom_attributes: Soft[dict[str, object]] = None


class Attachment(Shape):
    """One attachment; audio may carry what was said in it (enterprise only)."""

    file_type: Soft[str] = None
    content_type: Soft[str] = None
    extension: Soft[str] = None
    transcribed_text: Soft[str] = None


class LastMessage(Shape):
    """The newest public message as a conversation shows it; often not the one of the event."""

    account_id: Soft[Id] = None


class Meta(Shape):
    """Who belongs to the conversation."""

    sender: Person | None = None
    assignee: Person | None = None
    assignee_type: Soft[str] = None
    team: Soft[Team] = None


class Conversation(Shape):
    """A conversation, in deliveries and in answers of the API; ``id`` is the number people see."""

    id: Id
    status: str | None = None
    inbox_id: Id | None = None
    account_id: Soft[Id] = None
    account: Soft[Named] = None
    meta: Meta = Meta()
    messages: Soft[list[LastMessage]] = None
    labels: Soft[list[str]] = None
    custom_attributes: Soft[dict[str, object]] = None
    can_reply: Soft[bool] = None
    priority: Soft[str] = None
    waiting_since: Soft[Seconds] = None
    last_activity_at: Soft[Seconds] = None
    updated_at: Soft[Seconds] = None


class Message(Shape):
    """A message; ``message_type`` is a word in deliveries and a number in answers of the API."""

    id: Id
    message_type: str | int
    private: bool = False
    content: str | None = None
    content_type: Soft[str] = None
    content_attributes: Attributes = {}
    additional_attributes: Soft[dict[str, object]] = None
    sender: Person | None = None
    attachments: Soft[list[Attachment]] = None
    created_at: Soft[str | int] = None
