"""A figure: what was measured, how much it is, and what is wanted of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.table import Table

Side = Literal["≤", "≥", ""]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; without a ``side`` nothing is wanted, it is only told."""

    what: str
    measured: float
    side: Side = ""
    wanted: float = 0.0

    @property
    def kept(self) -> bool:
        """Whether it is as wanted."""
        if self.side == "≤":
            return self.measured <= self.wanted
        return self.side == "" or self.measured >= self.wanted

    def row(self) -> tuple[str, str, str, str]:
        """What, measured, wanted, and a mark where the two do not agree."""
        wanted = f"{self.side} {self.wanted:g}" if self.side else ""
        return self.what, f"{self.measured:,.2f}", wanted, "" if self.kept else "missed"


def at_most(what: str, measured: float, wanted: float) -> Figure:
    """A figure that should not be over ``wanted``."""
    return Figure(what, measured, "≤", wanted)


def at_least(what: str, measured: float, wanted: float) -> Figure:
    """A figure that should not be under ``wanted``."""
    return Figure(what, measured, "≥", wanted)


def table(figures: list[Figure]) -> Table:
    """All of them, to be printed."""
    shown = Table("what", "measured", "wanted", "")
    for figure in figures:
        shown.add_row(*figure.row())
    return shown
