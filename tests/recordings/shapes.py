"""What calls of Chatwoot look like by the recordings: endpoints, and the places and types of their JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.recordings.reading import calls


def endpoint(method: str, path: str) -> str:
    """A path with ``#`` for ids, without account and query."""
    short = re.sub(r"^/api/v1(/accounts/\d+)?", "", path.partition("?")[0])
    return f"{method} {re.sub(r'/[0-9]+', '/#', short)}"


def leaves(value: object, where: str = "") -> set[tuple[str, str]]:
    """Every place in a JSON value with the type of what is there; the places of a list's items are one."""
    if isinstance(value, dict):
        inner = (leaves(one, f"{where}.{key}") for key, one in value.items())
        return {(where, "object")}.union(*inner)
    if isinstance(value, list):
        return {(where, "list")}.union(*(leaves(one, f"{where}[]") for one in value))
    return {(where, type(value).__name__)}


def recorded(names: Iterable[str], side: str) -> set[tuple[str, str]]:
    """All that was recorded for endpoints, of successful calls; a resource's PATCH takes what its POST takes."""
    wanted, found = set(names), set()
    for row in calls().values():
        asked, answer = row["request"], row["response"]
        if answer["status"] < 300 and endpoint(asked["method"], asked["path"]) in wanted:
            found |= leaves(asked["json"] if side == "asked" else answer["json"])
    return found


def refused(status: int) -> set[tuple[str, str]]:
    """All that was recorded of answers with this status, whatever was asked."""
    answers = (row["response"] for row in calls().values())
    return set().union(*(leaves(one["json"]) for one in answers if one["status"] == status))


def emptied(shown: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same places with nothing in them, as of a contact without a phone."""
    return {(where, "NoneType") for where, _ in shown}


def family(name: str) -> list[str]:
    """The endpoint, and the one that makes what it changes."""
    method, path = name.split(" ")
    return [name, f"POST {path.removesuffix('/#')}"] if method == "PATCH" else [name]


def answered(name: str) -> set[tuple[str, str]]:
    """All that was recorded of an endpoint's answers; a list also shows what making one of its rows showed."""
    method, path = name.split(" ")
    made = recorded([f"POST {path}"], "told") if method == "GET" else set()
    rows = {(f"{at}[]{where}", kind) for at in ("", ".payload") for where, kind in made}
    hooks = {(where.replace("webhook", "webhooks[]"), kind) for where, kind in made}
    return recorded([name], "told") | rows | hooks


def keys_only(found: set[tuple[str, str]]) -> set[str]:
    return {where for where, _ in found}
