"""One request over the web, and what went wrong with it in a word: name, door, certificate, time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Literal
from urllib.parse import urlsplit

import httpx

Trouble = Literal[
    "unresolved", "refused", "timeout", "lost", "tls_expired", "tls_self_signed", "tls_name", "tls"
]
TIMES_OUT = httpx.Timeout(3.0, connect=2.0)
_BY_CODE: Mapping[int, Trouble] = {
    10: "tls_expired", 18: "tls_self_signed", 19: "tls_self_signed", 20: "tls_self_signed",
    62: "tls_name", 64: "tls_name",
}  # fmt: skip  # X509_V_ERR_…
_NO_NAME = ("name or service", "nodename nor", "getaddrinfo", "name resolution", "no address")


def browser() -> httpx.AsyncClient:
    """A client that follows nothing and believes no proxy of the environment."""
    return httpx.AsyncClient(
        timeout=TIMES_OUT,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "alu doctor"},
    )


async def tried(
    web: httpx.AsyncClient,
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response | Trouble:
    """The answer, whatever it says, or why there was none."""
    try:
        return await web.request(method, url, content=body, headers=headers)
    except httpx.RequestError as failed:
        return _trouble(failed)


def origin(url: str) -> str:
    """Scheme, host and port of an address: what may be shown of one that holds a secret."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{parts.port}" if parts.port else "")


def redirected(answer: httpx.Response) -> str | None:
    """Where an answer sends us, as far as it may be shown; None where it does not."""
    if not answer.is_redirect:
        return None
    return origin(str(answer.url.join(answer.headers["location"])))


def _trouble(failed: httpx.RequestError) -> Trouble:
    for cause in _causes(failed):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _BY_CODE.get(cause.verify_code, "tls")
        if isinstance(cause, ssl.SSLError):
            return "tls"
    if isinstance(failed, httpx.TimeoutException):
        return "timeout"
    if not isinstance(failed, httpx.ConnectError):
        return "lost"
    return "unresolved" if any(one in str(failed).lower() for one in _NO_NAME) else "refused"


def _causes(failed: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = failed
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
