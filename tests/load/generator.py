"""Two ways to load a server. Open: requests leave when they are due, however slow the answers. Closed: N at a time.

Only the open loop tells what customers would have waited: a closed one sends less while the server stalls, and so
leaves out the very requests that would have been slow ("coordinated omission").
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from tests.load.schedule import Schedule
from tests.load.shots import Shot
from tests.load.wires import Address, Clock, Wires

HEAD_START = 0.05  # seconds before the first is due


def open_loop(
    address: Address,
    requests: Sequence[bytes],
    due: Schedule,
    *,
    keep_alive: bool = False,
    patience: float = 10.0,
    clock: Clock = time.monotonic,
) -> list[Shot]:
    """One request for each due moment; the shots in the order of their answers. ``patience`` in seconds."""
    start = clock() + HEAD_START
    with Wires(address, _since(start, clock), keep_alive=keep_alive, patience=patience) as wires:
        for moment, request in zip(due, requests, strict=True):
            wires.serve(moment)
            wires.send(request, moment)
        wires.finish()
        return wires.shots


def closed_loop(
    address: Address,
    requests: Iterable[bytes],
    connections: int,
    *,
    keep_alive: bool = False,
    patience: float = 10.0,
    clock: Clock = time.monotonic,
) -> list[Shot]:
    """Always ``connections`` requests under way, until there are no more; each is due when it is sent."""
    now = _since(clock(), clock)
    with Wires(address, now, keep_alive=keep_alive, patience=patience) as wires:
        for request in requests:
            while wires.under_way >= connections:
                wires.step()
            wires.send(request, now())
        wires.finish()
        return wires.shots


def _since(start: float, clock: Clock) -> Clock:
    return lambda: clock() - start
