"""LangGraph's own suite for checkpointers: full marks, on both databases, in clear and sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import validate
from langgraph.checkpoint.conformance.initializer import RegisteredCheckpointer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.storage.checkpointer import Checkpointer

CAPABILITIES = {"put", "put_writes", "get_tuple", "list", "delete_thread", "prune"}

pytestmark = pytest.mark.anyio


async def full_marks(engine: AsyncEngine) -> None:
    async def saver() -> AsyncIterator[BaseCheckpointSaver[str]]:
        yield Checkpointer(engine)

    report = await validate(RegisteredCheckpointer("alu", saver))  # type: ignore[arg-type]  # an AsyncGenerator
    failures = {name: one.failures for name, one in report.results.items() if one.failures}
    assert failures == {}
    assert {name for name, one in report.results.items() if one.passed} == CAPABILITIES
    assert report.conformance_level() == "FULL"


async def test_full_marks_in_clear(engine: AsyncEngine) -> None:
    await full_marks(engine)


async def test_full_marks_sealed(sealed: AsyncEngine) -> None:
    await full_marks(sealed)
