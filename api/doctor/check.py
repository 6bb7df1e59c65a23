"""A check as a value: what it looks at, what must be in order before, how long it may take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from api.chatwoot.answers import Answer, Done
from api.doctor.finding import Found, NotSeen, Severity
from api.doctor.patient import Chart, Patient

T = TypeVar("T")
Look = Callable[[Patient, Chart], Awaitable[Found]]
SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Check:
    """``needs``: what must be in order; ``unless``: what must not be an error, for then this would only say it again.

    ``after``: what it makes use of, if that is to be had. It is given up after ``seconds``, with the severity of
    ``late``.
    """

    id: str
    look: Look
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    seconds: float = SECONDS
    late: Severity = "error"


def seen(answer: Answer[T]) -> T:
    """What Chatwoot showed. Raises ``NotSeen``."""
    if isinstance(answer, Done):
        return answer.value
    raise NotSeen(answer.reason)
