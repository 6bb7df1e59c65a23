"""What was observed of a conversation, as data: every judge, metric and report works on this and nothing else.

The shapes are those of ``report.json``; a change of them is a new ``VERSION``. Nothing here holds a time of the wall
clock, so that the same seeds give the same record, letter for letter.
"""

from __future__ import annotations

from typing import Any, Literal

from agent.mind.labels import Act as Spoken
from agent.mind.labels import Mood
from agent.room import Room
from agent.state import Act, MessageKind, Status
from agent.texts import Reason
from evals.case import Basis, Split

VERSION = 1

Kind = Literal[
    "user", "attached", "human_says", "status", "silence", "clock", "again", "unsaid", "note", "edits", "step"
]  # fmt: skip
"""What a step was about: the customer wrote or sent something, or one of the events of a case."""

End = Literal["end", "routed", "max_turns", "repeating", "silent", "infra", "crashed"]
"""Why a conversation ended. ``silent``: the customer had nothing left to say. ``infra``: the mind could not be reached;
such a conversation is in no quality figure. ``crashed``: the graph raised."""


class Said(Room):
    """One line that entered: from the customer or from a person of the team, who may also write to her (``note``)."""

    role: Literal["customer", "human"]
    kind: MessageKind = "text"
    text: str = ""
    name: str = ""
    note: bool = False


class NeedKnown(Room):
    """One need: its kind, its slots and items with canonical values, and whether a team has it."""

    kind: str
    slots: dict[str, str] = {}
    items: tuple[dict[str, str], ...] = ()
    routed: bool = False


class Known(Room):
    """What is known at one moment: slots with canonical values, and the slots refused."""

    contact: dict[str, str] = {}
    needs: tuple[NeedKnown, ...] = ()
    refused: tuple[str, ...] = ()


class Gold(Room):
    """What a careful reader knows at one moment; values ``~words`` are met by any value that contains the words.

    ``complete``: nothing was left out, so that whatever else is found is wrong. ``implied`` holds facts that nobody
    has told yet and that follow from others (a state from its city): knowing them is neither asked nor wrong.
    """

    needs: tuple[str, ...] = ()
    slots: dict[str, str] = {}
    items: tuple[dict[str, str], ...] = ()
    refused: tuple[str, ...] = ()
    implied: dict[str, str] = {}
    complete: bool = True


class Guess(Room):
    """A need that was understood, with its probability."""

    kind: str
    confidence: float


class Cost(Room):
    """What the mind's tries of one turn cost: requests to a model and their tokens."""

    requests: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    failures: tuple[str, ...] = ()


class Failure(Room):
    """One thing that was expected and did not come true. ``turn`` 0 is the end; ``line`` is of the case's file."""

    turn: int
    basis: Basis
    what: str
    expected: str
    found: str
    line: int = 0


class Step(Room):
    """One turn and what came of it.

    ``before`` and ``after`` are the conversation's status; ``effects`` are those of
    ``agent.effects``, ``path`` the nodes, without START and END; ``uses`` the keys
    of the protocol's texts that were said; ``item`` and ``need`` what a question was about,
    ``options`` the needs it offered. ``settled`` are the slots
    that, told, refused or known to the channel, must not be asked now. ``corrected``: slots whose gold value changed.
    ``fresh``: the needs that these very lines state; None where the case does not say. ``silence_due``: people answer
    now, or nothing new was said.
    """

    number: int
    kind: Kind
    now: str
    heard: tuple[Said, ...] = ()
    before: Status
    after: Status
    said: tuple[str, ...] = ()
    effects: tuple[dict[str, Any], ...] = ()
    asks: tuple[str, ...] = ()
    need: str | None = None
    item: int | None = None
    options: tuple[str, ...] = ()
    act: Act = "silence"
    reason: Reason | Literal[""] = ""
    path: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    answer: str | None = None
    acts: tuple[Spoken, ...] = ()
    needs: tuple[Guess, ...] = ()
    mood: Mood = "calm"
    known: Known = Known()
    gold: Gold | None = None
    fresh: tuple[str, ...] | None = None
    corrected: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    silence_due: bool = False
    wants_person: bool = False
    line: int = 0
    cost: Cost = Cost()

    @property
    def handed_over(self) -> bool:
        """She gave the conversation to people in this turn, and was not just told to stop."""
        return any(
            e["do"] == "set_status" and e["status"] == "open" and not e.get("ordered")
            for e in self.effects
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """The private notes of this turn."""
        return tuple(effect["text"] for effect in self.effects if effect["do"] == "note")


class Screen(Room):
    """The end state: what a manager sees of the conversation."""

    status: Status = "pending"
    team: str = ""
    priority: str = ""
    labels: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    contact: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class Played(Room):
    """A whole conversation as it went: its steps, in order, the end state, and why it ended."""

    steps: tuple[Step, ...] = ()
    screen: Screen = Screen()
    ended: End = "end"
    error: str = ""


class Conversation(Room):
    """A case with one seed, played and judged.

    ``team`` is the gold team (None: not said), ``handoff_due`` whether people should have got it, ``required`` the
    slots that had to be known or refused for its gold needs, ``lacking`` those that were not when it was handed over.
    """

    id: str
    seed: int = 0
    title: str
    tags: tuple[str, ...]
    split: Split
    author: str
    persona: str = ""
    file: str = ""
    team: str | None = None
    handoff_due: bool | None = None
    required: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    played: Played
    failures: tuple[Failure, ...] = ()
    basis: tuple[Basis, ...] = ()

    @property
    def passed(self) -> bool:
        """True if nothing that decides (``basis``) failed."""
        return self.played.ended not in ("infra", "crashed") and not self.deciding

    @property
    def deciding(self) -> tuple[Failure, ...]:
        """The failures of the kinds that decide."""
        return tuple(failure for failure in self.failures if failure.basis in self.basis)

    @property
    def key(self) -> str:
        """What names it among all: the case and its seed."""
        return f"{self.id}#{self.seed}"
