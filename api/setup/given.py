"""What set-up begins with: what the person said, what lies around, and a way to ask for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent.protocol import Protocol
from api.chatwoot.wire import Sleep
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """What is missing, and the option or setting that would have answered; ``hidden``: the answer is a secret.

    ``optional``: nothing is an answer too, also where nobody is there to give one.
    """

    words: str
    answered_by: str
    hidden: bool = False
    optional: bool = False


Ask = Callable[[Question], str]


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says. ``managers`` are tokens of people who get folders of their own."""

    chatwoot: str = ""
    account: int | None = None
    inboxes: tuple[int, ...] = ()
    alu: str = ""
    managers: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class House:
    """What lies around: the company's words, the settings as they are now, files, secrets to draw, a way to wait."""

    protocol: Protocol
    settings: Callable[[], Settings]
    env: Path
    record: Path
    secret: Callable[[], str]
    sleep: Sleep
