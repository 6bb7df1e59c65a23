"""Several minds as one: each is asked in turn, within its time, until one answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from agent.mind import Attempt, Mind, MindUnavailable, Reading, Understanding


class ResilientMind:
    """Asks each of ``minds`` (name, mind, seconds) in order and answers the first understanding.

    Its attempts are those of all that failed, then of the one that answered. Raises
    ``MindUnavailable`` with every attempt when none did. A mind that bounds its own time should
    have less of it than it is given here, so that it can still tell what its try cost.
    """

    def __init__(self, minds: Sequence[tuple[str, Mind, float]]) -> None:
        self._minds = tuple(minds)

    async def read(self, reading: Reading) -> Understanding:
        failed: list[Attempt] = []
        for name, mind, seconds in self._minds:
            try:
                async with asyncio.timeout(seconds):
                    understood = await mind.read(reading)
            except TimeoutError:
                failed.append(Attempt(name, "timeout"))
            except MindUnavailable as unavailable:
                failed.extend(unavailable.attempts)
            else:
                answered = understood.attempts or (Attempt(name),)
                return replace(understood, attempts=(*failed, *answered))
        raise MindUnavailable(*failed)
