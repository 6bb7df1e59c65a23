"""What the embedded Chatwoot remembers: one frozen record a row, with the names Chatwoot gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

Json: TypeAlias = dict[str, object]
Status = Literal["open", "resolved", "pending", "snoozed"]
Kind = Literal["incoming", "outgoing", "activity", "template"]
Role = Literal["administrator", "agent"]
Table = Literal["Contact", "User", "AgentBot"]

KINDS: tuple[Kind, ...] = (
    "incoming",
    "outgoing",
    "activity",
    "template",
)  # place = number on the wire
PRIORITIES = ("low", "medium", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Account:
    """The company; ``pending_on_failure`` is Chatwoot's ``keep_pending_on_bot_failure``."""

    id: int
    name: str
    created_at: datetime
    pending_on_failure: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """A person of the team, with the token of his profile."""

    id: int
    name: str
    email: str
    role: Role
    token: str
    availability: str = "offline"


@dataclass(frozen=True, slots=True)
class Bot:
    """An agent bot: where its events go, what they are signed with, and the token it calls with."""

    id: int
    name: str
    description: str | None
    url: str
    token: str
    secret: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """One inbox of an API channel; ``settings`` holds the keys of PATCH that change nothing here."""

    id: int
    name: str
    identifier: str
    secret: str
    bot_id: int | None = None
    webhook_url: str = ""
    lock: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Team:
    """A team and its members' ids; names are lower-case in Chatwoot."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    created_at: datetime
    updated_at: datetime
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A label the account knows; conversations may carry titles it doesn't know."""

    id: int
    title: str
    description: str | None
    color: str
    show_on_sidebar: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of a custom attribute; storing a value needs none."""

    id: int
    key: str
    name: str
    type: str
    model: str
    description: str | None
    values: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Folder:
    """A saved filter of one person; its name is not unique."""

    id: int
    user_id: int
    name: str
    type: str
    query: Json
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Hook:
    """An account webhook and the events it asked for."""

    id: int
    url: str
    name: str | None
    subscriptions: tuple[str, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer."""

    id: int
    name: str
    email: str | None
    phone_number: str | None
    identifier: str | None
    created_at: datetime
    updated_at: datetime
    custom_attributes: Mapping[str, object] = field(default_factory=dict)
    additional_attributes: Mapping[str, object] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    blocked: bool = False
    last_activity_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactInbox:
    """A customer in an inbox; ``source_id`` is what his channel calls him."""

    id: int
    contact_id: int
    inbox_id: int
    source_id: str
    pubsub_token: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; ``id`` is the display id, the only one that Chatwoot shows."""

    id: int
    uuid: str
    inbox_id: int
    contact_inbox_id: int
    contact_id: int
    status: Status
    created_at: datetime
    updated_at: datetime
    last_activity_at: datetime
    waiting_since: datetime | None
    custom_attributes: Mapping[str, object] = field(default_factory=dict)
    label_list: tuple[str, ...] = ()
    cached_label_list: str | None = None
    team_id: int | None = None
    assignee_id: int | None = None
    assignee_agent_bot_id: int | None = None
    priority: str | None = None
    snoozed_until: datetime | None = None
    first_reply_created_at: datetime | None = None
    agent_last_seen_at: datetime | None = None
    contact_last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a message, with its bytes."""

    id: int
    name: str
    content_type: str
    content: bytes


Person: TypeAlias = Contact | User | Bot


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``sender`` is kept as kind and id, for names may change after it."""

    id: int
    conversation_id: int
    kind: Kind
    content: str | None
    created_at: datetime
    updated_at: datetime
    sender: tuple[Table, int] | None = None
    private: bool = False
    status: str = "sent"
    content_type: str = "text"
    content_attributes: Mapping[str, object] = field(default_factory=dict)
    source_id: str | None = None
    attachments: tuple[Attachment, ...] = ()
