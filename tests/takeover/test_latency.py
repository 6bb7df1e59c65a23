"""How long Alú goes on thinking once a person has taken over: from the webhook's receipt to the end of the model call.

Everything is on real sockets: Chatwoot, Alú, and an endpoint that never answers and sees its connection closed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from api.sandbox.courier import Post, Sender
from tests.journeys.world import Talk, World, world
from tests.takeover.endpoint import Hanging, hanging
from tests.takeover.people import typed_on_the_phone

pytestmark = pytest.mark.anyio

EACH = 11
PROMISED = 0.100
AT_ONCE = {"debounce_quiet": 0.0, "debounce_complete": 0.0, "debounce_cap": 0.0}

FORMS: dict[str, tuple[Callable[[Talk], object], str]] = {
    "open": (lambda talk: talk.console.open(), ""),
    "open, told by conversation_updated alone": (lambda talk: talk.console.open(), "conversation_updated"),
    "a person's public message": (lambda talk: talk.console.reply("oi, aqui é o Bruno"), ""),
    "typed on the phone": (lambda talk: typed_on_the_phone(talk.console, "oi, aqui é o Bruno"), ""),
    "resolve": (lambda talk: talk.console.resolve(), ""),
    "snooze": (lambda talk: talk.console.snooze(), ""),
}  # fmt: skip


@dataclass
class Receipts:
    """Stands before Alú: when the first webhook since ``clear`` came in."""

    first: float | None = None

    def before(self, app: ASGIApp) -> ASGIApp:
        async def receiving(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and self.first is None:
                self.first = time.perf_counter()
            await app(scope, receive, send)

        return receiving


@dataclass
class Filter:
    """A courier's way out that lets through one kind of event where ``only`` names it."""

    only: str = ""

    def before(self, send: Sender) -> Sender:
        async def passing(post: Post) -> int | None:
            if self.only and f'"event":"{self.only}"'.encode() not in post.body:
                return 200
            return await send(post)

        return passing


@dataclass
class Scene:
    here: World
    endpoint: Hanging
    receipts: Receipts
    filter: Filter
    seconds: dict[str, list[float]] = field(default_factory=dict)

    async def measure(self, form: str) -> None:
        """A customer waits for the model's word; somebody takes over."""
        act, only = FORMS[form]
        talk, asked = self.here.talk(), self.endpoint.asked
        talk.console.write("quero 30 barras de tubo quadrado 50x50 branco")
        await until(lambda: self.endpoint.asked > asked and self.here.sandbox.courier.idle)
        self.filter.only, self.receipts.first = only, None
        act(talk)
        await self.here.settled()
        assert self.endpoint.waiting == 0, "the model is still being asked"
        assert talk.said == [], "she spoke after the takeover"
        assert self.receipts.first is not None
        self.seconds.setdefault(form, []).append(self.endpoint.ended[-1] - self.receipts.first)
        self.filter.only = ""


async def until(so: Callable[[], object], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not so():  # noqa: ASYNC110  nobody tells the endpoint's or the courier's state
            await asyncio.sleep(0.005)


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    async with hanging() as endpoint:
        model = {"llm_base_url": endpoint.url, "llm_model": "hangs", "llm_timeout": 60.0}
        receipts, passing = Receipts(), Filter()
        how = {"network": passing.before, "threshold": receipts.before, **AT_ONCE, **model}
        async with world(folder, **how) as here:  # type: ignore[arg-type]
            yield Scene(here, endpoint, receipts, passing)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


async def test_a_takeover_ends_the_model_call_within_a_tenth_of_a_second(tmp_path: Path) -> None:
    """Measured twice at most: a machine that was busy with something else says nothing about her."""
    for round_ in ("first", "second"):
        folder = tmp_path / round_
        async with scene(folder) as here:
            for number in range(EACH * len(FORMS)):
                await here.measure(list(FORMS)[number % len(FORMS)])
            everything = [one for form in here.seconds.values() for one in form]
            for form, values in {**here.seconds, "all": everything}.items():
                print(  # noqa: T201
                    f"{form}: n={len(values)} median {median(values) * 1000:.1f} ms,"
                    f" p95 {p95(values) * 1000:.1f} ms, max {max(values) * 1000:.1f} ms"
                )
            print(f"model calls: {here.endpoint.asked}")  # noqa: T201
        if p95(everything) <= PROMISED:
            return
    pytest.fail(f"p95 {p95(everything) * 1000:.0f} ms, promised {PROMISED * 1000:.0f} ms")
