"""What an operator sees, as JSON of one stable shape. Moments are ISO 8601 in UTC.

Rows of the outbox carry ``effect``, and a conversation ``messages``, only where the words were asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from agent.protocol import Protocol
from api.operator.story import Story
from api.storage.conversations import Conversation
from api.storage.overview import Glance, Letter, Pending
from api.storage.slips import Slip
from api.storage.turns import TurnRow

VERSION = 1
Words = Mapping[str, Mapping[str, object]]
"""The effects by the keys of their rows."""


def rows(shown: Sequence[Slip], now: datetime, words: Words | None) -> str:
    """A list of rows of the outbox."""
    return _written({"rows": [_slip(one, now, words) for one in shown]})


def glances(shown: Sequence[Glance]) -> str:
    """A list of conversations."""
    return _written({"conversations": [_glance(one) for one in shown]})


def story(shown: Story, protocol: Protocol, now: datetime, words: Words | None) -> str:
    """One conversation whole."""
    ledger = shown.state(protocol)["ledger"]
    told: dict[str, object] = {
        "conversation": _conversation(shown.conversation),
        "ledger": {name: ledger[name] for name in ("contact", "needs", "asked")},
        "missing": list(shown.ledger(protocol).missing(protocol)),
        "turns": [_turn(row) for row in shown.turns],
        "unsaid": [_slip(one, now, words) for one in shown.unsaid],
        "waiting": {
            "outbox": [_slip(one, now, words) for one in shown.waiting],
            "unread": [_pending(one) for one in shown.unread],
        },
        "unreadable": [_letter(one) for one in shown.unreadable],
        "next": shown.next and {"step": shown.next.step, "at": shown.next.at.isoformat()},
    }
    return _written(told if words is None else {**told, "messages": shown.messages})


def _written(told: Mapping[str, object]) -> str:
    return json.dumps({"version": VERSION, **told}, ensure_ascii=False, indent=2) + "\n"


def _slip(one: Slip, now: datetime, words: Words | None) -> dict[str, object]:
    told: dict[str, object] = {
        "key": one.key,
        "account": one.thread.account,
        "conversation": one.thread.conversation,
        "turn": one.turn,
        "part": one.part,
        "kind": one.kind,
        "state": one.state,
        "reason": one.reason,
        "attempts": one.attempts,
        "decided_at": one.decided_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "due_at": one.due_at.isoformat(),
        "in_doubt": one.in_doubt(now),
        "overtaken": one.overtaken,
    }
    return told if words is None else {**told, "effect": words[one.key]}


def _glance(one: Glance) -> dict[str, object]:
    last = one.last
    return {
        "account": one.thread.account,
        "conversation": one.thread.conversation,
        "status": one.status,
        "taken": one.taken,
        "assignee": one.assignee,
        "updated_at": _moment(one.updated_at),
        "unread": one.unread,
        "waiting": one.waiting,
        "last_turn": last and {**asdict(last), "started_at": last.started_at.isoformat()},
    }


def _conversation(one: Conversation) -> dict[str, object]:
    return {
        "account": one.thread.account,
        "conversation": one.thread.conversation,
        "inbox": one.inbox,
        "contact": one.contact,
        "status": one.status,
        "taken": one.taken,
        "assignee": one.assignee,
        "updated_at": _moment(one.updated_at),
        "version": one.version,
        "epoch": one.epoch,
    }


def _turn(row: TurnRow) -> dict[str, object]:
    told = asdict(row)
    del told["thread"]
    return {**told, "started_at": row.started_at.isoformat(), "path": list(row.path)}


def _pending(one: Pending) -> dict[str, object]:
    return {"event": one.event, "message": one.message, "heard_at": one.heard_at.isoformat()}


def _letter(one: Letter) -> dict[str, object]:
    return {**asdict(one), "heard_at": one.heard_at.isoformat()}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
