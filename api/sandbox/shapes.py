"""The shapes that webhooks and REST answers share: people, messages, attachments, as Chatwoot pushes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from api.sandbox.moments import epoch, iso
from api.sandbox.records import (
    KINDS,
    Attachment,
    Bot,
    Contact,
    ContactInbox,
    Conversation,
    Json,
    Message,
    Person,
    Team,
    User,
)
from api.sandbox.store import Store

HARD_BREAK = re.compile(r"\\\n")  # of markdown; it goes out as the line break alone
FILE_TYPES = ("image", "audio", "video")


@dataclass(frozen=True, slots=True)
class View:
    """One look at the store. From ``outside`` the account's own API it isn't known whether people are there."""

    store: Store
    base_url: str
    outside: bool = False

    def person(self, who: Person) -> Json:
        """A sender or an assignee inside a conversation."""
        if isinstance(who, Contact):
            return {**contact(who), "type": "contact"}
        if isinstance(who, Bot):
            return {"id": who.id, "name": who.name, "avatar_url": "", "type": "agent_bot"}
        return {
            "id": who.id,
            "name": who.name,
            "available_name": who.name,
            "avatar_url": "",
            "type": "user",
            "availability_status": None if self.outside else who.availability,
            "thumbnail": "",
        }

    def inner(self, message: Message, *, content: str | None) -> Json:
        """A message inside a conversation: its type is a number here, its creation whole seconds."""
        conversation = self.store.conversations[message.conversation_id]
        sender = self.store.sender(message)
        kind, place = message.sender or (None, None)
        return {
            "id": message.id,
            "content": content,
            "account_id": self.store.account.id,
            "inbox_id": conversation.inbox_id,
            "conversation_id": conversation.id,
            "message_type": KINDS.index(message.kind),
            "created_at": epoch(message.created_at),
            "updated_at": iso(message.updated_at),
            "private": message.private,
            "status": message.status,
            "source_id": message.source_id,
            "content_type": message.content_type,
            "content_attributes": dict(message.content_attributes),
            "sender_type": kind,
            "sender_id": place,
            "external_source_ids": {},
            "additional_attributes": {},
            "processed_message_content": content,
            "sentiment": {},
            "conversation": {
                "assignee_id": conversation.assignee_id,
                "unread_count": self.store.unread(conversation),
                "last_activity_at": epoch(conversation.last_activity_at),
                "contact_inbox": {"source_id": self.contact_inbox(conversation).source_id},
            },
            **self.attachments(message),
            **({"sender": self.person(sender)} if sender else {}),
        }

    def attachments(self, message: Message) -> Json:
        """The key and its list; without files there is no key."""
        return {"attachments": self.files(message)} if message.attachments else {}

    def files(self, message: Message) -> list[Json]:
        """The files of a message."""
        return [self._attachment(one, message) for one in message.attachments]

    def assignee(self, conversation: Conversation) -> User | Bot | None:
        """Who a conversation belongs to: a person, else a bot, else nobody."""
        if conversation.assignee_id:
            return self.store.users[conversation.assignee_id]
        if conversation.assignee_agent_bot_id:
            return self.store.bots[conversation.assignee_agent_bot_id]
        return None

    def team(self, conversation: Conversation) -> Team | None:
        """The team of a conversation."""
        return self.store.teams[conversation.team_id] if conversation.team_id else None

    def contact_inbox(self, conversation: Conversation) -> ContactInbox:
        """The customer as his channel knows him."""
        return self.store.contact_inboxes[conversation.contact_inbox_id]

    def _attachment(self, file: Attachment, message: Message) -> Json:
        kind = file_type(file.content_type)
        url = f"{self.base_url}/rails/active_storage/{{}}/redirect/{file.id}/{file.name}"
        return {
            "id": file.id,
            "message_id": message.id,
            "file_type": kind,
            "account_id": self.store.account.id,
            "extension": PurePosixPath(file.name).suffix.removeprefix(".") or None,
            "content_type": file.content_type,
            "data_url": url.format("blobs"),
            "thumb_url": url.format("representations") if kind == "image" else "",
            "file_size": len(file.content),
            "width": None,
            "height": None,
            **({"transcribed_text": ""} if kind == "audio" else {}),
        }


def contact(who: Contact) -> Json:
    """What every shape of a customer has."""
    return {
        "additional_attributes": dict(who.additional_attributes),
        "custom_attributes": dict(who.custom_attributes),
        "email": who.email,
        "id": who.id,
        "identifier": who.identifier,
        "name": who.name,
        "phone_number": who.phone_number,
        "thumbnail": "",
        "blocked": who.blocked,
    }


def assignee_type(who: User | Bot | None) -> str | None:
    """The kind of assignee."""
    if who is None:
        return None
    return "User" if isinstance(who, User) else "AgentBot"


def file_type(content_type: str) -> str:
    """What Chatwoot calls a file of this content type."""
    family = content_type.partition("/")[0]
    return family if family in FILE_TYPES else "file"


def sent(content: str | None) -> str | None:
    """A text as webhooks carry it."""
    return content and HARD_BREAK.sub("\n", content)
