"""A sketch as DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from langgraph.graph import END, START

from agent.drawing.palette import FAINT, INK, LINE, PAPER, PATH, PATH_PAPER
from agent.drawing.sketch import Sketch, Way

_STYLE = (
    "graph [rankdir=TB, bgcolor=white, pad=0.35, nodesep=0.55, ranksep=0.6, dpi=110]",
    'node [shape=box, style="rounded,filled", margin="0.24,0.12", height=0.42, penwidth=1.2,'
    f' color="{LINE}", fillcolor="{PAPER}", fontname="Helvetica", fontsize=14, fontcolor="{INK}"]',
    f'edge [color="{LINE}", penwidth=1.2, arrowsize=0.75, fontname="Helvetica", fontsize=11,'
    f' fontcolor="{FAINT}"]',
)
_PASSED = f'color="{PATH}", fillcolor="{PATH_PAPER}", penwidth=2'
_TAKEN = f'color="{PATH}", penwidth=2.8, fontcolor="{PATH}"'
_DOT = (
    'label="", shape=circle, width=0.2, height=0.2, fixedsize=true, style=filled,'
    f' fillcolor="{INK}"'
)
_STRAIGHT = "weight=8"


def dot_of(sketch: Sketch) -> str:
    """The text of a directed graph."""
    return "\n".join(("digraph alu {", *(f"  {line};" for line in _lines(sketch)), "}", ""))


def _lines(sketch: Sketch) -> Iterator[str]:
    yield from _STYLE
    for node in sketch.nodes:
        yield f"{_quoted(node)} [{_look(node, sketch)}]"
    spine = frozenset(_spine(sketch))
    for way in sketch.ways:
        look = ", ".join(_line(way, spine))
        yield f"{_quoted(way.source)} -> {_quoted(way.target)} [{look}]"


def _look(node: str, sketch: Sketch) -> str:
    passed = node in sketch.passed
    if node in (START, END):
        ring = ", peripheries=2" if node == END else ""
        return f'{_DOT}, color="{PATH if passed else INK}"{ring}'
    return f"label={_quoted(node)}" + (f", {_PASSED}" if passed else "")


def _spine(sketch: Sketch) -> Iterator[Way]:
    """The next way from each node that doesn't come straight back: drawn in one line, downwards."""
    there_and_back = {(way.target, way.source) for way in sketch.ways}
    for node in sketch.nodes:
        on = (way for way in sketch.ways_from(node) if (node, way.target) not in there_and_back)
        yield from islice(on, 1)


def _line(way: Way, spine: frozenset[Way]) -> Iterator[str]:
    if way.label:
        yield f"label={_quoted(f' {way.label} ')}"
    if way.conditional:
        yield "style=dashed"
    if way in spine:
        yield _STRAIGHT
    if way.taken:
        yield _TAKEN


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
