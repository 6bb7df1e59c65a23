"""A run in short: its figures, and how each conversation went. What the baseline keeps, and what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
from pydantic import ValidationError

from agent.room import Room
from evals.gates import counted
from evals.metrics import judgeable
from evals.record import VERSION, Conversation
from evals.report import Change, ChangeKind, Delta, Difference, Options, Report

MOST_REASONS = 3

Walk = tuple[tuple[str, ...], ...]


class Trace(Room):
    """How one conversation went: passed or why not, and the path of each turn as a place in ``Summary.paths``."""

    title: str
    passed: bool
    why: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()


class Summary(Room):
    """Figures by name, and conversations by key. ``paths`` are the different ways through the graph."""

    version: int = VERSION
    options: Options = Options()
    metrics: dict[str, float | None] = {}
    paths: tuple[tuple[str, ...], ...] = ()
    conversations: dict[str, Trace] = {}

    @classmethod
    def of(cls, report: Report) -> Summary:
        """A report in short, without the conversations that say nothing of quality (``infra``)."""
        paths: dict[tuple[str, ...], int] = {}
        judged = judgeable(report.conversations)
        traces = {one.key: _trace(one, paths) for one in judged}
        figures = {metric.name: metric.value for metric in report.metrics}
        counts = counted(judged, report.coverage)
        return cls(
            options=report.options,
            metrics={**figures, **counts},
            paths=tuple(paths),
            conversations=traces,
        )

    def walked(self, key: str) -> Walk:
        """The nodes of each turn of a conversation."""
        found = self.conversations.get(key)
        return tuple(self.paths[turn] for turn in found.turns) if found else ()


class NoSummary(Exception):
    """A file holds no baseline that can be read; the message says why and what to do."""


def read(path: Path) -> Summary | None:
    """The baseline at ``path``, None where there is none. Raises ``NoSummary``."""
    if not path.exists():
        return None
    try:
        found = Summary.model_validate_json(path.read_bytes())
    except ValidationError as wrong:
        why = wrong.errors()[0]
        raise NoSummary(f"{path}: {'.'.join(map(str, why['loc']))}: {why['msg']}") from None
    if found.version != VERSION:
        raise NoSummary(f"{path} is of version {found.version}, not {VERSION}: write it anew")
    return found


def write(path: Path, summary: Summary) -> None:
    """Keeps the summary as a baseline, one conversation a line, so that a change of it can be reviewed."""
    head = summary.model_dump_json(exclude={"conversations", "paths"}, indent=1)
    paths = ",\n".join(f"  {_line(list(one))}" for one in summary.paths)
    traces = ",\n".join(
        f"  {_line(key)}: {one.model_dump_json(exclude_defaults=True)}"
        for key, one in sorted(summary.conversations.items())
    )
    body = head.removesuffix("\n}")
    text = f'{body},\n "paths": [\n{paths}\n ],\n "conversations": {{\n{traces}\n }}\n}}\n'
    path.write_text(text, encoding="utf-8")


def difference(before: Summary, after: Summary, report: Report, against: str) -> Difference:
    """What is otherwise in ``after``; ``report`` gives the figures their labels."""
    labels = {metric.name: (metric.label, metric.better) for metric in report.metrics}
    comparable = before.options == after.options
    deltas = [
        Delta(name=name, label=label, before=before.metrics.get(name), after=value, better=better)
        for name, value in after.metrics.items()
        for label, better in [labels.get(name, (name, "more"))]
        if comparable and before.metrics.get(name) != value
    ]
    return Difference(
        against=against,
        deltas=tuple(deltas),
        changes=(*_changes(before, after), *(_gone(before, report) if comparable else ())),
    )


def _changes(before: Summary, after: Summary) -> Iterator[Change]:
    for key, now in sorted(after.conversations.items()):
        then = before.conversations.get(key)
        paths = before.walked(key), after.walked(key)
        if then is None:
            yield _change(key, now, "new", now.why, paths)
        elif then.passed and not now.passed:
            yield _change(key, now, "newly failing", now.why, paths)
        elif now.passed and not then.passed:
            yield _change(key, now, "newly passing", then.why, paths)
        elif paths[0] != paths[1]:
            yield _change(key, now, "other path", (), paths)


def _change(
    key: str, now: Trace, kind: ChangeKind, why: tuple[str, ...], paths: tuple[Walk, Walk]
) -> Change:
    return Change(key=key, title=now.title, kind=kind, why=why, before=paths[0], after=paths[1])


def _gone(before: Summary, report: Report) -> Iterator[Change]:
    for key in sorted(before.conversations.keys() - {one.key for one in report.conversations}):
        gone = before.conversations[key]
        yield Change(key=key, title=gone.title, kind="gone", before=before.walked(key))


def _trace(one: Conversation, paths: dict[tuple[str, ...], int]) -> Trace:
    why = [f"{f.turn}: {f.what}: {f.expected} / {f.found}" for f in one.deciding]
    turns = [paths.setdefault(step.path, len(paths)) for step in one.played.steps if step.path]
    return Trace(
        title=one.title, passed=one.passed, why=tuple(why[:MOST_REASONS]), turns=tuple(turns)
    )


def _line(value: object) -> str:
    return orjson.dumps(value).decode()
