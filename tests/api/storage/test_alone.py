"""One Alú for one database."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import AluError
from api.storage.alone import alone
from api.storage.engine import connect
from api.storage.seal import Seal

pytestmark = pytest.mark.anyio

ANOTHER = """
import asyncio, sys
from api.errors import AluError
from api.storage.alone import alone
from api.storage.engine import connect
from api.storage.seal import Seal

async def serve():
    engine = connect(sys.argv[1], Seal())
    try:
        async with alone(engine):
            print("alone", flush=True)
            sys.stdin.read()
    except AluError as refused:
        print("refused:", refused, flush=True)
    finally:
        await engine.dispose()

asyncio.run(serve())
"""


async def may_serve(url: str) -> bool:
    """Whether one more may serve just now."""
    engine = connect(url, Seal())
    try:
        async with alone(engine):
            return True
    except AluError:
        return False
    finally:
        await engine.dispose()


async def test_a_second_is_refused_until_the_first_has_ended(url: str) -> None:
    engine = connect(url, Seal())
    try:
        async with alone(engine):
            assert not await may_serve(url)
            assert not await may_serve(url)
        assert await may_serve(url)
    finally:
        await engine.dispose()


async def test_a_first_that_failed_holds_nothing(url: str) -> None:
    engine = connect(url, Seal())
    try:
        with pytest.raises(ZeroDivisionError):
            async with alone(engine):
                raise ZeroDivisionError
        assert await may_serve(url)
    finally:
        await engine.dispose()


async def test_another_process_is_refused_and_a_killed_one_holds_nothing(url: str) -> None:
    with contextlib.closing(another(url)) as first:
        assert await asyncio.to_thread(first.told) == "alone"
        assert not await may_serve(url)
        first.kill()
        async with asyncio.timeout(10):
            while not await may_serve(url):  # noqa: ASYNC110  # it is another process that ends
                await asyncio.sleep(0.05)


async def test_who_is_refused_is_told_what_to_do(url: str) -> None:
    engine, other = connect(url, Seal()), connect(url, Seal())
    try:
        async with alone(engine):
            with pytest.raises(AluError, match="ALU_DATABASE_URL"):
                async with alone(other):
                    pytest.fail("two at once")
    finally:
        await engine.dispose()
        await other.dispose()


async def test_who_is_alone_may_still_work(engine: AsyncEngine) -> None:
    async with alone(engine), engine.begin() as tx:
        assert await tx.exec_driver_sql("SELECT 1")


class another:  # noqa: N801  # reads as a sentence
    """A process that serves until its input ends."""

    def __init__(self, url: str) -> None:
        root = Path(__file__).parents[3]
        self._process = subprocess.Popen(
            [sys.executable, "-c", ANOTHER, url],
            cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def told(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
