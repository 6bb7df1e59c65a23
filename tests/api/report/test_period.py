"""What people write for a while, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.errors import AluError
from api.report.period import Period, between
from tests.api.report.ledgerbook import FORTALEZA, on

NOW = on(23, 10, 30)


@pytest.mark.parametrize(
    ("since", "until", "begin", "end"),
    [
        ("7d", "", on(16, 10, 30), NOW),
        ("24h", "", on(22, 10, 30), NOW),
        (" 1W ", "", on(16, 10, 30), NOW),
        ("2026-11-16", "", on(16, 0), NOW),
        ("2026-11-23", "", on(23, 0), NOW),
        ("2026-11-01", "2026-11-07", on(1, 0), on(8, 0)),  # a day as an end is whole
        ("2026-11-07", "2026-11-07", on(7, 0), on(8, 0)),
        ("14d", "7d", on(9, 10, 30), on(16, 10, 30)),
        ("7d", "2026-12-31", on(16, 10, 30), NOW),  # what has not been yet is not counted
        ("7d", "2026-11-23", on(16, 10, 30), NOW),
    ],
)
def test_written(since: str, until: str, begin: datetime, end: datetime) -> None:
    found = between(since, until, NOW.astimezone(UTC), "America/Fortaleza")
    assert (found.begin, found.end) == (begin, end)
    assert found.before == Period(begin - (end - begin), begin, FORTALEZA)


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        ("", "", "--since : escreva 24h, 7d"),
        ("7", "", "--since 7: escreva 24h, 7d"),
        ("0d", "", "--since 0d: escreva"),
        ("-7d", "", "--since -7d: escreva"),
        ("sete dias", "", "--since sete dias: escreva"),
        ("99999w", "", "--since 99999w: no máximo 10 anos"),
        ("99999d", "", "no máximo 10 anos"),
        ("0001-01-01", "", "no máximo 10 anos"),
        ("999999d", "", "--since 999999d: escreva"),
        ("2026-13-01", "", "--since 2026-13-01: escreva"),
        ("9999-12-31", "", "ainda não aconteceu"),
        ("2026-11-24", "", "ainda não aconteceu"),
        ("7d", "ontem", "--until ontem: escreva"),
        ("7d", "9999-12-31", "--until 9999-12-31: escreva"),
        ("7d", "8d", "--until 8d: tem que ser depois de --since 7d"),
        ("7d", "7d", "tem que ser depois"),
        ("2026-11-16", "2026-11-15", "tem que ser depois"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_remedy(since: str, until: str, message: str) -> None:
    with pytest.raises(AluError, match=message):
        between(since, until, NOW, "America/Fortaleza")


def test_days_where_clocks_change() -> None:
    """A day of 23 hours is one day, and begins at midnight on the wall."""
    lisbon = ZoneInfo("Europe/Lisbon")
    week = Period(datetime(2026, 3, 27, tzinfo=lisbon), datetime(2026, 4, 1, tzinfo=lisbon), lisbon)
    assert [one.day for one in week.slots()] == [27, 28, 29, 30, 31]
    assert {one.hour for one in week.slots()} == {0}
    assert week.slot(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)).day == 30


def test_short_periods_go_by_the_hour() -> None:
    two_days = Period(NOW - timedelta(days=2), NOW, FORTALEZA)
    assert two_days.by_hour
    assert len(two_days.slots()) == 49
    assert not Period(NOW - timedelta(days=2, seconds=1), NOW, FORTALEZA).by_hour
