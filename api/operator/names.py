"""How an operator names things: a conversation by the number that people see, an effect by its key."""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import AluError
from api.settings import Settings
from api.storage import overview, slips
from api.storage.slips import Slip
from api.storage.thread import Thread

NUMBER = r"[0-9]{1,18}"
CONVERSATION = re.compile(rf"(?:({NUMBER}):)?({NUMBER})")
KEY = re.compile(rf"({CONVERSATION.pattern}):({NUMBER}):([0-9]{{1,9}})")


class Key(NamedTuple):
    """The name of an effect: its conversation as written, its turn and part."""

    conversation: str
    turn: int
    part: int


def key(written: str) -> Key:
    """A key as a list shows it or as Chatwoot's ``alu_key``. Raises ``AluError``."""
    read = KEY.fullmatch(written)
    if read is None:
        raise AluError(
            f"{written!r} não é uma chave; escreva conversa:turno:parte, como `alu outbox list` mostra"
        )
    return Key(read[1], int(read[4]), int(read[5]))


async def thread(tx: AsyncConnection, written: str, settings: Settings) -> Thread:
    """The stored conversation of that name, ``42`` or ``1:42``. Raises ``AluError``."""
    read = CONVERSATION.fullmatch(written)
    if read is None:
        raise AluError(
            f"{written!r} não é uma conversa; escreva o número, 42, ou conta:número, 1:42"
        )
    there = await overview.numbered(tx, int(read[2]))
    account = int(read[1]) if read[1] else settings.chatwoot_account_id
    return meant(written, there, account, named=bool(read[1]))


def meant(written: str, there: list[Thread], account: int | None, *, named: bool) -> Thread:
    """Which of the conversations with one number; the account is ``named``, or that of the settings. Pure."""
    ours = [one for one in there if one.account == account]
    candidates = ours or ([] if named else there)
    if not candidates:
        raise AluError(
            f"não conheço a conversa {written}; `alu conversation list` mostra as que há"
        )
    if len(candidates) > 1:
        several = " ou ".join(map(str, candidates))
        raise AluError(f"há mais de uma conversa {written}; escreva {several}")
    return candidates[0]


async def slip(tx: AsyncConnection, written: str, settings: Settings) -> Slip:
    """The stored effect of that key. Raises ``AluError``."""
    name = key(written)
    found = await slips.found(
        tx, await thread(tx, name.conversation, settings), name.turn, name.part
    )
    if found is None:
        raise AluError(
            f"não há nada com a chave {written}; `alu outbox list --all` mostra o que há"
        )
    return found
