"""The words: where they are, and how the questions put to the model are rendered."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


class MissingValue(KeyError):
    """A prompt names a value that nobody gave."""


def render(name: str, values: dict[str, str], directory: Path = HERE) -> str:
    """The prompt ``<name>.md`` with each ``{{value}}`` filled in.

    A value that is missing raises ``MissingValue``; a company's directory that lacks the file uses ours.
    """
    return fill(_source(name, directory), name, values)


def fill(source: str, name: str, values: dict[str, str]) -> str:
    """``source`` with each ``{{value}}`` replaced; values are inserted as they are, never rendered again."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise MissingValue(f"prompt {name!r} needs {match[1]!r}")
        return values[match[1]]

    return _PLACEHOLDER.sub(value, source)


def _source(name: str, directory: Path) -> str:
    own = directory / f"{name}.md"
    return (own if own.exists() else HERE / f"{name}.md").read_text(encoding="utf-8")
