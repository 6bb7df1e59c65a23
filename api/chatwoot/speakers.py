"""Who speaks in a message: the one question on which silence depends. Pure."""

from __future__ import annotations

from typing import Literal

from api.chatwoot.payloads import Message

Speaker = Literal[
    "customer", "human", "own", "bot", "note", "template", "automation", "campaign", "csat", "activity"
]  # fmt: skip
"""``own`` is Alú, by her key; ``bot`` a bot without it: another one, or she on a server that drops the key (to 4.8).

``template`` is what Chatwoot writes by itself: greeting, out of office, auto-resolve; deliveries do not tell which.
"""

TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
BOTS = frozenset({"agent_bot", "captain_assistant"})
CAMPAIGNS = ("campaign_id", "whatsapp_api_campaign_id")


def speaker(message: Message) -> Speaker | None:
    """Who speaks, or None for a type of message that no known server has."""
    if message.private:
        return "note"
    kind = message.message_type
    match TYPES.get(kind) if isinstance(kind, int) else kind:
        case "incoming":
            return "customer"
        case "outgoing":
            return _sent_by(message)
        case "template":
            return "csat" if message.content_type == "input_csat" else "template"
        case "activity":
            return "activity"
        case _:
            return None


def by_a_person(message: Message) -> bool:
    """Whether a person of the team wrote it, and no bot: notes are of both."""
    sender = message.sender
    return sender is not None and sender.type == "user" and not _has_our_key(message)


def _sent_by(message: Message) -> Speaker:
    """Who sent a public message to the customer. Whoever cannot be told from a human is one: that is the safe side."""
    if machine := _machine(message):
        return machine
    sender = message.sender
    if sender and sender.type in BOTS:
        return "own" if _has_our_key(message) else "bot"
    if sender is None and not message.content_attributes.get("external_echo"):
        return (
            "template" if (message.additional_attributes or {}).get("template_params") else "human"
        )
    return "human"


def _machine(message: Message) -> Speaker | None:
    if message.content_type == "input_csat":
        return "csat"
    if message.content_attributes.get("automation_rule_id"):
        return "automation"
    if any((message.additional_attributes or {}).get(key) for key in CAMPAIGNS):
        return "campaign"
    return None


def _has_our_key(message: Message) -> bool:
    key = message.content_attributes.get("alu_key")
    return isinstance(key, str) and key != ""
