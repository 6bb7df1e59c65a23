"""An act: what one call by one person does. Its events and its activity lines leave together, when it is over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from api.sandbox import events
from api.sandbox.events import TELLING, Event
from api.sandbox.moments import Clock
from api.sandbox.naming import Naming
from api.sandbox.records import Contact, Conversation, Json, Message, Person
from api.sandbox.shapes import View
from api.sandbox.store import Store, following, put


@dataclass(slots=True)
class Act:
    """Who acts on what. ``by`` is nobody when the system acts; a customer acts from outside the account's API."""

    store: Store
    now: Clock
    naming: Naming
    by: Person | None
    base_url: str
    told: list[Event] = field(default_factory=list)
    born: set[int] = field(default_factory=set)
    _lines: list[tuple[int, str]] = field(default_factory=list)
    _shown: set[int] = field(default_factory=set)

    @property
    def outside(self) -> bool:
        """Whether this is no call of the account's own API."""
        return self.by is None or isinstance(self.by, Contact)

    @property
    def view(self) -> View:
        """The store as this act's events show it."""
        return View(self.store, self.base_url, outside=self.outside)

    def save(self, new: Conversation) -> Conversation:
        """Keeps a changed conversation and tells what changed: the status first, then everything together."""
        old = self.store.conversations[new.id]
        if new.status == "resolved" != old.status:  # nobody waits any more; no event says so
            old, new = replace(old, waiting_since=None), replace(new, waiting_since=None)
        if not events.changes(old, new):
            return old
        new = put(self.store.conversations, self._stamped(new))
        if new.status != old.status:
            self._tell_status(new)
        self._tell_changes(old, new)
        return new

    def touch(self, new: Conversation) -> Conversation:
        """Keeps a conversation that changed in ways nobody is told."""
        return put(self.store.conversations, replace(new, updated_at=self.now()))

    def tell(self, name: str, one: Conversation, body: Json | None = None, **more: object) -> None:
        """An event about a conversation."""
        self._shown.add(one.id)
        body = events.conversation(self.view, one) if body is None else body
        self.told.append(
            Event(
                name,
                events.encoded({**body, "event": name, **more}),
                one.id,
                one.inbox_id,
                events.hearing(name, one, self.store.bot_of(one.inbox_id)),
                outside=self.outside,
            )
        )

    def tell_message(self, name: str, one: Message) -> None:
        """An event about a message. Activities have none."""
        if one.kind != "activity":
            talk = self.store.conversations[one.conversation_id]
            self.tell(name, talk, events.message(self.view, one))

    def tell_contact(self, name: str, who: Contact, **more: object) -> None:
        """An event about a customer; no bot hears of it."""
        body = events.contact(self.view, who)
        self.told.append(Event(name, events.encoded({**body, "event": name, **more})))

    def tell_typing(self, one: Conversation, *, on: bool, private: bool) -> None:
        """Somebody types, or stops; the name of the event stands first in its body."""
        if self.by:
            name = f"conversation_typing_{'on' if on else 'off'}"
            self.tell(name, one, events.typing(self.view, self.by, one, private=private))

    def note(self, conversation_id: int, *lines: str | None) -> None:
        """Activity lines, written when everything else is done."""
        self._lines.extend((conversation_id, line) for line in lines if line)

    def finish(self) -> tuple[Event, ...]:
        """Writes the activity lines; the events, in order."""
        for conversation_id, line in self._lines:
            message = Message(following(self.store.messages), conversation_id, "activity", line,
                              moment := self.now(), moment)  # fmt: skip
            put(self.store.messages, message)
            talk = self.store.conversations[conversation_id]
            self.touch(replace(talk, last_activity_at=moment))
        return tuple(self.told)

    def _stamped(self, new: Conversation) -> Conversation:
        """With its new moment; the cache of labels is filled at the first change after a call showed them."""
        new = replace(new, updated_at=self.now())
        if new.cached_label_list is None and new.id in self._shown:
            return replace(new, cached_label_list="")
        return new

    def _tell_status(self, new: Conversation) -> None:
        if new.status == "open":
            self.tell("conversation_opened", new)
        elif new.status == "resolved":
            self.tell("conversation_resolved", new)
        self.tell("conversation_status_changed", new, changed_attributes=None)

    def _tell_changes(self, old: Conversation, new: Conversation) -> None:
        changed = events.changes(old, new, born=new.id in self.born)
        if changed.keys() & set(TELLING):
            self.born.discard(new.id)
            self.tell("conversation_updated", new, changed_attributes=events.changed_attributes(changed))  # fmt: skip
