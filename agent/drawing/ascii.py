"""A sketch as text for a terminal: every node with the ways that leave it, in the graph's order."""

from __future__ import annotations

from collections.abc import Iterator

from agent.drawing.sketch import Sketch, Way, name_of


def ascii_of(sketch: Sketch) -> str:
    """One block a node. A filled dot is a node passed, ``━▶`` a way taken, ``┄▷`` one that depends."""
    blocks = ("\n".join(_block(node, sketch)) for node in sketch.nodes)
    return "\n\n".join(blocks) + "\n"


def _block(node: str, sketch: Sketch) -> Iterator[str]:
    yield f"{'●' if node in sketch.passed else '○'} {name_of(node)}"
    ways = sketch.ways_from(node)
    widest = max((len(way.label) for way in ways), default=0)
    for way in ways:
        yield f"{'└' if way is ways[-1] else '├'}{_arrow(way, widest)} {name_of(way.target)}"


def _arrow(way: Way, widest: int) -> str:
    stroke, head = ("━", "▶") if way.taken else ("┄", "▷") if way.conditional else ("─", "▷")
    label = f" {way.label} " if way.label else ""
    return f"{stroke}{label}{stroke * (widest + 3 - len(label))}{head}"
