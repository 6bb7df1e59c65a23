"""What somebody who looks at the embedded Chatwoot notices: two looks are compared. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from api.sandbox.records import Bot, Contact, Conversation, Message, User
from api.sandbox.store import Store

Voice = Literal["customer", "bot", "human", "note"]
Subject = Literal["status", "assignee", "team", "labels", "attributes", "priority", "contact"]
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Said:
    """A message, a note included. ``name`` is who wrote it; ``files`` are the names of what came with it."""

    conversation: int
    voice: Voice
    name: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that Chatwoot shows is different now. ``conversation`` is 0 for what belongs to a customer."""

    conversation: int
    subject: Subject
    now: str


Noticed = Said | Changed


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen at one moment."""

    conversations: Mapping[int, Conversation] = field(default_factory=dict)
    contacts: Mapping[int, Contact] = field(default_factory=dict)
    last_message: int = 0

    @classmethod
    def at(cls, store: Store) -> Look:
        """A look at the tables as they are."""
        return cls(dict(store.conversations), dict(store.contacts), max(store.messages, default=0))


def noticed(before: Look, store: Store) -> Iterator[Noticed]:
    """What is new since ``before``: a status first, for it tells whose the words are; then words, then the rest."""
    pairs = [
        (old, new)
        for number, new in store.conversations.items()
        if (old := before.conversations.get(number)) and old != new
    ]
    for old, new in pairs:
        if old.status != new.status:
            yield Changed(new.id, "status", new.status)
    for number, message in store.messages.items():
        if number > before.last_message and message.kind != "activity":
            yield _said(store, message)
    for old, new in pairs:
        yield from _steered(store, old, new)
    for number, contact in store.contacts.items():
        if known := before.contacts.get(number):
            yield from _known_better(known, contact)


def _said(store: Store, message: Message) -> Said:
    sender = store.sender(message)
    files = tuple(file.name for file in message.attachments)
    name = sender.name if sender else ""
    return Said(
        message.conversation_id, _voice(message, sender), name, message.content or "", files
    )


def _voice(message: Message, sender: Contact | User | Bot | None) -> Voice:
    if message.private:
        return "note"
    if message.kind == "incoming":
        return "customer"
    return "human" if isinstance(sender, User) else "bot"


def _steered(store: Store, old: Conversation, new: Conversation) -> Iterator[Changed]:
    if old.assignee_id != new.assignee_id:
        user = store.users.get(new.assignee_id or 0)
        yield Changed(new.id, "assignee", user.name if user else NOTHING)
    if old.team_id != new.team_id:
        team = store.teams.get(new.team_id or 0)
        yield Changed(new.id, "team", team.name if team else NOTHING)
    if old.label_list != new.label_list:
        yield Changed(new.id, "labels", _difference(old.label_list, new.label_list))
    if told := _differing(old.custom_attributes, new.custom_attributes):
        yield Changed(new.id, "attributes", told)
    if old.priority != new.priority:
        yield Changed(new.id, "priority", new.priority or NOTHING)


def _known_better(old: Contact, new: Contact) -> Iterator[Changed]:
    named: dict[str, object] = {
        label: value
        for label, before, value in (("nome", old.name, new.name), ("e-mail", old.email, new.email))
        if before != value
    }
    told = listed({**named, **_new(old.custom_attributes, new.custom_attributes)})
    if told:
        yield Changed(0, "contact", told)


def _difference(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    came = [f"+{one}" for one in new if one not in old]
    went = [f"−{one}" for one in old if one not in new]
    return " ".join([*came, *went])


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> str:
    return listed(_new(old, new))


def _new(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    gone = {name: "" for name in old if name not in new}
    return {name: value for name, value in {**new, **gone}.items() if old.get(name, "") != value}


def listed(values: Mapping[str, object]) -> str:
    """Attributes in one line, without the prefix that tells Chatwoot whose they are."""
    return " · ".join(
        f"{name.removeprefix('alu_')}: {value or NOTHING}" for name, value in values.items()
    )
