"""The wire: the only importer of ``langchain_openai``. What the other side does wrong is a word.

Only chat completions, never the Responses API; no streaming; no retry (the repair is the only
second request); no redirect, which would carry a customer's words to another host; no tracing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import BaseModel, SecretStr

from agent.mind.llm.reply import Message, Method, Reply, Usage
from agent.mind.llm.schema import Schema

if TYPE_CHECKING:
    from httpx2 import AsyncClient  # comes with openai

Structured = Runnable[LanguageModelInput, dict[str, object] | BaseModel]

# What langchain_openai raises for a body that is no chat completion: HTML, half a body, no choices.
NO_COMPLETION = (ValueError, KeyError, TypeError, AttributeError, IndexError)
FINISHED_BADLY = {"length": "cut", "content_filter": "refusal"}


class Wire:
    """One OpenAI-compatible endpoint: messages in, a ``Reply`` out, one request each."""

    def __init__(self, structured: Structured, client: AsyncClient) -> None:
        self._structured = structured
        self._client = client

    @classmethod
    def open(
        cls,
        schema: Schema,
        *,
        base_url: str,
        api_key: SecretStr,
        model: str,
        method: Method,
        max_tokens: int,
        temperature: float | None,
        client: AsyncClient | None,
    ) -> Wire:
        """A wire to ``model``, over ``client`` or one of its own; ``aclose`` closes it."""
        client = client or openai.DefaultAsyncHttpxClient(follow_redirects=False)
        chat = ChatOpenAI(
            base_url=base_url,
            api_key=SecretStr(api_key.get_secret_value() or "none"),
            model=model,
            max_completion_tokens=max_tokens,
            temperature=temperature,
            use_responses_api=False,
            streaming=False,
            max_retries=0,
            timeout=None,
            http_async_client=client,
        )
        strict = True if method == "json_schema" else None
        structured = chat.with_structured_output(
            schema, method=method, strict=strict, include_raw=True
        )
        return cls(structured, client)

    async def ask(self, messages: list[Message]) -> Reply:
        """The endpoint's reply to ``messages``; only cancellation leaves as an exception."""
        try:
            with tracing_context(enabled=False):
                answered = await self._structured.ainvoke(list(messages), {"callbacks": []})
        except openai.LengthFinishReasonError as cut:
            return Reply(problem="cut", usage=_spent(cut))
        except openai.OpenAIError as error:
            return Reply(problem=_failure(error))
        except NO_COMPLETION:
            return Reply(problem="not a completion")
        return _reply(answered)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def _failure(error: openai.OpenAIError) -> str:
    match error:
        case openai.APITimeoutError():
            return "timeout"
        case openai.APIConnectionError():
            return "unreachable"
        case openai.APIStatusError():
            return f"http {error.status_code}"
        case openai.ContentFilterFinishReasonError():
            return "refusal"
        case _:
            return "not a completion"


def _reply(answered: object) -> Reply:
    match answered:
        case {"raw": AIMessage() as raw, "parsed": content}:
            problem = _problem(raw, content)
            return Reply(None if problem else content, problem, raw.text, _usage(raw))
        case _:
            return Reply(problem="not a completion")


def _problem(raw: AIMessage, content: object) -> str:
    finished = str(raw.response_metadata.get("finish_reason"))
    if finished in FINISHED_BADLY:
        return FINISHED_BADLY[finished]
    if raw.additional_kwargs.get("refusal"):
        return "refusal"
    if content is None:
        return "not json" if raw.text.strip() or raw.invalid_tool_calls else "empty"
    return ""


def _usage(raw: AIMessage) -> Usage:
    spent = raw.usage_metadata
    if spent is None:
        return Usage()
    cached = spent.get("input_token_details", {}).get("cache_read", 0)
    return Usage(spent["input_tokens"], cached, spent["output_tokens"])


def _spent(cut: openai.LengthFinishReasonError) -> Usage:
    spent = cut.completion.usage
    if spent is None:
        return Usage()
    details = spent.prompt_tokens_details
    cached = details.cached_tokens if details else None
    return Usage(spent.prompt_tokens, cached or 0, spent.completion_tokens)
