"""The one error of importing: what is wrong with a file, for the person who brought it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class NotImportable(Exception):
    """A file cannot become cases: every problem with file, line and what to do, one a line, in Portuguese."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def problem(path: Path, line: int, why: str, remedy: str) -> str:
    """One problem; ``line`` 0 where no line can be named."""
    place = f"{path}:{line}" if line else f"{path}"
    return f"{place}: {why}. {remedy}"
