"""The shapes of what Chatwoot tells, from 3.13 to 4.15, in its API and its webhooks; only the keys that are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _moment(value: object) -> object:
    """Seconds since 1970 as a moment; ISO 8601, and what is neither, is left to pydantic."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, tz=UTC)
    return value


def _empty_if_none(value: object) -> object:
    return {} if value is None else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Attributes = Annotated[dict[str, Any], BeforeValidator(_empty_if_none)]


class Shape(BaseModel):
    """Deaf to what we do not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Person(Shape):
    """A contact, user or bot."""

    name: str | None = None
    type: str | None = None
    email: str | None = None
    phone_number: str | None = None
    identifier: str | None = None
    custom_attributes: Attributes = {}
    additional_attributes: Attributes = {}


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
    """Who belongs to a conversation: the customer is ``sender`` in webhooks, ``contact`` in the list of messages."""

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
    updated_at: Moment | None = None
    last_activity_at: Moment | None = None


class Message(Shape):
    """A message of the API or of a webhook."""

    id: int
    message_type: int | str
    created_at: Moment
    content: str | None = None
    content_type: str | None = None
    content_attributes: Attributes = {}
    additional_attributes: Attributes = {}
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
