"""The net between Alú and Chatwoot in virtual time: every call takes its while, deliveries overtake each other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from api.sandbox.courier import SECONDS, Courier, Delivery, Post
from tests.takeover.schedule import Moment

LONGEST_BEFORE = 1.9
"""Seconds that Chatwoot may take to store a message. Above ``api.fence.PATIENCE`` nobody could promise silence."""


@dataclass
class Lags:
    """How long things take, drawn from the seed: mostly little, now and then long."""

    chance: Random

    def before(self) -> float:
        """From Alú's call until Chatwoot has done it."""
        return self._some(0.02, LONGEST_BEFORE)

    def after(self) -> float:
        """From then until Alú has the answer."""
        return self._some(0.02, 2.5)

    def delivery(self) -> float:
        """From an event until its webhook arrives. Chatwoot's workers pick jobs as they can."""
        if self.chance.random() < 0.03:
            return self.chance.uniform(4.0, 45.0)
        return self._some(0.05, 4.0)

    def thought(self) -> float:
        """A model's answer."""
        return self._some(0.8, 9.0)

    def _some(self, usual: float, most: float) -> float:
        if self.chance.random() < 0.2:
            return self.chance.uniform(usual, most)
        return self.chance.uniform(0.0, usual)


class Lagging(httpx.AsyncBaseTransport):
    """Alú's way to Chatwoot's API. A ``fault`` may be planted in it: a proxy that repeats, or loses, what is asked."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        lags: Lags,
        moment: Callable[[Moment], None],
        fault: str = "",
    ) -> None:
        self.inner, self.lags, self.moment, self.fault = inner, lags, moment, fault

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        begins, ends = _moments(request)
        self.moment(begins)
        await asyncio.sleep(self.lags.before())
        if self.fault == "no hand-over" and request.url.path.endswith("toggle_status"):
            return httpx.Response(404, json={}, request=request)
        answer = await self.inner.handle_async_request(request)
        if self.fault == "said twice" and ends == "sent":
            answer = await self.inner.handle_async_request(request)
        self.moment(ends)
        await asyncio.sleep(self.lags.after())
        return answer


def _moments(request: httpx.Request) -> tuple[Moment, Moment]:
    """What it means that this call begins, and that Chatwoot has done it."""
    if request.method == "POST" and b'"private":false' in request.content:
        return "sends", "sent"
    looks = request.method == "GET" and request.url.path.rpartition("/")[2].isdigit()
    return ("looks", "") if looks else ("", "")


@dataclass(slots=True)
class Scattering(Courier):
    """A courier with as many hands as deliveries, each with a delay of its own."""

    lags: Lags = field(kw_only=True)
    lost: Callable[[Delivery], bool] = field(kw_only=True)
    _hands: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def busy(self) -> int:
        return len(self._hands)

    def _put(self, delivery: Delivery, wait: float = 0.0) -> None:
        if self.lost(delivery):
            return
        hand = asyncio.create_task(self._bring(delivery, wait + self.lags.delivery()))
        self._hands.add(hand)
        hand.add_done_callback(self._dropped)

    def _dropped(self, hand: asyncio.Task[None]) -> None:
        self._hands.discard(hand)
        if not hand.cancelled():
            hand.result()

    async def _bring(self, delivery: Delivery, wait: float) -> None:
        await asyncio.sleep(wait)
        await self._deliver(delivery)


def posted(client: httpx.AsyncClient, acknowledged: Callable[[Post, int], None]):  # type: ignore[no-untyped-def]
    """A sender that gives Alú Chatwoot's five seconds; what she is doing then goes on without it."""

    async def send(post: Post) -> int | None:
        call = asyncio.create_task(
            client.post(post.url, content=post.body, headers=dict(post.headers))
        )
        await asyncio.wait({call}, timeout=SECONDS)
        if not call.done():
            return None
        status = (await call).status_code
        acknowledged(post, status)
        return status

    return send
