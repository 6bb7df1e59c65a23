"""The graph as a drawing, with the path of a turn or a conversation marked.

The same graph and path give the same Mermaid, DOT and text everywhere: drawings are compared in tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from agent.drawing.ascii import ascii_of
from agent.drawing.dot import dot_of
from agent.drawing.image import DrawingUnavailable, image_of
from agent.drawing.mermaid import mermaid_of
from agent.drawing.sketch import Drawable, Sketch

Form = Literal["mermaid", "dot", "svg", "png", "ascii"]

__all__ = ["Drawable", "DrawingUnavailable", "Form", "draw"]


def draw(graph: Drawable, form: Form, path: Sequence[str] = ()) -> str | bytes:
    """A compiled graph drawn in ``form``: bytes for a PNG, text for the others.

    ``path`` is the nodes passed, in order; nodes and the ways between neighbours are marked.
    ``ValueError`` names a node of it that is not in the graph. ``DrawingUnavailable`` says what to
    install for SVG and PNG.
    """
    sketch = Sketch.of(graph, path)
    match form:
        case "mermaid":
            return mermaid_of(sketch)
        case "ascii":
            return ascii_of(sketch)
        case "dot":
            return dot_of(sketch)
        case "svg":
            return image_of(dot_of(sketch), "svg").decode("utf-8")
        case "png":
            return image_of(dot_of(sketch), "png")
