"""A sandbox with nobody behind its bot, and a stage on it: what is typed, shown and noticed without Alú."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import pytest
from rich.console import Console

from api.sandbox import Console as Talk
from api.sandbox import furnishing
from api.sandbox.arriving import Known
from api.stage import orders
from api.stage.calm import Calm
from api.stage.noticing import Look, Noticed, noticed
from api.stage.orders import Table
from api.stage.picture import Picture
from api.stage.playing import Play
from tests.api.sandbox.world import World

QUIET = 0.05


async def nothing_left() -> bool:
    return True


async def comes_true(what: Callable[[], bool], seconds: float = 5) -> None:
    """Waits for what another task brings about."""
    for _ in range(int(seconds / 0.01)):
        if what():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never came true")


class Room:
    """One conversation, and everything that was printed."""

    def __init__(self, width: int = 80) -> None:
        self.world = World(teams=("comercial", "financeiro"))
        furnishing.define(self.world.sandbox, "conversation_attribute", {"alu_etapa": "Etapa"})
        self.talk = Talk.begin(
            self.world.sandbox, Known(name="Dona Lia", phone_number="+5585900000001")
        )
        self._out = io.StringIO()
        self.console = Console(file=self._out, width=width)
        self.picture = Picture(self.console)

    @property
    def shown(self) -> str:
        """What was printed so far, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._out.getvalue().splitlines())

    def orders(self, line: str) -> None:
        orders.read(line).carry_out(Table(self.talk, self.picture))

    def notices(self, act: Callable[[], object]) -> list[Noticed]:
        """What somebody who looks before and after an act notices."""
        before = Look.at(self.world.store)
        act()
        return list(noticed(before, self.world.store))

    def play(self, calm: Calm | None = None) -> Play:
        return Play(self.talk, self.console, calm or Calm(nothing_left, QUIET, patience=5))
