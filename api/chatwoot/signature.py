"""Is this delivery Chatwoot's? HMAC over the raw bytes, a window of time, and the secret part of the path.

``X-Chatwoot-Signature: sha256=hex(HMAC-SHA256(secret, timestamp + "." + raw body))``, with several secrets while one
is being changed. Servers before 4.13 sign nothing: for them, and only if asked for, the path token stands alone.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from api.errors import WrongSettings

Verdict = Literal["signed", "unsigned", "missing", "malformed", "wrong", "stale"]
"""``signed`` and ``unsigned`` may enter; the others are refused."""

TIMESTAMP = "x-chatwoot-timestamp"
SIGNATURE = "x-chatwoot-signature"
TOLERANCE = 300.0
LEAST_TOKEN = 22  # 128 bits in base64

_SECONDS = re.compile(r"[0-9]{1,12}")
_SHA256 = re.compile(r"sha256=[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Seal:
    """What a delivery must show. ``tolerance`` is in seconds and holds into the past and into the future.

    ``unsigned_allowed`` admits deliveries without any signature, for servers before 4.13; it needs a path token. One
    that is there and wrong is refused all the same.
    """

    secrets: tuple[str, ...] = field(repr=False)
    path_tokens: tuple[str, ...] = field(default=(), repr=False)
    tolerance: float = TOLERANCE
    unsigned_allowed: bool = False

    def __post_init__(self) -> None:
        """Refuses what would leave the door open. Raises ``WrongSettings``."""
        if not all(self.secrets):
            raise WrongSettings("ALU_WEBHOOK_SECRETS: an empty secret signs for anybody")
        if not self.secrets and not self.unsigned_allowed:
            raise WrongSettings("ALU_WEBHOOK_SECRETS: name the secret of the agent bot")
        if self.unsigned_allowed and not self.path_tokens:
            raise WrongSettings("ALU_WEBHOOK_PATH_TOKEN: unsigned deliveries need one")
        if any(len(token) < LEAST_TOKEN for token in self.path_tokens):
            raise WrongSettings(f"ALU_WEBHOOK_PATH_TOKEN: at least {LEAST_TOKEN} random characters")

    def knows_path(self, token: str | None) -> bool:
        """Whether ``token`` is the secret part of the path; without configured tokens there must be none."""
        if token is None:
            return not self.path_tokens
        return _is_one_of(token.encode(errors="replace"), self.path_tokens)

    def verdict(self, headers: Iterable[tuple[str, str]], body: bytes, now: float) -> Verdict:
        """What the headers say of ``body``, the bytes as received, at ``now`` in Unix seconds."""
        timestamps, signatures = _values(headers)
        if not timestamps and not signatures:
            return "unsigned" if self.unsigned_allowed else "missing"
        if len(timestamps) != 1 or len(signatures) != 1:
            return "malformed"
        if not _SECONDS.fullmatch(timestamps[0]) or not _SHA256.fullmatch(signatures[0]):
            return "malformed"
        if not self._signed(timestamps[0], signatures[0], body):
            return "wrong"
        return "signed" if abs(now - int(timestamps[0])) <= self.tolerance else "stale"

    def _signed(self, timestamp: str, signature: str, body: bytes) -> bool:
        content = timestamp.encode() + b"." + body
        macs = [hmac.digest(secret.encode(), content, "sha256").hex() for secret in self.secrets]
        return _is_one_of(signature.removeprefix("sha256=").encode(), macs)


def _values(headers: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    pairs = [(name.lower(), value) for name, value in headers]
    timestamps = [value for name, value in pairs if name == TIMESTAMP]
    return timestamps, [value for name, value in pairs if name == SIGNATURE]


def _is_one_of(given: bytes, known: Iterable[str]) -> bool:
    """Every known one is compared, so that the time tells nothing."""
    return any([hmac.compare_digest(given, one.encode()) for one in known])  # noqa: C419
