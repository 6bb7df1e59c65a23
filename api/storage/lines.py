"""The lines of a conversation as they were heard and said, as far as they are still kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.inbox import place as inbox_place
from api.storage.outbox import place as outbox_place
from api.storage.seal import open_json
from api.storage.tables import inbox, outbox
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``message`` is Chatwoot's number; ``ddd`` the area code of the customer's phone, where it was told."""

    message: int
    role: str
    kind: str
    text: str = field(repr=False)
    name: str = field(repr=False)
    at: datetime
    ddd: str = ""


async def lines(tx: AsyncConnection, thread: Thread) -> list[Line]:
    """In Chatwoot's order; a later version of a line stands for it, one that was taken back is none."""
    both = [*await _heard(tx, thread), *await _said(tx, thread)]
    latest = {line.message: line for line in both}
    spoken = (line for line in latest.values() if line.text or line.kind != "text")
    return sorted(spoken, key=lambda line: line.message)


async def _heard(tx: AsyncConnection, thread: Thread) -> list[Line]:
    query = select(inbox).where(
        inbox.c.account == thread.account,
        inbox.c.conversation == thread.conversation,
        inbox.c.event.in_(["message_created", "message_updated"]),
        inbox.c.body.is_not(None),
    )
    found = []
    for row in await tx.execute(query.order_by(inbox.c.id)):
        body = open_json(tx, row.body, inbox_place(thread, row.event, row.message))
        role, kind, text, name = (str(body[key]) for key in ("role", "kind", "text", "name"))
        at = row.happened_at or row.heard_at
        found.append(Line(row.message, role, kind, text, name, at, str(body.get("ddd") or "")))
    return found


async def _said(tx: AsyncConnection, thread: Thread) -> list[Line]:
    query = select(outbox).where(
        outbox.c.account == thread.account,
        outbox.c.conversation == thread.conversation,
        outbox.c.kind == "say",
        outbox.c.state == "sent",
        outbox.c.effect.is_not(None),
        outbox.c.message.is_not(None),
    )
    found = []
    for row in await tx.execute(query):
        effect = open_json(tx, row.effect, outbox_place(thread, row.turn, row.part))
        found.append(Line(row.message, "alu", "text", str(effect["text"]), "", row.changed_at))
    return found
