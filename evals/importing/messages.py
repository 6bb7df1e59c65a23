"""Chatwoot's messages as what was said and done: who speaks, what was attached, what its history tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.protocol import Protocol
from agent.state import MessageKind
from evals.importing.activities import is_by, status_in, team_in
from evals.importing.shapes import Attachment, Message, Person
from evals.importing.talk import Assigned, Change, Entry, Line, Who

_TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_BOTS = frozenset({"agent_bot", "captain_assistant"})
_KINDS: dict[str, MessageKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "location": "location",
    "contact": "contact",
}


def entries_of(messages: Sequence[Message], company: Protocol) -> list[Entry]:
    """What messages, in their order, tell. Notes, templates, and what rules and campaigns send, tell nothing."""
    bots = {name_of(one.sender) for one in messages if _is_bot(one.sender)}
    seen: set[tuple[str, str]] = set()
    entries: list[Entry] = []
    for message in messages:
        twice = (message.source_id or "", message.content or "")
        again = bool(message.source_id) and twice in seen
        entries += [_again(entry) if again else entry for entry in _entries(message, bots, company)]
        seen.add(twice)
    return entries


def name_of(person: Person | None) -> str:
    """The name, or nothing."""
    return (person.name or "") if person else ""


def customer_of(messages: Sequence[Message]) -> Person | None:
    """Who sent the first message that came in."""
    senders = (one.sender for one in messages if _type(one) == "incoming")
    return next((sender for sender in senders if sender), None)


def _entries(message: Message, bots: set[str], company: Protocol) -> Iterator[Entry]:
    kind = _type(message)
    if kind == "activity":
        yield from _done(message, bots, company)
    elif kind in ("incoming", "outgoing") and not message.private and not _is_machine(message):
        yield from _said(message, "customer" if kind == "incoming" else _speaker(message.sender))


def _again(entry: Entry) -> Entry:
    return replace(entry, again=True) if isinstance(entry, Line) else entry


def _type(message: Message) -> str:
    kind = message.message_type
    return _TYPES.get(kind, "") if isinstance(kind, int) else kind


def _done(message: Message, bots: set[str], company: Protocol) -> Iterator[Entry]:
    text = message.content or ""
    if status := status_in(text):
        yield Change(status, message.created_at, by_alu=is_by(text, bots))
    if team := team_in(text, company):
        yield Assigned(team, message.created_at)


def _said(message: Message, who: Who) -> Iterator[Line]:
    """A line for each thing attached, the words with the first; or one of words. A deleted one was not said."""
    if message.content_attributes.get("deleted"):
        return
    text, kinds = _words(message), _kinds(message)
    line = Line(who, message.created_at, text, "text", name_of(message.sender))
    for place, kind in enumerate(kinds):
        yield replace(line, kind=kind, text=text if place == 0 else "")
    if text and not kinds:
        yield line


def _words(message: Message) -> str:
    """The text or caption, and what was said in audios, where Chatwoot has written it down."""
    written = (one.transcribed_text for one in message.attachments or ())
    return "\n".join(words for words in (message.content, *written) if words and words.strip())


def _kinds(message: Message) -> tuple[MessageKind, ...]:
    if message.content_attributes.get("is_reaction"):
        return ("reaction",)
    if message.content_type == "sticker":
        return ("sticker",)
    attached = tuple(_kind(one) for one in message.attachments or ())
    if not attached and message.content_attributes.get("is_unsupported"):
        return ("unsupported",)
    return attached


def _kind(attachment: Attachment) -> MessageKind:
    form = attachment.extension or attachment.content_type or ""
    if attachment.file_type == "image" and "webp" in form:
        return "sticker"
    return _KINDS.get(attachment.file_type or "", "unsupported")


def _is_machine(message: Message) -> bool:
    told = message.additional_attributes
    return bool(
        message.content_type == "input_csat"
        or message.content_attributes.get("automation_rule_id")
        or told.get("campaign_id")
        or (message.sender is None and told.get("template_params"))
    )


def _speaker(sender: Person | None) -> Who:
    return "alu" if _is_bot(sender) else "human"


def _is_bot(sender: Person | None) -> bool:
    return sender is not None and sender.type in _BOTS
