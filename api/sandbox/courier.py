"""The courier brings events to webhooks: signed when sent, retried as Chatwoot 4.14 does, one after the other.

Recorded: a bot's 500 and 429 are tried three times with the same body and delivery id, a new timestamp and signature;
everything else that isn't 2xx is final at once. While one waits for its retry, the next are delivered. Account and
inbox webhooks are never tried again. Chatwoot sends several at once; one after the other is its order without luck.
"""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import httpx

from api.sandbox.events import BOT_ONLY, Event
from api.sandbox.moments import Clock
from api.sandbox.naming import Naming
from api.sandbox.records import Hook
from api.sandbox.store import Store

RETRIED = (429, 500)
PAUSES = (4.5, 5.9)  # seconds before the second and the third attempt, as recorded (w151-153)
SECONDS = 5.0  # Chatwoot's WEBHOOK_TIMEOUT


@dataclass(frozen=True, slots=True)
class Post:
    """One request to a webhook, bytes as they go out."""

    url: str
    headers: Mapping[str, str]
    body: bytes


Sender = Callable[[Post], Awaitable[int | None]]  # the status of the answer; None: there was none
Failed = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to one receiver; ``pauses`` are those it may still wait."""

    id: str
    url: str
    secret: str
    event: Event
    for_bot: bool
    pauses: tuple[float, ...] = ()


@dataclass(slots=True)
class Courier:
    """Brings what it is given. ``seconds`` is a clock of its own, for waits: the wall's may stand still."""

    store: Store
    now: Clock
    naming: Naming
    send: Sender
    failed: Failed
    seconds: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _waiting: list[tuple[float, int, Delivery]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _given: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: int = 0

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way or waits, retries included."""
        return not self._waiting and not self._under_way

    def take(self, events: tuple[Event, ...]) -> None:
        """Events of one act: the bots hear first, then account and inbox webhooks."""
        for event in events:
            for bot in event.bots:
                self._to_bot(event, bot)
        for event in events:
            for url, secret in self._hooks(event):
                self._put(Delivery(self.naming.uuid(), url, secret, event, for_bot=False))

    async def run(self) -> None:
        """Delivers until it is cancelled."""
        while True:
            self._given.clear()
            await self.due()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_next()):
                    await self._given.wait()

    async def due(self) -> None:
        """Delivers all that needn't wait."""
        while self._waiting and self._waiting[0][0] <= self.seconds():
            await self._deliver(heapq.heappop(self._waiting)[2])

    async def drain(self) -> None:
        """Delivers everything, retries and what failures cause included."""
        await self.due()
        while (wait := self._until_next()) is not None:
            await self.sleep(wait)
            await self.due()

    async def _deliver(self, delivery: Delivery) -> None:
        self._under_way += 1
        try:
            status = await self.send(self._signed(delivery))
        finally:
            self._under_way -= 1
        if status is not None and 200 <= status < 300:
            return
        if status in RETRIED and delivery.pauses:
            pause, *rest = delivery.pauses
            again = Delivery(delivery.id, delivery.url, delivery.secret, delivery.event,
                             delivery.for_bot, tuple(rest))  # fmt: skip
            self._put(again, pause)
        elif delivery.for_bot:
            self.failed(delivery.event)

    def _signed(self, delivery: Delivery) -> Post:
        body, timestamp = delivery.event.body, str(int(self.now().timestamp()))
        headers = {
            "Accept": "application/json",
            "User-Agent": "Ruby",
            "Content-Type": "application/json",
            "X-Chatwoot-Delivery": delivery.id,
            "X-Chatwoot-Timestamp": timestamp,
            "X-Chatwoot-Signature": signature(delivery.secret, timestamp, body),
        }
        return Post(delivery.url, headers, body)

    def _to_bot(self, event: Event, bot_id: int) -> None:
        bot = self.store.bots[bot_id]
        if bot.url:
            self._put(Delivery(self.naming.uuid(), bot.url, bot.secret, event, True, PAUSES))  # noqa: FBT003

    def _hooks(self, event: Event) -> Iterable[tuple[str, str]]:
        wanted = [hook for hook in self.store.hooks.values() if _subscribed(hook, event)]
        yield from ((hook.url, hook.secret) for hook in wanted)
        inbox = self.store.inboxes.get(event.inbox_id or 0)
        if inbox and inbox.webhook_url and event.name not in BOT_ONLY:
            yield inbox.webhook_url, inbox.secret

    def _put(self, delivery: Delivery, wait: float = 0.0) -> None:
        heapq.heappush(self._waiting, (self.seconds() + wait, next(self._numbers), delivery))
        self._given.set()

    def _until_next(self) -> float | None:
        return max(0.0, self._waiting[0][0] - self.seconds()) if self._waiting else None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that a body is ours: a keyed hash of timestamp, a dot and the raw bytes."""
    key, signed = secret.encode(), timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(key, signed, hashlib.sha256).hexdigest()


def over(client: httpx.AsyncClient) -> Sender:
    """A sender over HTTP. Redirects are failures here; Chatwoot 4.14 follows ten."""

    async def send(post: Post) -> int | None:
        try:
            answer = await client.post(post.url, content=post.body, headers=post.headers, timeout=SECONDS)  # fmt: skip
        except (httpx.TransportError, httpx.InvalidURL):
            return None
        return answer.status_code

    return send


def _subscribed(hook: Hook, event: Event) -> bool:
    return event.name in hook.subscriptions
