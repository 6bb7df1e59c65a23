"""One line for each thing that happened, on standard error: ids, states, reasons. Never a word of a conversation."""

from __future__ import annotations

import logging.config

FORMAT = "%(asctime)s %(levelname)-7s %(name)s %(message)s"
QUIET = ("httpx", "httpcore", "openai", "langchain", "alembic", "sqlalchemy", "asyncio")
"""Libraries that would tell addresses, bodies or tokens."""


def configure(level: str) -> None:
    """Sets up logging for the whole process."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": FORMAT}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "alu": {"level": level.upper()},
                "uvicorn": {"level": "INFO"},
                **{name: {"level": "WARNING"} for name in QUIET},
            },
        }
    )
