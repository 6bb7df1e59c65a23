"""What a line of Chatwoot's own history tells: a status, a team. In Portuguese and English, whoever did it.

Chatwoot words these lines by language and version (config/locales/*.yml, ``conversations.activity``); Alú never reads
them when she answers. Here they are the only trace of what people did, and a person checks what comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.extract.normal import fold
from agent.protocol import Protocol
from agent.state import Status

_STATUSES: tuple[tuple[str, Status], ...] = (
    (r"resolvid[ao]|resolved", "resolved"),
    (r"pendente|as pending|marked pending", "pending"),
    (r"adiad[ao]|snoozed", "snoozed"),
    (r"reabert[ao]|abert[ao]|reopened|marked open|was opened", "open"),
)
_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b"), status) for words, status in _STATUSES)
_CONVERSATION = re.compile(r"^(?:a )?(?:conversa|conversation)\b")
_BY = re.compile(r"\b(?:por|by|pelo|pela) (?P<who>[^.]+?)\.?$")
_ASSIGNED = re.compile(
    r"^(?:atribuid[oa] a[o]?|assigned to) (?P<whom>.+?)(?: via (?P<team>.+?))?(?: (?:por|by) .+)?$"
)


def status_in(text: str) -> Status | None:
    """The status that the line says the conversation has now."""
    plain = fold(text).strip()
    if not _CONVERSATION.match(plain):
        return None
    what = _BY.sub("", plain)
    return next((status for pattern, status in _PATTERNS if pattern.search(what)), None)


def is_by(text: str, names: Iterable[str]) -> bool:
    """Whether one of these did what the line tells."""
    found = _BY.search(fold(text).strip())
    return found is not None and found["who"] in {fold(name).strip() for name in names}


def team_in(text: str, company: Protocol) -> str:
    """The team of the protocol that the line says the conversation was given to, or nothing."""
    found = _ASSIGNED.match(fold(text).strip())
    if found is None:
        return ""
    return team_named(found["team"] or found["whom"], company)


def team_named(name: str, company: Protocol) -> str:
    """The protocol's id of the team that Chatwoot calls so, or nothing."""
    called = fold(name).strip()
    for team, told in company.teams.items():
        if called in (fold(team), fold(team).replace("-", " "), fold(told.label)):
            return team
    return ""
