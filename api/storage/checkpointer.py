"""LangGraph's memory in our own tables, able to take part in the turn's transaction (docs/decisions/0007).

    async with checkpointer.unit() as unit:
        taken = await take_turn(agent, str(thread), turn, resources)
    async with engine.begin() as tx:             # opened only now: nothing is locked while the mind thinks
        await claim(tx, …)
        await unit.write(tx)

Inside a unit nothing reaches the database before ``write``, which keeps the newest checkpoint alone. Outside of one,
each call is a transaction of its own and everything is kept, as LangGraph expects of any checkpointer.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
    get_checkpoint_metadata,
)
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from sqlalchemy import Row, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage import unit as units
from api.storage.courtesy import after_deliveries
from api.storage.seal import of as seal_of
from api.storage.tables import checkpoint_writes, checkpoints
from api.storage.unit import Head, Unit, Write

Found = Row[tuple[object, ...]]
CHANCE = secrets.SystemRandom().random


class Checkpointer(BaseCheckpointSaver[str]):
    """The memory of every conversation. A class that is not plain data is stored as such and comes back as such.

    ``chance`` makes versions of one channel differ when two runs raise it at once.
    """

    def __init__(self, engine: AsyncEngine, chance: Callable[[], float] = CHANCE) -> None:
        super().__init__(serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self._engine = engine
        self._chance = chance

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Holds back what the runs inside the block want to store."""
        return units.opened()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that ``config`` names, or the newest of its thread. Raises ``SealBroken``."""
        place, unit = _where(config), units.current()
        id_ = get_checkpoint_id(config)
        if unit and not id_ and place in unit.read:
            return unit.read[place]
        of_place = (checkpoints.c.thread == place[0], checkpoints.c.namespace == place[1])
        wanted = select(checkpoints).where(*of_place)
        if id_:
            wanted = wanted.where(checkpoints.c.id == id_)
        reading = self._tuples(wanted.order_by(checkpoints.c.id.desc()).limit(1))
        found = await asyncio.shield(reading)  # a turn may be cancelled here; its connection not
        newest = found[0] if found else None
        if unit and not id_:
            unit.read[place] = newest
        return newest

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Checkpoints, the newest first. What they are about is sealed, so ``filter`` looks at each."""
        wanted = _listed(config, before).order_by(checkpoints.c.id.desc())
        found = [one for one in await self._tuples(wanted) if _fits(one.metadata, filter)]
        for one in found[:limit]:
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002  # every value is stored with the checkpoint
    ) -> RunnableConfig:
        """Stores a checkpoint: in the unit if there is one."""
        thread, namespace = _where(config)
        head = Head(
            thread,
            namespace,
            checkpoint["id"],
            get_checkpoint_id(config),
            self.serde.dumps_typed(checkpoint),
            self.serde.dumps_typed(get_checkpoint_metadata(config, metadata)),
        )
        if unit := units.current():
            unit.put(head)
        else:
            async with self._engine.begin() as tx:
                await units.put_head(tx, head)
        return _config(thread, namespace, head.id)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Stores pending writes of a checkpoint: in the unit if there is one."""
        place = (*_where(config), config["configurable"]["checkpoint_id"], task_id)
        special = all(channel in WRITES_IDX_MAP for channel, _ in writes)
        rows = [
            Write(*place, WRITES_IDX_MAP.get(channel, position), task_path, channel,
                  self.serde.dumps_typed(value), special)
            for position, (channel, value) in enumerate(writes)
        ]  # fmt: skip
        if unit := units.current():
            unit.add(rows)
        else:
            async with self._engine.begin() as tx:
                await units.put_writes(tx, rows)

    async def adelete_thread(self, thread_id: str) -> None:
        """Everything remembered of a conversation is gone."""
        async with self._engine.begin() as tx:
            await forget(tx, thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Drops all but the newest checkpoint of each namespace, or (``"delete"``) all."""
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"no such strategy: {strategy}")
        async with self._engine.begin() as tx:
            for thread in thread_ids:
                await (forget if strategy == "delete" else _keep_latest)(tx, thread)

    def get_next_version(self, current: str | None, channel: None) -> str:  # noqa: ARG002
        """Strings that grow."""
        count = int(current.split(".")[0]) + 1 if current else 1
        return f"{count:032}.{self._chance():018.16f}"

    async def _tuples(self, query: Select[tuple[object, ...]]) -> list[CheckpointTuple]:
        async with after_deliveries(self._engine) as tx:
            heads = (await tx.execute(query)).all()
            return [self._tuple(tx, head, await _writes_of(tx, head)) for head in heads]

    def _tuple(self, tx: AsyncConnection, row: Found, writes: Sequence[Found]) -> CheckpointTuple:
        where = (row.thread, row.namespace, row.id)
        value = seal_of(tx).open(row.value, units.place(*where))
        about = seal_of(tx).open(row.about, units.place(*where, "about"))
        return CheckpointTuple(
            _config(*where),
            self.serde.loads_typed((row.type, value)),
            self.serde.loads_typed((row.about_type, about)),
            _config(row.thread, row.namespace, row.parent) if row.parent else None,
            [(one.task, one.channel, self._write(tx, one)) for one in writes],
        )

    def _write(self, tx: AsyncConnection, row: Found) -> object:
        where = (row.thread, row.namespace, row.checkpoint, row.task, row.position)
        value = seal_of(tx).open(row.value, units.write_place(*where))
        return self.serde.loads_typed((row.type, value))


