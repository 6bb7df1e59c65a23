"""The embedded Chatwoot itself: one account with its people, one inbox with its bot, and all that happens there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from api.sandbox import steering
from api.sandbox.act import Act
from api.sandbox.courier import Courier, Sender
from api.sandbox.events import Event
from api.sandbox.moments import Clock, Rising
from api.sandbox.naming import Naming
from api.sandbox.records import Account, Bot, Inbox, Person, Role, Team, User
from api.sandbox.store import Store, put

Observer = Callable[[Event], None]

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("Ana Administradora", "ana@example.com", "administrator"),
    ("Bruno Atendente", "bruno@example.com", "agent"),
)


@dataclass(slots=True)
class Sandbox:
    """State, acts, and who hears of them. Nothing happens by itself: the clock, the names and the sender are given."""

    store: Store
    now: Clock
    naming: Naming
    base_url: str
    courier: Courier = field(init=False)
    _observers: list[Observer] = field(default_factory=list)

    def connect(
        self,
        send: Sender,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Gives the courier its way out. Call it once, before anybody acts: the receiver may need the sandbox first."""
        self.courier = Courier(
            self.store, self.now, self.naming, send, self._failed, seconds, sleep
        )

    def call_bot_at(self, webhook_url: str) -> None:
        """Where the bot hears from now on: it may be served after the sandbox."""
        put(self.store.bots, replace(self.bot(), url=webhook_url))

    @contextmanager
    def acting(self, by: Person | None) -> Iterator[Act]:
        """One act of one person; its events leave when it ends well."""
        act = Act(self.store, self.now, self.naming, by, self.base_url)
        yield act
        self._publish(act.finish())

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Tells an observer every event, at once, in order; the answer ends that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def bot(self) -> Bot:
        """The first bot: the one this sandbox is for."""
        return self.store.bots[1]

    def inbox(self) -> Inbox:
        """The one inbox."""
        return self.store.inboxes[1]

    def _publish(self, events: tuple[Event, ...]) -> None:
        self.courier.take(events)
        for event in events:
            for observer in tuple(self._observers):
                observer(event)

    def _failed(self, event: Event) -> None:
        conversation = self.store.conversations.get(event.conversation_id or 0)
        if conversation:
            with self.acting(None) as act:
                steering.fail(act, conversation, event.name, outside=event.outside)


def founded(
    clock: Clock,
    naming: Naming,
    *,
    webhook_url: str,
    base_url: str = "http://127.0.0.1:3000",
    company: str = "Loja Teste",
    inbox: str = "WhatsApp (API)",
    bot: str = "Robô Loja",
    teams: tuple[str, ...] = (),
) -> Sandbox:
    """An administrator, an agent, teams, an inbox and the bot connected to it; the sender is still to be given."""
    now = Rising(clock)
    store = Store(Account(1, company, now()))
    for number, (name, email, role) in enumerate(PEOPLE, 1):
        put(store.users, User(number, name, email, role, naming.token()))
    for number, team in enumerate(teams, 1):
        put(store.teams, Team(number, team, f"Equipe {team}", False, now(), now(), (2,)))  # noqa: FBT003
    put(store.bots, Bot(1, bot, None, webhook_url, naming.token(), naming.token(), now()))
    put(store.inboxes, Inbox(1, inbox, naming.token(), naming.token(), bot_id=1))
    return Sandbox(store, now, naming, base_url)
