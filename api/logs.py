"""One line for each thing that happened, on standard error: ids, states, reasons. Never a word of a conversation."""

from __future__ import annotations

import logging.config
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FORMAT = "%(asctime)s %(levelname)-7s %(name)s %(message)s"
QUIET = ("httpx", "httpcore", "openai", "langchain", "alembic", "sqlalchemy", "asyncio")
"""Libraries that would tell addresses, bodies or tokens."""


def configure(level: str) -> None:
    """Sets up logging for the whole process."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": Discreet, "fmt": FORMAT}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "alu": {"level": level.upper()},
                "uvicorn": {"level": "INFO"},
                **{name: {"level": "WARNING"} for name in QUIET},
            },
        }
    )


class Discreet(logging.Formatter):
    """Tells what an exception is and where it came from, never what it says: it may repeat a customer's words."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # logging's name
        """The chain of exceptions, the first cause first."""
        return "\n".join(_told(ei[1])) if ei[1] else ""


def _told(bug: BaseException) -> list[str]:
    before = bug.__cause__ or (None if bug.__suppress_context__ else bug.__context__)
    places = [place.rstrip() for place in traceback.format_tb(bug.__traceback__)]
    return [*(_told(before) if before else []), *places, type(bug).__qualname__]
