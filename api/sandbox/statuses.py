"""The status machine of Chatwoot 4.13-4.15, as recorded: pure questions about what a status becomes."""

from __future__ import annotations

from typing import get_args

from api.sandbox.records import Status

STATUSES: dict[str, Status] = {one: one for one in get_args(Status)}


def at_birth(*, bot: bool, blocked: bool) -> Status:
    """A new conversation: a connected bot makes it pending, whatever the call asks for."""
    if blocked:
        return "resolved"
    return "pending" if bot else "open"


def after_customer(status: Status, *, bot: bool, blocked: bool) -> Status:
    """The customer wrote: resolved comes back (to a bot, if there is one), snoozed wakes for humans."""
    if status == "resolved" and not blocked:
        return "pending" if bot else "open"
    return "open" if status == "snoozed" else status


def after_toggle(status: Status) -> Status:
    """A toggle that names no status: open closes, everything else opens."""
    return "resolved" if status == "open" else "open"


def after_failure(status: Status, event: str, *, keep: bool) -> Status:
    """The bot couldn't be told of a message: pending goes to the humans, unless the account keeps it."""
    lost = event in ("message_created", "message_updated") and status == "pending"
    return "open" if lost and not keep else status


def handing_off(status: Status, asked: Status | None, *, by_bot: bool) -> bool:
    """Only a bot that asks a pending conversation open hands it off; a toggle without a status doesn't."""
    return by_bot and status == "pending" and asked == "open"
