"""What became of the requests: moments, answers, percentiles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Shot:
    """One request. Moments in seconds since the first was due; ``status`` is ``NO_ANSWER`` where none came."""

    due: float
    sent: float
    done: float
    status: int

    @property
    def latency(self) -> float:
        """Seconds from the moment it was due, not from the moment it was sent: who waits, waits since then."""
        return self.done - self.due

    @property
    def lateness(self) -> float:
        """Seconds by which the generator itself was late."""
        return self.sent - self.due


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles in milliseconds."""

    p50: float
    p90: float
    p99: float
    p999: float
    max: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Spread:
        """Of durations in seconds."""
        ordered = sorted(seconds)
        shares = (0.5, 0.9, 0.99, 0.999, 1.0)
        return cls(*(round(percentile(ordered, share) * 1000, 3) for share in shares))


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures. ``rate`` is answers with 200 a second, from the first due moment to the last answer.

    ``end_p50`` is the median latency of the last quarter: where it is far over ``latency.p50``, a queue was growing.
    """

    requests: int
    statuses: dict[str, int]
    seconds: float
    rate: float
    latency: Spread
    lateness: Spread
    end_p50: float

    @classmethod
    def of(cls, shots: Sequence[Shot]) -> Summary:
        """Of all shots of a run, at least one."""
        statuses = Counter(shot.status for shot in shots)
        seconds = max(shot.done for shot in shots) - min(shot.due for shot in shots)
        last = sorted(shots, key=lambda shot: shot.due)[-max(1, len(shots) // 4) :]
        return cls(
            requests=len(shots),
            statuses={str(status): number for status, number in sorted(statuses.items())},
            seconds=round(seconds, 3),
            rate=round(statuses[200] / seconds, 1),
            latency=Spread.of(shot.latency for shot in shots),
            lateness=Spread.of(shot.lateness for shot in shots),
            end_p50=Spread.of(shot.latency for shot in last).p50,
        )

    @classmethod
    def read(cls, told: dict[str, object]) -> Summary:
        """Back from ``told``."""
        spreads = {name: Spread(**told[name]) for name in ("latency", "lateness")}
        return cls(**{**told, **spreads})

    def told(self) -> dict[str, object]:
        """As plain data."""
        return asdict(self)

    def answered(self, status: int) -> int:
        """How many were answered so."""
        return self.statuses.get(str(status), 0)

    @property
    def all_answered_200(self) -> bool:
        """Whether there was no other answer, and none missing."""
        return self.answered(200) == self.requests


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that ``share`` of the ordered values do not exceed: nearest rank, always one that was measured."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
