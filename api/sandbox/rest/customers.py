"""Customers by the account's API: reading, finding, knowing better (protocol 4.3)."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.responses import Response

from api.sandbox import arriving
from api.sandbox.arriving import Known
from api.sandbox.records import Contact
from api.sandbox.rest import answers, shown
from api.sandbox.rest.answers import told
from api.sandbox.rest.asked import Asked
from api.sandbox.rest.call import Call, Door

E164 = re.compile(r"\+[1-9]\d{1,14}")


def show(call: Call) -> Response:
    """A customer."""
    return told({"payload": shown.contact_with_inboxes(call.store, call.contact())})


def update(call: Call) -> Response:
    """A customer is known better; attributes are merged."""
    contact, said = call.contact(), known(call.asked)
    if said.phone_number and not E164.fullmatch(said.phone_number):
        raise answers.invalid("Phone number should be in e164 format", "phone_number")
    with call.acting() as act:
        clash = arriving.taken(act, contact, said)
        if clash:
            name = clash.replace("_", " ").capitalize()
            raise answers.invalid(f"{name} has already been taken", clash)
        arriving.change(act, contact, said)
    return show(call)


def search(call: Call) -> Response:
    """The customers whose name, e-mail, phone or identifier holds the words."""
    words = call.query.get("q", "").lower()
    found = [one for one in call.store.contacts.values() if words in _searched(one)]
    payload = [shown.contact_with_inboxes(call.store, one) for one in found]
    meta = {"count": len(found), "current_page": 1, "has_more": False}
    return told({"meta": meta, "payload": payload})


def conversations(call: Call) -> Response:
    """The conversations of a customer, newest first."""
    contact = call.contact()
    mine = [one for one in call.store.conversations.values() if one.contact_id == contact.id]
    mine.sort(key=lambda one: one.last_activity_at, reverse=True)
    return told({"payload": [shown.conversation(call.view, one, call.viewer()) for one in mine]})


def labels(call: Call) -> Response:
    """The labels of a customer."""
    return told({"payload": list(call.contact().labels)})


def set_labels(call: Call) -> Response:
    """These labels and no others."""
    contact = call.contact()
    with call.acting() as act:
        arriving.keep(act, contact, replace(contact, labels=call.asked.texts("labels")))
    return labels(call)


def known(asked: Asked) -> Known:
    """What a call says about a customer."""
    return Known(
        asked.text("name"),
        asked.text("email"),
        asked.text("phone_number"),
        asked.text("identifier"),
        asked.object("custom_attributes"),
    )


def _searched(one: Contact) -> str:
    return " ".join(filter(None, (one.name, one.email, one.phone_number, one.identifier))).lower()


HERE = "/contacts/{contact:int}"
DOORS = (
    Door("GET", "/contacts/search", search),
    Door("GET", HERE, show),
    Door("PUT", HERE, update),
    Door("PATCH", HERE, update),
    Door("GET", HERE + "/conversations", conversations),
    Door("GET", HERE + "/labels", labels),
    Door("POST", HERE + "/labels", set_labels),
)
