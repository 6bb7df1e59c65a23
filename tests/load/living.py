"""Alú alive: ``alu serve`` as a process of its own on a fresh SQLite file, beside an embedded Chatwoot."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import orjson

from tests.load.chatwoot import House, chatwoot
from tests.load.processes import ROOT, Server, alu, free_port, module, running
from tests.load.shots import Summary

UNREAD = "SELECT count(*) FROM inbox WHERE turn IS NULL"
UNFINISHED = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"


class NeverQuiet(Exception):
    """Alú still had something to do when nobody wanted to wait any longer."""


@dataclass(frozen=True, slots=True)
class Living:
    """A running Alú, her Chatwoot, her database."""

    house: House
    server: Server
    database: Path

    def asked(self, question: str) -> list[tuple]:
        """The rows that answer a question to the database, read only."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(question).fetchall()

    def count(self, question: str) -> int:
        """The one number that answers."""
        return int(self.asked(question)[0][0])

    async def quiet(self, patience: float = 60.0) -> None:
        """Waits until nothing is unread and nothing on its way. Raises ``NeverQuiet`` after ``patience`` seconds."""
        limit, still = time.monotonic() + patience, 0
        while still < 3:
            idle = not self.count(UNREAD) and not self.count(UNFINISHED)
            still = still + 1 if idle else 0
            if time.monotonic() > limit:
                raise NeverQuiet(f"{self.count(UNREAD)} unread, {self.count(UNFINISHED)} unsent")
            await asyncio.sleep(0.05)

    async def loaded(self, *options: str) -> Summary:
        """What the generator tells after a run against her, with options of its command line."""
        return await loaded(self.server, self.house.secret, *options)


@asynccontextmanager
async def living(folder: Path, *, echoes: bool = True, **settings: str) -> AsyncIterator[Living]:
    """Alú with ``settings`` beyond those of ``House.settings``. Raises ``DidNotServe``."""
    port = free_port()
    async with chatwoot(f"http://127.0.0.1:{port}/webhooks/chatwoot", echoes=echoes) as house:
        environment = house.settings(folder, **settings)
        async with running(alu(port), port, folder, environment) as server:
            yield Living(house, server, folder / "alu.db")


async def loaded(server: Server, secret: str, *options: str) -> Summary:
    """A run of the generator, in a process of its own, against a server."""
    command = module("tests.load", "--url", server.webhook, "--secret", secret, *options)
    generator = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=sys.stderr
    )
    told, _ = await generator.communicate()
    return Summary.read(orjson.loads(told))
