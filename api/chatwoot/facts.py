"""Single facts read out of a payload, in the words of the rest of Alú. Pure; absent is None or empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from agent.state import MessageKind, Status
from api.chatwoot.payloads import Attachment, Conversation, Message, Person

AssigneeKind = Literal["user", "agent_bot"]

LONGEST_NAME = 120
STATUSES: Mapping[str, Status] = {
    "pending": "pending",
    "open": "open",
    "resolved": "resolved",
    "snoozed": "snoozed",
}
ASSIGNEES: Mapping[str, AssigneeKind] = {
    "User": "user",
    "user": "user",
    "AgentBot": "agent_bot",
    "agent_bot": "agent_bot",
}
KINDS: Mapping[str, MessageKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "location": "location",
    "contact": "contact",
}
_BRAZILIAN = re.compile(r"\+?55([1-9][1-9])\d{8,9}")


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer: id, name as the channel knows it, area code of a Brazilian phone, attributes. No phone."""

    id: int
    name: str = field(repr=False)
    ddd: str
    blocked: bool
    attributes: Mapping[str, object] = field(repr=False)


def contact(person: Person | None) -> Contact | None:
    """The customer behind ``person``; None without an id."""
    if person is None or person.id is None:
        return None
    return Contact(
        id=person.id,
        name=person.name or "",
        ddd=ddd(person.phone_number),
        blocked=person.blocked is True,
        attributes=MappingProxyType(person.custom_attributes or {}),
    )


def ddd(phone: str | None) -> str:
    """The area code of a Brazilian phone in E.164; empty for any other, or none."""
    found = _BRAZILIAN.fullmatch(phone or "")
    return found[1] if found else ""


def status(conversation: Conversation | None) -> Status | None:
    """The status; one that we don't know reads as open, for it is a human's."""
    if conversation is None or conversation.status is None:
        return None
    return STATUSES.get(conversation.status, "open")


def watermark(conversation: Conversation | None) -> int | None:
    """Microseconds that order states: ``updated_at`` since 4.0.2, before it the last activity.

    Cut, not rounded, as the database does: the bot's delivery shows more digits than the account's or the API.
    """
    if conversation is None:
        return None
    seconds = conversation.updated_at
    if seconds is None:
        seconds = conversation.last_activity_at
    return None if seconds is None else int(Decimal(repr(seconds)) * 1_000_000)


def account(conversation: Conversation | None) -> int | None:
    """The account, from wherever this version tells it."""
    if conversation is None:
        return None
    if conversation.account:
        return conversation.account.id
    if conversation.account_id is not None:
        return conversation.account_id
    return conversation.messages[0].account_id if conversation.messages else None


def assignee(conversation: Conversation | None) -> int | None:
    """The id of the user or bot that has the conversation."""
    if conversation is None or conversation.meta.assignee is None:
        return None
    return conversation.meta.assignee.id


def assignee_kind(conversation: Conversation | None) -> AssigneeKind | None:
    """Whether a person or a bot has it; servers before 4.8 tell it in the assignee alone."""
    if conversation is None or conversation.meta.assignee is None:
        return None
    told = conversation.meta.assignee_type or conversation.meta.assignee.type or "User"
    return ASSIGNEES.get(told, "user")


def team(conversation: Conversation | None) -> int | None:
    """The team's id."""
    if conversation is None or conversation.meta.team is None:
        return None
    return conversation.meta.team.id


def team_name(conversation: Conversation | None) -> str:
    """What the team is called; empty without one."""
    if conversation is None or conversation.meta.team is None:
        return ""
    return word(conversation.meta.team.name)


def kinds(message: Message) -> tuple[MessageKind, ...]:
    """What the message is made of besides text, one for each attachment; empty for text alone."""
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
    return KINDS.get(attachment.file_type or "", "unsupported")


def transcript(message: Message) -> str:
    """What was said in the audios, where Chatwoot has written it down."""
    said = (one.transcribed_text or "" for one in message.attachments or ())
    return "\n".join(text for text in said if text)


def word(value: object) -> str:
    """A short string, or empty."""
    return value[:LONGEST_NAME] if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """An id, or None."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    return None
