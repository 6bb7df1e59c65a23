"""Questions about the transcript: which lines wait for an answer, what came before them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agent.mind import Line
from agent.state import Message

MEDIA_TO_HEAR = frozenset({"audio"})
MEDIA_TO_SEE = frozenset({"image", "video", "document", "location", "contact", "unsupported"})


def unanswered(messages: Sequence[Message], handled: str) -> list[Message]:
    """The customer's messages after the last word of anybody else, and after the one already ``handled``."""
    waiting: list[Message] = []
    for message in messages:
        if message["role"] != "customer" or message["id"] == handled:
            waiting = []
        else:
            waiting.append(message)
    return waiting


def after(messages: Sequence[Message], id_: str) -> list[tuple[int, Message]]:
    """The messages after the one with that id, each with its place; all of them where it is not, or no longer."""
    placed = list(enumerate(messages))
    start = next((place + 1 for place, message in placed if message["id"] == id_), 0)
    return placed[start:]


def last_heard(messages: Sequence[Message]) -> str:
    """The last message that somebody else wrote; hers may turn out never to have arrived. Empty if there is none."""
    return next((one["id"] for one in reversed(messages) if one["role"] != "alu"), "")


def missed(messages: Sequence[Message], handled: str) -> list[Message]:
    """The customer's messages after the one ``handled`` that a person has answered since."""
    waiting = unanswered(messages, handled)
    unread = (message for _, message in after(messages, handled))
    return [m for m in unread if m["role"] == "customer" and m not in waiting]


def lines(messages: Sequence[Message]) -> tuple[Line, ...]:
    """The messages that have words, the same words said twice in a row only once."""
    spoken: list[Line] = []
    for message in messages:
        text = message["text"].strip()
        if text and not (spoken and _repeats(spoken[-1], message["role"], text)):
            spoken.append(Line(message["id"], message["role"], text, message["name"]))
    return tuple(spoken)


def _repeats(last: Line, role: str, text: str) -> bool:
    return last.role == role and last.text == text


def said_by_humans(messages: Sequence[Message]) -> list[Message]:
    """What people of the team said to the customer."""
    return [message for message in messages if message["role"] == "human" and message["text"]]
