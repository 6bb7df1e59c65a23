"""Personal data at rest: AES-256-GCM under ``ALU_STATE_KEY``, bound to the place where it is kept.

A stored value is one byte that says how it is kept, then either the plain bytes (no key is set) or key id, nonce and
ciphertext. With a key, a plain value is refused where it is read: it may have been put there by someone else.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import WrongSettings
from api.storage.errors import SealBroken

PLAIN, CLOSED = b"\x00", b"\x01"
KEY_BYTES, ID_BYTES, NONCE_BYTES = 32, 4, 12
OPTION = "alu_seal"
NOT_AS_WRITTEN = "what is stored is not what was written"
HEX = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Key:
    """32 bytes, and the id by which a sealed value names them."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Tells keys apart and nothing else."""
        return hashlib.sha256(b"alu key id" + self.secret).digest()[:ID_BYTES]


@dataclass(frozen=True, slots=True)
class Seal:
    """Closes and opens stored bytes. The first key closes, every key opens; without keys everything stays plain."""

    keys: tuple[Key, ...] = ()
    random: Callable[[int], bytes] = secrets.token_bytes

    @classmethod
    def of(cls, setting: str) -> Seal:
        """From ``ALU_STATE_KEY``: keys in base64 or hex, comma-separated, the newest first; empty seals nothing."""
        return cls(tuple(_key(part.strip()) for part in setting.split(",") if part.strip()))

    def close(self, value: bytes, place: str) -> bytes:
        """The bytes to store at ``place``."""
        if not self.keys:
            return PLAIN + value
        key, nonce = self.keys[0], self.random(NONCE_BYTES)
        sealed = AESGCM(key.secret).encrypt(nonce, value, place.encode())
        return CLOSED + key.id + nonce + sealed

    def open(self, stored: bytes, place: str) -> bytes:
        """The bytes that were closed at ``place``. Raises ``SealBroken``."""
        kept, rest = stored[:1], stored[1:]
        if kept == CLOSED:
            return self._opened(rest, place)
        if kept != PLAIN:
            raise SealBroken(f"{place}: {NOT_AS_WRITTEN}")
        if self.keys:
            raise SealBroken(f"{place}: stored in clear, and ALU_STATE_KEY is set")
        return rest

    def _opened(self, closed: bytes, place: str) -> bytes:
        secret = self._secret(closed[:ID_BYTES], place)
        nonce, sealed = closed[ID_BYTES:][:NONCE_BYTES], closed[ID_BYTES + NONCE_BYTES :]
        try:
            return AESGCM(secret).decrypt(nonce, sealed, place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken(f"{place}: {NOT_AS_WRITTEN}") from None

    def _secret(self, id_: bytes, place: str) -> bytes:
        for key in self.keys:
            if key.id == id_:
                return key.secret
        raise SealBroken(f"{place}: sealed with key {id_.hex()}, which ALU_STATE_KEY does not hold")


def of(tx: AsyncConnection) -> Seal:
    """The seal of the database that the connection leads to."""
    seal = tx.engine.get_execution_options().get(OPTION)
    if not isinstance(seal, Seal):
        raise TypeError("open the database with api.storage.engine")
    return seal


def close_json(tx: AsyncConnection, value: object, place: str) -> bytes:
    """A JSON value as bytes to store."""
    return of(tx).close(orjson.dumps(value), place)


def open_json(tx: AsyncConnection, stored: bytes | None, place: str) -> dict[str, object]:
    """The JSON object that was stored; an erased one is empty."""
    if stored is None:
        return {}
    value: dict[str, object] = orjson.loads(of(tx).open(stored, place))
    return value


def _key(text: str) -> Key:
    try:
        secret = bytes.fromhex(text) if HEX.fullmatch(text) else b64decode(text, validate=True)
    except (NotBase64, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise WrongSettings("ALU_STATE_KEY: a key is 32 random bytes, in base64 or hex")
    return Key(secret)
