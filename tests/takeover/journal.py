"""What happened in Chatwoot, in its own order, what Alú's database held at each moment, and the judgement on both."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from api.sandbox.records import Message
from tests.takeover.schedule import Takeover


@dataclass(frozen=True, slots=True)
class Said:
    """A public message of Alú, with what she knew when Chatwoot stored it."""

    at: float
    message: int
    key: str
    text: str
    problem: str

    @property
    def turn(self) -> int:
        return int(self.key.split(":")[1])


@dataclass
class Journal:
    """One conversation. ``known``: bodies that prove a takeover; ``taken``: the takeover that stands at Chatwoot."""

    entries: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    taken: Takeover | None = None
    acknowledged: bool = False
    proofs: set[bytes] = field(default_factory=set)
    windows: int = 0

    def note(self, at: float, what: str) -> None:
        self.entries.append(f"{at:8.3f} {what}")

    def take(self, form: Takeover, proofs: list[bytes]) -> None:
        """Somebody of the team took over; ``proofs`` are the bodies that tell so."""
        if self.taken is None:
            self.taken, self.acknowledged, self.proofs = form, False, set()
        self.proofs |= set(proofs)

    def back(self) -> None:
        """It is Alú's again."""
        self.taken, self.acknowledged, self.proofs = None, False, set()

    def heard(self, body: bytes) -> None:
        """Alú answered 200 to a delivery."""
        if body in self.proofs:
            self.acknowledged = True

    def public(self, at: float, message: Message, raw: sqlite3.Connection) -> None:
        """Chatwoot has stored a public message of Alú's."""
        key = str(message.content_attributes.get("alu_key"))
        problem = self._problem(raw, key)
        if self.taken and not problem:
            self.windows += 1
        self.said.append(Said(at, message.id, key, message.content or "", problem))
        self.note(at, f"ALÚ {message.id} {key} {message.content!r} {problem}")

    def _problem(self, raw: sqlite3.Connection, key: str) -> str:
        conversation, turn, part = key.split(":")
        status, taken, epoch = raw.execute(
            "SELECT status, taken, epoch FROM conversations WHERE conversation = ?", (conversation,)
        ).fetchone()
        (of_turn,) = raw.execute(
            "SELECT epoch FROM outbox WHERE conversation = ? AND turn = ? AND part = ?",
            (conversation, turn, part),
        ).fetchone()
        if status != "pending" or taken:
            return f"said though a takeover was stored ({status}, taken={taken})"
        if of_turn != epoch:
            return "said though decided before a takeover that was stored"
        if self.acknowledged:
            return f"said though a takeover was acknowledged ({self.taken})"
        return ""


def judged(journal: Journal, status: str, raw: sqlite3.Connection, humans: list[int]) -> list[str]:
    """What is wrong once everything is quiet. ``humans``: ids of public messages of the team."""
    problems = [one.problem for one in journal.said if one.problem]
    known = raw.execute("SELECT status, taken FROM conversations").fetchone()
    believed, taken = known or ("nothing", False)
    if believed != status or (taken and status == "pending"):
        problems.append(f"Chatwoot says {status}, Alú believes {believed}, taken={taken}")
    problems += _twice(journal, raw)
    if status == "pending":
        if journal.taken:
            problems.append("a person spoke, and the conversation is still pending")
        problems += _unanswered(journal, raw, humans)
    return problems


def _twice(journal: Journal, raw: sqlite3.Connection) -> list[str]:
    keys = Counter(one.key for one in journal.said)
    problems = [f"said twice: {key}" for key, count in keys.items() if count > 1]
    turns = _turns(raw)
    spoken = sorted({one.turn for one in journal.said})
    for before, after in pairwise(spoken):
        if not any(before < turn <= after for turn in turns.values() if turn):
            problems.append(f"turns {before} and {after} answer the same lines")
    return problems


def _unanswered(journal: Journal, raw: sqlite3.Connection, humans: list[int]) -> list[str]:
    turns, problems = _turns(raw), []
    for line in journal.lines:
        if any(one > line for one in (*humans, *journal.closed)):
            continue
        turn = turns.get(line)
        if not turn:
            problems.append(f"line {line} was never read")
        answered = any(one.turn >= (turn or 0) and one.message > line for one in journal.said)
        if turn and not answered:
            problems.append(f"line {line} of turn {turn} was never answered")
    return problems


def _turns(raw: sqlite3.Connection) -> dict[int, int | None]:
    """The turn that read each line of the customer."""
    return dict(
        raw.execute("SELECT message, turn FROM inbox WHERE event = 'message_created'").fetchall()
    )
