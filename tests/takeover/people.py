"""What people do that the embedded Chatwoot's console cannot: answer on the company's own phone."""

from __future__ import annotations

from dataclasses import replace

from api.sandbox import Console
from api.sandbox.records import Message
from api.sandbox.store import following, put


def typed_on_the_phone(console: Console, text: str) -> Message:
    """The channel tells of a public message that nobody sent through Chatwoot: it has no sender."""
    with console.sandbox.acting(None) as act:
        moment, echo = act.now(), {"external_echo": True}
        message = Message(following(act.store.messages), console.conversation_id, "outgoing", text,
                          moment, moment, content_attributes=echo)  # fmt: skip
        put(act.store.messages, message)
        act.touch(replace(console.conversation, last_activity_at=moment))
        act.tell_message("message_created", message)
    return message
