"""One turn as its reply sees it: what was understood, what is known, what is planned. A value; nothing decides here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.binding import asked_about
from agent.guards import Grounds
from agent.ledger import Ledger, Promise, Slots, Topic
from agent.mind import Understanding
from agent.mind.labels import Mood
from agent.protocol import Protocol
from agent.state import Habits, Message, OpenQuestion, Plan
from agent.texts import Reason
from agent.transcript import after


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a reply may depend on. ``heard``: the customer's messages this turn answers."""

    protocol: Protocol
    company: Grounds
    understood: Understanding
    ledger: Ledger
    plan: Plan
    habits: Habits
    messages: Sequence[Message]
    heard: Sequence[Message]
    question_before: OpenQuestion | None
    wish: str
    people_answer: bool
    today: date

    @property
    def reason(self) -> Reason:
        """Why the turn is what it is."""
        return self.plan.get("route") or self.plan.get("rest") or "asking"

    @property
    def mood(self) -> Mood:
        """The worst mood of the conversation so far."""
        return self.habits.get("mood", "calm")

    @property
    def episode(self) -> list[Message]:
        """The transcript of this episode, not of those that were resolved."""
        return [message for _, message in after(self.messages, self.habits.get("since", ""))]

    @property
    def said_now(self) -> list[Message]:
        """What the customer said in this episode."""
        return [message for message in self.episode if message["role"] == "customer"]

    @property
    def promise(self) -> Promise | None:
        """What a person of the team said of what the customer asks now: theirs to repeat, not hers."""
        if not self.ledger.promises:
            return None
        asked = (asked_about(one["text"], self.understood.acts) for one in self.heard)
        topics = frozenset[Topic]().union(*asked)
        return next(
            (one for one in reversed(self.ledger.promises) if topics & set(one.about)), None
        )

    @property
    def heard_ids(self) -> frozenset[str]:
        return frozenset(message["id"] for message in self.heard)

    @property
    def changed(self) -> frozenset[str]:
        """The slots that this turn's words filled or changed."""
        needs = self.ledger.open_needs
        items = (item for need in needs for item in need.items)
        rooms = (self.ledger.contact, *(need.slots for need in needs), *items)
        return frozenset(name for slots in rooms for name in slots if self.is_fresh(slots, name))

    def is_fresh(self, slots: Slots, name: str) -> bool:
        """True if this turn's words filled that slot."""
        return slots[name].known and slots[name].source in self.heard_ids
