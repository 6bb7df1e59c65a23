"""What set-up can do to an account, each step as data: what is to be made, mended, turned, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from api.setup.record import Made
from api.setup.wanted import WantedAttribute, WantedFolder, WantedLabel, WantedTeam


@dataclass(frozen=True, slots=True)
class MakeBot:
    """A bot whose events go to ``url``."""

    name: str
    description: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PointBot:
    """Our bot hears at another address from now on."""

    bot: int
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MakeTeam:
    """A team."""

    team: WantedTeam


@dataclass(frozen=True, slots=True)
class MakeLabel:
    """A label."""

    label: WantedLabel


@dataclass(frozen=True, slots=True)
class MakeAttribute:
    """An attribute's definition."""

    attribute: WantedAttribute


@dataclass(frozen=True, slots=True)
class Extend:
    """More values for an attribute of ours."""

    definition: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """A folder of one person."""

    user: int
    folder: WantedFolder


@dataclass(frozen=True, slots=True)
class MendFolder:
    """The right filter for a folder of ours."""

    user: int
    id: int
    folder: WantedFolder


@dataclass(frozen=True, slots=True)
class Turn:
    """Options of an inbox, all on or all off."""

    inbox: int
    options: tuple[str, ...]
    on: bool


@dataclass(frozen=True, slots=True)
class MakeHook:
    """The account webhook."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MendHook:
    """The address and the events that the account webhook needs."""

    hook: int
    url: str = field(repr=False)
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """Settings for ``.env``, by name without prefix; None takes one out. Not known yet where ``known`` is False."""

    values: tuple[tuple[str, str | None], ...] = field(repr=False)
    known: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """Our bot for an inbox, and which one it had; None: ours is still to be made."""

    inbox: int
    bot: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Unlink:
    """An inbox gets back the bot that it had, or none."""

    inbox: int
    bot: int | None


@dataclass(frozen=True, slots=True)
class Remove:
    """Something that we made goes."""

    piece: Made


Step: TypeAlias = (
    MakeBot | PointBot | MakeTeam | MakeLabel | MakeAttribute | Extend | MakeFolder | MendFolder
    | Turn | MakeHook | MendHook | Write | Link | Unlink | Remove
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """A step, in words: what it does and why. ``asks``: the question to agree to first."""

    step: Step
    what: str
    why: str
    asks: str = ""

    @property
    def ready(self) -> bool:
        """Whether everything it needs is known, or something must be made first."""
        match self.step:
            case Link(bot=None) | Write(known=False):
                return False
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Plan:
    """Actions in order, and what else a person should know."""

    actions: tuple[Action, ...]
    remarks: tuple[str, ...] = ()
