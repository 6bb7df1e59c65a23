"""What is logged: a line for each thing, with its place, and no word of a conversation."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from api.storage import inbox
from api.storage.inbox import Heard
from api.storage.thread import Thread

CANARY = "Jussara da Silva, +55 85 98888-0000"
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)


@pytest.fixture
def stderr() -> Iterator[StringIO]:
    """The product's logging, written here, and pytest's again after the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure("info")
    (handler,) = (one for one in root.handlers if isinstance(one.formatter, logs.Discreet))
    handler.stream = StringIO()  # type: ignore[attr-defined]  # configured as a stream's
    yield handler.stream  # type: ignore[attr-defined]
    root.handlers[:], root.level = handlers, level
    for name in ("alu", "uvicorn", *logs.QUIET):
        logging.getLogger(name).setLevel(logging.NOTSET)


def broken(word: str) -> None:
    try:
        _ = {}[word]  # type: ignore[var-annotated]
    except KeyError as first:
        raise ValueError(f"no such thing: {word}") from first


def logged(logger: str = "alu.turns") -> None:
    try:
        broken(CANARY)
    except ValueError:
        logging.getLogger(logger).exception("1:42: failure %d", 1)


@pytest.mark.parametrize("logger", ["alu.turns", "uvicorn.error", "asyncio", "anything"])
def test_an_exception_tells_what_and_where_but_not_what_it_says(
    logger: str, stderr: StringIO
) -> None:
    logged(logger)
    told = stderr.getvalue()
    assert "1:42: failure 1" in told
    assert "KeyError" in told
    assert told.rstrip().endswith("ValueError")
    assert "in broken" in told
    assert CANARY not in told


def test_what_was_suppressed_is_not_told(stderr: StringIO) -> None:
    try:
        try:
            _ = {}[CANARY]  # type: ignore[var-annotated]
        except KeyError:
            raise ValueError from None
    except ValueError:
        logging.getLogger("alu").exception("so")
    assert "KeyError" not in stderr.getvalue()


def test_a_line_holds_time_level_name_and_words(stderr: StringIO) -> None:
    logging.getLogger("alu.delivery").info("say %s: %s", "42:1:1", "timeout")
    line = stderr.getvalue()
    assert line.endswith("INFO    alu.delivery say 42:1:1: timeout\n")
    assert line[:4].isdigit()


@pytest.mark.parametrize("name", logs.QUIET)
def test_libraries_that_would_tell_too_much_are_quiet(name: str, stderr: StringIO) -> None:
    logging.getLogger(f"{name}.inner").info(CANARY)
    assert stderr.getvalue() == ""


@pytest.mark.anyio
async def test_an_error_of_the_database_does_not_repeat_the_row(engine: AsyncEngine) -> None:
    """SQLAlchemy would tell the parameters of the statement, and with them a message in clear."""
    heard = Heard(Thread(1, 42), "message_created", {"text": CANARY}, NOW, message=2**70)
    with pytest.raises((DBAPIError, OverflowError)) as wrong:
        async with engine.begin() as tx:
            await inbox.hear(tx, heard)
    assert "Jussara" not in str(wrong.value)
    assert "Jussara" not in repr(wrong.value)
