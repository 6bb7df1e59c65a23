"""The generator as a process of its own: ``python -m tests.load``. Prints the figures of one run as JSON."""

from __future__ import annotations

import argparse
import sys
import time
from urllib.parse import urlsplit

import orjson

from tests.load.deliveries import Deliveries
from tests.load.generator import closed_loop, open_loop
from tests.load.schedule import Schedule, poisson, steady
from tests.load.shots import Shot, Summary


def asked() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--url", required=True, help="the webhook, http://HOST:PORT/PATH")
    parser.add_argument("--secret", required=True, help="what deliveries are signed with")
    parser.add_argument("--rate", type=float, default=100, help="requests a second, open loop")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--poisson", action="store_true", help="by chance instead of evenly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--connections", type=int, help="closed loop: so many at a time")
    parser.add_argument("--requests", type=int, default=4000, help="closed loop: how many in all")
    parser.add_argument("--keep-alive", action="store_true")
    parser.add_argument("--patience", type=float, default=10, help="seconds")
    parser.add_argument("--conversations", type=int, default=500)
    parser.add_argument("--pending", type=float, default=1, help="share that Alú is to answer")
    parser.add_argument("--first", type=int, default=1_000_001, help="id of the first message")
    return parser.parse_args()


def fired(wanted: argparse.Namespace) -> list[Shot]:
    """The run that is asked for."""
    url = urlsplit(wanted.url)
    address = (url.hostname or "", url.port or 80)
    due = schedule(wanted)
    deliveries = Deliveries(
        url.netloc,
        url.path,
        wanted.secret,
        time.time(),
        conversations=wanted.conversations,
        first=wanted.first,
        pending=wanted.pending,
        keep_alive=wanted.keep_alive,
        seed=wanted.seed,
    )
    how = {"keep_alive": wanted.keep_alive, "patience": wanted.patience}
    if wanted.connections:
        requests = deliveries.requests(wanted.requests)
        return closed_loop(address, requests, wanted.connections, **how)
    return open_loop(address, deliveries.requests(len(due)), due, **how)


def schedule(wanted: argparse.Namespace) -> Schedule:
    """When requests are due; a closed loop has no schedule."""
    if wanted.connections:
        return ()
    if wanted.poisson:
        return poisson(wanted.rate, wanted.seconds, wanted.seed)
    return steady(wanted.rate, wanted.seconds)


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(Summary.of(fired(asked())).told()) + b"\n")
