"""A recorded conversation, whatever file it comes from: who said what when, and what people did. A value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agent.state import MessageKind, Status

Form = Literal["chatwoot", "whatsapp", "corrections"]
Who = Literal["customer", "alu", "human"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said or sent. ``name``: of who said it. ``again``: delivered a second time."""

    who: Who
    at: datetime | None = None
    text: str = ""
    kind: MessageKind = "text"
    name: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The status changed. ``by_alu``: she did it, in the recorded conversation."""

    status: Status
    at: datetime | None = None
    by_alu: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """The conversation was given to a team, by its id in the protocol."""

    team: str
    at: datetime | None = None


Entry = Line | Change | Assigned


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer as the channel knows them. ``told``: further values that are theirs, by slot or field."""

    name: str = ""
    phone: str = ""
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in the order in which it went. ``key`` names it among those of its file.

    ``team`` and ``labels`` are those at the end, empty where the record does not say. ``status``: before its first
    line. ``remarks``: what a reviewer should know of the reading, in Portuguese and without any real value.
    """

    form: Form
    key: str
    entries: tuple[Entry, ...]
    contact: Contact = Contact()
    status: Status = "pending"
    team: str = ""
    labels: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was said, without what was done."""
        return tuple(entry for entry in self.entries if isinstance(entry, Line))
