"""A sketch as DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

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
_DOT = f'label="", shape=circle, width=0.2, height=0.2, fixedsize=true, style=filled, fillcolor="{INK}"'


def dot_of(sketch: Sketch) -> str:
    """The text of a directed graph."""
    return "\n".join(("digraph alu {", *(f"  {line};" for line in _lines(sketch)), "}", ""))


def _lines(sketch: Sketch) -> Iterator[str]:
    yield from _STYLE
    for node in sketch.nodes:
        yield f"{_quoted(node)} [{_look(node, node in sketch.passed)}]"
    for way in sketch.ways:
        yield f"{_quoted(way.source)} -> {_quoted(way.target)} [{_line(way)}]"


def _look(node: str, passed: bool) -> str:  # noqa: FBT001 - a mark of the node, not an option
    if node in (START, END):
        ring = ", peripheries=2" if node == END else ""
        return f'{_DOT}, color="{PATH if passed else INK}"{ring}'
    return f"label={_quoted(node)}" + (f", {_PASSED}" if passed else "")


def _line(way: Way) -> str:
    looks = [f"label={_quoted(f' {way.label} ')}"] if way.label else []
    looks += ["style=dashed"] if way.conditional else []
    looks += [_TAKEN] if way.taken else []
    return ", ".join(looks)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
