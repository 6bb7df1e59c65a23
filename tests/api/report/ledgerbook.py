"""A database filled by hand, a row at a time: what a report is to count, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, null
from sqlalchemy.ext.asyncio import AsyncEngine

from api.report.episodes import episodes
from api.report.figures import Figures, Prices, counted
from api.report.period import Period
from api.storage.report import Scope, Window, gather
from api.storage.tables import conversations, corrections, inbox, outbox, turns

FORTALEZA = ZoneInfo("America/Fortaleza")
MONDAY = datetime(2026, 11, 23, 8, tzinfo=FORTALEZA)
WEEK = Period(MONDAY - timedelta(days=7), MONDAY, FORTALEZA)


def on(day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A moment of November, on the clocks of Fortaleza."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=FORTALEZA)


@dataclass
class Book:
    """Rows to be written together. Every conversation is of account 1 and inbox 5 unless it is told otherwise."""

    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    account: int = 1

    def conversation(
        self,
        number: int,
        *,
        status: str = "pending",
        taken: bool = False,
        inbox: int | None = 5,
    ) -> None:
        self._add(
            conversations, conversation=number, inbox=inbox, contact=number, status=status, assignee=None,
            updated_at=1.0, version=1, epoch=0, status_at=0.0, taken=taken,
        )  # fmt: skip

    def turn(
        self, number: int, turn: int, at: datetime, act: str = "ask", reason: str = "asking", *,
        need: str = "", team: str = "", lacks: list[str] | None = None, mind: str = "offline", model: str = "",
        tokens: tuple[int, int] = (0, 0), heard: datetime | None = None, moved: bool = False,
        told: datetime | None = None,
    ) -> None:  # fmt: skip
        """A turn; with ``heard`` it read a line that came then, with ``told`` its message was sent then."""
        self._add(
            turns, conversation=number, turn=turn, epoch=0, started_at=at, seconds={}, path=["gate"], act=act,
            reason=reason, mind=mind, model=model, prompt_hash="", tokens_in=tokens[0], tokens_out=tokens[1],
            need=need, team=team, lacks=null() if lacks is None else lacks,
        )  # fmt: skip
        if heard:
            self.delivery(number, "message_created", heard, turn, message=turn)
        if moved:
            self.delivery(number, "status", heard or at, turn)
        if told:
            self.effect(number, turn, told)

    def route(
        self, number: int, turn: int, at: datetime, team: str = "comercial", need: str = "compras",
        lacks: list[str] | None = None, reason: str = "complete", *, heard: datetime | None = None,
        told: datetime | None = None,
    ) -> None:  # fmt: skip
        """A hand-over with nothing missing unless ``lacks`` says what."""
        self.turn(
            number, turn, at, "route", reason, need=need, team=team, lacks=lacks or [], heard=heard, told=told,
        )  # fmt: skip

    def delivery(
        self, number: int, event: str, at: datetime, turn: int | None, message: int = 0
    ) -> None:
        known = f"{event}:{message}:{at.isoformat()}"
        self._add(
            inbox, conversation=number, contact=number, event=event, message=message, watermark=known,
            body=None, heard_at=at, happened_at=None, turn=turn,
        )  # fmt: skip

    def effect(
        self, number: int, turn: int, at: datetime, kind: str = "say", state: str = "sent",
        reason: str = "", part: int = 1,
    ) -> None:  # fmt: skip
        self._add(
            outbox, conversation=number, turn=turn, part=part, epoch=0, kind=kind, effect=None, state=state,
            reason=reason, attempts=1, due_at=at, changed_at=at, message=None,
        )  # fmt: skip

    def correction(self, number: int, at: datetime, kind: str = "team") -> None:
        self._add(
            corrections, conversation=number, contact=number, turn=1, kind=kind, watermark=at.isoformat(),
            body=None, made_at=at,
        )  # fmt: skip

    async def write(self, engine: AsyncEngine) -> None:
        async with engine.begin() as tx:
            for table, rows in self.rows.items():
                for columns in {tuple(row) for row in rows}:
                    await tx.execute(insert(table), [row for row in rows if tuple(row) == columns])

    def _add(self, table: Table, **values: Any) -> None:
        self.rows.setdefault(table, []).append({"account": self.account, **values})


async def figures(
    engine: AsyncEngine,
    period: Period = WEEK,
    scope: Scope = Scope(1, (5,)),  # noqa: B008  # frozen
    first_mind: str = "offline",
    prices: Prices | None = None,
) -> Figures:
    """Those of a period, as the report counts them."""
    async with engine.begin() as tx:
        gathered = await gather(tx, scope, Window(period.before.begin, period.end))
    return counted(gathered, list(episodes(gathered)), period, first_mind, prices)


NOW = MONDAY.astimezone(UTC)
