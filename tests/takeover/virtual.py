"""An event loop in which nothing waits: time is a number, and a seed picks which ready callback runs next."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from random import Random
from typing import Any


def dice(*purpose: object) -> Random:
    """Chance for one purpose of one seed, so that drawing more of one moves no other."""
    return Random(" ".join(map(str, purpose)))  # noqa: S311  chance, not secrecy


class NothingLeft(RuntimeError):
    """Nobody can run and nobody waits for a moment: a real loop would hang here."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs one of the ready callbacks, whichever the seed picks; with none ready it jumps to the next moment.

    A thread has no place here: ``run_in_executor`` works at once, a wake-up from elsewhere is an error.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._now = 0.0
        self._chance = dice("loop", seed)
        self.steps = 0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        self._leap()
        place = self._chance.randrange(len(self._ready)) if len(self._ready) > 1 else 0
        handle = self._ready[place]
        del self._ready[place]
        self.steps += 1
        if not handle._cancelled:
            handle._run()

    def _leap(self) -> None:
        """Brings what is due among the ready; where nothing is ready, time moves on until something is."""
        if not self._ready:
            while self._scheduled and self._scheduled[0]._cancelled:
                heapq.heappop(self._scheduled)._scheduled = False
            if not self._scheduled:
                raise NothingLeft
            self._now = max(self._now, self._scheduled[0]._when)
        while self._scheduled and self._scheduled[0]._when <= self._now:
            due = heapq.heappop(self._scheduled)
            due._scheduled = False
            self._ready.append(due)

    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        done = self.create_future()
        done.set_result(func(*args))
        return done

    def call_soon_threadsafe(self, *args: Any, **kwargs: Any) -> asyncio.Handle:
        raise AssertionError("a thread woke the loop")

    def _write_to_self(self) -> None:
        raise AssertionError("a thread woke the loop")

    def _process_events(self, event_list: object) -> None:
        raise AssertionError("there is nothing to select from")
