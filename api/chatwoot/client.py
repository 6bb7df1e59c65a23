"""Chatwoot's API as Alú uses it: each effect a method, each outcome a value (docs/decisions/0008).

The bot's token speaks and acts. A user's token, if there is one, reads, and writes the two things that no bot may: the
contact, and labels on servers before 4.14.2. It never speaks and never touches the status: that would count as a human.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import httpx

from agent.state import Status
from api.chatwoot import shown
from api.chatwoot.answers import Answer, Done, Failure, Refused, read
from api.chatwoot.outgoing import LONGEST_NOTE, prepared, speakable, storable
from api.chatwoot.shown import Conversation, Line
from api.chatwoot.wire import Wire
from api.errors import WrongSettings

T = TypeVar("T")

Priority = Literal["urgent", "high", "medium", "low"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Chatwoot:
    """One account of one Chatwoot; conversations by the number people see.

    ``bot_reads``: the bot's token may read conversation and labels, as found out by ``capabilities.detect``.
    """

    wire: Wire
    account: int
    bot_token: str = field(repr=False)
    user_token: str = field(default="", repr=False)
    bot_reads: bool = False

    def __post_init__(self) -> None:
        """Refuses tokens that no header can carry. Raises ``WrongSettings``."""
        for name, token in (("BOT", self.bot_token), ("USER", self.user_token)):
            if token and not _TOKEN.fullmatch(token):
                raise WrongSettings(f"ALU_CHATWOOT_{name}_TOKEN: letters, digits and - _ only")

    async def say(self, conversation: int, text: str, key: str) -> Answer[int]:
        """Posts a public message, marked with ``key``; its id. Never safe to repeat after an indefinite answer."""
        return await self._post_message(conversation, prepared(text), key, private=False)

    async def note(self, conversation: int, text: str, key: str) -> Answer[int]:
        """Posts a private note, marked with ``key``; its id."""
        return await self._post_message(
            conversation, prepared(text, LONGEST_NOTE), key, private=True
        )

    async def set_status(self, conversation: int, status: Status) -> Answer[str]:
        """Changes the status; safe to repeat. ``open`` on a pending conversation is the hand-off."""
        answer = await self._write(
            f"{_at(conversation)}/toggle_status", {"status": status}, shown.current_status
        )
        if isinstance(answer, Done) and answer.value != status:
            return Refused("not_applied")
        return answer

    async def set_priority(self, conversation: int, priority: Priority) -> Answer[None]:
        """Changes the priority; safe to repeat."""
        path = self._path(f"{_at(conversation)}/toggle_priority")
        return _silent(await self.wire.write("POST", path, self.bot_token, {"priority": priority}))

    async def assign_team(self, conversation: int, team: int) -> Answer[bool]:
        """Gives the conversation to a team; safe to repeat. An unknown team is ``not_applied``, the old one gone."""
        answer = await self._write(
            f"{_at(conversation)}/assignments", {"team_id": team}, shown.has_id
        )
        if isinstance(answer, Done) and not answer.value:
            return Refused("not_applied")
        return answer

    async def add_labels(self, conversation: int, labels: Iterable[str]) -> Answer[tuple[str, ...]]:
        """Adds labels to those that are there, for the server replaces; nothing is written where all are there."""
        present = await self.read_labels(conversation)
        if not isinstance(present, Done):
            return _unread(present)
        merged = tuple(dict.fromkeys([*present.value, *map(str.lower, labels)]))
        if merged == present.value:
            return Done(merged)
        return await self._write_labels(conversation, merged)

    async def set_attributes(
        self,
        conversation: int,
        attributes: Mapping[str, str],
        known: Mapping[str, object] | None = None,
    ) -> Answer[Mapping[str, object]]:
        """Sets conversation attributes beside those that are there, for the server replaces; skips when equal.

        ``known`` are those of the newest delivery, used where the server does not let itself be read.
        """
        present = await self._present_attributes(conversation, known)
        if not isinstance(present, Done):
            return _unread(present)
        merged = {**present.value, **storable(attributes)}
        if merged == present.value:
            return Done(merged)
        path = f"{_at(conversation)}/custom_attributes"
        return await self._write(path, {"custom_attributes": merged}, shown.attributes)

    async def update_contact(
        self, contact: int, name: str, email: str, attributes: Mapping[str, str]
    ) -> Answer[None]:
        """Sets what is not empty; the server merges attributes. Needs the user's token; safe to repeat.

        An e-mail that is another contact's refuses everything: then the rest is set without it.
        """
        body = {"name": speakable(name), "email": speakable(email)}
        changes: dict[str, object] = {key: value for key, value in body.items() if value}
        if attributes:
            changes["custom_attributes"] = storable(attributes)
        if not changes:
            return Done(None)
        if not self.user_token:
            return Refused("no_user_token")
        path = self._path(f"contacts/{contact}")
        answer = await self.wire.write("PUT", path, self.user_token, changes)
        if answer == Refused("invalid", 422) and changes.pop("email", "") and changes:
            answer = await self.wire.write("PUT", path, self.user_token, changes)
        return _silent(answer)

    async def read_conversation(self, conversation: int) -> Answer[Conversation]:
        """The conversation as it is now: by the bot where it may, else by the user, else the answer to an empty PATCH.

        The PATCH changes nothing and sends no event; with a team set, servers before 4.14.2 answer it with 500.
        """
        for token in self._readers():
            answer = await self._read(_at(conversation), token, shown.conversation)
            if not _not_allowed(answer):
                return answer
        path = self._path(_at(conversation))
        return _read(await self.wire.write("PATCH", path, self.bot_token, {}), shown.conversation)

    async def read_messages(
        self, conversation: int, *, after: int | None = None, before: int | None = None
    ) -> Answer[tuple[Line, ...]]:
        """Messages, oldest first: the last 20, 20 before an id, 100 after one. Needs the user's token."""
        if not self.user_token:
            return Refused("no_user_token")
        bounds = {"after": after, "before": before}
        query = {name: bound for name, bound in bounds.items() if bound is not None}
        return await self._read(
            f"{_at(conversation)}/messages", self.user_token, shown.lines, query
        )

    async def read_pending(self, inbox: int, page: int = 1) -> Answer[tuple[Conversation, ...]]:
        """Pending conversations of an inbox, 25 a page. Needs the user's token."""
        if not self.user_token:
            return Refused("no_user_token")
        query: dict[str, str | int] = {"status": "pending", "inbox_id": inbox, "page": page}
        return await self._read("conversations", self.user_token, shown.conversations, query)

    async def read_labels(self, conversation: int) -> Answer[tuple[str, ...]]:
        """The labels of a conversation."""
        answer: Answer[tuple[str, ...]] = Refused("no_user_token")
        for token in self._readers():
            answer = await self._read(f"{_at(conversation)}/labels", token, shown.labels)
            if not _not_allowed(answer):
                break
        return answer

    async def read_teams(self) -> Answer[Mapping[str, int]]:
        """Team ids by name. Needs the user's token."""
        if not self.user_token:
            return Refused("no_user_token")
        return await self._read("teams", self.user_token, shown.teams)

    async def _post_message(
        self, conversation: int, text: str, key: str, *, private: bool
    ) -> Answer[int]:
        if not text:
            return Refused("empty")
        body: dict[str, object] = {
            "content": text,
            "message_type": "outgoing",
            "private": private,
            "content_attributes": {"alu_key": key},
        }
        return await self._write(f"{_at(conversation)}/messages", body, shown.message_id)

    async def _write_labels(
        self, conversation: int, labels: tuple[str, ...]
    ) -> Answer[tuple[str, ...]]:
        path = self._path(f"{_at(conversation)}/labels")
        token = self.bot_token if self.bot_reads else self.user_token
        answer = await self.wire.write("POST", path, token, {"labels": labels})
        return _read(answer, shown.labels)

    async def _present_attributes(
        self, conversation: int, known: Mapping[str, object] | None
    ) -> Answer[Mapping[str, object]]:
        answer = await self.read_conversation(conversation)
        if isinstance(answer, Done):
            return Done(dict(answer.value.attributes))
        return answer if known is None else Done(dict(known))

    async def _write(
        self, path: str, body: Mapping[str, object], reading: Callable[[object], T]
    ) -> Answer[T]:
        answer = await self.wire.write("POST", self._path(path), self.bot_token, body)
        return _read(answer, reading)

    async def _read(
        self,
        path: str,
        token: str,
        reading: Callable[[object], T],
        query: Mapping[str, str | int] | None = None,
    ) -> Answer[T]:
        return _read(await self.wire.get(self._path(path), token, query), reading)

    def _readers(self) -> list[str]:
        tokens = [self.bot_token] if self.bot_reads else []
        return [*tokens, self.user_token] if self.user_token else tokens

    def _path(self, path: str) -> str:
        return f"/api/v1/accounts/{self.account}/{path}"


def _at(conversation: int) -> str:
    return f"conversations/{conversation}"


def _read(answer: httpx.Response | Failure, reading: Callable[[object], T]) -> Answer[T]:
    return read(answer, reading) if isinstance(answer, httpx.Response) else answer


def _silent(answer: httpx.Response | Failure) -> Answer[None]:
    """For calls whose success has an empty body, or one we don't need."""
    return Done(None) if isinstance(answer, httpx.Response) else answer


def _not_allowed(answer: Answer[T]) -> bool:
    return isinstance(answer, Refused) and answer.reason in {"not_for_bots", "unauthorized"}


def _unread(failure: Failure) -> Refused:
    """A write that was not begun, because what it would replace could not be read."""
    if isinstance(failure, Refused):
        return failure
    return Refused("unread", failure.status)
