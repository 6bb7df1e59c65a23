"""Where lines come from when nobody types: a script, which is understood whole before it begins, or a pipe."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

from api.errors import AluError
from api.stage import orders
from api.stage.orders import Order, WrongOrder

REMARK = "#"
READ_AT_ONCE = 4096


def script(path: Path) -> list[Order]:
    """The orders of a script; lines that start with ``#`` are remarks. Raises ``AluError``, naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise AluError(f"{path}: {unreadable}") from None
    return [
        _order(f"{path}:{number}", line)
        for number, line in enumerate(text.splitlines(), start=1)
        if means_something(line)
    ]


def means_something(line: str) -> bool:
    """Whether a line is neither blank nor a remark."""
    return bool(line.strip()) and not line.startswith(REMARK)


async def lines(source: int) -> AsyncGenerator[str, None]:
    """Lines that mean something, as they come through a file descriptor, which stays open."""
    async for raw in _raw_lines(source):
        line = raw.decode("utf-8", "replace")
        if means_something(line):
            yield line


async def _raw_lines(source: int) -> AsyncGenerator[bytes, None]:
    rest = b""
    while piece := await _read(source):
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line
    yield rest


async def _read(source: int) -> bytes:
    with suppress(PermissionError):  # a file: no event loop waits for one, for it is always there
        await _readable(source)
    return os.read(source, READ_AT_ONCE)


async def _readable(source: int) -> None:
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(source, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(source)


def _order(place: str, line: str) -> Order:
    try:
        return orders.read(line)
    except WrongOrder as wrong:
        raise AluError(f"{place}: {wrong}") from None
