"""What Chatwoot's screens showed of a conversation when they were last seen, and what Alú herself has put there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.effects import Effect
from api.storage.inserts import insert
from api.storage.outbox import place as effect_place
from api.storage.seal import close_json, open_json
from api.storage.tables import conversations, outbox, screens, unfinished_rows
from api.storage.thread import Thread

OF_CONVERSATION = ("add_labels", "assign_team", "set_attributes")
OF_CONTACT = "update_contact"


@dataclass(frozen=True, slots=True)
class Screen:
    """Team and labels by name; attributes of the conversation and of the contact that hold a word."""

    team: str
    labels: tuple[str, ...]
    conversation: Mapping[str, str] = field(repr=False)
    contact: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """One effect of hers. ``done_at`` is None while it may still be on its way."""

    effect: Effect
    done_at: datetime | None


async def last(tx: AsyncConnection, threads: Iterable[Thread]) -> dict[Thread, Screen]:
    """What was last seen of those of ``threads`` that were ever seen."""
    wanted = tuple_(screens.c.account, screens.c.conversation).in_(list(threads))
    rows = await tx.execute(select(screens).where(wanted, screens.c.body.is_not(None)))
    return {Thread(row.account, row.conversation): _screen(tx, row) for row in rows}


async def keep(tx: AsyncConnection, seen: Mapping[Thread, Screen]) -> None:
    """Stores what is seen now."""
    rows = [
        {
            "account": thread.account,
            "conversation": thread.conversation,
            "body": close_json(tx, _stored(screen), place(thread)),
        }
        for thread, screen in seen.items()
    ]
    new = insert(tx, screens)
    kept = new.on_conflict_do_update(
        index_elements=["account", "conversation"], set_={"body": new.excluded.body}
    )
    await tx.execute(kept, rows)


async def written(tx: AsyncConnection, thread: Thread, contact: int | None) -> list[Written]:
    """What Alú has put on the screens, in order; of the contact also in their other conversations."""
    here = and_(outbox.c.account == thread.account, outbox.c.conversation == thread.conversation)
    theirs = select(conversations.c.conversation).where(
        conversations.c.account == thread.account, conversations.c.contact == contact
    )
    of_contact = and_(
        outbox.c.account == thread.account,
        or_(here, outbox.c.conversation.in_(theirs)),
        outbox.c.kind == OF_CONTACT,
    )
    wanted = or_(and_(here, outbox.c.kind.in_(OF_CONVERSATION)), of_contact)
    on_its_way = unfinished_rows.label("on_its_way")
    query = select(outbox, on_its_way).where(wanted, outbox.c.effect.is_not(None))
    rows = await tx.execute(query.order_by(outbox.c.conversation, outbox.c.turn, outbox.c.part))
    return [Written(_effect(tx, row), None if row.on_its_way else row.changed_at) for row in rows]


def place(thread: Thread) -> str:
    """Where a screen is sealed for."""
    return f"screens.body:{thread}"


def _stored(screen: Screen) -> dict[str, object]:
    return {
        "team": screen.team,
        "labels": screen.labels,
        "conversation": dict(screen.conversation),
        "contact": dict(screen.contact),
    }


def _screen(tx: AsyncConnection, row: Row[tuple[object, ...]]) -> Screen:
    stored = open_json(tx, row.body, place(Thread(row.account, row.conversation)))
    return Screen(
        stored["team"],  # type: ignore[arg-type]  # as ``_stored`` wrote it
        tuple(stored["labels"]),  # type: ignore[arg-type]
        stored["conversation"],  # type: ignore[arg-type]
        stored["contact"],  # type: ignore[arg-type]
    )


def _effect(tx: AsyncConnection, row: Row[tuple[object, ...]]) -> Effect:
    where = effect_place(Thread(row.account, row.conversation), row.turn, row.part)
    return open_json(tx, row.effect, where)  # type: ignore[return-value]  # an Effect was stored
