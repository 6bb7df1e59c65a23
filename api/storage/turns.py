"""The record of every decided turn: which way it took, why, how long, at what cost. No word of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.tables import turns
from api.storage.thread import Thread


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn. ``seconds`` by phase; ``mind`` is who understood, ``model`` and ``prompt_hash`` with what.

    ``need`` is the one that it showed or labelled, ``team`` the one that it gave the conversation to: empty if none.
    ``lacks`` is what was missing at a hand-over, as in ``Outcome``; None where that is not known.
    """

    thread: Thread
    turn: int
    epoch: int
    started_at: datetime
    seconds: Mapping[str, float]
    path: tuple[str, ...]
    act: str
    reason: str
    mind: str = ""
    model: str = ""
    prompt_hash: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    need: str = ""
    team: str = ""
    lacks: tuple[str, ...] | None = None


async def record(tx: AsyncConnection, row: TurnRow) -> None:
    """Stores the record, in the turn's own transaction."""
    await tx.execute(
        insert(turns).values(
            account=row.thread.account,
            conversation=row.thread.conversation,
            turn=row.turn,
            epoch=row.epoch,
            started_at=row.started_at,
            seconds=dict(row.seconds),
            path=list(row.path),
            act=row.act,
            reason=row.reason,
            mind=row.mind,
            model=row.model,
            prompt_hash=row.prompt_hash,
            tokens_in=row.tokens_in,
            tokens_out=row.tokens_out,
            need=row.need,
            team=row.team,
            lacks=null() if row.lacks is None else list(row.lacks),
        )
    )


async def recorded(tx: AsyncConnection, thread: Thread) -> list[TurnRow]:
    """The turns of a conversation, in order."""
    of_thread = (turns.c.account == thread.account, turns.c.conversation == thread.conversation)
    rows = await tx.execute(select(turns).where(*of_thread).order_by(turns.c.turn))
    return [_row(row) for row in rows]


def _row(row: Row[tuple[object, ...]]) -> TurnRow:
    return TurnRow(
        Thread(row.account, row.conversation),
        row.turn,
        row.epoch,
        row.started_at,
        row.seconds,
        tuple(row.path),
        row.act,
        row.reason,
        row.mind,
        row.model,
        row.prompt_hash,
        row.tokens_in,
        row.tokens_out,
        row.need,
        row.team,
        None if row.lacks is None else tuple(row.lacks),
    )
