"""Filters by the account's API: a person's folders, and the conversations that a filter lets through (protocol 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response

from api.sandbox.records import Conversation, Folder, Json
from api.sandbox.rest import answers, house, shown
from api.sandbox.rest.answers import silent, told
from api.sandbox.rest.asked import Asked
from api.sandbox.rest.call import Call, Door
from api.sandbox.store import following, put

A_PAGE = 25
STANDARD = (
    "status", "assignee_id", "inbox_id", "team_id", "priority", "display_id", "campaign_id", "labels",
    "browser_language", "conversation_language", "referer", "created_at", "last_activity_at", "mail_subject",
)  # fmt: skip
HERE_UNKNOWN = STANDARD[6:7] + STANDARD[8:]  # real keys that nothing here has
WITHOUT_VALUES = ("is_present", "is_not_present")
OPERATORS = ("equal_to", "not_equal_to", *WITHOUT_VALUES)


def folders(call: Call) -> Response:
    """The caller's own folders."""
    kind = call.query.get("filter_type")
    mine = [one for one in call.store.folders.values() if one.user_id == call.by.id]
    return told([house.folder(one) for one in mine if kind in (None, one.type)])


def create_folder(call: Call) -> Response:
    """A new folder of the caller's; nothing in it is looked at."""
    asked, now = call.asked.within("custom_filter"), call.sandbox.now()
    folder = Folder(
        following(call.store.folders), call.by.id, asked.text("name") or "",
        asked.text("filter_type") or "conversation", asked.object("query"), now, now,
    )  # fmt: skip
    return told(house.folder(put(call.store.folders, folder)))


def update_folder(call: Call) -> Response:
    """Another name, another filter."""
    folder, asked = _folder(call), call.asked.within("custom_filter")
    new = replace(
        folder,
        name=asked.text("name") or folder.name,
        query=asked.object("query") or folder.query,
        updated_at=call.sandbox.now(),
    )
    return told(house.folder(put(call.store.folders, new)))


def remove_folder(call: Call) -> Response:
    """A folder goes."""
    del call.store.folders[_folder(call).id]
    return silent(204)


def filtered(call: Call) -> Response:
    """The conversations that the conditions let through, newest first."""
    conditions = _conditions(call)
    found = [one for one in call.store.conversations.values() if _passes(one, conditions)]
    found.sort(key=lambda one: one.last_activity_at, reverse=True)
    page = int(call.query.get("page", "1"))
    rows = found[(page - 1) * A_PAGE : page * A_PAGE]
    counts = {
        "mine_count": sum(one.assignee_id == call.by.id for one in found),
        "unassigned_count": sum(one.assignee_id is None for one in found),
        "all_count": len(found),
    }
    payload = [shown.conversation(call.view, one, call.viewer()) for one in rows]
    return told({"meta": counts, "payload": payload})


def _folder(call: Call) -> Folder:
    found = call.store.folders.get(call.number("folder"))
    if not found or found.user_id != call.by.id:
        raise answers.not_found()
    return found


def _conditions(call: Call) -> Sequence[Asked]:
    given = call.asked.values.get("payload")
    listed = given if isinstance(given, list) else []
    conditions = [Asked(one) for one in listed if isinstance(one, dict)]
    for one in conditions:
        _check(call, one)
    if not conditions or conditions[-1].text("query_operator"):  # the SQL ends in "and"
        raise answers.broken()
    return conditions


def _check(call: Call, condition: Asked) -> None:
    key, operator = condition.text("attribute_key") or "", condition.text("filter_operator") or ""
    own = {
        one.key for one in call.store.definitions.values() if one.model == "conversation_attribute"
    }
    if key not in (*STANDARD, *own):
        raise answers.unprocessable(
            f"Chave de atributo inválido - [{key}]. A chave deve ser uma das"
            f" [{','.join(STANDARD)}] ou um atributo personalizado definido na conta."
        )
    if operator not in OPERATORS:
        raise answers.unprocessable(f"Operador inválido para {key}: [{','.join(OPERATORS)}].")
    if operator not in WITHOUT_VALUES and not condition.values.get("values"):
        raise answers.unprocessable(f"Valor inválido para {key}.")


def _passes(one: Conversation, conditions: Sequence[Asked]) -> bool:
    """AND binds tighter than OR; there are no brackets."""
    group, passed = True, False
    for condition in conditions:
        group = group and _meets(_values(one), condition)
        if (condition.text("query_operator") or "or").lower() == "or":
            passed, group = passed or group, True
    return passed


def _meets(values: Mapping[str, object], condition: Asked) -> bool:
    key, operator = condition.text("attribute_key") or "", condition.text("filter_operator")
    mine, given = values.get(key), condition.values.get("values")
    wanted = {str(one).lower() for one in given} if isinstance(given, list) else set()
    has = _words(mine)
    match operator:
        case "is_present":
            return bool(has)
        case "is_not_present":
            return not has
        case "not_equal_to":
            return not has & wanted
        case _:
            return bool(has & wanted) or (key == "status" and "all" in wanted)


def _words(value: object) -> set[str]:
    if value is None or value == "":
        return set()
    return {str(one).lower() for one in value} if isinstance(value, tuple) else {str(value).lower()}


def _values(one: Conversation) -> Json:
    return {
        **dict(one.custom_attributes),
        **dict.fromkeys(HERE_UNKNOWN),
        "status": one.status,
        "assignee_id": one.assignee_id,
        "inbox_id": one.inbox_id,
        "team_id": one.team_id,
        "priority": one.priority,
        "display_id": one.id,
        "labels": one.label_list,
    }


FOLDER = "/custom_filters/{folder:int}"
DOORS = (
    Door("GET", "/custom_filters", folders),
    Door("POST", "/custom_filters", create_folder),
    Door("PATCH", FOLDER, update_folder),
    Door("DELETE", FOLDER, remove_folder),
    Door("POST", "/conversations/filter", filtered),
)
