"""What every picture is drawn with: boxes, words on several lines, arrows. SVG that suits light and dark. Pure.

Lengths are the picture's own units (pixels at full size), from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

LINE = 19.0
SMALL_LINE = 16.0
SIZES = {"title": 17.0, "strong": 14.0, "ink": 14.0, "on": 13.0, "small": 12.0, "faint": 12.0}
NARROW, WIDE = frozenset("iljtfrI.,:;!|'()[] "), frozenset("mwMW@%")
EMPHATIC = frozenset({"title", "strong", "on"})
STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of a picture, and where it ends below."""

    svg: str
    bottom: float

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(self.svg + other.svg, max(self.bottom, other.bottom))


NOTHING = Drawn("", 0)


def together(pieces: Iterable[Drawn]) -> Drawn:
    """All of them, as one piece."""
    return sum(pieces, NOTHING)


def picture(title: str, about: str, width: float, drawn: Drawn) -> str:
    """The whole file, with a margin below; ``title`` and ``about`` are read out to who does not see it."""
    height = drawn.bottom + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="title about">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="about">{escape(about)}</desc>\n'
        f"<style>\n{STYLE}</style>\n"
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 1 10 5 0 9z"/></marker></defs>\n'
        f'<rect class="ground" x="1" y="1" width="{width - 2:g}" height="{height - 2:g}" rx="14"/>\n'
        f"{drawn.svg}</svg>\n"
    )


def words(x: float, y: float, text: str, kind: str = "ink") -> Drawn:
    """One line; ``y`` is where the letters stand. ``kind`` is one or more of the style's classes."""
    return Drawn(f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>\n', y + 4)


def paragraph(x: float, y: float, text: str, width: float, kind: str = "ink") -> Drawn:
    """As many lines as the width asks for, the first standing on ``y``; line breaks stay."""
    size = SIZES[kind.split()[0]]
    step = SMALL_LINE if size < SIZES["ink"] else LINE
    lines = [line for part in text.split("\n") for line in wrapped(part, width, kind)]
    return together(words(x, y + step * place, line, kind) for place, line in enumerate(lines))


def box(x: float, y: float, width: float, height: float, kind: str = "") -> Drawn:
    """A box with round corners."""
    return Drawn(
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="10"/>\n',
        y + height,
    )


def bubble(
    x: float, y: float, width: float, text: str, kind: str, who: str = "", font: str = "ink"
) -> Drawn:
    """What somebody wrote, in a box as high as it needs; ``who`` above the words."""
    head = words(x + 12, y + 20, who, "faint") if who else NOTHING
    told = paragraph(x + 12, y + (39 if who else 23), text, width - 24, font)
    return box(x, y, width, told.bottom - y + 9, kind) + head + told


def arrow(*points: tuple[float, float]) -> Drawn:
    """A line through the points, with its tip at the last."""
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    return Drawn(f'<polyline class="arrow" points="{way}"/>\n', max(y for _, y in points))


def numbered(x: float, y: float, number: int) -> Drawn:
    """A number in a disc, its middle at the point."""
    disc = f'<circle class="number" cx="{x:g}" cy="{y:g}" r="11"/>\n'
    return Drawn(disc, y + 11) + words(x, y + 5, str(number), "on middle")


def wrapped(text: str, width: float, kind: str = "ink") -> list[str]:
    """The text in lines no longer than the width; a word that is longer stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length(longer, kind) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def length(text: str, kind: str = "ink") -> float:
    """About how long the text is when drawn; rather too long than too short."""
    classes = kind.split()
    bold = 1.07 if EMPHATIC.intersection(classes) else 1.0
    return sum(map(_letter, text)) * SIZES[classes[0]] * bold


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.4
    if letter in WIDE:
        return 1.0
    return 0.78 if letter.isupper() else 0.64
