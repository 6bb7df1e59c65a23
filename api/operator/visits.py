"""Each visit to the database, from opening it to closing it: what the commands show and do, without the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import AluError
from api.operator import door, moves, names
from api.operator import story as stories
from api.operator.answers import Words
from api.operator.story import Story
from api.settings import Settings
from api.storage import overview, slips, turns
from api.storage.overview import Glance
from api.storage.slips import Slip

KEPT = timedelta(days=7)


async def outbox(
    settings: Settings, conversation: str, now: datetime, *, ended: bool, text: bool
) -> tuple[list[Slip], Words | None]:
    """What waits, of one conversation or (empty) of all; with ``ended`` also what ended untold in the last week."""
    async with door.reading(settings) as tx:
        thread = await names.thread(tx, conversation, settings) if conversation else None
        shown = await slips.waiting(tx, thread)
        shown += await slips.unsaid(tx, now - KEPT, thread) if ended else []
        return shown, await _words(tx, shown) if text else None


async def conversations(settings: Settings, limit: int) -> list[Glance]:
    """The conversations that changed last."""
    async with door.reading(settings) as tx:
        return await overview.latest(tx, limit)


async def conversation(
    settings: Settings, written: str, *, text: bool
) -> tuple[Story, Words | None]:
    """The story of one."""
    async with door.reading(settings) as tx:
        story = await stories.told(tx, await names.thread(tx, written, settings))
        rows = (*story.unsaid, *story.waiting)
        return story, await _words(tx, rows) if text else None


async def path(settings: Settings, written: str, turn: int | None) -> tuple[str, ...]:
    """The nodes that a conversation's turns went through: of the last, of one, or (0) of all."""
    async with door.reading(settings) as tx:
        thread = await names.thread(tx, written, settings)
        return stories.path(await turns.recorded(tx, thread), thread, turn)


async def chosen(settings: Settings, keys: Sequence[str]) -> list[Slip]:
    """The rows of these keys, each once, in the order given."""
    async with door.reading(settings) as tx:
        return list(dict.fromkeys([await names.slip(tx, key, settings) for key in keys]))


async def parked(settings: Settings) -> list[Slip]:
    """Every row that waits for a proof. Raises ``AluError`` if there is none."""
    async with door.reading(settings) as tx:
        found = [one for one in await slips.waiting(tx) if one.state == "parked"]
    if not found:
        raise AluError("nada está em dúvida; `alu outbox list` mostra o que espera")
    return found


async def retry(settings: Settings, rows: Sequence[Slip], now: datetime) -> None:
    """Puts every row back into the queue, or none."""
    async with door.writing(settings) as tx:
        await moves.retry(tx, rows, now)


async def drop(settings: Settings, rows: Sequence[Slip], now: datetime) -> None:
    """Gives every row up, or none."""
    async with door.writing(settings) as tx:
        await moves.drop(tx, rows, now)


async def _words(tx: AsyncConnection, shown: Iterable[Slip]) -> Words:
    return {one.key: await slips.words(tx, one) for one in shown}
