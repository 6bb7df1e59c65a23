"""What this server lets these tokens do, found out by asking it, never by its version."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.chatwoot.answers import Answer, Done, Failure, Indefinite, Refused
from api.chatwoot.client import Chatwoot

NOBODY = 0
"""A conversation that no account has: 404 to those who may ask, 401 to those who may not."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """``bot_reads``: conversation and labels by the bot's token, since 4.14.2. ``user_reads``: a good user's token."""

    bot_reads: bool
    user_reads: bool


async def detect(chatwoot: Chatwoot) -> Answer[Capabilities]:
    """Asks for a conversation that does not exist, with each token. A bad bot token, or no answer, is a failure."""
    bot = _may_read(await replace(chatwoot, bot_reads=True, user_token="").read_labels(NOBODY))
    if not isinstance(bot, bool):
        return bot
    if not chatwoot.user_token:
        return Done(Capabilities(bot_reads=bot, user_reads=False))
    user = _may_read(await replace(chatwoot, bot_reads=False).read_labels(NOBODY))
    if isinstance(user, Refused) and user.reason == "unauthorized":
        return Done(Capabilities(bot_reads=bot, user_reads=False))
    return Done(Capabilities(bot, user)) if isinstance(user, bool) else user


def _may_read(answer: Answer[tuple[str, ...]]) -> bool | Failure:
    if isinstance(answer, Indefinite):
        return answer
    if isinstance(answer, Done) or answer.reason == "not_found":
        return True
    return False if answer.reason == "not_for_bots" else answer
