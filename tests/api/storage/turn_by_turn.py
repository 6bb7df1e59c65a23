"""A conversation that is stored as the product stores it: decided in a unit, committed in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.conversation import Taken
from agent.mind import Understanding
from agent.state import Message, Status
from api.storage import conversations, inbox, outbox
from api.storage.checkpointer import Checkpointer
from api.storage.conversations import Report
from api.storage.inbox import Heard
from api.storage.tables import checkpoints, metadata
from api.storage.thread import Thread
from tests.agent.stub_mind import StubMind, Talk
from tests.api.storage import by_hand

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
THREAD = Thread(1, 1)
Crash = Literal["never", "after the graph", "inside the transaction", "after the transaction"]
Rows = dict[str, Sequence[object]]


class Crashed(Exception):
    """Stands for the end of the process."""


def crash() -> None:
    """The process ends here."""
    raise Crashed


@dataclass
class Stored:
    """One conversation on a database. ``heard`` messages wait in the inbox until a turn reads them."""

    engine: AsyncEngine
    mind: StubMind
    thread: Thread = THREAD
    saver: Checkpointer = field(init=False)
    talk: Talk = field(init=False)

    def __post_init__(self) -> None:
        self.saver = Checkpointer(self.engine)
        self.talk = Talk(self.mind, saver=self.saver, thread=str(self.thread))

    async def hear(self, status: Status, *messages: Message) -> None:
        """What the webhook does."""
        async with self.engine.begin() as tx:
            seen = await conversations.known(tx, self.thread)
            at = seen.updated_at + 1 if seen else 1.0
            await by_hand.report(tx, Report(self.thread, status, at, contact=9))
            for message in messages:
                await inbox.hear(tx, delivery(message, self.thread))

    async def take(self, at: Crash = "never") -> Taken:
        """What the use case does: from the unread rows to one commit."""
        async with self.engine.begin() as tx:
            waiting = await inbox.unread(tx, self.thread)
            seen = await conversations.known(tx, self.thread)
        assert seen
        self.talk.turns = seen.version
        messages: list[Message] = [row.body["line"] for row in waiting]  # type: ignore[misc]  # a Message
        async with self.saver.unit() as unit:
            taken = await self.talk.turn(seen.status, *messages)  # type: ignore[arg-type]  # a Status
        if at == "after the graph":
            crash()
        async with self.engine.begin() as tx:
            turn = await conversations.claim(tx, self.thread, seen.version, seen.epoch)
            await unit.write(tx)
            effects = taken.outcome.get("effects") or []
            await outbox.add(tx, self.thread, turn, seen.epoch, effects, NOW)
            await inbox.mark(tx, [row.id for row in waiting], turn)
            if at == "inside the transaction":
                crash()
        if at == "after the transaction":
            crash()
        return taken

    async def turn(self, status: Status, *messages: Message) -> Taken:
        await self.hear(status, *messages)
        return await self.take()


def delivery(message: Message, thread: Thread = THREAD) -> Heard:
    number = int("".join(one for one in message["id"] if one.isdigit()) or 0)
    return Heard(thread, "message_created", {"line": message}, NOW, message=number, contact=9)


def conversation(engine: AsyncEngine, *script: Understanding | BaseException) -> Stored:
    return Stored(engine, StubMind(*script))


async def rows(engine: AsyncEngine) -> Rows:
    """Every row of every table, byte for byte."""
    async with engine.begin() as tx:
        return {
            table.name: (await tx.execute(select(table).order_by(*table.primary_key))).all()
            for table in metadata.sorted_tables
        }


async def heads(engine: AsyncEngine) -> int:
    async with engine.begin() as tx:
        count: int | None = await tx.scalar(select(func.count()).select_from(checkpoints))
    return count or 0
