"""The tables of the embedded Chatwoot, and the questions that everybody asks them. Nothing here causes an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from api.sandbox.records import (
    Account,
    Bot,
    Contact,
    ContactInbox,
    Conversation,
    Definition,
    Folder,
    Hook,
    Inbox,
    Label,
    Message,
    Person,
    Team,
    User,
)


class _Row(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Row)
V = TypeVar("V")


@dataclass(slots=True)
class Store:
    """Every table by id. The account is one: an installation for trying things needs no second."""

    account: Account
    users: dict[int, User] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    inboxes: dict[int, Inbox] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    definitions: dict[int, Definition] = field(default_factory=dict)
    hooks: dict[int, Hook] = field(default_factory=dict)
    folders: dict[int, Folder] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    contact_inboxes: dict[int, ContactInbox] = field(default_factory=dict)
    conversations: dict[int, Conversation] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    attachments: int = 0

    def bot_of(self, inbox_id: int) -> Bot | None:
        """The bot connected to an inbox."""
        bot = self.inboxes[inbox_id].bot_id
        return None if bot is None else self.bots[bot]

    def sender(self, message: Message) -> Person | None:
        """Who wrote a message."""
        if message.sender is None:
            return None
        kind, place = message.sender
        tables: Mapping[str, Mapping[int, Person]] = {
            "Contact": self.contacts,
            "User": self.users,
            "AgentBot": self.bots,
        }
        return tables[kind].get(place)

    def of(self, conversation_id: int) -> list[Message]:
        """The messages of a conversation, oldest first."""
        return [one for one in self.messages.values() if one.conversation_id == conversation_id]

    def last(self, conversation_id: int, *, activity: bool, private: bool) -> Message | None:
        """The newest message of a conversation, activities and notes counted or not."""
        return next(
            (
                one
                for one in reversed(self.of(conversation_id))
                if (activity or one.kind != "activity") and (private or not one.private)
            ),
            None,
        )

    def unread(self, conversation: Conversation) -> int:
        """How many of the customer's messages no agent has seen; Chatwoot counts to ten."""
        seen = conversation.agent_last_seen_at
        new = [
            one
            for one in self.of(conversation.id)
            if one.kind == "incoming" and (seen is None or one.created_at > seen)
        ]
        return min(len(new), 10)


def put(table: dict[int, R], row: R) -> R:
    """Keeps a row, new or changed."""
    table[row.id] = row
    return row


def following(table: Mapping[int, object]) -> int:
    """The id of the next row."""
    return max(table, default=0) + 1


def first(rows: Iterable[V]) -> V | None:
    """The first of the rows, if there is one."""
    return next(iter(rows), None)
