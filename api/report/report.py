"""A report: the figures of a period beside those of the one before, as far back as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent.protocol import Protocol
from api.report.episodes import episodes
from api.report.figures import Figures, Prices, counted
from api.report.period import Period
from api.settings import Settings
from api.storage.report import Scope, Window, gather
from api.storage.retention import Limits


@dataclass(frozen=True, slots=True)
class Report:
    """``told_from``: before it nobody knows any more what was heard, told or kept back; turns are known longer."""

    company: str
    period: Period
    figures: Figures
    before: Figures
    told_from: datetime
    currency: str

    @property
    def is_whole(self) -> bool:
        """Whether what was told is known of the whole period."""
        return self.told_from <= self.period.begin

    @property
    def was_whole(self) -> bool:
        """Whether it is known of the period before too: else only turns may be compared."""
        return self.told_from <= self.period.before.begin

    @property
    def is_empty(self) -> bool:
        """Nothing happened at all."""
        now = self.figures
        untold = now.suppressed or now.dropped or now.doubts
        return not (now.conversations or now.corrections or untold)


async def made(
    tx: AsyncConnection, settings: Settings, protocol: Protocol, period: Period, now: datetime
) -> Report:
    """The report of a period, from one moment of the database."""
    scope = Scope(settings.chatwoot_account_id, settings.chatwoot_inbox_ids)
    before = period.before
    gathered = await gather(tx, scope, Window(before.window.begin, period.window.end))
    stories = list(episodes(gathered))
    first, prices = _first_mind(settings), _prices(settings)
    return Report(
        company=protocol.company.name,
        period=period,
        figures=counted(gathered, stories, period, first, prices),
        before=counted(gathered, stories, before, first, prices),
        told_from=now - Limits().keys,
        currency=settings.llm_currency,
    )


def _first_mind(settings: Settings) -> str:
    """As ``bootstrap.models`` names them."""
    if settings.llm_base_url:
        return "llm"
    return "llm2" if settings.llm_fallback_base_url else "offline"


def _prices(settings: Settings) -> Prices | None:
    tokens_in, tokens_out = settings.llm_price_in, settings.llm_price_out
    if tokens_in is None or tokens_out is None:
        return None
    return Prices(tokens_in, tokens_out)
