"""A face for a terminal: one person is customer and manager of one conversation, and watches what happens.

Everything here goes the way the REST calls go; only the HTTP is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.sandbox import arriving, speaking, steering
from api.sandbox.arriving import Known
from api.sandbox.events import Event
from api.sandbox.records import Contact, Conversation, Json, Message, Status, User
from api.sandbox.sandbox import Sandbox
from api.sandbox.shapes import View
from api.sandbox.speaking import Draft, File
from api.sandbox.store import first


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands, in words for a screen."""

    status: Status
    assignee: str | None
    team: str | None
    labels: tuple[str, ...]
    attributes: Json
    priority: str | None
    snoozed_until: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Console:
    """The customer and the manager of one conversation."""

    sandbox: Sandbox
    conversation_id: int
    manager_id: int

    @classmethod
    def begin(cls, sandbox: Sandbox, customer: Known, manager: str = "agent") -> Console:
        """A new conversation of a customer; the manager is the first person with that role."""
        with sandbox.acting(None) as act:
            link = arriving.customer(act, sandbox.inbox(), customer)
            talk = arriving.conversation(act, link, {})
        person = first(one for one in sandbox.store.users.values() if one.role == manager)
        if person is None:
            raise LookupError(f"nobody is {manager}")
        return cls(sandbox, talk.id, person.id)

    def write(self, text: str | None, *files: File) -> Message:
        """The customer writes, sends files, or both."""
        with self.sandbox.acting(self.customer) as act:
            draft = Draft(text, "incoming", files=files)
            return speaking.say(act, self.conversation, draft, self.customer)

    def reply(self, text: str) -> Message:
        """The manager answers the customer."""
        return self._speak(Draft(text))

    def note(self, text: str) -> Message:
        """The manager leaves a note that the customer doesn't see."""
        return self._speak(Draft(text, private=True))

    def open(self) -> None:
        """«Abrir»: the manager takes over; a manager who is an agent also takes the conversation."""
        self._set("open")

    def resolve(self) -> None:
        """«Resolver»."""
        self._set("resolved")

    def give_back(self) -> None:
        """«Marcar como pendente»."""
        self._set("pending")

    def snooze(self, until: datetime | None = None) -> None:
        """«Adiar»: until a moment, or until the customer writes."""
        self._set("snoozed", until)

    def wake(self) -> bool:
        """Opens the conversation if its snooze is over, as Chatwoot's job would; whether it did."""
        talk = self.conversation
        over = talk.snoozed_until is not None and talk.snoozed_until <= self.sandbox.now()
        if over:
            with self.sandbox.acting(None) as act:
                steering.set_status(act, talk, "open")
        return over

    def type(self) -> None:
        """The customer begins to type; the bot isn't told."""
        with self.sandbox.acting(self.customer) as act:
            act.tell_typing(self.conversation, on=True, private=False)

    def see(self) -> None:
        """The customer reads what was sent to him."""
        with self.sandbox.acting(self.customer) as act:
            speaking.read(act, self.conversation)

    @property
    def conversation(self) -> Conversation:
        """The conversation as it is now."""
        return self.sandbox.store.conversations[self.conversation_id]

    @property
    def customer(self) -> Contact:
        """The customer as he is known now."""
        return self.sandbox.store.contacts[self.conversation.contact_id]

    @property
    def manager(self) -> User:
        """The manager."""
        return self.sandbox.store.users[self.manager_id]

    @property
    def standing(self) -> Standing:
        """What a manager sees beside the conversation."""
        talk, view = self.conversation, View(self.sandbox.store, self.sandbox.base_url)
        assignee, team = view.assignee(talk), view.team(talk)
        return Standing(
            talk.status,
            assignee.name if assignee else None,
            team.name if team else None,
            talk.label_list,
            dict(talk.custom_attributes),
            talk.priority,
            talk.snoozed_until,
            talk.waiting_since is not None,
        )

    @property
    def messages(self) -> list[Message]:
        """Everything said, notes and activity lines included, oldest first."""
        return self.sandbox.store.of(self.conversation_id)

    def author(self, message: Message) -> str | None:
        """The name of who wrote a message; activity lines have none."""
        sender = self.sandbox.store.sender(message)
        return sender.name if sender else None

    def subscribe(self, observer: Callable[[Event], None]) -> Callable[[], None]:
        """Tells the observer every event of this conversation, at once; the answer ends that."""

        def mine(event: Event) -> None:
            if event.conversation_id == self.conversation_id:
                observer(event)

        return self.sandbox.subscribe(mine)

    def _speak(self, draft: Draft) -> Message:
        with self.sandbox.acting(self.manager) as act:
            return speaking.say(act, self.conversation, draft, self.manager)

    def _set(self, status: Status, until: datetime | None = None) -> None:
        with self.sandbox.acting(self.manager) as act:
            steering.set_status(act, self.conversation, status, until)
