"""All that a plan is made of: what is wanted, what was found, what is ours, what is set, and where everything is."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.chatwoot.house import Bot, Hook
from api.settings import Settings
from api.setup.found import WEBHOOK, Found, our_bot
from api.setup.record import Kind, Record
from api.setup.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is: the Chatwoot, the account, and Alú as Chatwoot reaches her, without the webhook's path.

    ``path_token`` is a fresh secret, used only where one is needed and none is set. ``user_token`` is that of her own
    agent, or nothing.
    """

    chatwoot: str
    account: int
    alu: str
    path_token: str = field(repr=False)
    user_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a plan is made of; ``bot`` is ours, if it is there."""

    wanted: Wanted
    found: Found
    record: Record
    settings: Settings
    place: Place
    bot: Bot | None

    @property
    def signs(self) -> bool | None:
        """Whether this server signs (4.13 and later): every bot then has a secret. None before there is a bot."""
        known = [self.bot] if self.bot else list(self.found.bots)
        return any(one.secret for one in known) if known else None

    @property
    def path_token(self) -> str:
        """The secret part of the address: the one that is set, or a new one where nothing else proves who calls."""
        tokens = self.settings.webhook_path_token
        if tokens:
            return tokens[0].get_secret_value()
        return self.place.path_token if self.signs is False else ""

    @property
    def url(self) -> str:
        """Where Chatwoot reaches Alú's door."""
        secret = self.path_token
        return self.place.alu + WEBHOOK + (f"/{secret}" if secret else "")

    @property
    def hook(self) -> Hook | None:
        """The account webhook, where this server needs one and has it."""
        return self.found.hook(self.url) if self.signs is False else None

    def ours(self, kind: Kind) -> frozenset[int]:
        """The ids of what set-up made."""
        return self.record.ours(kind)


def sight(wanted: Wanted, found: Found, record: Record, settings: Settings, place: Place) -> Sight:
    """Everything together, with the bot that is ours."""
    token = settings.chatwoot_bot_token.get_secret_value()
    bot = our_bot(found.bots, wanted.bot, place.alu, record, token)
    return Sight(wanted, found, record, settings, place, bot)
