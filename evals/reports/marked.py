"""The graph as Mermaid with two paths marked on it: how a conversation went before, and how it goes now. Pure.

It reads the flowchart that ``agent.drawing`` writes: a line a node, a line a way, styles after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.drawing.palette import INK, PATH, PATH_PAPER

START, END = "__start__", "__end__"
NODE = re.compile(r'^\s*(\w+)\("([^"]*)"\)$')
WAY = re.compile(r'^\s*(\w+) (?:-->|-\.->)(?:\|"[^"]*"\|)? (\w+)$')
LOST, LOST_PAPER = "#bf4a41", "#fbeae7"
BOTH = "#5b6b7a"

Walk = Sequence[Sequence[str]]
"""The nodes of each turn."""


@dataclass(frozen=True, slots=True)
class _Passed:
    """The nodes and ways of a conversation, by their ids in the flowchart."""

    nodes: frozenset[str]
    ways: frozenset[tuple[str, str]]


def marked(mermaid: str, before: Walk, after: Walk) -> str:
    """The flowchart: green is walked now, dashed red was walked before only, thick grey both. Empty without one."""
    lines = mermaid.splitlines()
    if not lines:
        return ""
    ids = {match[2]: match[1] for line in lines if (match := NODE.match(line))}
    ways = [(match[1], match[2]) for line in lines if (match := WAY.match(line))]
    then, now = _passed(before, ids), _passed(after, ids)
    return "\n".join((*lines, *_nodes(then, now), *_ways(then, now, ways), ""))


def _passed(walk: Walk, ids: dict[str, str]) -> _Passed:
    turns = [[START, *(ids.get(node, node) for node in turn), END] for turn in walk if turn]
    nodes = frozenset(node for turn in turns for node in turn[1:-1])
    return _Passed(nodes, frozenset(way for turn in turns for way in pairwise(turn)))


def _nodes(then: _Passed, now: _Passed) -> Iterator[str]:
    yield f"    classDef lost fill:{LOST_PAPER},stroke:{LOST},color:{INK},stroke-dasharray:4 3"
    yield f"    classDef gained fill:{PATH_PAPER},stroke:{PATH},color:{INK},stroke-width:2px"
    yield f"    classDef kept stroke:{BOTH},color:{INK},stroke-width:2px"
    for name, nodes in (
        ("lost", then.nodes - now.nodes),
        ("gained", now.nodes - then.nodes),
        ("kept", then.nodes & now.nodes),
    ):
        if nodes:
            yield f"    class {','.join(sorted(nodes))} {name}"


def _ways(then: _Passed, now: _Passed, ways: Sequence[tuple[str, str]]) -> Iterator[str]:
    for of, style in (
        (then.ways - now.ways, f"stroke:{LOST},stroke-width:2px,stroke-dasharray:6 4"),
        (now.ways - then.ways, f"stroke:{PATH},stroke-width:3px"),
        (then.ways & now.ways, f"stroke:{BOTH},stroke-width:3px"),
    ):
        if numbers := ",".join(_places(of, ways)):
            yield f"    linkStyle {numbers} {style}"


def _places(of: Iterable[tuple[str, str]], ways: Sequence[tuple[str, str]]) -> list[str]:
    wanted = set(of)
    return [str(place) for place, way in enumerate(ways) if way in wanted]
