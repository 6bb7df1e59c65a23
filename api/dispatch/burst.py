"""When has the customer finished writing? People type in bursts: one answer reads them all. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.storage.inbox import Unread

_COMPLETE = re.compile(r"[.!?…]\W*$")
FEWEST_LETTERS = 12  # "bom dia!" is rarely all


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of quiet before she answers, fewer where the message looks complete, and the most she ever waits."""

    quiet: float
    complete: float
    cap: float


def over_at(lines: Sequence[Unread], patience: Patience) -> datetime:
    """When the burst of these lines, oldest first and at least one, counts as over."""
    first = min(row.heard_at for row in lines)
    last = max(lines, key=lambda row: (row.heard_at, row.message))
    quiet = patience.complete if looks_complete(last) else patience.quiet
    return min(last.heard_at + timedelta(seconds=quiet), first + timedelta(seconds=patience.cap))


def looks_complete(row: Unread) -> bool:
    """A sentence with its end, or a longer message that asks something. A file rarely comes without a word."""
    text = str(row.body.get("text", ""))
    return len(text) >= FEWEST_LETTERS and _COMPLETE.search(text) is not None
