"""What one run of the graph wants to store, held back until the turn's own transaction writes it.

A unit belongs to the task that opened it and to the tasks that task starts. It is open while the graph runs, over when
the run ended well, void when the run raised.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from langgraph.checkpoint.base import CheckpointTuple
from sqlalchemy import ColumnElement, Table, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.errors import TurnLost, UnitMisused
from api.storage.inserts import insert
from api.storage.seal import Seal
from api.storage.seal import of as seal_of
from api.storage.tables import checkpoint_writes, checkpoints


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint to be: serialised, not yet sealed. ``parent`` is the one that the run began from."""

    thread: str
    namespace: str
    id: str
    parent: str | None
    value: tuple[str, bytes]
    about: tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Write:
    """A pending write on a checkpoint: an interrupt, mostly. ``special`` ones replace what is there."""

    thread: str
    namespace: str
    checkpoint: str
    task: str
    position: int
    path: str
    channel: str
    value: tuple[str, bytes]
    special: bool


@dataclass(slots=True)
class Unit:
    """The rows of one run. ``write`` puts them into the caller's transaction; ``read`` is what it has read already."""

    read: dict[tuple[str, str], CheckpointTuple | None] = field(default_factory=dict)
    heads: list[Head] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    state: Literal["open", "over", "void", "written"] = "open"

    def put(self, head: Head) -> None:
        """One checkpoint per run and namespace: a run that stores more was not started with ``durability="exit"``."""
        self._must_be("open")
        if any(head.namespace == other.namespace for other in self.heads):
            raise UnitMisused('run the graph with durability="exit"')
        self.heads.append(head)

    def add(self, writes: list[Write]) -> None:
        """Pending writes of the run."""
        self._must_be("open")
        self.writes.extend(writes)

    async def write(self, tx: AsyncConnection) -> None:
        """Writes the rows; older checkpoints of the thread go. Raises ``TurnLost`` if the thread moved on."""
        self._must_be("over")
        for head in self.heads:
            await _replace(tx, head)
        written = {(head.thread, head.namespace, head.id) for head in self.heads}
        for place in {(row.thread, row.namespace, row.checkpoint) for row in self.writes} - written:
            await _assert_newest(tx, *place)
        await put_writes(tx, self.writes)
        self.state = "written"

    def _must_be(self, state: str) -> None:
        if self.state != state:
            raise UnitMisused(f"this unit is {self.state}, and should be {state}")


_current: ContextVar[Unit | None] = ContextVar("alu_unit", default=None)


def current() -> Unit | None:
    """The unit that this task stores into, if any."""
    return _current.get()


@asynccontextmanager
async def opened() -> AsyncIterator[Unit]:
    """A unit for what runs inside the block."""
    if _current.get() is not None:
        raise UnitMisused("a unit inside a unit")
    unit = Unit()
    token = _current.set(unit)
    try:
        yield unit
        unit.state = "over"
    finally:
        _current.reset(token)
        if unit.state == "open":
            unit.state = "void"


async def put_head(tx: AsyncConnection, head: Head) -> None:
    """Stores a checkpoint; one with the same id is replaced."""
    kept = _head_values(tx, head)
    keys = {"thread": head.thread, "namespace": head.namespace, "id": head.id}
    new = insert(tx, checkpoints).values(**keys, **kept)
    await tx.execute(new.on_conflict_do_update(index_elements=list(keys), set_=kept))


def _head_values(tx: AsyncConnection, head: Head) -> dict[str, object]:
    seal, (type_, value), (about_type, about) = seal_of(tx), head.value, head.about
    return {
        "parent": head.parent,
        "type": type_,
        "value": seal.close(value, place(head.thread, head.namespace, head.id)),
        "about_type": about_type,
        "about": seal.close(about, place(head.thread, head.namespace, head.id, "about")),
    }


async def _replace(tx: AsyncConnection, head: Head) -> None:
    """The checkpoint takes the place of the one that the run began from, which must be the thread's newest."""
    if head.parent is None:
        await _assert_newest(tx, head.thread, head.namespace, None)
        await put_head(tx, head)
        return
    within = _within(checkpoints, head.thread, head.namespace)
    newer = select(checkpoints.c.id).where(within, checkpoints.c.id > head.parent).exists()
    was = and_(within, checkpoints.c.id == head.parent, ~newer)
    new = {"id": head.id, **_head_values(tx, head)}
    if (await tx.execute(update(checkpoints).where(was).values(new))).rowcount != 1:
        raise TurnLost(f"{head.thread} has a newer memory than this turn began with")
    of_it = _within(checkpoint_writes, head.thread, head.namespace)
    await tx.execute(
        delete(checkpoint_writes).where(of_it, checkpoint_writes.c.checkpoint < head.id)
    )


async def put_writes(tx: AsyncConnection, writes: list[Write]) -> None:
    """Stores pending writes; only special ones replace."""
    for row in writes:
        keys, kept = _write_values(seal_of(tx), row)
        new = insert(tx, checkpoint_writes).values(**keys, **kept)
        await tx.execute(
            new.on_conflict_do_update(index_elements=list(keys), set_=kept)
            if row.special
            else new.on_conflict_do_nothing()
        )


async def drop_older(tx: AsyncConnection, thread: str, namespace: str, id_: str) -> None:
    """Checkpoints before ``id_`` and their writes are gone: ids sort by time."""
    for table, column in ((checkpoints, "id"), (checkpoint_writes, "checkpoint")):
        older = and_(_within(table, thread, namespace), table.c[column] < id_)
        await tx.execute(delete(table).where(older))


async def newest(tx: AsyncConnection, thread: str, namespace: str) -> str | None:
    """The id of the thread's last checkpoint."""
    found: str | None = await tx.scalar(
        select(func.max(checkpoints.c.id)).where(_within(checkpoints, thread, namespace))
    )
    return found


def place(thread: str, namespace: str, checkpoint: str, *more: str) -> str:
    """Where a checkpoint's bytes are sealed for."""
    return ":".join(("checkpoints", thread, namespace, checkpoint, *more))


def write_place(thread: str, namespace: str, checkpoint: str, task: str, position: int) -> str:
    """Where a pending write's bytes are sealed for."""
    return place(thread, namespace, checkpoint, task, str(position))


def _within(table: Table, thread: str, namespace: str) -> ColumnElement[bool]:
    return and_(table.c.thread == thread, table.c.namespace == namespace)


def _write_values(seal: Seal, row: Write) -> tuple[dict[str, str | int], dict[str, object]]:
    where = (row.thread, row.namespace, row.checkpoint, row.task, row.position)
    type_, value = row.value
    names = ("thread", "namespace", "checkpoint", "task", "position")
    sealed = seal.close(value, write_place(*where))
    kept: dict[str, object] = {
        "path": row.path,
        "channel": row.channel,
        "type": type_,
        "value": sealed,
    }
    return dict(zip(names, where, strict=True)), kept


async def _assert_newest(
    tx: AsyncConnection, thread: str, namespace: str, expected: str | None
) -> None:
    if await newest(tx, thread, namespace) != expected:
        raise TurnLost(f"{thread} has a newer memory than this turn began with")
