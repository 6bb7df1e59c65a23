"""The customer's own calls, by the public API of an API inbox: no token, the path tells who he is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.responses import Response

from api.sandbox import arriving, speaking, steering
from api.sandbox.records import Inbox
from api.sandbox.rest import answers, shown
from api.sandbox.rest.answers import silent, told
from api.sandbox.rest.asked import Asked
from api.sandbox.rest.call import Call, link
from api.sandbox.rest.customers import known
from api.sandbox.sandbox import Sandbox
from api.sandbox.shapes import View
from api.sandbox.speaking import Draft, TooLong, TooMany
from api.sandbox.store import first


def create_contact(sandbox: Sandbox, inbox: str, asked: Asked) -> Response:
    """A customer comes to the inbox."""
    with sandbox.acting(None) as act:
        new = arriving.customer(act, _inbox(sandbox, inbox), known(asked))
    contact = sandbox.store.contacts[new.contact_id]
    return told(
        {
            "source_id": new.source_id,
            "pubsub_token": new.pubsub_token,
            "id": contact.id,
            "name": contact.name,
            "email": contact.email,
            "phone_number": contact.phone_number,
        }
    )


def update_contact(call: Call) -> Response:
    """The customer says who he is."""
    contact = call.store.contacts[call.by.id]
    with call.acting() as act:
        changed = arriving.change(act, contact, known(call.asked))
    return told(shown.public_contact(changed))


def create_conversation(call: Call) -> Response:
    """The customer begins a conversation, or is given his last one."""
    mine = link(call.store, str(call.path["inbox"]), str(call.path["source"]))
    with call.acting() as act:
        talk = arriving.conversation(act, mine, call.asked.object("custom_attributes"))
    return told(shown.public_conversation(_outside(call), talk))


def say(call: Call) -> Response:
    """The customer writes."""
    draft = Draft(call.asked.text("content"), "incoming", files=call.asked.files)
    with call.acting() as act:
        try:
            contact = call.store.contacts[call.by.id]
            message = speaking.say(act, call.conversation(), draft, contact)
        except TooLong:
            text = f"Content is too long (maximum is {speaking.LONGEST} characters)"
            raise answers.invalid(text, "content") from None
        except TooMany:
            raise answers.invalid("Too many messages", "base") from None
    return told(shown.public_message(_outside(call), message))


def messages(call: Call) -> Response:
    """What the customer may read."""
    return told(shown.public_messages(_outside(call), call.conversation()))


def answer_form(call: Call) -> Response:
    """The customer chooses from what he was offered."""
    message = call.message()
    chosen = call.asked.values.get("submitted_values")
    with call.acting() as act:
        attributes = {**message.content_attributes, "submitted_values": chosen}
        changed = speaking.change(act, replace(message, content_attributes=attributes))
    return told(shown.public_message(_outside(call), changed))


def toggle_status(call: Call) -> Response:
    """The customer closes his conversation, or opens it again."""
    with call.acting() as act:
        steering.set_status(act, call.conversation(), None)
    return told(shown.public_conversation(_outside(call), call.conversation()))


def toggle_typing(call: Call) -> Response:
    """The customer types."""
    with call.acting() as act:
        on = call.asked.text("typing_status") == "on"
        act.tell_typing(call.conversation(), on=on, private=False)
    return silent()


def seen(call: Call) -> Response:
    """The customer saw the conversation."""
    with call.acting() as act:
        speaking.read(act, call.conversation())
    return silent()


def _outside(call: Call) -> View:
    return View(call.store, call.sandbox.base_url, outside=True)


def _inbox(sandbox: Sandbox, identifier: str) -> Inbox:
    found = first(one for one in sandbox.store.inboxes.values() if one.identifier == identifier)
    if found is None:
        raise answers.nowhere()
    return found


CUSTOMER = "/contacts/{source}"
HERE = CUSTOMER + "/conversations/{conversation:int}"
PATHS: tuple[tuple[str, str, Callable[[Call], Response]], ...] = (
    ("PATCH", CUSTOMER, update_contact),
    ("POST", CUSTOMER + "/conversations", create_conversation),
    ("GET", HERE + "/messages", messages),
    ("POST", HERE + "/messages", say),
    ("PATCH", HERE + "/messages/{message:int}", answer_form),
    ("POST", HERE + "/toggle_status", toggle_status),
    ("POST", HERE + "/toggle_typing", toggle_typing),
    ("POST", HERE + "/update_last_seen", seen),
)
