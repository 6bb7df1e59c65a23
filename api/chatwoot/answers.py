"""What came of a call, as a value: done, refused for certain, or nobody knows. Nothing of an answer's text is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import httpx
import orjson
from pydantic import ValidationError

from api.chatwoot.payloads import decoded

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Refusal = Literal[
    "unreachable",
    "unauthorized",
    "not_for_bots",
    "no_user_token",
    "not_found",
    "invalid",
    "too_many_messages",
    "rate_limited",
    "redirected",
    "refused",
    "not_applied",
    "unread",
    "empty",
]
Doubt = Literal["timeout", "connection_lost", "server_error", "unreadable_answer"]

_NOT_FOR_BOTS = b"not authorized for bots"
_TOO_MANY_MESSAGES = b"Too many messages"
_BY_STATUS: dict[int, Refusal] = {401: "unauthorized", 404: "not_found", 422: "invalid"}
_SHOWN_TO_WAIT = 600.0
_TO_TRY_AGAIN: frozenset[Refusal] = frozenset(
    {"unreachable", "too_many_messages", "rate_limited", "unread"}
)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """It happened, or was already so; ``value`` is what the server said."""

    value: T_co


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not happen, for certain. ``after`` is how many seconds the server asks to wait, if it says so."""

    reason: Refusal
    status: int | None = None
    after: float | None = None

    @property
    def retryable(self) -> bool:
        """Whether the same call may be made again as it is."""
        return self.reason in _TO_TRY_AGAIN


@dataclass(frozen=True, slots=True)
class Indefinite:
    """It may have happened: the request was sent and no certain answer came. Never made again blindly."""

    reason: Doubt
    status: int | None = None


Failure = Refused | Indefinite
Answer = Done[T] | Refused | Indefinite


def failed(error: httpx.RequestError) -> Failure:
    """The failure of a call without an answer: certain only where nothing can have been sent."""
    if isinstance(error, _NEVER_SENT):
        return Refused("unreachable")
    return Indefinite("timeout" if isinstance(error, httpx.TimeoutException) else "connection_lost")


def judged(response: httpx.Response) -> httpx.Response | Failure:
    """The response itself if it is a success, else the failure that it names."""
    status = response.status_code
    if 200 <= status < 300:
        return response
    if status >= 500:
        return Indefinite("server_error", status)
    if status == 429:
        return Refused("rate_limited", status, _wait(response.headers.get("retry-after", "")))
    return Refused(_reason(status, response.content), status)


def read(response: httpx.Response, reading: Callable[[object], T]) -> Done[T] | Indefinite:
    """What ``reading`` makes of the JSON; a success that cannot be read may be a stranger's page."""
    try:
        return Done(reading(decoded(response.content)))
    except (orjson.JSONDecodeError, ValidationError):
        return Indefinite("unreadable_answer", response.status_code)


def _reason(status: int, content: bytes) -> Refusal:
    if status < 400:
        return "redirected"
    if status == 401 and _NOT_FOR_BOTS in content:
        return "not_for_bots"
    if status == 422 and _TOO_MANY_MESSAGES in content:
        return "too_many_messages"
    return _BY_STATUS.get(status, "refused")


def _wait(told: str) -> float | None:
    return min(float(told), _SHOWN_TO_WAIT) if told.isascii() and told.isdigit() else None
