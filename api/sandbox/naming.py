"""Identifiers and secrets without chance: the same seed gives the same ones in the same order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TOKEN_LETTERS = 24


@dataclass(slots=True)
class Naming:
    """Draws from a seed; where the address is reachable by others, the seed is a secret."""

    seed: str
    _drawn: int = 0

    def uuid(self) -> str:
        """An identifier as of deliveries, conversations and contacts."""
        return str(UUID(bytes=self._draw()[:16], version=4))

    def token(self) -> str:
        """A secret or a token of 24 letters."""
        number = int.from_bytes(self._draw())
        letters = []
        for _ in range(TOKEN_LETTERS):
            number, place = divmod(number, len(BASE58))
            letters.append(BASE58[place])
        return "".join(letters)

    def _draw(self) -> bytes:
        self._drawn += 1
        return hashlib.sha256(f"{self.seed}:{self._drawn}".encode()).digest()
