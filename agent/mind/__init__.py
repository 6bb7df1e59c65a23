"""What a mind is asked, and what it answers: the port between the protocol and any way of understanding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from agent.ledger import Ledger, Proposal
from agent.mind.labels import Act, Language, Mood

Role = Literal["customer", "alu", "human"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation. ``id`` is the channel's; ``name`` only for a human's line.

    ``asked``: the slots it may answer, where it was written while a person answered.
    """

    id: str
    role: Role
    text: str
    name: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question still open: the slots it asked for, the need and item it was about, the options offered."""

    slots: tuple[str, ...]
    need: str | None = None
    item: int | None = None
    options: tuple[str, ...] = ()  # need kinds offered by a disambiguating question


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mind reads: the customer's unanswered lines, in the light of what came before.

    ``lines`` are the new lines, oldest first, never empty, each with a text; ``before`` is the transcript
    up to them; ``missed`` are those of ``before`` that the customer wrote while a person answered, unread so far;
    ``ddd`` is the area code of the customer's phone, two digits or empty.
    """

    lines: tuple[Line, ...]
    before: tuple[Line, ...]
    asked: Asked | None
    ledger: Ledger
    ddd: str = ""
    turn: int = 1
    missed: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedGuess:
    """One need the words point to, with a calibrated probability in 0..1."""

    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one mind: which, how it ended, what it cost. ``failure`` is empty when it answered."""

    mind: str
    failure: str = ""
    requests: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of a reading. Everything in it is a proposal: the ledger and the rules decide.

    ``needs`` are those sure enough to act on, best first; ``candidates`` (at most 4 kinds) are what to offer
    when none is. ``answer`` is the id of an approved answer. ``acknowledgement`` has at most 200 characters
    and may be empty. ``attempts`` tells who answered, last, and who failed before.
    """

    acts: frozenset[Act] = frozenset()
    needs: tuple[NeedGuess, ...] = ()
    candidates: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    mood: Mood = "calm"
    answer: str | None = None
    acknowledgement: str = ""
    language: Language = "pt"
    attempts: tuple[Attempt, ...] = field(default=())


class Mind(Protocol):
    """Understands a reading. Raises ``MindUnavailable`` when it cannot, and nothing else."""

    async def read(self, reading: Reading) -> Understanding: ...


class MindUnavailable(Exception):
    """The mind could not understand this reading: ask the next one, then a human.

    ``attempts`` says, per try, what went wrong: a short reason in words, without the customer's text.
    """

    def __init__(self, *attempts: Attempt) -> None:
        super().__init__("; ".join(f"{a.mind}: {a.failure}" for a in attempts))
        self.attempts = attempts
