"""A case as YAML, in the order of keys of docs/evals.md, readable by the person who is to check it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import LiteralScalarString

from evals.case import Split
from evals.importing.course import Draft
from evals.importing.proposing import Expected

WIDTH = 10_000  # a text stays on one line
LONGEST_IN_LINE = 80


@dataclass(frozen=True, slots=True)
class Fixture:
    """Everything that a file says. ``head``: lines of comment above it."""

    id: str
    title: str
    tags: Sequence[str]
    split: Split
    author: str
    setup: Mapping[str, object]
    turns: Sequence[Draft]
    expected: Mapping[int, Expected]
    goals: Expected
    head: Sequence[str]


def written(fixture: Fixture) -> str:
    """The text of the file."""
    out = io.StringIO()
    _yaml().dump(_case(fixture), out)
    head = "".join(f"# {line}\n" for line in fixture.head)
    return head + out.getvalue()


class _Representer(RoundTripRepresenter):
    """Moments as docs/evals.md writes them: with a T and the zone."""

    def moment(self, value: datetime) -> ScalarNode:
        """A moment in ISO 8601."""
        node: ScalarNode = self.represent_scalar(
            "tag:yaml.org,2002:timestamp", value.isoformat(timespec="seconds")
        )
        return node


_Representer.add_representer(datetime, _Representer.moment)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _case(fixture: Fixture) -> CommentedMap:
    case = CommentedMap(
        id=fixture.id,
        title=fixture.title,
        tags=_flow(fixture.tags),
        split=fixture.split,
        author=fixture.author,
        gold="partial",
    )
    if fixture.setup:
        case["setup"] = CommentedMap({key: _value(one) for key, one in fixture.setup.items()})
    case["turns"] = [
        _turn(turn, fixture.expected.get(number, {})) for number, turn in enumerate(fixture.turns)
    ]
    case["goals"] = CommentedMap({key: _value(one) for key, one in fixture.goals.items()})
    return case


def _turn(turn: Draft, expected: Expected) -> CommentedMap:
    said, event = _said(turn.user), _event(turn.event)
    what = CommentedMap(user=said) if turn.user else CommentedMap(event=event)
    if expected:
        what["expect"] = _expect(expected)
    return what


def _event(event: Mapping[str, object]) -> CommentedMap:
    """An event, in one line where it fits."""
    said = event.get("human_says")
    if isinstance(said, list):
        return _fitting(CommentedMap({**event, "human_says": _said(said)}))
    return _fitting(CommentedMap({key: _text(one) for key, one in event.items()}))


def _expect(expected: Expected) -> CommentedMap:
    if set(expected) <= {"silence", "need"}:
        return _fitting(CommentedMap(expected))
    return CommentedMap({key: _value(one) for key, one in expected.items()})


def _value(value: object) -> object:
    """Lists and mappings in one line."""
    if isinstance(value, dict):
        return _fitting(CommentedMap({key: _value(one) for key, one in value.items()}))
    if isinstance(value, list | tuple):
        return _flow(value)
    return value


def _said(lines: Sequence[str]) -> object:
    """One line by itself, a burst as a list: in one line if it is short."""
    if len(lines) == 1:
        return _text(lines[0])
    listed = CommentedSeq(_text(line) for line in lines)
    if sum(map(len, lines)) <= LONGEST_IN_LINE and not any("\n" in line for line in lines):
        listed.fa.set_flow_style()
    return listed


def _text(value: object) -> object:
    """Words of several lines one below the other, where YAML can write them so."""
    if not isinstance(value, str) or "\n" not in value:
        return value
    lines = value.split("\n")
    plain = all(line.isprintable() and line == line.strip() and line for line in lines)
    return LiteralScalarString(value) if plain else value


def _flow(values: Sequence[object]) -> CommentedSeq:
    listed = CommentedSeq(values)
    listed.fa.set_flow_style()
    return listed


def _fitting(mapping: CommentedMap) -> CommentedMap:
    """In one line, if it is short."""
    told = " ".join(f"{key}: {value}" for key, value in mapping.items())
    if len(told) <= LONGEST_IN_LINE + 20 and "\n" not in told:
        mapping.fa.set_flow_style()
    return mapping
