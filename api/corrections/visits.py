"""Each visit to the database for corrections, from opening it to closing it."""

from __future__ import annotations

from agent.protocol import Protocol
from api.corrections.export import Exported, exported
from api.operator import door
from api.report.period import Period
from api.settings import Settings
from api.storage import corrections
from api.storage.corrections import Correction
from api.storage.lines import lines


async def made(settings: Settings, period: Period) -> list[Correction]:
    """The corrections of a while, oldest first."""
    async with door.reading(settings) as tx:
        account = settings.chatwoot_account_id
        return await corrections.made(tx, period.begin, period.end, account)


async def export(settings: Settings, period: Period, protocol: Protocol) -> Exported:
    """The same as objects to hand on, with the lines of their conversations."""
    async with door.reading(settings) as tx:
        account = settings.chatwoot_account_id
        found = await corrections.made(tx, period.begin, period.end, account)
        threads = {one.thread for one in found}
        names = await corrections.first_of(tx, threads)
        said = {thread: await lines(tx, thread) for thread in threads}
        return exported(((one, said[one.thread], names[one.thread]) for one in found), protocol)
