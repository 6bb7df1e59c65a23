"""What REST answers show of talks and customers. Keys that are absent when there is nothing are absent here too."""

from __future__ import annotations

from api.sandbox import shapes
from api.sandbox.moments import epoch, iso
from api.sandbox.records import KINDS, Bot, Contact, Conversation, Inbox, Json, Message, User
from api.sandbox.rest import house
from api.sandbox.rest.house import THE_ACCOUNT
from api.sandbox.shapes import View
from api.sandbox.store import Store


def message(view: View, one: Message, echo_id: str | None = None) -> Json:
    """A message by the account's API."""
    talk, sender = view.store.conversations[one.conversation_id], view.store.sender(one)
    return {
        "id": one.id,
        "content": one.content,
        "inbox_id": talk.inbox_id,
        **({} if echo_id is None else {"echo_id": echo_id}),
        "conversation_id": one.conversation_id,
        "message_type": KINDS.index(one.kind),
        "content_type": one.content_type,
        "status": one.status,
        "content_attributes": dict(one.content_attributes),
        "created_at": epoch(one.created_at),
        "private": one.private,
        "source_id": one.source_id,
        **({"sender": view.person(sender)} if sender else {}),
        **view.attachments(one),
    }


def conversation(view: View, one: Conversation, viewer: User | Bot) -> Json:
    """A conversation by the account's API; its last message counts activities and notes."""
    store = view.store
    last = store.last(one.id, activity=True, private=True)
    spoken = store.last(one.id, activity=False, private=True)
    return {
        "meta": _meta(view, one, viewer),
        "id": one.id,
        "messages": [view.inner(last, content=last.content)] if last else [],
        "account_id": store.account.id,
        "uuid": one.uuid,
        "additional_attributes": {},
        "agent_last_seen_at": epoch(one.agent_last_seen_at),
        "assignee_last_seen_at": 0,
        "can_reply": True,
        "contact_last_seen_at": epoch(one.contact_last_seen_at),
        "custom_attributes": dict(one.custom_attributes),
        "inbox_id": one.inbox_id,
        "labels": list(one.label_list),
        "muted": store.contacts[one.contact_id].blocked,
        "snoozed_until": iso(one.snoozed_until),
        "status": one.status,
        "created_at": epoch(one.created_at),
        "updated_at": one.updated_at.timestamp(),
        "timestamp": epoch(one.last_activity_at),
        "first_reply_created_at": epoch(one.first_reply_created_at),
        "unread_count": store.unread(one),
        "last_non_activity_message": view.inner(spoken, content=spoken.content) if spoken else None,
        "last_activity_at": epoch(one.last_activity_at),
        "priority": one.priority,
        "waiting_since": epoch(one.waiting_since),
        "sla_policy_id": None,
    }


def _meta(view: View, one: Conversation, viewer: User | Bot) -> Json:
    assignee, team = view.assignee(one), view.team(one)
    return {
        "sender": contact(view.store.contacts[one.contact_id]),
        "channel": "Channel::Api",
        **(
            {"assignee": house.anyone(assignee), "assignee_type": shapes.assignee_type(assignee)}
            if assignee
            else {}
        ),
        **({"team": house.listed_team(team, viewer)} if team else {}),
        "hmac_verified": False,
    }


def contact(one: Contact) -> Json:
    """A customer by the account's API."""
    return {
        **shapes.contact(one),
        "availability_status": "offline",
        **({"last_activity_at": epoch(one.last_activity_at)} if one.last_activity_at else {}),
        "created_at": epoch(one.created_at),
    }


def contact_with_inboxes(store: Store, one: Contact) -> Json:
    """A customer and what each channel calls him."""
    links = [link for link in store.contact_inboxes.values() if link.contact_id == one.id]
    return {
        **contact(one),
        "contact_inboxes": [
            {"source_id": link.source_id, "inbox": _slim(store.inboxes[link.inbox_id])}
            for link in links
        ],
    }


def _slim(one: Inbox) -> Json:
    return {
        "id": one.id,
        "avatar_url": "",
        "channel_id": one.id,
        "name": one.name,
        "channel_type": "Channel::Api",
        "provider": None,
    }


def public_contact(one: Contact) -> Json:
    """A customer as he sees himself."""
    return {
        **{name: value for name, value in shapes.contact(one).items() if name != "thumbnail"},
        "account_id": THE_ACCOUNT,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "last_activity_at": iso(one.last_activity_at),
        "contact_type": "lead" if one.email or one.phone_number else "visitor",
        "middle_name": "",
        "last_name": "",
        "location": None,
        "country_code": None,
        "company_id": None,
        "label_list": list(one.labels),
    }


def public_message(view: View, one: Message) -> Json:
    """A message as the customer sees it."""
    sender = view.store.sender(one)
    return {
        "id": one.id,
        "content": one.content,
        "message_type": KINDS.index(one.kind),
        "content_type": one.content_type,
        "content_attributes": dict(one.content_attributes),
        "created_at": epoch(one.created_at),
        "conversation_id": one.conversation_id,
        **view.attachments(one),
        **({"sender": view.person(sender)} if sender else {}),
    }


def public_messages(view: View, one: Conversation) -> list[Json]:
    """What the customer may read: no notes, no activities."""
    readable = [
        each for each in view.store.of(one.id) if not each.private and each.kind != "activity"
    ]
    return [public_message(view, each) for each in readable]


def public_conversation(view: View, one: Conversation) -> Json:
    """A conversation as the customer sees it."""
    return {
        "id": one.id,
        "uuid": one.uuid,
        "inbox_id": one.inbox_id,
        "contact_last_seen_at": epoch(one.contact_last_seen_at),
        "status": one.status,
        "agent_last_seen_at": epoch(one.agent_last_seen_at),
        "messages": public_messages(view, one),
        "contact": public_contact(view.store.contacts[one.contact_id]),
    }
