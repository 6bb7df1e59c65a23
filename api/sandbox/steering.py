"""A conversation is steered: status, assignee, team, labels, attributes, priority; a customer is muted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from api.sandbox import arriving, phrases, statuses
from api.sandbox.act import Act
from api.sandbox.records import Bot, Conversation, Status, Team, User


def set_status(
    act: Act, conversation: Conversation, asked: Status | None, until: datetime | None = None
) -> bool | None:
    """The status that is asked for, or the other one. None where Chatwoot says neither yes nor no: a bot hands off."""
    status = asked or statuses.after_toggle(conversation.status)
    handing = statuses.handing_off(conversation.status, asked, by_bot=isinstance(act.by, Bot))
    if handing and conversation.waiting_since is None:
        conversation = act.save(replace(conversation, waiting_since=act.now()))
    _change_status(act, conversation, status, until)
    if isinstance(act.by, User) and act.by.role == "agent" and status == "open":
        assign(act, act.store.conversations[conversation.id], act.by)
    return None if handing else True


def assign(act: Act, conversation: Conversation, who: User | Bot | None) -> None:
    """A person, a bot or nobody; one takes the other's place."""
    user = who.id if isinstance(who, User) else None
    bot = who.id if isinstance(who, Bot) else None
    new = act.save(replace(conversation, assignee_id=user, assignee_agent_bot_id=bot))
    if act.by and new.assignee_id != conversation.assignee_id:
        act.note(new.id, phrases.assignee(who, act.by))


def set_team(act: Act, conversation: Conversation, team: Team | None) -> None:
    """A team, or none."""
    old = act.store.teams.get(conversation.team_id or 0)
    if act.by and team != old:
        act.save(replace(conversation, team_id=team.id if team else None))
        act.note(conversation.id, phrases.team(team, old, act.by))


def set_labels(act: Act, conversation: Conversation, labels: tuple[str, ...]) -> None:
    """These labels and no others."""
    if act.by and labels != conversation.label_list:
        act.save(replace(conversation, label_list=labels, cached_label_list=", ".join(labels)))
        act.note(conversation.id, *phrases.labels(labels, conversation.label_list, act.by))


def set_attributes(act: Act, conversation: Conversation, attributes: Mapping[str, object]) -> None:
    """These attributes and no others."""
    act.save(replace(conversation, custom_attributes=dict(attributes)))


def set_priority(act: Act, conversation: Conversation, priority: str | None) -> None:
    """A priority, or none."""
    if act.by and priority != conversation.priority:
        act.save(replace(conversation, priority=priority))
        act.note(conversation.id, phrases.priority(priority, conversation.priority, act.by))


def mute(act: Act, conversation: Conversation, *, muted: bool) -> None:
    """A customer is blocked, his conversation resolved; or he may speak again."""
    if muted:
        _change_status(act, conversation, "resolved", None)
    contact = act.store.contacts[conversation.contact_id]
    arriving.keep(act, contact, replace(contact, blocked=muted))
    if act.by:
        act.note(conversation.id, phrases.muted(act.by) if muted else phrases.unmuted(act.by))


def fail(act: Act, conversation: Conversation, event: str, *, outside: bool) -> None:
    """The bot couldn't be told of an event."""
    keep = act.store.account.pending_on_failure
    status = statuses.after_failure(conversation.status, event, keep=keep)
    if status != conversation.status:
        act.save(replace(conversation, status=status))
        act.note(conversation.id, phrases.BOT_FAILED_OUTSIDE if outside else phrases.BOT_FAILED)


def _change_status(
    act: Act, conversation: Conversation, status: Status, until: datetime | None
) -> None:
    sleeping = until if status == "snoozed" else None
    if status == conversation.status and sleeping == conversation.snoozed_until:
        return
    act.save(replace(conversation, status=status, snoozed_until=sleeping))
    if status != conversation.status:
        act.note(conversation.id, phrases.status(status, act.by))
