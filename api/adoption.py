"""Customers whose message no webhook brought: Chatwoot was stopped, or we were. The API tells the truth.

Pending conversations with a waiting customer are read with the user's token; lines that are not in the inbox enter as
if their webhook had come, known by the same ids, so that a late webhook adds nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from api.chatwoot.answers import Done
from api.chatwoot.client import Chatwoot
from api.chatwoot.shown import Conversation, Line
from api.hearing import MICROSECONDS, Told, reported
from api.metrics import Metrics
from api.storage import conversations, inbox, outbox
from api.storage.courtesy import after_deliveries
from api.storage.inbox import Heard
from api.storage.thread import Thread

log = logging.getLogger("alu.adoption")

MOST_PAGES = 20
A_PAGE = 25
MOST_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Adoption:
    """Looks into the inboxes and hears what it finds."""

    chatwoot: Chatwoot
    inboxes: tuple[int, ...]
    engine: AsyncEngine
    hear: Callable[[Told], Awaitable[bool]]
    clock: Callable[[], datetime]
    metrics: Metrics
    _looked: dict[Thread, int | None] = field(default_factory=dict)

    async def adopt(self) -> int:
        """How many messages were found that no webhook had told."""
        found = 0
        for number in self.inboxes:
            for page in range(1, MOST_PAGES + 1):
                answer = await self.chatwoot.read_pending(number, page)
                if not isinstance(answer, Done):
                    break
                for one in answer.value:
                    found += await self._one(one)
                if len(answer.value) < A_PAGE:
                    break
        if found:
            self.metrics.adopted.inc(found)
            log.warning("%d messages found that no webhook had told", found)
        return found

    async def _one(self, standing: Conversation) -> int:
        thread = Thread(self.chatwoot.account, standing.id)
        if not standing.waiting or await self._is_news(thread, standing) is False:
            return 0
        answer = await self.chatwoot.read_messages(standing.id)
        if not isinstance(answer, Done):
            return 0
        told = [self._told(thread, standing, line) for line in unanswered(answer.value)]
        if await self._was_given_back(thread):  # the person spoke before that
            told = [replace(one, stepping=None) for one in told]
        found = sum([await self.hear(one) for one in told])
        self._looked_at(thread, standing)
        return found

    async def _was_given_back(self, thread: Thread) -> bool:
        """Whether a person had the conversation, as far as we know, which is pending now."""
        async with after_deliveries(self.engine) as tx:
            known = await conversations.known(tx, thread)
        return known is not None and known.attended != "pending"

    def _looked_at(self, thread: Thread, standing: Conversation) -> None:
        self._looked[thread] = standing.watermark
        if len(self._looked) > MOST_REMEMBERED:
            del self._looked[next(iter(self._looked))]

    async def _is_news(self, thread: Thread, standing: Conversation) -> bool:
        """Whether nobody may have told a line of this state, at which we did not look yet.

        It is newer than ours; or the customer waits though nothing is left to do: later events came, his line did not.
        """
        if standing.watermark is None:
            return True
        if self._looked.get(thread) == standing.watermark:
            return False
        async with after_deliveries(self.engine) as tx:
            known = await conversations.known(tx, thread)
            at_work = await inbox.unread(tx, thread) or await outbox.head(tx, thread)
        newer = known is None or standing.watermark / MICROSECONDS > known.updated_at
        return newer or not at_work

    def _told(self, thread: Thread, standing: Conversation, line: Line) -> Told:
        contact = standing.contact
        body: dict[str, object] = {
            "role": line.who,
            "kind": line.kind,
            "text": line.content,
            "name": line.sender if line.who == "human" else "",
        }
        if contact and line.who == "customer":
            body["ddd"] = contact.ddd
        sent = datetime.fromtimestamp(line.sent_at, UTC) if line.sent_at else None
        heard = Heard(
            thread, "message_created", body, self.clock(), message=line.id,
            contact=contact.id if contact else None, happened_at=sent,
        )  # fmt: skip
        return Told(
            reported(standing, thread),
            line=heard,
            stepping="human" if line.who == "human" else None,
        )


def unanswered(lines: Sequence[Line]) -> list[Line]:
    """The customer's lines after the last word of anybody else, and that word if it is a person's of the team. Pure."""
    found: list[Line] = []
    for line in lines:
        if line.who == "customer":
            found.append(line)
        elif line.who in ("own", "bot"):
            found = []
        elif line.who == "human":
            found = [line]
    return found
