"""The door for Chatwoot: verify, read, store, answer 200 with nothing in it. What follows happens elsewhere.

Any answer but 2xx makes Chatwoot open the conversation; 429 and 500 are tried again before that, 503 never is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.chatwoot.events import Event, Unreadable, parse
from api.chatwoot.signature import Seal
from api.fence import Fence
from api.hearing import Consequence, Told, told
from api.metrics import Metrics
from api.storage.conversations import Report
from api.storage.dead_letters import DeadLetter
from api.storage.group import Busy, GroupCommit
from api.storage.thread import Thread
from api.telling import Telling

log = logging.getLogger("alu.webhook")

PATH = "/webhooks/chatwoot"
SECONDS_TO_SEND = 10.0
OK, BAD, UNAUTHORIZED, NOT_FOUND, TOO_SLOW, TOO_LARGE, BUSY = 200, 400, 401, 404, 408, 413, 429


class Dispatcher(Protocol):
    """Who runs the turns of conversations."""

    def hold(self, thread: Thread) -> None:
        """A person may be taking over: whatever is being thought is thrown away."""

    def wake(self, thread: Thread, why: Consequence) -> None:
        """Something came for this conversation."""


@dataclass(frozen=True, slots=True)
class Door:
    """What the webhook needs. ``inboxes`` empty means every inbox of the account."""

    seal: Seal
    account: int
    inboxes: frozenset[int]
    most_bytes: int
    assignee_counts: bool
    clock: Callable[[], datetime]
    hearing: GroupCommit[Told, Consequence]
    fence: Fence
    dispatcher: Dispatcher
    telling: Telling
    metrics: Metrics
    seconds_to_send: float = SECONDS_TO_SEND

    async def answer(self, request: Request, path_token: str | None) -> Response:
        """One delivery: what it was, and the answer to it."""
        status, result = await self._outcome(request, path_token)
        self.metrics.deliveries.labels(result).inc()
        if status != OK:
            log.warning("delivery refused: %s (%d)", result, status)
        return Response(status_code=status)

    async def _outcome(self, request: Request, path_token: str | None) -> tuple[int, str]:
        if not self.seal.knows_path(path_token):
            return NOT_FOUND, "unknown path"
        try:
            body = await self._body(request)
        except TimeoutError:
            return TOO_SLOW, "too slow"
        except ClientDisconnect:
            return BAD, "cut off"
        if body is None:
            return TOO_LARGE, "too large"
        now = self.clock()
        verdict = self.seal.verdict(request.headers.items(), body, now.timestamp())
        if verdict not in ("signed", "unsigned"):
            return UNAUTHORIZED, f"signature {verdict}"
        return await self._hear(body, now)

    async def _hear(self, body: bytes, now: datetime) -> tuple[int, str]:
        event = parse(body)
        if reason := self._foreign(event):
            return OK, reason
        if isinstance(event, Unreadable):
            one = self._letter(event, body)
            if one is None:
                return BAD, f"unreadable {event.problem}"
            log.error("dead letter: %s %s at %r", one.report.thread, event.problem, event.where)
        else:
            thread = Thread(self.account, event.conversation or 0)
            self.telling.seen(thread, event.attributes, event.watermark)
            one = told(event, thread, now, assignee_counts=self.assignee_counts)
        return await self._store(one)

    async def _store(self, one: Told) -> tuple[int, str]:
        thread = one.report.thread
        try:
            async with self._passage(one):
                consequence = await self.hearing.put(one)
        except Busy as busy:
            log.warning("busy: %s", busy)
            return BUSY, "busy"
        if consequence != "nothing":
            self.dispatcher.wake(thread, consequence)
        elif one.line:  # perhaps brought again because it was stored too late to be told
            self.dispatcher.wake(thread, "news")
        return OK, consequence

    def _passage(self, one: Told) -> AbstractAsyncContextManager[None]:
        """A takeover stops what is being thought at once, and is stored while no message is on its way."""
        if one.stepping is None and one.letter is None and one.report.status == "pending":
            return nullcontext()
        self.dispatcher.hold(one.report.thread)
        return self.fence.taking_over(one.report.thread)

    def _foreign(self, event: Event | Unreadable) -> str:
        if event.account not in (None, self.account):
            return "other account"
        if isinstance(event, Event) and _tells_nothing(event):
            return "irrelevant"
        if self.inboxes and event.inbox is not None and event.inbox not in self.inboxes:
            return "other inbox"
        return ""

    def _letter(self, unreadable: Unreadable, body: bytes) -> Told | None:
        if unreadable.conversation is None:
            return None
        thread = Thread(self.account, unreadable.conversation)
        letter = DeadLetter(thread, unreadable.message, unreadable.problem, unreadable.where, body)
        return Told(Report(thread, "pending", 0.0), letter=letter)

    async def _body(self, request: Request) -> bytes | None:
        """The bytes as received; None if there are too many. Raises ``TimeoutError`` where they drip."""
        if int(request.headers.get("content-length", 0)) > self.most_bytes:
            return None
        parts, size = [], 0
        async with asyncio.timeout(self.seconds_to_send):
            async for part in request.stream():
                size += len(part)
                if size > self.most_bytes:
                    return None
                parts.append(part)
        return b"".join(parts)


def _tells_nothing(event: Event) -> bool:
    """An event that is not for the bot may still show that a person has the conversation."""
    ignored = event.who == "ignored" and event.status in (None, "pending")
    return event.conversation is None or event.who == "contact" or ignored


def router(door: Callable[[], Door]) -> APIRouter:
    """The two paths of the webhook; ``door`` is asked at each delivery, for it opens with the application.

    Plain routes: nothing of a delivery is for a framework to read.
    """

    async def heard(request: Request) -> Response:
        return await door().answer(request, request.path_params.get("path_token"))

    paths = APIRouter()
    paths.add_route(PATH, heard, methods=["POST"])
    paths.add_route(PATH + "/{path_token}", heard, methods=["POST"])
    return paths
