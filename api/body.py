"""The composition root of the body: settings become a running Alú, joined to her Chatwoot and her database."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent import lastresort
from agent.graph import build
from agent.protocol import Protocol
from agent.resources import Resources
from api import bootstrap
from api.adoption import Adoption
from api.chatwoot import signature
from api.chatwoot.client import Chatwoot
from api.chatwoot.wire import Wire, connected
from api.delivery import Delivery
from api.dispatch.burst import Patience
from api.dispatch.local import Local
from api.dispatch.sweep import Sweep
from api.fence import Fence
from api.health import Health
from api.hearing import Consequence, Told, store
from api.metrics import Metrics
from api.report.digest import digest
from api.settings import Settings, serving
from api.silence import Silences
from api.storage import engine as database
from api.storage.alone import alone
from api.storage.checkpointer import Checkpointer
from api.storage.group import GroupCommit
from api.storage.seal import Seal
from api.storage.thread import Thread
from api.telling import Telling
from api.turns import Endpoints, Turns
from api.webhook import Door

CLOSING_SECONDS = 8.0
CHANCE = secrets.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Body:
    """A running Alú: her door to Chatwoot, and what tells how she is."""

    door: Door
    health: Health
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Ground:
    """What a body stands on: the mind's resources, a database, a way to Chatwoot, time and chance.

    ``endpoints`` tells which models the mind asks.
    """

    resources: Resources
    engine: AsyncEngine
    http: AsyncClient
    clock: Callable[[], datetime]
    chance: Callable[[], float] = CHANCE
    fence: Fence = field(default_factory=Fence)
    endpoints: Endpoints = field(default_factory=dict)


@asynccontextmanager
async def living(
    settings: Settings,
    clock: Callable[[], datetime],
    chance: Callable[[], float] = CHANCE,
) -> AsyncIterator[Body]:
    """Everything that serves, for as long as the block lasts. Raises ``WrongSettings``."""
    serving(settings)
    protocol = bootstrap.company(settings)
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(
            database.opened(settings.database_url, Seal.of(settings.state_key.get_secret_value()))
        )
        await stack.enter_async_context(alone(engine))
        models = bootstrap.models(settings, protocol)
        for _, model in models:
            stack.push_async_callback(model.aclose)
        http = await stack.enter_async_context(connected(settings.chatwoot_url or ""))
        resources = Resources.of(protocol, bootstrap.joined(models, settings, protocol))
        asked = bootstrap.asked(models, settings)
        ground = Ground(resources, engine, http, clock, chance, endpoints=asked)
        yield await stack.enter_async_context(standing(ground, settings))


@asynccontextmanager
async def standing(ground: Ground, settings: Settings) -> AsyncIterator[Body]:
    """The organs joined on their ground, at work for as long as the block lasts."""
    engine, clock, metrics = ground.engine, ground.clock, Metrics()
    protocol = ground.resources.protocol
    chatwoot = Chatwoot(
        Wire(ground.http, asyncio.sleep),
        settings.chatwoot_account_id or 0,
        settings.chatwoot_bot_token.get_secret_value(),
        settings.chatwoot_user_token.get_secret_value(),
    )
    telling = Telling(chatwoot, settings.chatwoot_teams)
    hearing = GroupCommit(engine, _storing(clock, protocol))
    wiring = _Wiring(hearing, ground.fence)
    delivery = Delivery(
        engine=engine,
        telling=telling,
        protocol=protocol,
        fence=ground.fence,
        clock=clock,
        chance=ground.chance,
        report=wiring.report,
        wake=lambda thread, why: wiring.wake(thread, why),
        metrics=metrics,
    )
    patience = Patience(settings.debounce_quiet, settings.debounce_complete, settings.debounce_cap)
    dispatcher = Local(_turns(ground, metrics), delivery, patience, clock, metrics)
    wiring.wake = dispatcher.wake
    await delivery.recover()
    adoption = _adoption(settings, chatwoot, engine, wiring, clock, metrics)
    silences = Silences(engine, protocol, clock)
    weekly = digest(settings, engine, protocol, clock, dispatcher.wake)
    sweep = Sweep(
        engine, dispatcher.wake, clock, metrics, adoption, silences=silences, digest=weekly
    )
    door = Door(
        seal=_seal(settings),
        account=chatwoot.account,
        inboxes=frozenset(settings.chatwoot_inbox_ids),
        most_bytes=settings.webhook_max_bytes,
        assignee_counts=settings.assignee_takes_over,
        clock=clock,
        hearing=hearing,
        fence=ground.fence,
        dispatcher=dispatcher,
        telling=telling,
        metrics=metrics,
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_ended, asyncio.create_task(hearing.run()))
        stack.push_async_callback(dispatcher.close, CLOSING_SECONDS)
        stack.push_async_callback(_ended, asyncio.create_task(sweep.run()))
        yield Body(door, Health(engine, telling, clock, metrics), metrics)


def _turns(ground: Ground, metrics: Metrics) -> Turns:
    checkpointer = Checkpointer(ground.engine)
    return Turns(
        engine=ground.engine,
        agent=build(checkpointer),
        checkpointer=checkpointer,
        resources=ground.resources,
        clock=ground.clock,
        metrics=metrics,
        endpoints=ground.endpoints,
    )


@dataclass(slots=True)
class _Wiring:
    """What the organs tell each other through; the dispatcher comes last."""

    hearing: GroupCommit[Told, Consequence]
    fence: Fence
    wake: Callable[[Thread, Consequence], None] = lambda _thread, _why: None

    async def report(self, one: Told) -> bool:
        """Hears what was read from Chatwoot rather than told by it; whether it was news."""
        async with self.fence.taking_over(one.report.thread):  # a person's line may be among it
            consequence = await self.hearing.put(one)
        if consequence != "nothing":
            self.wake(one.report.thread, consequence)
        return consequence in ("line", "turn", "takeover")


def _storing(
    clock: Callable[[], datetime], protocol: Protocol
) -> Callable[[AsyncConnection, Sequence[Told]], Awaitable[Sequence[Consequence]]]:
    unreadable = lastresort.silently(protocol.notes.unreadable)
    labels = frozenset(kind.replace("_", "-") for kind in protocol.needs)

    async def storing(tx: AsyncConnection, deliveries: Sequence[Told]) -> Sequence[Consequence]:
        return await store(tx, deliveries, clock(), unreadable, labels)

    return storing


def _seal(settings: Settings) -> signature.Seal:
    return signature.Seal(
        tuple(one.get_secret_value() for one in settings.webhook_secrets),
        tuple(one.get_secret_value() for one in settings.webhook_path_token),
        settings.webhook_tolerance,
        settings.webhook_unsigned,
    )


def _adoption(
    settings: Settings,
    chatwoot: Chatwoot,
    engine: AsyncEngine,
    wiring: _Wiring,
    clock: Callable[[], datetime],
    metrics: Metrics,
) -> Adoption | None:
    """Only with a user's token, and for the inboxes that are named."""
    if not chatwoot.user_token or not settings.chatwoot_inbox_ids:
        return None
    return Adoption(chatwoot, settings.chatwoot_inbox_ids, engine, wiring.report, clock, metrics)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
