"""A Chatwoot that answers badly: each kind of call by its name, each way to fail before or after it has been saved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = b"<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"
NAMES = {
    ("GET", ""): "look",
    ("PATCH", ""): "look",
    ("GET", "messages"): "history",
    ("GET", "labels"): "labels: read",
    ("POST", "labels"): "labels",
    ("POST", "custom_attributes"): "attributes",
    ("POST", "assignments"): "team",
    ("POST", "toggle_status"): "status",
}


@dataclass(frozen=True)
class Fault:
    """How a call fails. ``status`` 0: no answer at all, the connection is ``cut`` or held for ever."""

    status: int
    body: bytes = b'{"error":"no"}'
    after: str = ""
    saved: bool = False
    cut: bool = False


FAULTS = {
    "401": Fault(401, b'{"error":"Invalid Access Token"}'),
    "404": Fault(404, b'{"error":"Resource could not be found"}'),
    "422": Fault(422, b'{"message":"Validation failed"}'),
    "429": Fault(429, b"Retry later\n", after="7"),
    "500": Fault(500, b'{"status":500}'),
    "500 after saving": Fault(500, b'{"status":500}', saved=True),
    "502 with a page": Fault(502, PAGE),
    "200 with a page": Fault(200, PAGE),
    "silence": Fault(0),
    "silence after saving": Fault(0, saved=True),
    "cut": Fault(0, cut=True),
    "cut after saving": Fault(0, saved=True, cut=True),
}


@dataclass
class Faulty:
    """Stands before Chatwoot. ``plan``: in which conversation which call fails how, and at which passings, from 1."""

    app: ASGIApp
    plan: dict[tuple[int, str], tuple[Fault, range]] = field(default_factory=dict)
    passed: Counter[tuple[int, str]] = field(default_factory=Counter)
    met: Counter[tuple[int, str]] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await _body(receive)
        call = named(scope["method"], scope["path"].rpartition("/accounts/1/")[2], body)
        self.passed[call] += 1
        fault, passings = self.plan.get(call, (None, range(0)))
        if fault is None or self.passed[call] not in passings:
            await self.app(scope, _again(body, receive), send)
            return
        self.met[call] += 1
        if fault.saved:
            await self.app(scope, _again(body, receive), _unheard)
        await _fail(fault, receive, send)


def named(method: str, path: str, body: bytes) -> tuple[int, str]:
    """Whose call it is and what for; a new customer's number is that of the conversation."""
    place, _, rest = path.partition("/")
    number, _, what = rest.partition("/")
    if place != "conversations" or not number:
        return int(number or 0), place
    if (method, what) == ("POST", "messages"):
        return int(number), "note" if json.loads(body)["private"] else "say"
    return int(number), NAMES[method, what]


async def _fail(fault: Fault, receive: Receive, send: Send) -> None:
    if fault.status:
        headers = [(b"content-type", b"text/html" if fault.body == PAGE else b"application/json")]
        if fault.after:
            headers.append((b"retry-after", fault.after.encode()))
        await send({"type": "http.response.start", "status": fault.status, "headers": headers})
        await send({"type": "http.response.body", "body": fault.body})
    elif fault.cut:
        receive.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's own connection
    else:
        while (await receive())["type"] != "http.disconnect":
            pass


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    first: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        return next(first, None) or await receive()

    return again


async def _unheard(_: Message) -> None:
    return
