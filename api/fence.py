"""The fence: no public message of a conversation begins while its takeover is being stored, nor after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from api.storage.thread import Thread

PATIENCE = 2.0  # Chatwoot gives a webhook five seconds


@dataclass(slots=True)
class Fence:
    """One lock for each conversation in which something is going on."""

    _locks: WeakValueDictionary[Thread, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def speaking(self, thread: Thread) -> AsyncIterator[None]:
        """Held from the last look at the epoch until Chatwoot has answered the message."""
        async with self._of(thread):
            yield

    @asynccontextmanager
    async def taking_over(self, thread: Thread) -> AsyncIterator[None]:
        """Held while a takeover is stored. A message on its way is awaited, but never longer than ``PATIENCE``."""
        lock = self._of(thread)
        try:
            async with asyncio.timeout(PATIENCE):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _of(self, thread: Thread) -> asyncio.Lock:
        lock = self._locks.get(thread)
        if lock is None:
            lock = self._locks[thread] = asyncio.Lock()
        return lock
