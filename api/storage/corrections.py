"""What people of the team made of what Alú had decided: a row for each change, its content sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import contacts
from api.storage.inserts import insert
from api.storage.outbox import place as effect_place
from api.storage.seal import close_json, open_json
from api.storage.tables import corrections, outbox, turns
from api.storage.thread import Thread

Kind = Literal["team", "labels", "need", "slots"]
Way = Literal["screen", "order"]

ASKED_BY_A_PERSON = "told_by_human"


@dataclass(frozen=True, slots=True)
class Decision:
    """A hand-over of hers: where to, with which labels, why, and what was missing."""

    turn: int
    at: datetime
    team: str
    labels: tuple[str, ...]
    reason: str
    lacks: tuple[str, ...]
    path: tuple[str, ...]
    prompts: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One change. ``alu`` and ``human`` as docs/corrections.md has them; both empty once they are erased.

    ``turn`` is the one that was corrected; ``watermark`` tells the change from others of its kind. ``way``: on
    Chatwoot's screens, or by an order in a note. Who made it is not kept: a person of the team.
    """

    thread: Thread
    contact: int | None
    turn: int
    kind: Kind
    watermark: str
    way: Way
    made_at: datetime
    alu: Mapping[str, object] = field(repr=False)
    human: Mapping[str, object] = field(repr=False)
    id: int = 0


async def decision(tx: AsyncConnection, thread: Thread, since: datetime) -> Decision | None:
    """Her last hand-over, if she decided one after ``since`` and nobody else has since.

    None as well where a person had asked for it, or where it was the body's doing: there is nothing to put right in
    what she did not decide.
    """
    routed = and_(
        turns.c.account == thread.account,
        turns.c.conversation == thread.conversation,
        turns.c.act == "route",
    )
    query = select(turns).where(routed).order_by(turns.c.turn.desc()).limit(1)
    row = (await tx.execute(query)).first()
    if row is None or row.started_at < since or not row.path or row.reason == ASKED_BY_A_PERSON:
        return None
    labels = await _labels(tx, thread, row.turn)
    return Decision(
        row.turn, row.started_at, row.team, labels, row.reason, tuple(row.lacks or ()),
        tuple(row.path), row.prompt_hash,
    )  # fmt: skip


async def add(tx: AsyncConnection, made: Iterable[Correction]) -> None:
    """Stores corrections, each once; none of a contact that was erased after it was made."""
    for one in made:
        if not await _erased_since(tx, one):
            new = insert(tx, corrections).values(_values(tx, one))
            await tx.execute(new.on_conflict_do_nothing())


async def made(
    tx: AsyncConnection, begin: datetime, end: datetime, account: int | None = None
) -> list[Correction]:
    """Those of a while, oldest first; of one account, or of all."""
    when = and_(corrections.c.made_at >= begin, corrections.c.made_at < end)
    query = select(corrections).where(when).order_by(corrections.c.made_at, corrections.c.id)
    if account is not None:
        query = query.where(corrections.c.account == account)
    return [_correction(tx, row) for row in await tx.execute(query)]


async def first_of(tx: AsyncConnection, threads: Iterable[Thread]) -> dict[Thread, int]:
    """The id of each conversation's first correction: it names the conversation, and leads nobody to it."""
    first = func.min(corrections.c.id).label("first")
    columns = (corrections.c.account, corrections.c.conversation)
    rows = await tx.execute(select(*columns, first).group_by(*columns))
    wanted = set(threads)
    named = {Thread(row.account, row.conversation): row.first for row in rows}
    return {thread: id_ for thread, id_ in named.items() if thread in wanted}


async def of(tx: AsyncConnection, thread: Thread) -> list[Correction]:
    """Those of one conversation, in order."""
    here = corrections.c.conversation == thread.conversation
    query = select(corrections).where(corrections.c.account == thread.account, here)
    return [_correction(tx, row) for row in await tx.execute(query.order_by(corrections.c.id))]


def place(thread: Thread, kind: str, watermark: str) -> str:
    """Where a correction is sealed for."""
    return f"corrections.body:{thread}:{kind}:{watermark}"


async def _labels(tx: AsyncConnection, thread: Thread, turn: int) -> tuple[str, ...]:
    query = select(outbox).where(
        outbox.c.account == thread.account,
        outbox.c.conversation == thread.conversation,
        outbox.c.turn == turn,
        outbox.c.kind == "add_labels",
    )
    row = (await tx.execute(query)).first()
    if row is None:
        return ()
    effect = open_json(tx, row.effect, effect_place(thread, turn, row.part))
    return tuple(effect.get("labels", ()))  # type: ignore[arg-type]  # an AddLabels was stored


async def _erased_since(tx: AsyncConnection, one: Correction) -> bool:
    if one.contact is None:
        return False
    whose = (one.thread.account, one.contact)
    erased = (await contacts.erasures(tx, [whose])).get(whose)
    return erased is not None and one.made_at <= erased


def _values(tx: AsyncConnection, one: Correction) -> dict[str, object]:
    content = {"alu": dict(one.alu), "human": dict(one.human), "way": one.way}
    return {
        "account": one.thread.account,
        "conversation": one.thread.conversation,
        "contact": one.contact,
        "turn": one.turn,
        "kind": one.kind,
        "watermark": one.watermark,
        "body": close_json(tx, content, place(one.thread, one.kind, one.watermark)),
        "made_at": one.made_at,
    }


def _correction(tx: AsyncConnection, row: Row[tuple[object, ...]]) -> Correction:
    thread = Thread(row.account, row.conversation)
    body = open_json(tx, row.body, place(thread, row.kind, row.watermark))
    return Correction(
        thread,
        row.contact,
        row.turn,
        row.kind,
        row.watermark,
        body.get("way", "screen"),  # type: ignore[arg-type]  # as ``_values`` wrote it
        row.made_at,
        body.get("alu", {}),  # type: ignore[arg-type]
        body.get("human", {}),  # type: ignore[arg-type]
        row.id,
    )
