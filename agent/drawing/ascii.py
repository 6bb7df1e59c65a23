"""A sketch as text for a terminal: every node with the ways that leave it, nearest to START first."""

from __future__ import annotations

from collections.abc import Iterator

from langgraph.graph import START

from agent.drawing.sketch import Sketch, Way, name_of


def ascii_of(sketch: Sketch) -> str:
    """One block a node. A filled dot is a node passed, ``━▶`` a way taken, ``┄▷`` one that depends."""
    blocks = ("\n".join(_block(node, sketch)) for node in _by_distance(sketch))
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


def _by_distance(sketch: Sketch) -> list[str]:
    """The nodes by how many ways lie between START and them; those out of reach at the end."""
    reached = [START]
    for node in reached:
        reached += [way.target for way in sketch.ways_from(node) if way.target not in reached]
    return reached + [node for node in sketch.nodes if node not in reached]
