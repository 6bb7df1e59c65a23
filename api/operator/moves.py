"""What an operator may do with what waits to be told, and what to ask and say of it.

Telling again what may have arrived already would say it twice: only a person who has looked may decide that. What is
given up becomes known to the mind, as when delivery gives up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import AluError
from api.hearing import unsaid
from api.storage import inbox, slips
from api.storage.slips import Slip
from api.turns import own_message
from api.ways import ACTS

SWEEP = "Com o servidor no ar sai sozinho: a varredura passa a cada 30 s."


async def retry(tx: AsyncConnection, chosen: Sequence[Slip], now: datetime) -> None:
    """Every row is due now, or (``AluError``) the transaction changes none."""
    for one in chosen:
        _assert_unmoved(one, moved=await slips.move(tx, one, "queued", now))


async def drop(tx: AsyncConnection, chosen: Sequence[Slip], now: datetime) -> None:
    """Every row is given up, or (``AluError``) the transaction changes none."""
    for one in chosen:
        _assert_unmoved(one, moved=await slips.move(tx, one, "dropped", now))
        if one.kind == "say":
            await inbox.hear(tx, unsaid(one.thread, own_message(one.thread, one.turn), now))


def assert_may_retry(chosen: Sequence[Slip]) -> None:
    """Raises ``AluError`` that tells of the first row that can't be sent again."""
    _assert_none(chosen, _why_not_again)


def assert_may_drop(chosen: Sequence[Slip]) -> None:
    """Raises ``AluError`` that tells of the first row that can't be given up."""
    _assert_none(chosen, lambda one: "" if one.waits else _how_it_ended(one))


def doubts(chosen: Sequence[Slip], now: datetime) -> list[str]:
    """A line for each row that would perhaps be told twice."""
    return [f"{one.key} {doubt}" for one in chosen if (doubt := _doubt(one, now))]


def losses(chosen: Sequence[Slip], now: datetime) -> list[str]:
    """A line for each row that would be given up."""
    return [
        f"{one.key} {_doubt(one, now) or 'não será dita'}: tentativas {one.attempts}, {one.reason or 'na fila'}"
        for one in chosen
    ]


def remarks(chosen: Sequence[Slip]) -> list[str]:
    """A line for each row that will be suppressed in any case."""
    return [
        f"{one.key}: desde então a conversa saiu das mãos da Alú, e a entrega será suprimida."
        for one in chosen
        if _is_void(one)
    ]


def _doubt(slip: Slip, now: datetime) -> str:
    match slip.state:
        case "sending" if not slip.in_doubt(now):
            return "está sendo enviada neste instante"
        case "sending" | "parked":
            return "pode já ter chegado"
        case "dropped" if slip.kind == "say" and not _is_void(slip):
            return "foi descartada, e a Alú pode já ter respondido outra coisa"
        case _:
            return ""


def _is_void(slip: Slip) -> bool:
    return slip.overtaken and slip.kind in ACTS


def _why_not_again(slip: Slip) -> str:
    if slip.state in ("sent", "suppressed"):
        return _how_it_ended(slip)
    return "já não tem conteúdo, foi apagado; não há o que enviar" if slip.erased else ""


def _how_it_ended(slip: Slip) -> str:
    match slip.state:
        case "sent":
            told = f" (mensagem {slip.message})" if slip.message else ""
            return f"já foi enviada{told}; não há o que fazer"
        case "suppressed":
            return "foi suprimida porque uma pessoa assumiu; a resposta agora é dela, no Chatwoot"
        case _:
            return "já foi descartada; `alu outbox retry` a põe de volta na fila"


def _assert_unmoved(slip: Slip, *, moved: bool) -> None:
    if not moved:
        raise AluError(
            f"{slip.key} mudou enquanto isso, e nada foi feito; veja de novo com `alu outbox list`"
        )


def _assert_none(chosen: Sequence[Slip], why_not: Callable[[Slip], str]) -> None:
    for one in chosen:
        if why := why_not(one):
            raise AluError(f"{one.key} {why}")
