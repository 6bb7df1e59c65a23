"""A contact's right to see and to be forgotten, and what time alone takes away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, Text, case, cast, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import checkpointer, contacts, corrections, screens
from api.storage.inbox import ERASED
from api.storage.inbox import place as inbox_place
from api.storage.outbox import place as outbox_place
from api.storage.seal import open_json
from api.storage.tables import (
    checkpoint_writes,
    checkpoints,
    conversations,
    dead_letters,
    inbox,
    outbox,
    turns,
    unfinished_rows,
)
from api.storage.tables import contacts as contact_rows
from api.storage.tables import corrections as made
from api.storage.tables import screens as screen_rows
from api.storage.thread import Thread
from api.storage.turns import recorded


@dataclass(frozen=True, slots=True)
class Limits:
    """How long what is kept. Duplicates are recognised while ``keys`` last: never shorter than Chatwoot's memory."""

    bodies: timedelta = timedelta(days=7)
    letters: timedelta = timedelta(days=14)
    keys: timedelta = timedelta(days=30)
    memory: timedelta = timedelta(days=90)
    facts: timedelta = timedelta(days=180)
    corrections: timedelta = timedelta(days=180)
    records: timedelta = timedelta(days=5 * 365)


async def export(tx: AsyncConnection, account: int, contact: int) -> dict[str, object]:
    """Everything stored about a contact, as JSON."""
    threads = await _threads(tx, account, contact)
    return {
        "account": account,
        "contact": contact,
        "facts": await contacts.remembered(tx, account, contact),
        "conversations": [await _exported(tx, thread) for thread in threads],
    }


async def erase(tx: AsyncConnection, account: int, contact: int, at: datetime) -> int:
    """Takes a contact's words and facts out of every table; the number of their conversations. May be repeated.

    What stays says nothing of a person: ids, states, counts, and the keys by which a late delivery is known again.
    A turn being decided meanwhile is void. Afterwards run ``engine.scrub``.
    """
    threads = await _threads(tx, account, contact)
    await _silence(
        tx, threads
    )  # conversations first, as a turn does: two that wait crosswise never end
    await _empty_inbox(tx, threads)
    await _empty_outbox(tx, threads, at)
    await tx.execute(update(dead_letters).where(_among(dead_letters, threads)).values(body=None))
    await tx.execute(update(screen_rows).where(_among(screen_rows, threads)).values(body=None))
    await tx.execute(update(made).where(_among(made, threads)).values(body=None))
    for thread in threads:
        await checkpointer.forget(tx, str(thread))
    await contacts.forget(tx, account, contact, at)
    return len(threads)


async def expire(tx: AsyncConnection, now: datetime, limits: Limits) -> None:
    """Takes away what has been kept long enough. What still waits to be read or told stays."""
    read, told = inbox.c.turn.is_not(None), ~unfinished_rows
    await tx.execute(
        update(inbox).where(read, inbox.c.heard_at < now - limits.bodies).values(body=None)
    )
    await tx.execute(
        update(outbox).where(told, outbox.c.changed_at < now - limits.bodies).values(effect=None)
    )
    await tx.execute(delete(inbox).where(read, inbox.c.heard_at < now - limits.keys))
    await tx.execute(delete(outbox).where(told, outbox.c.changed_at < now - limits.keys))
    await tx.execute(delete(dead_letters).where(dead_letters.c.heard_at < now - limits.letters))
    await tx.execute(delete(turns).where(turns.c.started_at < now - limits.records))
    await tx.execute(delete(made).where(made.c.made_at < now - limits.records))
    old_corrections = made.c.made_at < now - limits.corrections
    await tx.execute(update(made).where(old_corrections).values(body=None))
    old_facts = contact_rows.c.changed_at < now - limits.facts
    await tx.execute(update(contact_rows).where(old_facts).values(facts=None))
    await _forget_quiet(tx, now - limits.memory)


