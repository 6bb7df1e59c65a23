"""Deliveries as Chatwoot makes them, many and each another one: the first recorded body, spoken by many customers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import orjson

from api.sandbox.courier import signature
from api.sandbox.records import Status
from tests.recordings import reading

TEXTS = (
    "bom dia",
    "quero 30 barras de tubo quadrado 50x50 branco",
    "é pra empresa, Metal Forte",
    "na verdade são 60 barras",
    "a entrega é em Sobral",
)


def whose(conversation: int, share: float) -> Status:
    """Whose turn it is: of all numbers, ``share`` are pending, evenly spread; in the others a person speaks."""
    before, now = int((conversation - 1) * share), int(conversation * share)
    return "pending" if now > before else "open"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Signed ``message_created`` of customers. ``now`` is in Unix seconds: made shortly before they are sent.

    Conversation and contact have the same number, from 1; message ids rise from ``first``. ``pending`` is the share of
    conversations that Alú is to answer.
    """

    host: str
    path: str
    secret: str = field(repr=False)
    now: float
    conversations: int = 500
    first: int = 1_000_001
    pending: float = 1.0
    keep_alive: bool = False
    seed: int = 1
    texts: Sequence[str] = TEXTS

    def requests(self, number: int) -> list[bytes]:
        """So many HTTP requests, as bytes."""
        return [self.request(place, body) for place, body in enumerate(self.bodies(number))]

    def bodies(self, number: int) -> Iterator[bytes]:
        """So many bodies. Conversations take turns in an order of chance, and each says the texts one by one."""
        recorded = json.loads(reading.deliveries()[0]["raw_body"])
        order = list(range(1, self.conversations + 1))
        Random(self.seed).shuffle(order)  # noqa: S311  chance, not secrecy
        for place in range(number):
            round_, turn = divmod(place, self.conversations)
            yield self._body(recorded, self.first + place, order[turn], round_)

    def request(self, place: int, body: bytes) -> bytes:
        """The request that carries a body, headers as recorded."""
        timestamp = str(int(self.now))
        head = (
            f"POST {self.path} HTTP/1.1",
            "Content-Type: application/json",
            "Accept: application/json",
            "User-Agent: Ruby",
            f"X-Chatwoot-Delivery: {uuid.UUID(int=place)}",
            f"X-Chatwoot-Timestamp: {timestamp}",
            f"X-Chatwoot-Signature: {signature(self.secret, timestamp, body)}",
            f"Host: {self.host}",
            f"Content-Length: {len(body)}",
            f"Connection: {'keep-alive' if self.keep_alive else 'close'}",
        )
        return "\r\n".join((*head, "", "")).encode() + body

    def _body(self, recorded: dict, message: int, conversation: int, round_: int) -> bytes:
        text = self.texts[round_ % len(self.texts)]
        at = self.now + (message - self.first) / 1000  # later messages are later
        iso = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
        talk, inner = recorded["conversation"], recorded["conversation"]["messages"][0]
        who = {"id": conversation, "name": f"Cliente {conversation}", "identifier": None,
               "email": None, "phone_number": f"+55859{conversation:08d}"}  # fmt: skip
        link = {"id": conversation, "contact_id": conversation, "source_id": f"c-{conversation}"}
        inner = {
            **inner,
            "id": message,
            "content": text,
            "processed_message_content": text,
            "conversation_id": conversation,
            "created_at": int(at),
            "updated_at": iso,
            "sender_id": conversation,
            "sender": {**inner["sender"], **who},
        }
        talk = {
            **talk,
            "id": conversation,
            "status": whose(conversation, self.pending),
            "contact_inbox": {**talk["contact_inbox"], **link},
            "meta": {**talk["meta"], "sender": {**talk["meta"]["sender"], **who}},
            "messages": [inner],
            "waiting_since": int(at),
            "last_activity_at": int(at),
            "timestamp": int(at),
            "created_at": int(self.now),
            "updated_at": at,
        }
        return orjson.dumps(
            {
                **recorded,
                "id": message,
                "content": text,
                "created_at": iso,
                "sender": {**recorded["sender"], **who},
                "conversation": talk,
            }
        )
