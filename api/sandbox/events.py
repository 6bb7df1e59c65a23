"""Events and their bodies: what Chatwoot tells a webhook, as the state was when it was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeAlias

import orjson

from api.sandbox import shapes
from api.sandbox.moments import epoch, iso
from api.sandbox.records import Bot, Contact, Conversation, Json, Message, Person, User
from api.sandbox.shapes import View

# The bot hears of these; account and inbox webhooks of these but the first two, and of more (protocol 1.1).
BOT_ONLY = ("conversation_opened", "conversation_resolved")
OF_CONTACT = ("contact_created", "contact_updated")
BOT_HEARS = (
    *BOT_ONLY,
    "message_created",
    "message_updated",
    "conversation_status_changed",
    "conversation_updated",
)

# A change of one of these is worth an event (models/conversation.rb, `list_of_keys`).
TELLING = (
    "team_id",
    "assignee_id",
    "assignee_agent_bot_id",
    "status",
    "snoozed_until",
    "custom_attributes",
    "label_list",
    "waiting_since",
    "first_reply_created_at",
    "priority",
)
# The order on the wire is that of Chatwoot's columns.
COLUMNS = (
    "status",
    "assignee_id",
    "updated_at",
    "display_id",
    "snoozed_until",
    "custom_attributes",
    "team_id",
    "first_reply_created_at",
    "priority",
    "waiting_since",
    "cached_label_list",
    "assignee_agent_bot_id",
    "label_list",
)
COMPARED = {one.name for one in fields(Conversation)} & set(COLUMNS)
Changes: TypeAlias = dict[str, tuple[object, object]]

UNSAFE = ((b"<", rb"\u003c"), (b">", rb"\u003e"), (b"&", rb"\u0026"))
UNSAFE_LINES = (("\u2028".encode(), rb"\u2028"), ("\u2029".encode(), rb"\u2029"))


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, its body in bytes, the bots that hear it. ``outside``: no call of the account's API caused it."""

    name: str
    body: bytes
    conversation_id: int | None = None
    inbox_id: int | None = None
    bots: tuple[int, ...] = ()
    outside: bool = False

    def read(self) -> Json:
        """The body as a receiver reads it."""
        read: Json = orjson.loads(self.body)
        return read


def encoded(body: Json) -> bytes:
    """JSON as Rails writes it: letters as they are, what could be HTML as escapes."""
    raw = orjson.dumps(body)
    for plain, escaped in (*UNSAFE, *UNSAFE_LINES):
        raw = raw.replace(plain, escaped)
    return raw


def conversation(view: View, one: Conversation) -> Json:
    """The body of a conversation, as events carry it."""
    store = view.store
    link, assignee, team = view.contact_inbox(one), view.assignee(one), view.team(one)
    last = store.last(one.id, activity=False, private=False)
    return {
        "additional_attributes": {},
        "can_reply": True,
        "channel": "Channel::Api",
        "contact_inbox": {
            "id": link.id,
            "contact_id": link.contact_id,
            "inbox_id": link.inbox_id,
            "source_id": link.source_id,
            "created_at": iso(link.created_at),
            "updated_at": iso(link.created_at),
            "hmac_verified": False,
            "pubsub_token": link.pubsub_token,
        },
        "id": one.id,
        "inbox_id": one.inbox_id,
        "messages": [view.inner(last, content=shapes.sent(last.content))] if last else [],
        "labels": list(one.label_list),
        "meta": {
            "sender": view.person(store.contacts[one.contact_id]),
            "assignee": view.person(assignee) if assignee else None,
            "assignee_type": shapes.assignee_type(assignee),
            "team": {"id": team.id, "name": team.name} if team else None,
            "hmac_verified": False,
        },
        "status": one.status,
        "custom_attributes": dict(one.custom_attributes),
        "snoozed_until": iso(one.snoozed_until),
        "unread_count": store.unread(one),
        "first_reply_created_at": iso(one.first_reply_created_at),
        "priority": one.priority,
        "waiting_since": epoch(one.waiting_since),
        "agent_last_seen_at": epoch(one.agent_last_seen_at),
        "contact_last_seen_at": epoch(one.contact_last_seen_at),
        "last_activity_at": epoch(one.last_activity_at),
        "timestamp": epoch(one.last_activity_at),
        "created_at": epoch(one.created_at),
        "updated_at": one.updated_at.timestamp(),
    }


def message(view: View, one: Message) -> Json:
    """The body of a message, as events carry it: the type is a word here, the creation an ISO moment."""
    store = view.store
    talk, sender = store.conversations[one.conversation_id], store.sender(one)
    inbox = store.inboxes[talk.inbox_id]
    return {
        "account": account(view),
        "additional_attributes": {},
        "content_attributes": dict(one.content_attributes),
        "content_type": one.content_type,
        "content": shapes.sent(one.content),
        "conversation": conversation(view, talk),
        "created_at": iso(one.created_at),
        "id": one.id,
        "inbox": {"id": inbox.id, "name": inbox.name},
        "message_type": one.kind,
        "private": one.private,
        "sender": author(view, sender) if sender else None,
        "source_id": one.source_id,
        **view.attachments(one),
    }


def author(view: View, who: Person) -> Json:
    """The sender at the top of a message event; a customer has no ``type`` there."""
    if isinstance(who, Contact):
        return contact(view, who)
    if isinstance(who, User):
        return {"id": who.id, "name": who.name, "email": who.email, "type": "user"}
    return {"id": who.id, "name": who.name, "type": "agent_bot"}


def contact(view: View, who: Contact) -> Json:
    """A customer at the top of an event."""
    return {"account": account(view), **shapes.contact(who), "avatar": ""}


def account(view: View) -> Json:
    """The company."""
    return {"id": view.store.account.id, "name": view.store.account.name}


def typing(view: View, who: Person, one: Conversation, *, private: bool) -> Json:
    """Somebody types."""
    user = view.person(who) if isinstance(who, Contact) else author(view, who)
    return {"user": user, "conversation": conversation(view, one), "is_private": private}


def changes(old: Conversation, new: Conversation, *, born: bool = False) -> Changes:
    """What differs, in Chatwoot's order; the first change after a birth in the same call tells the id too."""
    pairs: Changes = {name: (getattr(old, name), getattr(new, name)) for name in COMPARED}
    if born:
        pairs["display_id"] = (None, new.id)
    return {
        name: pairs[name] for name in COLUMNS if name in pairs and pairs[name][0] != pairs[name][1]
    }


def changed_attributes(differing: Changes) -> list[Json]:
    """The list that ``conversation_updated`` carries: one object an attribute."""
    return [
        {name: {"previous_value": _raw(before), "current_value": _raw(after)}}
        for name, (before, after) in differing.items()
    ]


def hearing(name: str, one: Conversation, connected: Bot | None) -> tuple[int, ...]:
    """The bots that an event goes to: the conversation's own and the inbox's, each once, whatever the status."""
    if name not in BOT_HEARS:
        return ()
    bots = (one.assignee_agent_bot_id, connected.id if connected else None)
    return tuple(sorted({bot for bot in bots if bot is not None}))


def _raw(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return value
