"""When is nothing more to be expected? When Chatwoot is still, nothing is on its way, and Alú has nothing left."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

UNFINISHED = re.compile(
    rb"^alu_(?:backlog_seconds|outbox_unfinished\{[^}]*\}) (\S+)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Calm:
    """``quiet`` seconds without an event, and ``at_rest`` agrees; ``patience`` is the longest wait for that."""

    at_rest: Callable[[], Awaitable[bool]]
    quiet: float = 0.2
    patience: float = 15.0


def resting(client: httpx.AsyncClient, url: str) -> Callable[[], Awaitable[bool]]:
    """Asks the Alú at ``url`` whether she has read everything and told everything, by her own figures."""

    async def at_rest() -> bool:
        try:
            answer = await client.get(f"{url}/metrics")
        except httpx.TransportError:
            return False
        left = UNFINISHED.findall(answer.content)
        return answer.is_success and bool(left) and not any(map(float, left))

    return at_rest
