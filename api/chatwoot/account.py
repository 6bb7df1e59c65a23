"""The calls that set up an account, by one person's token: an administrator's, or a manager's for her own folders.

Nothing here is tried again except reading. What is there is looked at before anything is made, for Chatwoot accepts a
folder of the same name twice, and a bot with an address that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from api.chatwoot import house
from api.chatwoot.answers import Answer, Done, Failure, read
from api.chatwoot.house import Bot, Definition, Folder, Hook, Inbox, Label, Model, Team, User
from api.chatwoot.wire import Wire

T = TypeVar("T")

_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
PROFILE = "/api/v1/profile"
Query = Mapping[str, object]


def carriable(token: str) -> bool:
    """Whether a header can carry this token."""
    return bool(_TOKEN.fullmatch(token))


async def profile(wire: Wire, token: str) -> Answer[User]:
    """Whose token this is, and of which accounts. A bot's token is refused."""
    return _read(await wire.get(PROFILE, token), house.user)


@dataclass(frozen=True, slots=True)
class Account:
    """One account, as the person behind ``token`` may see and change it."""

    wire: Wire
    account: int
    token: str = field(repr=False)

    async def bots(self) -> Answer[tuple[Bot, ...]]:
        """The bots; secrets are shown to administrators."""
        return await self._get("agent_bots", house.bots)

    async def make_bot(self, name: str, description: str, url: str) -> Answer[Bot]:
        """A new bot, with its token and its secret, linked to nothing yet. The address is not checked there."""
        body = {
            "name": name,
            "description": description,
            "outgoing_url": url,
            "bot_type": 0,
            "bot_config": {},
        }
        return await self._write("POST", "agent_bots", body, house.bot)

    async def point_bot(self, bot: int, url: str) -> Answer[Bot]:
        """Another address for a bot."""
        return await self._write("PATCH", f"agent_bots/{bot}", {"outgoing_url": url}, house.bot)

    async def remove_bot(self, bot: int) -> Answer[None]:
        """A bot goes, and its links with it."""
        return await self._remove(f"agent_bots/{bot}")

    async def inboxes(self) -> Answer[tuple[Inbox, ...]]:
        """The inboxes."""
        return await self._get("inboxes", house.inboxes)

    async def set_options(self, inbox: int, options: Mapping[str, bool]) -> Answer[Inbox]:
        """Options of an inbox, by the names that Chatwoot gives them."""
        return await self._write("PATCH", f"inboxes/{inbox}", options, house.inbox)

    async def bot_of(self, inbox: int) -> Answer[int | None]:
        """The id of the bot that an inbox has."""
        return await self._get(f"inboxes/{inbox}/agent_bot", house.bot_of_inbox)

    async def link(self, inbox: int, bot: int | None) -> Answer[None]:
        """The bot of an inbox from now on, or none. Conversations stay as they are."""
        path = self._path(f"inboxes/{inbox}/set_agent_bot")
        return _silent(await self.wire.write("POST", path, self.token, {"agent_bot": bot}))

    async def teams(self) -> Answer[tuple[Team, ...]]:
        """The teams."""
        return await self._get("teams", house.teams)

    async def make_team(self, name: str, description: str) -> Answer[Team]:
        """A new team, without people, to whom nothing is assigned by itself."""
        team = {"name": name, "description": description, "allow_auto_assign": False}
        return await self._write("POST", "teams", {"team": team}, house.team)

    async def remove_team(self, team: int) -> Answer[None]:
        """A team goes."""
        return await self._remove(f"teams/{team}")

    async def labels(self) -> Answer[tuple[Label, ...]]:
        """The labels."""
        return await self._get("labels", house.labels)

    async def make_label(self, title: str, description: str, color: str) -> Answer[Label]:
        """A new label, on the sidebar."""
        label = {
            "title": title,
            "description": description,
            "color": color,
            "show_on_sidebar": True,
        }
        return await self._write("POST", "labels", {"label": label}, house.label)

    async def remove_label(self, label: int) -> Answer[None]:
        """A label goes."""
        return await self._remove(f"labels/{label}")

    async def definitions(self, model: Model) -> Answer[tuple[Definition, ...]]:
        """The attributes of conversations, or of contacts."""
        query = {"attribute_model": model}
        return await self._get("custom_attribute_definitions", house.definitions, query)

    async def define(
        self, model: Model, key: str, name: str, kind: str, description: str, values: Sequence[str]
    ) -> Answer[Definition]:
        """A new attribute; ``kind`` is ``text``, or ``list`` of ``values``."""
        definition = {
            "attribute_display_name": name,
            "attribute_key": key,
            "attribute_display_type": kind,
            "attribute_model": model,
            "attribute_description": description,
            "attribute_values": list(values),
        }
        body = {"custom_attribute_definition": definition}
        return await self._write("POST", "custom_attribute_definitions", body, house.definition)

    async def extend(self, definition: int, values: Sequence[str]) -> Answer[Definition]:
        """These values for an attribute that is a list, and no others."""
        body = {"custom_attribute_definition": {"attribute_values": list(values)}}
        path = f"custom_attribute_definitions/{definition}"
        return await self._write("PATCH", path, body, house.definition)

    async def undefine(self, definition: int) -> Answer[None]:
        """An attribute's definition goes; values that are stored stay."""
        return await self._remove(f"custom_attribute_definitions/{definition}")

    async def folders(self) -> Answer[tuple[Folder, ...]]:
        """The caller's own folders of conversations."""
        query = {"filter_type": "conversation"}
        return await self._get("custom_filters", house.folders, query)

    async def filtered(self, query: Query) -> Answer[int]:
        """How many conversations a filter lets through. Changes nothing; a bad filter is refused, or a 500 (r226)."""
        return await self._write("POST", "conversations/filter?page=1", query, house.how_many)

    async def make_folder(self, name: str, query: Query) -> Answer[Folder]:
        """A new folder of the caller's; one of the same name is no hindrance."""
        folder = {"name": name, "filter_type": "conversation", "query": query}
        return await self._write("POST", "custom_filters", {"custom_filter": folder}, house.folder)

    async def mend_folder(self, folder: int, query: Query) -> Answer[Folder]:
        """Another filter for one of the caller's folders."""
        body = {"custom_filter": {"query": query}}
        return await self._write("PATCH", f"custom_filters/{folder}", body, house.folder)

    async def remove_folder(self, folder: int) -> Answer[None]:
        """One of the caller's folders goes."""
        return await self._remove(f"custom_filters/{folder}")

    async def hooks(self) -> Answer[tuple[Hook, ...]]:
        """The account webhooks."""
        return await self._get("webhooks", house.hooks)

    async def make_hook(self, url: str, subscriptions: Sequence[str]) -> Answer[Hook]:
        """A new account webhook, for every inbox of the account."""
        hook = {"url": url, "subscriptions": list(subscriptions)}
        return await self._write("POST", "webhooks", {"webhook": hook}, house.hook)

    async def mend_hook(self, hook: int, url: str, subscriptions: Sequence[str]) -> Answer[Hook]:
        """This address and these events for an account webhook."""
        body = {"webhook": {"url": url, "subscriptions": list(subscriptions)}}
        return await self._write("PATCH", f"webhooks/{hook}", body, house.hook)

    async def remove_hook(self, hook: int) -> Answer[None]:
        """An account webhook goes."""
        return await self._remove(f"webhooks/{hook}")

    async def _get(
        self, path: str, reading: Callable[[object], T], query: Mapping[str, str] | None = None
    ) -> Answer[T]:
        asked: Mapping[str, str | int] | None = dict(query) if query else None
        return _read(await self.wire.get(self._path(path), self.token, asked), reading)

    async def _write(
        self, method: str, path: str, body: Mapping[str, object], reading: Callable[[object], T]
    ) -> Answer[T]:
        answer = await self.wire.write(method, self._path(path), self.token, body)
        return _read(answer, reading)

    async def _remove(self, path: str) -> Answer[None]:
        return _silent(await self.wire.remove(self._path(path), self.token))

    def _path(self, path: str) -> str:
        return f"/api/v1/accounts/{self.account}/{path}"


def _read(answer: httpx.Response | Failure, reading: Callable[[object], T]) -> Answer[T]:
    return read(answer, reading) if isinstance(answer, httpx.Response) else answer


def _silent(answer: httpx.Response | Failure) -> Answer[None]:
    return Done(None) if isinstance(answer, httpx.Response) else answer
