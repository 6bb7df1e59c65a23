"""Charts as inline SVG: what they show is also written, beside them or for whoever does not see them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from api.report import words
from api.report.figures import Moment
from api.report.shown import Group, Line

LONG, THICK = 400, 8
WIDE, HIGH, FOOT, HEAD = 960, 220, 26, 22
MOST_TICKS = 12
MOST_FIGURES = 31


def bars(group: Group) -> str:
    """A list of horizontal bars: each with its name, how often, which share where it is one, and how often before."""
    whole = group.of or max((line.count for line in group.lines), default=0) or 1
    return f'<ul class="bars">{"".join(_bar(line, group, whole) for line in group.lines)}</ul>'


def course(moments: Sequence[Moment], *, by_hour: bool) -> str:
    """Columns by hour or day: conversations, and beside them the hand-overs."""
    most = max((max(one.conversations, one.routed) for one in moments), default=0) or 1
    step = WIDE / max(len(moments), 1)
    drawn = "".join(
        _columns(one, place * step, step, most, figures=len(moments) <= MOST_FIGURES)
        for place, one in enumerate(moments)
    )
    every = -(-len(moments) // MOST_TICKS)
    ticks = "".join(
        _tick(one, (place + 0.5) * step, by_hour=by_hour)
        for place, one in enumerate(moments)
        if place % every == 0
    )
    ground = HEAD + HIGH
    axis = f'<line class="axis" x1="0" y1="{ground}" x2="{WIDE}" y2="{ground}"/>'
    told = "; ".join(
        f"{_when(one, by_hour=by_hour)}: {one.conversations} e {one.routed}"
        for one in moments
        if one.conversations or one.routed
    )
    title = f"Conversas e encaminhamentos por {'hora' if by_hour else 'dia'}. {told}"
    return _svg(WIDE, ground + FOOT, title, axis + drawn + ticks)


def _bar(line: Line, group: Group, whole: int) -> str:
    count = words.number(line.count)
    if group.of is not None:
        count = f"{count} · {words.share(line.count, group.of)}"
    before = "" if line.before is None else f"<small>antes {words.number(line.before)}</small>"
    long = max(LONG * min(line.count / whole, 1), 3 if line.count else 0)
    return (
        f"<li><p><span>{escape(line.label)}</span><b>{count}</b>{before}</p>"
        f'<svg viewBox="0 0 {LONG} {THICK}" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" width="{LONG}" height="{THICK}"/>'
        f'<rect class="bar" width="{long:.1f}" height="{THICK}"/></svg></li>'
    )


def _columns(one: Moment, left: float, step: float, most: int, *, figures: bool) -> str:
    width = min(step * 0.36, 26)
    middle = left + step / 2
    came = _column(one.conversations, middle - width - 1, width, most, "came", figures=figures)
    return came + _column(one.routed, middle + 1, width, most, "went", figures=figures)


def _column(count: int, left: float, width: float, most: int, kind: str, *, figures: bool) -> str:
    if not count:
        return ""
    height = max(HIGH * count / most, 2)
    top = HEAD + HIGH - height
    drawn = (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"/>'
    )  # fmt: skip
    if not figures:
        return drawn
    return f'{drawn}<text class="over" x="{left + width / 2:.1f}" y="{top - 5:.1f}">{count}</text>'


def _tick(one: Moment, middle: float, *, by_hour: bool) -> str:
    when = _when(one, by_hour=by_hour)
    return f'<text class="tick" x="{middle:.1f}" y="{HEAD + HIGH + 18}">{when}</text>'


def _when(one: Moment, *, by_hour: bool) -> str:
    return f"{one.begin:%Hh}" if by_hour else f"{one.begin:%d/%m}"


def _svg(width: float, height: float, told: str, drawn: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(told)}">{drawn}</svg>'
    )  # fmt: skip
