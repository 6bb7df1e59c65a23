"""Reads the cases of some directories, or says where and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from agent.loading import ProtocolError, line_of, read, validated
from evals.case import Case

HERE = Path(__file__).parent
DIRECTORIES = (HERE / "transcripts", HERE / "customers")

Place = tuple[str | int, ...]


class WrongCases(Exception):
    """Cases are wrong: every problem with file, line and key, one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and where it stands."""

    case: Case
    path: Path
    raw: CommentedMap

    def line(self, *place: str | int) -> int:
        """The line, from 1, of a part of the file."""
        return line_of(self.raw, place)

    def told(self, place: Place, why: str) -> str:
        """A problem with file, line and key."""
        return f"{self.path}:{self.line(*place)}: {'.'.join(map(str, place))}: {why}"


def load(paths: Iterable[Path] = DIRECTORIES) -> list[Loaded]:
    """Every case of the files and directories, by id. Raises ``WrongCases`` naming everything wrong."""
    found: list[Loaded] = []
    problems: list[str] = []
    for path in _files(paths):
        try:
            raw = read(path)
            found.append(Loaded(validated(Case, raw, path), path, raw))
        except ProtocolError as wrong:
            problems += wrong.problems
    problems += [*_misnamed(found), *_twice(found)]
    if problems:
        raise WrongCases(problems)
    return sorted(found, key=lambda one: one.case.id)


def _files(paths: Iterable[Path]) -> list[Path]:
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])
    ]


def _misnamed(found: Iterable[Loaded]) -> list[str]:
    return [
        one.told(("id",), f"the file is called {one.path.stem!r}")
        for one in found
        if one.path.stem != one.case.id
    ]


def _twice(found: Iterable[Loaded]) -> list[str]:
    seen: dict[str, Path] = {}
    problems: list[str] = []
    for one in found:
        if other := seen.get(one.case.id):
            problems.append(one.told(("id",), f"{other} has the same id"))
        seen[one.case.id] = one.path
    return problems
