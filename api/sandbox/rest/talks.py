"""Conversations by the account's API: reading, speaking, steering (protocol 3.1, 4.1, 4.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from api.sandbox import arriving, speaking, steering
from api.sandbox.moments import iso
from api.sandbox.records import PRIORITIES, Conversation, Json, Kind, Person, Status
from api.sandbox.rest import answers, house, shown
from api.sandbox.rest.answers import silent, told
from api.sandbox.rest.asked import Asked
from api.sandbox.rest.call import Call, Door
from api.sandbox.speaking import Draft, TooLong, TooMany
from api.sandbox.statuses import STATUSES
from api.sandbox.store import first

A_PAGE = 25
LATEST, NEWER = 20, 100
KIND: dict[str | None, Kind] = {"incoming": "incoming"}


def create(call: Call) -> Response:
    """A conversation, with a first message if there is one to say."""
    source, said = call.asked.text("source_id"), call.asked.object("message")
    links = call.store.contact_inboxes.values()
    link = first(one for one in links if one.source_id == source)
    if link is None:
        raise answers.not_found()
    with call.acting() as act:
        attributes = call.asked.object("custom_attributes")
        talk = arriving.conversation(act, link, attributes, with_message=bool(said))
        if said:
            speaking.say(act, talk, _draft(Asked(said)), call.by)
        talk = call.store.conversations[talk.id]
    return told(shown.conversation(call.view, talk, call.viewer()))


def show(call: Call) -> Response:
    """The whole conversation."""
    return told(shown.conversation(call.view, call.conversation(), call.viewer()))


def update(call: Call) -> Response:
    """Changes the priority, or nothing; answers the conversation: to a bot only while it has no team (r273)."""
    talk, priority = call.conversation(), call.asked.text("priority")
    if "priority" in call.asked:
        _set_priority(call, talk, priority)
    if call.by in call.store.bots.values() and talk.team_id:
        raise answers.broken()
    return show(call)


def listed(call: Call) -> Response:
    """The conversations of a status (open unless asked), a page of them, and how many there are."""
    found = [one for one in call.store.conversations.values() if _wanted(one, call)]
    found.sort(key=lambda one: one.last_activity_at, reverse=True)
    if call.query.get("sort_by") == "waiting_since_asc":
        found.sort(key=lambda one: one.waiting_since or datetime.max.replace(tzinfo=UTC))
    page = int(call.query.get("page", "1"))
    rows = found if "updated_within" in call.query else found[(page - 1) * A_PAGE : page * A_PAGE]
    payload = [shown.conversation(call.view, one, call.viewer()) for one in rows]
    return told({"data": {"meta": _counts(found, call.by), "payload": payload}})


def messages(call: Call) -> Response:
    """The latest twenty, the twenty before an id, or those after one; oldest first."""
    talk = call.conversation()
    rows = call.store.of(talk.id)
    after, before = (int(call.query.get(name, "0")) for name in ("after", "before"))
    if after and before:
        rows = [one for one in rows if after <= one.id < before]
    elif after:
        rows = [one for one in rows if one.id > after][:NEWER]
    else:
        rows = [one for one in rows if not before or one.id < before][-LATEST:]
    payload = [shown.message(call.view, one) for one in rows]
    return told({"meta": _messages_meta(call, talk), "payload": payload})


def say(call: Call) -> Response:
    """A message or a note; in an API inbox also one in the customer's name."""
    talk, draft = call.conversation(), _draft(call.asked)
    sender: Person = call.by
    if draft.kind == "incoming":
        sender = call.store.contacts[talk.contact_id]
    with call.acting() as act:
        try:
            message = speaking.say(act, talk, draft, sender)
        except TooLong:
            raise answers.unprocessable(
                f"Validation failed: Content is too long (maximum is {speaking.LONGEST} characters)"
            ) from None
        except TooMany:
            raise answers.unprocessable("Validation failed: Too many messages") from None
    return told(shown.message(call.view, message, call.asked.text("echo_id")))


def change_message(call: Call) -> Response:
    """A message was delivered, was read or failed."""
    message, error = call.message(), call.asked.text("external_error")
    attributes = {**message.content_attributes, **({"external_error": error} if error else {})}
    status = call.asked.text("status") or message.status
    with call.acting() as act:
        new = replace(message, status=status, content_attributes=attributes)
        changed = speaking.change(act, new)
    return told(shown.message(call.view, changed))


def erase_message(call: Call) -> Response:
    """A message is taken back."""
    with call.acting() as act:
        erased = speaking.erase(act, call.message())
    return told(shown.message(call.view, erased))


def toggle_status(call: Call) -> Response:
    """The status asked for, or the other one."""
    talk, asked = call.conversation(), _status(call.asked)
    until = call.asked.number("snoozed_until")
    moment = datetime.fromtimestamp(until, UTC) if until else None
    with call.acting() as act:
        success = steering.set_status(act, talk, asked, moment)
    talk = call.conversation()
    payload = {
        "success": success,
        "conversation_id": talk.id,
        "current_status": talk.status,
        "snoozed_until": iso(talk.snoozed_until),
    }
    return told({"payload": payload})


def toggle_typing(call: Call) -> Response:
    """Somebody types, or stops. The bot isn't told."""
    talk, on = call.conversation(), call.asked.text("typing_status") == "on"
    with call.acting() as act:
        act.tell_typing(talk, on=on, private=call.asked.flag("is_private"))
    return silent()


def toggle_priority(call: Call) -> Response:
    """A priority, or none."""
    _set_priority(call, call.conversation(), call.asked.text("priority"))
    return silent()


