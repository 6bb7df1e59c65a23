"""What comes back from one request to a model, whatever came back."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

Method = Literal["json_schema", "json_mode", "function_calling"]
Role = Literal["system", "user", "assistant"]
Message = tuple[Role, str]


class Usage(NamedTuple):
    """Tokens of one request; ``cached`` is the part of ``sent`` that the server had read before."""

    sent: int = 0
    cached: int = 0
    received: int = 0


class Reply(NamedTuple):
    """One answer of an endpoint.

    ``content`` is the JSON it holds, or None with a ``problem``: "timeout", "unreachable", "http
    <status>", "not a completion", "not json", "empty", "refusal" or "cut". ``text`` is the answer
    as it was written.
    """

    content: object = None
    problem: str = ""
    text: str = ""
    usage: Usage = Usage()


class Endpoint(Protocol):
    """Answers messages with a ``Reply``; never raises for what the other side did."""

    async def ask(self, messages: list[Message]) -> Reply: ...

    async def aclose(self) -> None: ...
