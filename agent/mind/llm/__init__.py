"""The mind behind any OpenAI-compatible endpoint: one request a turn, its answer checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from agent.mind.facts import Finder
from agent.mind.llm.mind import LlmMind
from agent.mind.llm.reply import Method
from agent.mind.llm.schema import schema
from agent.protocol import Protocol
from prompts import HERE

if TYPE_CHECKING:
    from httpx2 import AsyncClient

__all__ = ["LlmMind", "Method", "llm_mind"]


def llm_mind(
    protocol: Protocol,
    finder: Finder,
    *,
    base_url: str,
    api_key: SecretStr | str,
    model: str,
    method: Method = "json_schema",
    seconds: float = 20.0,
    max_tokens: int = 800,
    temperature: float | None = 0.0,
    mask: bool = True,
    name: str = "llm",
    prompts: Path = HERE,
    http_async_client: AsyncClient | None = None,
) -> LlmMind:
    """A mind that asks ``model`` at ``base_url``, for at most ``seconds``, its repair included.

    ``api_key`` may be empty for a server that wants none; ``temperature`` None leaves it to the
    server; ``mask`` hides CPF, CNPJ, e-mail and phone from the endpoint; ``prompts`` holds a
    company's own words.
    """
    # langchain_openai takes a second and 20 MiB to import: only who wants a model pays for it.
    from agent.mind.llm.wire import Wire  # noqa: PLC0415

    wire = Wire.open(
        schema(protocol),
        base_url=base_url,
        api_key=api_key if isinstance(api_key, SecretStr) else SecretStr(api_key),
        model=model,
        method=method,
        max_tokens=max_tokens,
        temperature=temperature,
        client=http_async_client,
    )
    return LlmMind(wire, protocol, finder, name=name, seconds=seconds, mask=mask, prompts=prompts)
