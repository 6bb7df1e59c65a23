"""Customers of the embedded Chatwoot: each says a line, waits for Alú's answer, says the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from api.sandbox import Console, Sandbox
from api.sandbox.arriving import Known
from api.sandbox.events import Event
from api.sandbox.records import Message


@dataclass(slots=True)
class Customer:
    """One person in one conversation. ``patience``: seconds after which no answer is waited for."""

    console: Console
    patience: float = 15.0
    spoken: int = 0
    answered: int = 0
    _stir: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def arrives(cls, sandbox: Sandbox, number: int) -> Customer:
        """A new customer with a phone number of the number given, and a new conversation."""
        known = Known(name=f"Cliente {number}", phone_number=f"+55859{number:08d}")
        return cls(Console.begin(sandbox, known))

    async def say(self, line: str) -> bool:
        """Says a line and waits until it is dealt with; whether there was an answer."""
        leave = self.console.subscribe(self._hears)
        try:
            said = self.console.write(line)
            self.spoken += 1
            answered = await self._dealt_with(said)
        finally:
            leave()
        self.answered += answered
        return answered

    async def says(self, lines: Iterable[str]) -> None:
        """Says the lines one after the other, as long as it is Alú who answers."""
        for line in lines:
            if not self.pending:
                return
            await self.say(line)

    @property
    def pending(self) -> bool:
        """Whether it is Alú's turn to answer."""
        return self.console.conversation.status == "pending"

    async def _dealt_with(self, said: Message) -> bool:
        try:
            async with asyncio.timeout(self.patience):
                while not self._over(said):
                    self._stir.clear()
                    await self._stir.wait()
        except TimeoutError:
            return False
        return True

    def _over(self, said: Message) -> bool:
        """Answered; and where a note says that people take over, then taken over."""
        after = [
            one for one in self.console.messages if one.id > said.id and one.kind == "outgoing"
        ]
        spoke = any(not one.private for one in after)
        leaving = any(one.private for one in after)
        return spoke and not (leaving and self.pending)

    def _hears(self, _event: Event) -> None:
        self._stir.set()


async def many(
    sandbox: Sandbox, first: int, lines: Sequence[Sequence[str]], at_once: int
) -> list[Customer]:
    """A customer for each list of lines, so many at once; all of them when they have spoken."""
    door = asyncio.Semaphore(at_once)

    async def comes(number: int, mine: Sequence[str]) -> Customer:
        async with door:
            customer = Customer.arrives(sandbox, number)
            await customer.says(mine)
            return customer

    return await asyncio.gather(*(comes(first + place, mine) for place, mine in enumerate(lines)))
