"""A visit to an account: everything at hand, once it is known who we are, where, and for what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from api.chatwoot.account import Account
from api.chatwoot.wire import Wire, connected
from api.setup import where, who
from api.setup.found import Found
from api.setup.given import Ask, Given, House
from api.setup.looking import look
from api.setup.record import Keeper, Record
from api.setup.sight import Place, Sight, sight
from api.setup.wanted import Wanted, wanted

Purpose = Literal["look", "make", "undo"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything at hand. ``hands`` are the accounts by whose token they are seen; the administrator's is ``admin``."""

    house: House
    admin: Account
    hands: Mapping[int, Account]
    people: Mapping[int, str]
    wanted: Wanted
    place: Place
    keeper: Keeper

    async def look(self) -> Found:
        """The account as it is now."""
        once = (one.inbox for one in self.keeper.record.linked)
        return await look(self.admin, self.hands, self.people, {*self.wanted.inboxes, *once})

    def sight(self, found: Found, record: Record) -> Sight:
        """All that a plan is made of."""
        return sight(self.wanted, found, record, self.house.settings(), self.place)


@asynccontextmanager
async def visiting(
    given: Given, house: House, ask: Ask, purpose: Purpose = "look"
) -> AsyncIterator[Visit]:
    """Connects, finds out who we are, and asks what is missing for the purpose. Raises ``AluError``."""
    settings = house.settings()
    url = where.chatwoot(given, settings, ask)
    secret = settings.chatwoot_admin_token.get_secret_value() or ask(who.TOKEN_OF_ADMIN).strip()
    async with connected(url) as http:
        wire = Wire(http, house.sleep)
        me = await who.who(wire, secret, "token do administrador")
        number = who.account(given, settings, me, ask)
        admin = Account(wire, number, secret)
        hands, people = await who.managers(wire, admin, me, given.managers)
        keeper = Keeper.of(house.record, url, number)
        inboxes = () if purpose == "undo" else await where.inboxes(admin, given, settings, ask)
        want = wanted(house.protocol, inboxes)
        asking = None if purpose == "undo" else ask
        alu = await where.alu(admin, given, want.bot, keeper.record, settings, asking)
        user = await who.user(wire, number, settings, ask if purpose == "make" else None)
        place = Place(url, number, alu, house.secret(), user)
        yield Visit(house, admin, hands, people, want, place, keeper)
