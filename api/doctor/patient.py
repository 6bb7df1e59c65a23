"""Who is examined, and the chart: what the checks so far have learned for those that follow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from agent.protocol import Protocol
from api.chatwoot.account import Account
from api.chatwoot.house import Bot, Inbox, User
from api.chatwoot.wire import Sleep, Wire
from api.settings import Settings

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes free below which she may soon be unable to store what she hears."""


LONGEST_WAIT = 8.0


@dataclass(frozen=True, slots=True)
class Patient:
    """The settings to examine, and what was said about the examination.

    ``alu``: where Chatwoot should find her, if said; ``conversation``: where the self-test leaves its note, marked with
    ``nonce``; ``wait``: how many seconds it has to come back; ``room``: in bytes; ``seconds`` is a clock for waits.
    """

    settings: Callable[[], Settings]
    env: Path
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    sleep: Sleep
    nonce: str
    alu: str = ""
    conversation: int | None = None
    self_test: bool = True
    room: int = LEAST_ROOM
    wait: float = LONGEST_WAIT
    announce: Callable[[int], None] = lambda _conversation: None


@dataclass(slots=True)
class Chart:
    """What is known so far. A field is there once the check that fills it has been passed: see each check's ``needs``.

    ``person``: by whose token the account is looked at, an administrator's where there is one; ``base``: Alú's address
    as Chatwoot has it, without the webhook's path; ``metrics``: where that very Alú's figures are read, or nothing;
    ``delivered``: whether the note came back, if it was left; ``untried``: there was to be no self-test.
    """

    stack: AsyncExitStack
    settings: Settings = field(init=False)
    protocol: Protocol = field(init=False)
    web: httpx.AsyncClient = field(init=False)
    wire: Wire = field(init=False)
    person: Account = field(init=False)
    inboxes: tuple[Inbox, ...] = field(init=False)
    bot: Bot = field(init=False)
    base: str = field(init=False)
    date: str = ""
    bot_reads: bool = False
    admin: tuple[Account, User] | None = None
    user: tuple[Account, User] | None = None
    metrics: str = ""
    delivered: bool | None = None
    untried: bool = False