async def forget(tx: AsyncConnection, thread: str) -> None:
    """Everything remembered of a conversation is gone, when the transaction commits."""
    for table in (checkpoint_writes, checkpoints):
        await tx.execute(delete(table).where(table.c.thread == thread))


async def values(tx: AsyncConnection, thread: str) -> dict[str, object]:
    """What a conversation's newest checkpoint remembers, for whoever asks what is stored about them."""
    newest = checkpoints.c.id.desc()
    found = select(checkpoints).where(checkpoints.c.thread == thread).order_by(newest).limit(1)
    row = (await tx.execute(found)).first()
    if row is None:
        return {}
    value = seal_of(tx).open(row.value, units.place(row.thread, row.namespace, row.id))
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    remembered: dict[str, object] = serde.loads_typed((row.type, value))["channel_values"]
    return remembered


async def _keep_latest(tx: AsyncConnection, thread: str) -> None:
    of_thread = select(checkpoints.c.namespace).where(checkpoints.c.thread == thread).distinct()
    for namespace in (await tx.scalars(of_thread)).all():
        if newest := await units.newest(tx, thread, namespace):
            await units.drop_older(tx, thread, namespace, newest)


async def _writes_of(tx: AsyncConnection, head: Found) -> Sequence[Found]:
    table = checkpoint_writes
    of_head = (
        table.c.thread == head.thread,
        table.c.namespace == head.namespace,
        table.c.checkpoint == head.id,
    )
    in_order = select(table).where(*of_head).order_by(table.c.path, table.c.task, table.c.position)
    return (await tx.execute(in_order)).all()


def _listed(
    config: RunnableConfig | None, before: RunnableConfig | None
) -> Select[tuple[object, ...]]:
    wanted = select(checkpoints)
    if config:
        wanted = wanted.where(checkpoints.c.thread == config["configurable"]["thread_id"])
        if (namespace := config["configurable"].get("checkpoint_ns")) is not None:
            wanted = wanted.where(checkpoints.c.namespace == namespace)
        if id_ := get_checkpoint_id(config):
            wanted = wanted.where(checkpoints.c.id == id_)
    if before and (id_ := get_checkpoint_id(before)):
        wanted = wanted.where(checkpoints.c.id < id_)
    return wanted


def _fits(metadata: CheckpointMetadata, wanted: dict[str, Any] | None) -> bool:
    return all(metadata.get(name) == value for name, value in (wanted or {}).items())


def _where(config: RunnableConfig) -> tuple[str, str]:
    where = config["configurable"]
    return str(where["thread_id"]), where.get("checkpoint_ns", "")


def _config(thread: str, namespace: str, id_: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": namespace, "checkpoint_id": id_}}
