"""The while that a report is about, as people write it: ``7d``, ``24h``, ``2w``, a day. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from api.errors import AluError
from api.storage.report import Window

LENGTH = re.compile(r"(\d{1,5})(h|d|w)")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=3653)
BY_HOUR = timedelta(days=2)
"""Up to this long it is drawn by the hour, longer by the day."""

Edge = Literal["begin", "end"]


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begin`` until just before ``end``, both as the clocks of ``zone`` show them."""

    begin: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def window(self) -> Window:
        """The same, as the database tells time."""
        return Window(self.begin.astimezone(UTC), self.end.astimezone(UTC))

    @property
    def before(self) -> Period:
        """As long, right before."""
        return Period(self.begin - (self.end - self.begin), self.begin, self.zone)

    @property
    def by_hour(self) -> bool:
        """Whether its course is told by the hour rather than by the day."""
        return self.end - self.begin <= BY_HOUR

    def slot(self, moment: datetime) -> datetime:
        """The beginning of the hour or day, on the company's clocks, that a moment lies in."""
        local = moment.astimezone(self.zone)
        whole = local.replace(minute=0, second=0, microsecond=0)
        return whole if self.by_hour else whole.replace(hour=0)

    def slots(self) -> list[datetime]:
        """The beginnings of all its hours or days, in order."""
        found, at, step = [], self.slot(self.begin), timedelta(hours=1 if self.by_hour else 24)
        while at < self.end:
            found.append(at)
            at = self.slot(at + step)
        return found


def between(since: str, until: str, now: datetime, timezone: str) -> Period:
    """The period that a person wrote; nothing for ``until`` is now. Raises ``AluError`` that names the remedy.

    A day is one of ``timezone``: as a beginning its midnight, as an end the midnight after it.
    """
    zone = ZoneInfo(timezone)
    here = now.astimezone(zone)
    begin = _moment(since, "begin", here)
    end = min(_moment(until, "end", here), here) if until else here
    if here - begin > LONGEST:
        raise AluError(f"--since {since}: no máximo 10 anos")
    if begin >= here:
        raise AluError(f"--since {since}: isso ainda não aconteceu")
    if begin >= end:
        raise AluError(f"--until {until}: tem que ser depois de --since {since}")
    return Period(begin, end, zone)


def _moment(written: str, edge: Edge, now: datetime) -> datetime:
    option = "--since" if edge == "begin" else "--until"
    try:
        return _ago(written, now) or _midnight(written, edge, now)
    except (ValueError, OverflowError):
        raise AluError(
            f"{option} {written}: escreva 24h, 7d, 4w ou um dia como 2026-11-16"
        ) from None


def _ago(written: str, now: datetime) -> datetime | None:
    found = LENGTH.fullmatch(written.strip().lower())
    if found is None:
        return None
    number, unit = found.groups()
    if not int(number):
        raise ValueError(written)
    return now - int(number) * UNITS[unit]


def _midnight(written: str, edge: Edge, now: datetime) -> datetime:
    day = date.fromisoformat(written.strip())
    if edge == "end":
        day += timedelta(days=1)
    return datetime.combine(day, time(), now.tzinfo)
