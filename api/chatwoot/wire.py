"""One call to Chatwoot's API over a pool of connections: a token, a body, an outcome. Raises nothing of its own.

Only a GET is made again, for only it changes nothing and is certain to. Redirects are not followed: a POST would
arrive as a GET, and the token at another host.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import orjson

from api.chatwoot.answers import Failure, Indefinite, Refused, failed, judged

Sleep = Callable[[float], Awaitable[None]]

TIMES_OUT = httpx.Timeout(5.0, connect=2.0, pool=2.0)
POOL = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=30.0)
PAUSES = (0.2, 0.8)
LONGEST_PAUSE = 2.0
_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": "alu",
}


def connected(url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A pool of connections to the Chatwoot at ``url``; close it when done."""
    return httpx.AsyncClient(
        base_url=url,
        headers=_HEADERS,
        timeout=TIMES_OUT,
        limits=POOL,
        follow_redirects=False,
        trust_env=False,
        transport=transport,
    )


@dataclass(frozen=True, slots=True)
class Wire:
    """Makes the calls of one account. ``sleep`` waits between two attempts to read, as long as ``pauses`` says."""

    http: httpx.AsyncClient = field(repr=False)
    sleep: Sleep = field(repr=False)
    pauses: Sequence[float] = field(default=PAUSES)

    async def get(
        self, path: str, token: str, query: Mapping[str, str | int] | None = None
    ) -> httpx.Response | Failure:
        """Reads, and again after a pause where the failure may pass."""
        answer = await self._call("GET", path, token, None, query)
        for pause in self.pauses:
            if not _may_pass(answer):
                break
            await self.sleep(_pause(answer, pause))
            answer = await self._call("GET", path, token, None, query)
        return answer

    async def write(
        self, method: str, path: str, token: str, body: Mapping[str, object]
    ) -> httpx.Response | Failure:
        """Writes once."""
        return await self._call(method, path, token, body, None)

    async def remove(self, path: str, token: str) -> httpx.Response | Failure:
        """Takes away, once."""
        return await self._call("DELETE", path, token, None, None)

    async def _call(
        self,
        method: str,
        path: str,
        token: str,
        body: Mapping[str, object] | None,
        query: Mapping[str, str | int] | None,
    ) -> httpx.Response | Failure:
        content = None if body is None else orjson.dumps(body)
        headers = {"Api-Access-Token": token}
        try:
            response = await self.http.request(
                method, path, content=content, headers=headers, params=query
            )
        except httpx.RequestError as error:
            return failed(error)
        return judged(response)


def _may_pass(answer: httpx.Response | Failure) -> bool:
    return isinstance(answer, Indefinite) or (isinstance(answer, Refused) and answer.retryable)


def _pause(answer: httpx.Response | Failure, pause: float) -> float:
    asked = answer.after if isinstance(answer, Refused) else None
    return min(asked or pause, LONGEST_PAUSE)
