"""Messages: somebody speaks, a message changes, the customer reads. And what that does to the conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from api.sandbox import arriving, phrases, statuses
from api.sandbox.act import Act
from api.sandbox.records import (
    Attachment,
    Bot,
    Contact,
    Conversation,
    Kind,
    Message,
    Person,
    Table,
    User,
)
from api.sandbox.store import following, put

LONGEST = 150_000
A_MINUTE = timedelta(minutes=1)
MESSAGES_A_MINUTE = 200
DROP = re.compile(r"{{\s*(\w+)\.(\w+)\s*}}")


class TooLong(Exception):
    """A message of more than ``LONGEST`` letters."""


class TooMany(Exception):
    """More than ``MESSAGES_A_MINUTE`` messages in a conversation, all speakers counted together."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was uploaded."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said."""

    content: str | None = None
    kind: Kind = "outgoing"
    private: bool = False
    content_type: str = "text"
    content_attributes: Mapping[str, object] = field(default_factory=dict)
    source_id: str | None = None
    files: tuple[File, ...] = ()


def say(act: Act, conversation: Conversation, draft: Draft, sender: Person) -> Message:
    """The conversation wakes if it slept, the message is told, then who waits. Raises ``TooLong``, ``TooMany``."""
    _allow(act, conversation, draft)
    message = _written(act, conversation, draft, sender)
    if message.kind == "incoming":
        _wake(act, conversation)
    talk = act.store.conversations[conversation.id]
    act.touch(replace(talk, last_activity_at=message.created_at))
    if isinstance(sender, Contact):
        arriving.keep(act, sender, replace(sender, last_activity_at=message.created_at))
    act.tell_message("message_created", message)
    act.save(_waiting(act.store.conversations[conversation.id], message, sender))
    return message


def change(act: Act, changed: Message) -> Message:
    """A message is different now; nobody is told what changed."""
    new = put(act.store.messages, replace(changed, updated_at=act.now()))
    act.tell_message("message_updated", new)
    return new


def erase(act: Act, message: Message) -> Message:
    """A message is taken back: a fixed sentence stands in its place."""
    gone = {"deleted": True}
    new = replace(message, content=phrases.DELETED, content_attributes=gone, attachments=())
    return change(act, new)


def read(act: Act, conversation: Conversation) -> None:
    """The customer saw the conversation: every message that isn't his becomes read, one event each."""
    act.touch(replace(conversation, contact_last_seen_at=act.now()))
    for message in act.store.of(conversation.id):
        if message.kind != "incoming" and message.status in ("sent", "delivered"):
            change(act, replace(message, status="read"))


def _allow(act: Act, conversation: Conversation, draft: Draft) -> None:
    if draft.content and len(draft.content) > LONGEST:
        raise TooLong
    since = act.now() - A_MINUTE
    lately = [one for one in act.store.of(conversation.id) if one.created_at > since]
    if len(lately) >= MESSAGES_A_MINUTE:
        raise TooMany


def _written(act: Act, conversation: Conversation, draft: Draft, sender: Person) -> Message:
    store, now = act.store, act.now()
    content = draft.content
    return put(
        store.messages,
        Message(
            following(store.messages),
            conversation.id,
            draft.kind,
            filled(act, conversation, content) if draft.kind == "outgoing" else content,
            now,
            now,
            sender=(_table(sender), sender.id),
            private=draft.private,
            content_type=draft.content_type,
            content_attributes=_quoting(act, draft.content_attributes),
            source_id=draft.source_id,
            attachments=tuple(_kept(act, one) for one in draft.files),
        ),
    )


def _table(who: Person) -> Table:
    if isinstance(who, Contact):
        return "Contact"
    return "User" if isinstance(who, User) else "AgentBot"


def filled(act: Act, conversation: Conversation, content: str | None) -> str | None:
    """Liquid, as far as names go: known ones are filled in, unknown ones vanish; text with tags or filters stays."""
    if not content or "{%" in content or "|" in content:
        return content
    drops = _drops(act, act.store.contacts[conversation.contact_id])
    return DROP.sub(lambda found: drops.get((found[1], found[2]), ""), content)


def _drops(act: Act, contact: Contact) -> dict[tuple[str, str], str]:
    name = " ".join(word.capitalize() for word in contact.name.split())
    return {
        ("contact", "name"): name,
        ("contact", "first_name"): name.partition(" ")[0],
        ("contact", "email"): contact.email or "",
        ("contact", "phone_number"): contact.phone_number or "",
        ("account", "name"): act.store.account.name,
    }


def _quoting(act: Act, attributes: Mapping[str, object]) -> dict[str, object]:
    quoted = attributes.get("in_reply_to")
    if not isinstance(quoted, int):
        return dict(attributes)
    message = act.store.messages.get(quoted)
    return {**attributes, "in_reply_to_external_id": message.source_id if message else None}


def _kept(act: Act, file: File) -> Attachment:
    act.store.attachments += 1
    kind = "audio/opus" if file.content_type == "audio/ogg" else file.content_type
    return Attachment(act.store.attachments, file.name, kind, file.content)


def _wake(act: Act, conversation: Conversation) -> None:
    store = act.store
    status = statuses.after_customer(
        conversation.status,
        bot=store.bot_of(conversation.inbox_id) is not None,
        blocked=store.contacts[conversation.contact_id].blocked,
    )
    if status != conversation.status:
        act.save(replace(conversation, status=status, snoozed_until=None))


def _waiting(talk: Conversation, message: Message, sender: Person) -> Conversation:
    """Who waits now: the customer since his message, nobody since an answer; a note is neither."""
    if message.private:
        return talk
    if message.kind == "incoming":
        return replace(talk, waiting_since=talk.waiting_since or message.created_at)
    if isinstance(sender, Bot):
        return replace(talk, waiting_since=None)
    first = talk.first_reply_created_at or message.created_at
    return replace(talk, waiting_since=None, first_reply_created_at=first)
