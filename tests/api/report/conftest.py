"""Reports of an invented fortnight, made as the product makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.protocol import Protocol
from api.report.period import Period
from api.report.report import Report, made
from api.settings import Settings
from api.storage.engine import opened
from api.storage.seal import Seal
from tests.agent.stub_mind import PROTOCOL
from tests.api.report.invented import fortnight
from tests.api.report.ledgerbook import NOW, WEEK
from tests.api.storage.conftest import migrated

PRICED = Settings(
    chatwoot_account_id=1, llm_base_url="http://127.0.0.1:9/v1", llm_model="m", llm_price_in=0.4,
    llm_price_out=1.6, llm_currency="R$",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """A database with the fortnight in it."""

    engine: AsyncEngine

    async def report(
        self, period: Period = WEEK, settings: Settings = PRICED, protocol: Protocol = PROTOCOL
    ) -> Report:
        async with self.engine.begin() as tx:
            return await made(tx, settings, protocol, period, NOW)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    url = await migrated(f"sqlite+aiosqlite:///{tmp_path / 'alu.db'}")
    async with opened(url, Seal()) as engine:
        await fortnight().write(engine)
        yield Shelf(engine)
