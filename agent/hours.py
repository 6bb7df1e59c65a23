"""Whether people answer now, by the company's hours and holidays, and what to wish at this time of day. Pure."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import get_args
from zoneinfo import ZoneInfo

import holidays

from agent.protocol import Day, Holidays, Hours

DAYS: tuple[Day, ...] = get_args(Day)


def people_answer(hours: Hours, now: datetime) -> bool:
    """True if a team is at work at ``now`` (with an offset)."""
    local = now.astimezone(ZoneInfo(hours.timezone))
    if local.date() in hours.closed or _is_holiday(hours.holidays, local.date()):
        return False
    return any(_within(span, local.time()) for span in hours.week.get(DAYS[local.weekday()], ()))


def wish(hours: Hours, now: datetime) -> str:
    """The wish, "Bom dia", "Boa tarde" or "Boa noite", as the clock on the customer's wall says."""
    hour = now.astimezone(ZoneInfo(hours.timezone)).hour
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"


def _within(span: str, moment: time) -> bool:
    start, end = span.split("-")
    return time.fromisoformat(start) <= moment < time.fromisoformat(end)


def _is_holiday(where: Holidays | None, day: date) -> bool:
    return where is not None and day in _calendar(where.country, where.subdivision, day.year)


@lru_cache(maxsize=8)
def _calendar(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
