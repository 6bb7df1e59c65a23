"""A conversation without Chatwoot: the same graph, with an in-memory desk in place of the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from langgraph.checkpoint.memory import InMemorySaver

from agent.conversation import Taken, remembered, take_turn
from agent.desk import Desk
from agent.graph import Agent, build
from agent.mind import Role
from agent.resources import Resources
from agent.state import Message, MessageKind, State, Status, Turn

Clock = Callable[[], datetime]


@dataclass
class Chat:
    """One conversation. ``clock`` tells the time; ids are counted, so that a script always gives the same.

    ``desk`` shows what the effects so far would have done; ``last`` is the turn taken last.
    """

    resources: Resources
    clock: Clock
    thread: str = "terminal:1"
    contact: dict[str, str] = field(default_factory=dict)
    ddd: str = ""
    agent: Agent = field(default_factory=lambda: build(InMemorySaver()))
    desk: Desk = field(default_factory=Desk)
    last: Taken = field(default_factory=lambda: Taken({}, ()))
    _count: int = 0

    async def customer(self, texts: Iterable[str], kind: MessageKind = "text") -> Taken:
        """The customer writes, in one burst; on a resolved conversation it becomes pending again."""
        status: Status = "pending" if self.desk.status == "resolved" else self.desk.status
        return await self._take(status, [self._message("customer", text, kind) for text in texts])

    async def human(self, text: str, name: str) -> Taken:
        """A person of the team writes to the customer: the conversation is theirs from now on."""
        return await self._take("open", [self._message("human", text, "text", name)])

    async def status(self, status: Status) -> Taken:
        """A person changes the conversation's status."""
        return await self._take(status, [])

    async def memory(self) -> State:
        """What Alú remembers of the conversation."""
        return await remembered(self.agent, self.thread)

    def _message(self, role: Role, text: str, kind: MessageKind, name: str = "") -> Message:
        self._count += 1
        return {"id": f"m{self._count}", "role": role, "kind": kind, "text": text, "name": name}

    async def _take(self, status: Status, messages: list[Message]) -> Taken:
        self._count += 1
        turn: Turn = {
            "status": status,
            "messages": messages,
            "now": self.clock().isoformat(),
            "turn_id": f"t{self._count}",
            "contact": self.contact,
            "ddd": self.ddd,
        }
        self.last = await take_turn(self.agent, self.thread, turn, self.resources)
        shown = self.desk.after([{"do": "set_status", "status": status}])
        self.desk = shown.after(self.last.outcome.get("effects") or [])
        return self.last
