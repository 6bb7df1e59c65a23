"""One call: who makes it, what it asks, what it is about. And doors: which path leads where, and who may pass."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.sandbox.act import Act
from api.sandbox.records import Bot, Contact, ContactInbox, Conversation, Message, Person, User
from api.sandbox.rest import answers
from api.sandbox.rest.asked import Asked
from api.sandbox.sandbox import Sandbox
from api.sandbox.shapes import View
from api.sandbox.store import Store, first

TOKEN_HEADERS = ("api-access-token", "api_access_token")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was let in."""

    sandbox: Sandbox
    by: Person
    asked: Asked
    path: Mapping[str, int | str]
    query: Mapping[str, str]

    @property
    def store(self) -> Store:
        """The tables."""
        return self.sandbox.store

    @property
    def view(self) -> View:
        """How answers show the store: people's presence is known in them."""
        return View(self.store, self.sandbox.base_url)

    def acting(self) -> AbstractContextManager[Act]:
        """The caller's act."""
        return self.sandbox.acting(self.by)

    def viewer(self) -> User | Bot:
        """The caller of the account's API."""
        if isinstance(self.by, Contact):
            raise answers.not_allowed()
        return self.by

    def number(self, name: str) -> int:
        """A number in the path."""
        return int(self.path[name])

    def conversation(self) -> Conversation:
        """The conversation in the path; a customer finds only his own."""
        found = self.store.conversations.get(self.number("conversation"))
        customer = isinstance(self.by, Contact)
        if not found or (customer and found.contact_id != self.by.id):
            raise answers.nowhere() if customer else answers.not_found()
        return found

    def message(self) -> Message:
        """The message in the path."""
        found = self.store.messages.get(self.number("message"))
        if not found or found.conversation_id != self.conversation().id:
            raise answers.not_found()
        return found

    def contact(self) -> Contact:
        """The customer in the path."""
        found = self.store.contacts.get(self.number("contact"))
        if not found:
            raise answers.not_found()
        return found


Answering = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Door:
    """A method and a path below the account; bots pass some doors, some are the administrators'."""

    method: str
    path: str
    answer: Answering
    bots: bool = False
    admins: bool = False

    def let_in(self, by: User | Bot) -> None:
        """Raises ``Refused`` where the caller may not pass."""
        if isinstance(by, Bot):
            if not self.bots:
                raise answers.not_for_bots()
        elif self.admins and by.role != "administrator":
            raise answers.not_allowed()


def caller(store: Store, request: Request) -> User | Bot:
    """Whose token a call of the account's API carries. Raises ``Refused`` (401)."""
    token = first(request.headers[name] for name in TOKEN_HEADERS if name in request.headers)
    if token is None:
        raise answers.no_token()
    people: list[User | Bot] = [*store.users.values(), *store.bots.values()]
    found = first(one for one in people if hmac.compare_digest(one.token, token))
    if found is None:
        raise answers.wrong_token()
    return found


def link(store: Store, inbox: str, source_id: str) -> ContactInbox:
    """The customer in a path of the public API. Raises ``Refused`` (404)."""
    found = first(
        one
        for one in store.contact_inboxes.values()
        if one.source_id == source_id and store.inboxes[one.inbox_id].identifier == inbox
    )
    if found is None:
        raise answers.nowhere()
    return found
