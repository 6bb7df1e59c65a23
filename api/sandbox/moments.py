"""Moments: a clock that never stands still between two writes, and the three ways Chatwoot writes a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

STEP = timedelta(milliseconds=1)  # what an ISO moment on the wire can tell apart


@dataclass(slots=True)
class Rising:
    """The given clock, each answer later than the one before: ``updated_at`` orders a conversation's states."""

    clock: Clock
    _last: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    def __call__(self) -> datetime:
        """A moment in UTC, later than every one before."""
        now = self.clock().astimezone(UTC)
        self._last = max(now, self._last + STEP)
        return self._last


def iso(moment: datetime | None) -> str | None:
    """As in ``2026-11-22T17:39:25.034Z``."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def epoch(moment: datetime | None) -> int:
    """Whole seconds; 0 means never."""
    return int(moment.timestamp()) if moment else 0
