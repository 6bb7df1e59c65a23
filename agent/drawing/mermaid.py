"""A sketch as Mermaid, which GitHub and many editors show as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langgraph.graph import END, START

from agent.drawing.palette import INK, LINE, PAPER, PATH, PATH_PAPER
from agent.drawing.sketch import Sketch, Way

_RESERVED = frozenset(
    ("end", "graph", "subgraph", "flowchart", "style", "class", "click", "call", "href", "default")
)
_UNSAFE = re.compile(r'["#<>&|`]')
_STRANGE = re.compile(r"\W", re.ASCII)


def mermaid_of(sketch: Sketch) -> str:
    """The text of a flowchart."""
    return "\n".join(("flowchart TD", *(f"    {line}" for line in _lines(sketch)), ""))


def _lines(sketch: Sketch) -> Iterator[str]:
    yield from map(_node, sketch.nodes)
    yield from map(_arrow, sketch.ways)
    yield f"classDef default fill:{PAPER},stroke:{LINE},color:{INK},rx:8,ry:8"
    yield f"classDef passed fill:{PATH_PAPER},stroke:{PATH},color:{INK},stroke-width:2px"
    yield f"classDef dot fill:{INK},stroke:{INK}"
    yield f"class {','.join(_id(node) for node in sketch.nodes if node in (START, END))} dot"
    if passed := [_id(node) for node in sketch.nodes if node in sketch.passed - {START, END}]:
        yield f"class {','.join(passed)} passed"
    yield f"linkStyle default stroke:{LINE}"
    if taken := [str(number) for number, way in enumerate(sketch.ways) if way.taken]:
        yield f"linkStyle {','.join(taken)} stroke:{PATH},stroke-width:3px"


def _node(node: str) -> str:
    if node in (START, END):
        return f'{_id(node)}((" "))'
    return f'{_id(node)}("{_text(node)}")'


def _arrow(way: Way) -> str:
    arrow = "-.->" if way.conditional else "-->"
    label = f'|"{_text(way.label)}"|' if way.label else ""
    return f"{_id(way.source)} {arrow}{label} {_id(way.target)}"


def _id(node: str) -> str:
    safe = _STRANGE.sub(lambda strange: f"_{ord(strange[0]):x}_", node)
    return f"{safe}_" if safe.lower() in _RESERVED else safe


def _text(words: str) -> str:
    return _UNSAFE.sub(lambda unsafe: f"#{ord(unsafe[0])};", words)
