"""A network that is hard on webhooks: every delivery several times, in no order, some of it much later.

What arrives is what Chatwoot sends: the same bodies, signed anew when they are sent. The first copy of what somebody
wrote arrives soon, like all of its burst; copies, changes of the conversation and echoes of her own may come steps
later.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from api.sandbox.courier import Post, Sender, signature

SOON = 0.1  # seconds
WORKERS = 5  # bring the copies, beside whoever brings what is new
MOST_STEPS_LATE = 4


@dataclass
class Rough:
    """``secrets`` are those of the webhooks by their address. ``step`` counts what happens in the story."""

    chance: random.Random
    clock: Callable[[], datetime]
    copies: tuple[int, int] = (2, 10)
    secrets: Mapping[str, str] = field(default_factory=dict)
    answers: Counter[int | None] = field(default_factory=Counter)
    step: int = 0
    _workers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WORKERS))
    _on_time: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4 * WORKERS))
    _send: Sender | None = None
    _late: list[tuple[int, Post]] = field(default_factory=list)
    _on_their_way: set[asyncio.Task[None]] = field(default_factory=set)

    def network(self, send: Sender) -> Sender:
        """What the courier gives its deliveries to."""
        self._send = send
        return self._take

    @property
    def busy(self) -> bool:
        """Whether something is on its way that does not wait for a later step."""
        return bool(self._on_their_way)

    def next_step(self) -> None:
        """The story goes on: late deliveries of earlier steps arrive among the new ones."""
        self.step += 1
        due = [post for step, post in self._late if step <= self.step]
        self._late = [(step, post) for step, post in self._late if step > self.step]
        for post in due:
            self._bring(post)

    def last_step(self) -> None:
        """Everything that still waits arrives."""
        self.step += MOST_STEPS_LATE
        self.next_step()

    async def _take(self, post: Post) -> int:
        first, *others = range(self.chance.randint(*self.copies))
        if self._may_be_late(post) and self.chance.random() < 0.3:
            others = [first, *others]
            self._keep(post, others)
            return 200
        self._bring(post, self._on_time)
        soon = [one for one in others if self.chance.random() < 0.5]
        for _ in soon:
            self._bring(post)
        self._keep(post, others[len(soon) :])
        return 200

    def _keep(self, post: Post, copies: list[int]) -> None:
        for _ in copies:
            later = self.step + self.chance.randint(1, MOST_STEPS_LATE)
            self._late.append((later, post))

    def _bring(self, post: Post, workers: asyncio.Semaphore | None = None) -> None:
        after = self.chance.uniform(0, SOON)
        task = asyncio.create_task(self._brought(post, after, workers or self._workers))
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)

    async def _brought(self, post: Post, after: float, workers: asyncio.Semaphore) -> None:
        await asyncio.sleep(after)
        assert self._send
        async with workers:
            self.answers[await self._send(self._signed_now(post))] += 1

    def _signed_now(self, post: Post) -> Post:
        stamp = str(int(self.clock().timestamp()))
        proof = signature(self.secrets[post.url], stamp, post.body)
        headers = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": proof}
        return replace(post, headers={**post.headers, **headers})

    def _may_be_late(self, post: Post) -> bool:
        return b'"conversation_updated"' in post.body or b'"alu_key"' in post.body
