"""Whether people answer now, by the company's hours and holidays, and what to wish at this time of day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import get_args
from zoneinfo import ZoneInfo

import holidays

from agent.protocol import Day, Holidays, Hours

DAYS: tuple[Day, ...] = get_args(Day)
MOST_DAYS = 31  # longer than any row of holidays


def people_answer(hours: Hours, now: datetime) -> bool:
    """True if a team is at work at ``now`` (with an offset)."""
    local = now.astimezone(ZoneInfo(hours.timezone))
    return any(_within(span, local.time()) for span in _spans(hours, local.date()))


def next_open(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment from ``moment`` on at which people answer; None if there is none for a month."""
    if people_answer(hours, moment):
        return moment
    return next((start for start in _openings(hours, moment) if start >= moment), None)


def next_day_at_work(hours: Hours, moment: datetime) -> datetime | None:
    """When people answer first on a later day than that of ``moment``; None if they don't for a month."""
    today = moment.astimezone(ZoneInfo(hours.timezone)).date()
    later = (start for start in _openings(hours, moment) if start.date() > today)
    return next(later, None)


def wish(hours: Hours, now: datetime) -> str:
    """The wish, "Bom dia", "Boa tarde" or "Boa noite", as the clock on the customer's wall says."""
    hour = now.astimezone(ZoneInfo(hours.timezone)).hour
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"


def _spans(hours: Hours, day: date) -> tuple[str, ...]:
    """When people answer on a day of the company's calendar."""
    if day in hours.closed or _is_holiday(hours.holidays, day):
        return ()
    return hours.week.get(DAYS[day.weekday()], ())


def _openings(hours: Hours, moment: datetime) -> Iterator[datetime]:
    """Every beginning of a span, in order, from the day of ``moment`` on."""
    zone = ZoneInfo(hours.timezone)
    today = moment.astimezone(zone).date()
    for day in (today + timedelta(days=number) for number in range(MOST_DAYS)):
        for start in sorted(span.split("-")[0] for span in _spans(hours, day)):
            yield datetime.combine(day, time.fromisoformat(start), zone)


def _within(span: str, moment: time) -> bool:
    start, end = span.split("-")
    return time.fromisoformat(start) <= moment < time.fromisoformat(end)


def _is_holiday(where: Holidays | None, day: date) -> bool:
    return where is not None and day in _calendar(where.country, where.subdivision, day.year)


@lru_cache(maxsize=8)
def _calendar(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