async def _threads(tx: AsyncConnection, account: int, contact: int) -> list[Thread]:
    found = {
        conversation
        for table in (conversations, inbox)
        for conversation in await tx.scalars(
            select(table.c.conversation).where(
                table.c.account == account, table.c.contact == contact
            )
        )
    }
    return [Thread(account, conversation) for conversation in sorted(found)]


async def _forget_quiet(tx: AsyncConnection, since: datetime) -> None:
    """The memory of conversations that nothing happened in."""
    name = cast(conversations.c.account, Text) + ":" + cast(conversations.c.conversation, Text)
    quiet = select(name).where(conversations.c.updated_at < since.timestamp())
    for table in (checkpoint_writes, checkpoints):
        await tx.execute(delete(table).where(table.c.thread.in_(quiet)))
    screen = cast(screen_rows.c.account, Text) + ":" + cast(screen_rows.c.conversation, Text)
    await tx.execute(delete(screen_rows).where(screen.in_(quiet)))


async def _silence(tx: AsyncConnection, threads: list[Thread]) -> None:
    later = {"version": conversations.c.version + 1, "epoch": conversations.c.epoch + 1}
    await tx.execute(update(conversations).where(_among(conversations, threads)).values(later))


async def _empty_inbox(tx: AsyncConnection, threads: list[Thread]) -> None:
    emptied = {"body": None, "turn": func.coalesce(inbox.c.turn, ERASED)}
    await tx.execute(update(inbox).where(_among(inbox, threads)).values(emptied))


async def _empty_outbox(tx: AsyncConnection, threads: list[Thread], at: datetime) -> None:
    state = case((unfinished_rows, "dropped"), else_=outbox.c.state)
    reason = case((unfinished_rows, "erased"), else_=outbox.c.reason)
    emptied = {"effect": None, "state": state, "reason": reason, "changed_at": at}
    await tx.execute(update(outbox).where(_among(outbox, threads)).values(emptied))


async def _exported(tx: AsyncConnection, thread: Thread) -> dict[str, object]:
    return {
        "conversation": thread.conversation,
        "memory": await checkpointer.values(tx, str(thread)),
        "heard": await _heard(tx, thread),
        "said": await _said(tx, thread),
        "screen": await _on_the_screen(tx, thread),
        "corrected": await _corrected(tx, thread),
        "turns": [
            {**asdict(row), "started_at": row.started_at.isoformat()}
            for row in await recorded(tx, thread)
        ],
    }


async def _heard(tx: AsyncConnection, thread: Thread) -> list[dict[str, object]]:
    rows = await tx.execute(select(inbox).where(_among(inbox, [thread])).order_by(inbox.c.id))
    return [
        {
            "at": row.heard_at.isoformat(),
            "event": row.event,
            "body": open_json(tx, row.body, inbox_place(thread, row.event, row.message)),
        }
        for row in rows
    ]


async def _said(tx: AsyncConnection, thread: Thread) -> list[dict[str, object]]:
    in_order = (outbox.c.turn, outbox.c.part)
    rows = await tx.execute(select(outbox).where(_among(outbox, [thread])).order_by(*in_order))
    return [
        {
            "at": row.changed_at.isoformat(),
            "state": row.state,
            "effect": open_json(tx, row.effect, outbox_place(thread, row.turn, row.part)),
        }
        for row in rows
    ]


async def _on_the_screen(tx: AsyncConnection, thread: Thread) -> dict[str, object]:
    seen = (await screens.last(tx, [thread])).get(thread)
    return asdict(seen) if seen else {}


async def _corrected(tx: AsyncConnection, thread: Thread) -> list[dict[str, object]]:
    return [
        {"at": one.made_at.isoformat(), "kind": one.kind, "alu": one.alu, "human": one.human}
        for one in await corrections.of(tx, thread)
    ]


def _among(table: Table, threads: list[Thread]) -> ColumnElement[bool]:
    return tuple_(table.c.account, table.c.conversation).in_(threads)
