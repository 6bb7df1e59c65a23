"""Dates and times as exports of WhatsApp write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Literal, NamedTuple

Order = Literal["dmy", "mdy", "ymd"]

STAMP = re.compile(
    r"[\u200e\u200f\ufeff]*(?P<open>\[)?(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}),?[ \u00a0\u202f]+"
    r"(?:às )?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[ \u00a0\u202f]?(?P<half>[AaPp])\.?[ \u00a0\u202f]?[Mm]\.?)?"
    r"(?(open)\][ \u200e]*|[ \u00a0\u202f]+[-–][ \u00a0\u202f])"
)
"""What begins a message: ``12/03/2026 14:05 - `` on Android, ``[12/03/26, 14:05:33] `` on iOS."""


class Stamp(NamedTuple):
    """A date as three numbers in the order written, and the time of day."""

    date: tuple[int, int, int]
    hour: int
    minute: int
    second: int
    half: str


def stamp(found: re.Match[str]) -> Stamp:
    """What a match of ``STAMP`` tells."""
    first, second, third = map(int, re.split(r"[./-]", found["date"]))
    return Stamp(
        (first, second, third),
        int(found["hour"]),
        int(found["minute"]),
        int(found["second"] or 0),
        (found["half"] or "").lower(),
    )


def order_of(stamps: Iterable[Stamp]) -> Order:
    """The order of day and month in a whole export, where a number above 12 or the course of time tells it.

    Otherwise the day comes first, as in Brazil.
    """
    dates = [one.date for one in stamps]
    if any(date[0] > 99 for date in dates):
        return "ymd"
    if any(date[0] > 12 for date in dates):
        return "dmy"
    if any(date[1] > 12 for date in dates):
        return "mdy"
    return "dmy" if _goes_on(dates, "dmy") or not _goes_on(dates, "mdy") else "mdy"


def moment(one: Stamp, order: Order, zone: tzinfo) -> datetime:
    """The moment, in the zone of the phone that exported. Raises ``ValueError`` for a day that does not exist."""
    year, month, day = _ymd(one.date, order)
    return datetime(year, month, day, _hour(one), one.minute, one.second, tzinfo=zone)


def _goes_on(dates: list[tuple[int, int, int]], order: Order) -> bool:
    read = [_ymd(date, order) for date in dates]
    return all(before <= after for before, after in pairwise(read))


def _ymd(date: tuple[int, int, int], order: Order) -> tuple[int, int, int]:
    places: dict[Order, tuple[int, int, int]] = {
        "dmy": (2, 1, 0),
        "mdy": (2, 0, 1),
        "ymd": (0, 1, 2),
    }
    year, month, day = (date[place] for place in places[order])
    return (year + 2000 if year < 100 else year), month, day


def _hour(one: Stamp) -> int:
    return one.hour % 12 + (12 if one.half == "p" else 0) if one.half else one.hour
