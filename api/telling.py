"""Each effect as a call to Chatwoot. Finds out by itself what the server lets Alú do, and what its teams are called."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agent.state import Status
from api.chatwoot.answers import Answer, Done, Indefinite, Refused
from api.chatwoot.capabilities import detect
from api.chatwoot.client import Chatwoot
from api.chatwoot.outgoing import posted
from api.chatwoot.shown import Conversation, Line
from api.storage.outbox import Row
from api.storage.thread import Thread

MOST_REMEMBERED = 2_000
A_PAGE = 20
MOST_PAGES = 10
SECONDS_APART = 5  # our clock and Chatwoot's, and it tells whole seconds


@dataclass(slots=True)
class Telling:
    """One account's Chatwoot. ``teams`` are ids by name, for servers on which no user token can ask for them."""

    chatwoot: Chatwoot
    teams: Mapping[str, int]
    reached: bool | None = None
    _detected: bool = False
    _attributes: OrderedDict[Thread, tuple[int, Mapping[str, object]]] = field(
        default_factory=OrderedDict
    )

    def seen(
        self, thread: Thread, attributes: Mapping[str, object], watermark: int | None = None
    ) -> None:
        """The attributes that the newest delivery shows, for servers that do not let themselves be read."""
        at = watermark or 0
        if at < self._attributes.get(thread, (0, {}))[0]:
            return
        self._attributes[thread] = at, attributes
        self._attributes.move_to_end(thread)
        if len(self._attributes) > MOST_REMEMBERED:
            self._attributes.popitem(last=False)

    async def tell(self, row: Row, contact: int | None) -> Answer[object]:
        """Performs the effect of a row, once."""
        await self._find_out()
        answer = await self._told(row, contact)
        self._note(answer)
        return answer

    async def standing(self, thread: Thread) -> Answer[Conversation]:
        """The conversation as it is now."""
        await self._find_out()
        answer = await self.chatwoot.read_conversation(thread.conversation)
        self._note(answer)
        return answer

    async def arrived(self, row: Row) -> Answer[int | None]:
        """The id of the row's message if its conversation holds it, None if it is shown not to.

        Reads back to the moment when its telling began; what did not get there shows nothing: ``unread``.
        """
        before: int | None = None
        for _ in range(MOST_PAGES):
            answer = await self.chatwoot.read_messages(row.thread.conversation, before=before)
            self._note(answer)
            if not isinstance(answer, Done):
                return answer
            lines = answer.value
            if found := next((one.id for one in lines if _is(one, row)), None):
                return Done(found)
            if len(lines) < A_PAGE or lines[0].sent_at < _began(row):
                return Done(None)
            before = lines[0].id
        return Refused("unread")

    async def _told(self, row: Row, contact: int | None) -> Answer[object]:
        chatwoot, number, effect = self.chatwoot, row.thread.conversation, row.effect
        match effect["do"]:
            case "say":
                return await chatwoot.say(number, effect["text"], row.key)
            case "note":
                return await chatwoot.note(number, effect["text"], row.key)
            case "add_labels":
                return await chatwoot.add_labels(number, effect["labels"])
            case "set_attributes":
                _, known = self._attributes.get(row.thread, (0, None))
                return await chatwoot.set_attributes(number, effect["attributes"], known)
            case "update_contact":
                if contact is None:
                    return Refused("not_found")
                told = (effect["name"], effect["email"], effect["attributes"])
                return await chatwoot.update_contact(contact, *told)
            case "set_priority":
                return await chatwoot.set_priority(number, effect["priority"])
            case "assign_team":
                return await self._assign(number, effect["team"])
            case "set_status":
                return await self._status(number, effect["status"])

    async def _assign(self, number: int, team: str) -> Answer[object]:
        """An unknown id would take the present team away: without the team's own id nothing is called."""
        if team not in self.teams:
            found = await self.chatwoot.read_teams()
            if not isinstance(found, Done):
                return found if isinstance(found, Refused) else Refused("unread", found.status)
            self.teams = {**self.teams, **found.value}
        if team not in self.teams:
            return Refused("not_found")
        return await self.chatwoot.assign_team(number, self.teams[team])

    async def _status(self, number: int, status: Status) -> Answer[object]:
        return await self.chatwoot.set_status(number, status)

    async def _find_out(self) -> None:
        if self._detected:
            return
        found = await detect(self.chatwoot)
        if isinstance(found, Done):
            self.chatwoot = replace(self.chatwoot, bot_reads=found.value.bot_reads)
        self._detected = isinstance(found, Done)

    def _note(self, answer: Answer[object]) -> None:
        """Whether Chatwoot could be reached at the last call; for ``/ready``."""
        lost = isinstance(answer, Indefinite) and answer.reason != "server_error"
        self.reached = not (
            lost or (isinstance(answer, Refused) and answer.reason == "unreachable")
        )


def _is(line: Line, row: Row) -> bool:
    """By the key; servers up to 4.8 drop it: there a bot's words tell, if they are not older than the row's."""
    if line.alu_key or line.who not in ("bot", "note") or line.sent_at < _began(row):
        return line.alu_key == row.key
    spoken_by = {"say": "bot", "note": "note"}
    return line.who == spoken_by.get(row.effect["do"]) and line.content == posted(row.effect)


def _began(row: Row) -> float:
    return row.changed_at.timestamp() - SECONDS_APART
