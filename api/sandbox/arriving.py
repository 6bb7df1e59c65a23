"""Customers and conversations come into being, and customers change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from api.sandbox import events, statuses
from api.sandbox.act import Act
from api.sandbox.records import Contact, ContactInbox, Conversation, Inbox
from api.sandbox.store import first, following, put

TOLD = (
    "updated_at",
    "name",
    "email",
    "phone_number",
    "identifier",
    "custom_attributes",
    "blocked",
    "last_activity_at",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a call says about a customer; None says nothing."""

    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    identifier: str | None = None
    custom_attributes: Mapping[str, object] = field(default_factory=dict)


def customer(act: Act, inbox: Inbox, known: Known, source_id: str | None = None) -> ContactInbox:
    """A customer in an inbox: the one with this identifier, e-mail or phone, else a new one. Always a new link."""
    store = act.store
    contact = first(one for one in store.contacts.values() if _same(one, known)) or _new(act, known)
    link = ContactInbox(
        following(store.contact_inboxes),
        contact.id,
        inbox.id,
        source_id or act.naming.uuid(),
        act.naming.token(),
        act.now(),
    )
    return put(store.contact_inboxes, link)


def conversation(
    act: Act, link: ContactInbox, attributes: Mapping[str, object], *, with_message: bool = False
) -> Conversation:
    """A new conversation of a customer, or his last one where the inbox is locked to one."""
    store = act.store
    last = _last(act, link) if store.inboxes[link.inbox_id].lock else None
    if last:
        return last
    now, contact = act.now(), store.contacts[link.contact_id]
    status = statuses.at_birth(bot=store.bot_of(link.inbox_id) is not None, blocked=contact.blocked)
    new = Conversation(
        following(store.conversations), act.naming.uuid(), link.inbox_id, link.id, contact.id,
        status, now, now, now, waiting_since=now, custom_attributes=dict(attributes),
    )  # fmt: skip
    put(store.conversations, new)
    if with_message:
        act.born.add(new.id)
    act.tell("conversation_created", new)
    return new


def change(act: Act, contact: Contact, known: Known) -> Contact:
    """A customer is known better: attributes are merged, what isn't said stays."""
    new = replace(
        contact,
        name=known.name or contact.name,
        email=known.email or contact.email,
        phone_number=known.phone_number or contact.phone_number,
        identifier=known.identifier or contact.identifier,
        custom_attributes={**contact.custom_attributes, **known.custom_attributes},
    )
    return keep(act, contact, new)


def keep(act: Act, old: Contact, new: Contact) -> Contact:
    """Keeps a changed customer and tells what changed; the same customer is told to nobody."""
    if new == old:
        return old
    new = put(act.store.contacts, replace(new, updated_at=act.now()))
    changed = {name: (getattr(old, name), getattr(new, name)) for name in TOLD}
    differing = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    told = events.changed_attributes(differing)
    act.tell_contact("contact_updated", new, changed_attributes=told)
    return new


def taken(act: Act, contact: Contact, known: Known) -> str | None:
    """The first of e-mail, phone and identifier that belongs to another customer already."""
    others = [one for one in act.store.contacts.values() if one.id != contact.id]
    for name in ("email", "phone_number", "identifier"):
        said = getattr(known, name)
        if said and any(getattr(one, name) == said for one in others):
            return name
    return None


def _same(one: Contact, known: Known) -> bool:
    pairs = (
        (one.identifier, known.identifier),
        (one.email, known.email),
        (one.phone_number, known.phone_number),
    )
    return any(mine is not None and mine == said for mine, said in pairs)


def _new(act: Act, known: Known) -> Contact:
    now = act.now()
    contact = Contact(
        following(act.store.contacts), known.name or "", known.email, known.phone_number,
        known.identifier, now, now, custom_attributes=dict(known.custom_attributes),
    )  # fmt: skip
    put(act.store.contacts, contact)
    act.tell_contact("contact_created", contact)
    return contact


def _last(act: Act, link: ContactInbox) -> Conversation | None:
    mine = [
        one
        for one in act.store.conversations.values()
        if one.contact_id == link.contact_id and one.inbox_id == link.inbox_id
    ]
    return mine[-1] if mine else None
