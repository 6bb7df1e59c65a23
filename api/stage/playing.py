"""A conversation on the stage: what happens is shown as it happens, what lines ask for is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field

from rich.console import Console

from api.sandbox import console as chatwoot
from api.sandbox.events import Event
from api.stage import orders
from api.stage.calm import Calm
from api.stage.keyboard import Keyboard
from api.stage.noticing import Look, Noticed, noticed
from api.stage.orders import Order, Table, Unmet, WrongOrder
from api.stage.picture import Picture
from api.stage.reading import means_something


@dataclass(frozen=True, slots=True)
class Entered:
    """A line was entered; None when there will be no more."""

    line: str | None


Happening = tuple[Noticed, ...] | Entered  # one event may show nothing, and is still a stir


@dataclass(frozen=True, slots=True)
class Play:
    """One conversation of the sandbox, on one console."""

    talk: chatwoot.Console
    console: Console
    calm: Calm
    _happenings: asyncio.Queue[Happening] = field(default_factory=asyncio.Queue)

    async def typed(self, terminal: int) -> bool:
        """A person types, until he leaves; mistakes are told and forgiven."""
        keyboard = Keyboard(self.console, terminal, self._enter)
        with self._watched(), keyboard.listening():
            going_on = True
            while going_on:
                one = await self._happenings.get()
                going_on = self._heard(one.line) if isinstance(one, Entered) else self._show(one)
        return True

    async def piped(self, lines: AsyncGenerator[str, None]) -> bool:
        """Lines from elsewhere: what one causes is over before the next is read; whether all could be done."""
        all_done = True
        with self._watched():
            async with aclosing(lines):
                async for line in lines:
                    order = self._understood(line)
                    if order and order.leaves:
                        break
                    all_done &= order is not None and self._obey(order)
                    await self.settle()
        return all_done

    async def performed(self, script: Iterable[Order]) -> bool:
        """A script, to its end or to the first thing that is not as it expects; whether all was."""
        with self._watched():
            for order in script:
                if order.leaves:
                    break
                if not self._obey(order):
                    return False
                await self.settle()
        return True

    async def settle(self) -> None:
        """Shows what happens until nothing more is to be expected."""
        try:
            async with asyncio.timeout(self.calm.patience):
                while await self._stirs() or not await self._rests():
                    pass
        except TimeoutError:
            self.picture.told(f"(já são {self.calm.patience:.0f} s de espera; o roteiro segue)")

    @property
    def picture(self) -> Picture:
        """The console as a picture."""
        return Picture(self.console)

    async def _stirs(self) -> bool:
        try:
            async with asyncio.timeout(self.calm.quiet):
                one = await self._happenings.get()
        except TimeoutError:
            return False
        return not isinstance(one, Entered) and self._show(one)

    async def _rests(self) -> bool:
        """Nothing was on its way before she was asked, and nothing has happened since."""
        courier = self.talk.sandbox.courier
        return (
            courier.idle and await self.calm.at_rest() and courier.idle and self._happenings.empty()
        )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        seen = Look.at(self.talk.sandbox.store)

        def look(_: Event) -> None:
            nonlocal seen
            store = self.talk.sandbox.store
            self._happenings.put_nowait(tuple(noticed(seen, store)))
            seen = Look.at(store)

        leave = self.talk.sandbox.subscribe(look)
        try:
            yield
        finally:
            leave()

    def _enter(self, line: str | None) -> None:
        self._happenings.put_nowait(Entered(line))

    def _show(self, new: tuple[Noticed, ...]) -> bool:
        for one in new:
            self.picture.show(one)
        return True

    def _heard(self, line: str | None) -> bool:
        """Does what a line asks for; whether more lines are wanted."""
        if line is None or not means_something(line):
            return line is not None
        order = self._understood(line)
        if order and not order.leaves:
            self._obey(order)
        return order is None or not order.leaves

    def _understood(self, line: str) -> Order | None:
        try:
            return orders.read(line)
        except WrongOrder as wrong:
            self.picture.wrong(str(wrong))
            return None

    def _obey(self, order: Order) -> bool:
        if order.command:
            self.picture.typed(order.line)
        try:
            order.carry_out(Table(self.talk, self.picture))
        except (WrongOrder, Unmet) as refused:
            self.picture.wrong(str(refused))
            return False
        return True
