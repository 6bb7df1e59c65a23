"""An OpenAI-compatible endpoint in process: it answers scripted steps in order and keeps what it
was sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Literal

import httpx2

Event = MutableMapping[str, object]
Body = dict[str, object]

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Step:
    """One answer: a completion with ``content`` (or a tool call of it), or ``body`` as it is."""

    content: str | None = ""
    tool: bool = False
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    kind: str = "application/json"
    delay: float = 0.0
    cached: int = 0

    def written(self) -> str:
        return json.dumps(self._completion()) if self.body is None else self.body

    def _completion(self) -> Body:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "fake",
            "choices": [{"index": 0, "finish_reason": self.finish, "message": self._message()}],
            "usage": {
                "prompt_tokens": 100,
                "completion_tokens": 20,
                "total_tokens": 120,
                "prompt_tokens_details": {"cached_tokens": self.cached},
            },
        }

    def _message(self) -> Body:
        spoken: Body = {"role": "assistant", "refusal": self.refusal}
        if not self.tool:
            return {**spoken, "content": self.content}
        function = {"name": "understanding", "arguments": self.content}
        calls = [{"id": "call_1", "type": "function", "function": function}]
        return {**spoken, "content": None, "tool_calls": calls}


class FakeEndpoint:
    """An ASGI application; ``bodies`` are the requests it read, ``cancelled`` how many were given
    up midway.
    """

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.bodies: list[Body] = []
        self.raw: list[str] = []
        self.paths: list[str] = []
        self.cancelled = 0
        self.asked = asyncio.Event()

    async def __call__(
        self,
        scope: MutableMapping[str, object],
        receive: Callable[[], Awaitable[Event]],
        send: Callable[[Event], Awaitable[None]],
    ) -> None:
        sent = await _read(receive)
        self.raw.append(sent.decode())
        self.bodies.append(json.loads(sent))
        self.paths.append(str(scope["path"]))
        self.asked.set()
        step = self._steps.pop(0)
        try:
            await asyncio.sleep(step.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        await _answer(step, send)

    def client(self) -> httpx2.AsyncClient:
        """A client that reaches this endpoint and nothing else."""
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self))

    def said(self, role: Literal["system", "user", "assistant"], request: int = 0) -> str:
        """The last message of that role in a request."""
        messages = self.bodies[request]["messages"]
        assert isinstance(messages, list)
        return str([m["content"] for m in messages if m["role"] == role][-1])


async def _read(receive: Callable[[], Awaitable[Event]]) -> bytes:
    body, more = b"", True
    while more:
        event = await receive()
        part = event.get("body", b"")
        assert isinstance(part, bytes)
        body, more = body + part, bool(event.get("more_body"))
    return body


async def _answer(step: Step, send: Callable[[Event], Awaitable[None]]) -> None:
    headers: Iterable[tuple[str, str]] = [("content-type", step.kind), *step.headers.items()]
    coded = [(name.encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": step.status, "headers": coded})
    await send({"type": "http.response.body", "body": step.written().encode()})


def unreachable() -> httpx2.AsyncClient:
    """A client whose every request fails to connect."""

    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    return httpx2.AsyncClient(transport=httpx2.MockTransport(refuse))