def set_attributes(call: Call) -> Response:
    """These attributes and no others."""
    with call.acting() as act:
        steering.set_attributes(act, call.conversation(), call.asked.object("custom_attributes"))
    return told({"custom_attributes": dict(call.conversation().custom_attributes)})


def assign(call: Call) -> Response:
    """An assignee, else a team; an unknown one is nobody, and takes the present one away."""
    talk, asked, answer = call.conversation(), call.asked, None
    with call.acting() as act:
        if "assignee_id" in asked:
            bot = asked.text("assignee_type") == "AgentBot"
            people = call.store.bots if bot else call.store.users
            who = people.get(asked.number("assignee_id") or 0)
            steering.assign(act, talk, who)
            answer = house.anyone(who) if who else None
        else:
            team = call.store.teams.get(asked.number("team_id") or 0)
            steering.set_team(act, talk, team)
            answer = house.team(team) if team else None
    return told(answer)


def labels(call: Call) -> Response:
    """The labels."""
    return told({"payload": list(call.conversation().label_list)})


def set_labels(call: Call) -> Response:
    """These labels and no others."""
    with call.acting() as act:
        steering.set_labels(act, call.conversation(), call.asked.texts("labels"))
    return labels(call)


def mute(call: Call) -> Response:
    """The customer is blocked, his conversation resolved."""
    with call.acting() as act:
        steering.mute(act, call.conversation(), muted=True)
    return silent()


def unmute(call: Call) -> Response:
    """The customer may speak again."""
    with call.acting() as act:
        steering.mute(act, call.conversation(), muted=False)
    return silent()


def seen(call: Call) -> Response:
    """An agent saw the conversation."""
    with call.acting() as act:
        act.touch(replace(call.conversation(), agent_last_seen_at=act.now()))
    return show(call)


def attachments(call: Call) -> Response:
    """The files of a conversation."""
    rows = [one for one in call.store.of(call.conversation().id) if one.attachments]
    files = [file for one in rows for file in call.view.files(one)]
    return told({"meta": {"total_count": len(files)}, "payload": files})


def _draft(asked: Asked) -> Draft:
    return Draft(
        asked.text("content"),
        KIND.get(asked.text("message_type"), "outgoing"),
        asked.flag("private"),
        asked.text("content_type") or "text",
        asked.object("content_attributes"),
        asked.text("source_id"),
        asked.files,
    )


def _status(asked: Asked) -> Status | None:
    named = asked.text("status")
    if named is not None and named not in STATUSES:
        raise answers.broken()
    return STATUSES[named] if named else None


def _set_priority(call: Call, talk: Conversation, priority: str | None) -> None:
    if priority is not None and priority not in PRIORITIES:
        raise answers.broken()
    with call.acting() as act:
        steering.set_priority(act, talk, priority)


def _wanted(one: Conversation, call: Call) -> bool:
    query, status = call.query, call.query.get("status", "open")
    within = int(query.get("updated_within", "0"))
    since = call.sandbox.now() - timedelta(seconds=within)
    return (
        (status == "all" or one.status == status)
        and query.get("inbox_id", str(one.inbox_id)) == str(one.inbox_id)
        and query.get("team_id", str(one.team_id)) == str(one.team_id)
        and (not within or one.updated_at >= since)
        and _assigned(one, query.get("assignee_type", "all"), call.by)
        and (query.get("conversation_type") != "unattended" or _unattended(one))
    )


def _assigned(one: Conversation, kind: str, by: Person) -> bool:
    if kind == "me":
        return one.assignee_id == by.id
    return kind not in ("assigned", "unassigned") or (kind == "assigned") == bool(one.assignee_id)


def _unattended(one: Conversation) -> bool:
    return one.first_reply_created_at is None or one.waiting_since is not None


def _counts(found: list[Conversation], by: Person) -> Json:
    assigned = [one for one in found if one.assignee_id]
    return {
        "mine_count": sum(one.assignee_id == by.id for one in found),
        "assigned_count": len(assigned),
        "unassigned_count": len(found) - len(assigned),
        "all_count": len(found),
    }


def _messages_meta(call: Call, talk: Conversation) -> Json:
    assignee = call.view.assignee(talk)
    return {
        "labels": list(talk.label_list),
        "additional_attributes": {},
        "contact": call.view.person(call.store.contacts[talk.contact_id]),
        **({"assignee": call.view.person(assignee)} if assignee else {}),
        "agent_last_seen_at": iso(talk.agent_last_seen_at),
        "assignee_last_seen_at": None,
    }


HERE = "/conversations/{conversation:int}"
DOORS = (
    Door("GET", "/conversations", listed),
    Door("POST", "/conversations", create, bots=True),
    Door("GET", HERE, show),
    Door("PATCH", HERE, update, bots=True),
    Door("GET", HERE + "/messages", messages),
    Door("POST", HERE + "/messages", say, bots=True),
    Door("PATCH", HERE + "/messages/{message:int}", change_message),
    Door("DELETE", HERE + "/messages/{message:int}", erase_message),
    Door("POST", HERE + "/toggle_status", toggle_status, bots=True),
    Door("POST", HERE + "/toggle_typing_status", toggle_typing, bots=True),
    Door("POST", HERE + "/toggle_priority", toggle_priority, bots=True),
    Door("POST", HERE + "/custom_attributes", set_attributes, bots=True),
    Door("POST", HERE + "/assignments", assign, bots=True),
    Door("GET", HERE + "/labels", labels),
    Door("POST", HERE + "/labels", set_labels),
    Door("POST", HERE + "/mute", mute),
    Door("POST", HERE + "/unmute", unmute),
    Door("POST", HERE + "/update_last_seen", seen),
    Door("GET", HERE + "/attachments", attachments),
)
