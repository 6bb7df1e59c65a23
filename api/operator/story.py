"""One conversation as it is stored: its state, what Alú knows, what each turn did, what was not said, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langgraph.graph import START
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.ledger import Ledger, from_json, to_json
from agent.protocol import Protocol
from agent.state import Message, State
from agent.waiting import NextStep
from api.errors import AluError
from api.storage import checkpointer, conversations, overview, silences, slips, turns
from api.storage.conversations import Conversation
from api.storage.overview import Letter, Pending
from api.storage.slips import Slip
from api.storage.thread import Thread
from api.storage.turns import TurnRow


@dataclass(frozen=True, slots=True)
class Story:
    """Everything an operator may want to know of a conversation. ``memory`` is the newest checkpoint's.

    ``next``: what comes if nobody says anything.
    """

    conversation: Conversation
    memory: State
    turns: tuple[TurnRow, ...]
    unsaid: tuple[Slip, ...]
    waiting: tuple[Slip, ...]
    unread: tuple[Pending, ...]
    unreadable: tuple[Letter, ...]
    next: NextStep | None = None

    @property
    def messages(self) -> list[Message]:
        """The transcript as far as it is remembered."""
        return self.memory.get("messages") or []

    def ledger(self, protocol: Protocol) -> Ledger:
        """What is known, in the words that the company has now."""
        return from_json(self.memory.get("ledger")).known_to(protocol)

    def state(self, protocol: Protocol) -> State:
        """The memory with that ledger."""
        return {**self.memory, "ledger": to_json(self.ledger(protocol))}


async def told(tx: AsyncConnection, thread: Thread) -> Story:
    """The story of a conversation that is known. Raises ``SealBroken``."""
    known = await conversations.known(tx, thread)
    if known is None:
        raise AluError(f"a conversa {thread} acaba de desaparecer")
    return Story(
        known,
        await checkpointer.values(tx, str(thread)),  # type: ignore[arg-type]  # the graph's State was stored
        tuple(await turns.recorded(tx, thread)),
        tuple(await slips.unsaid(tx, thread=thread)),
        tuple(await slips.waiting(tx, thread)),
        tuple(await overview.unread(tx, thread)),
        tuple(await overview.unreadable(tx, thread)),
        await silences.planned(tx, thread),
    )


def path(rows: Sequence[TurnRow], thread: Thread, turn: int | None) -> tuple[str, ...]:
    """The nodes of the last turn (None), of one, or (0) of all turns one after the other. Raises ``AluError``. Pure."""
    if not rows:
        raise AluError(f"a conversa {thread} ainda não tem turnos")
    if turn == 0:
        return tuple(node for row in rows for node in (START, *row.path) if row.path)
    row = rows[-1] if turn is None else _numbered(rows, thread, turn)
    if not row.path:
        raise AluError(f"o turno {row.turn} da conversa {thread} não passou pelo grafo")
    return row.path


def _numbered(rows: Sequence[TurnRow], thread: Thread, turn: int) -> TurnRow:
    for row in rows:
        if row.turn == turn:
            return row
    there = ", ".join(str(row.turn) for row in rows)
    raise AluError(f"a conversa {thread} não tem o turno {turn}; tem {there}")
