"""The one use case: what a conversation's unread deliveries say becomes one decided, stored outcome.

A turn is decided without touching anything, then stored in one transaction: checkpoint, outbox, inbox and record move
together or not at all. If the conversation moved on meanwhile, the turn is thrown away and begins again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent import lastresort
from agent.conversation import Taken, take_turn
from agent.effects import Effect
from agent.graph import Agent
from agent.ledger import Ledger
from agent.mind import Attempt
from agent.protocol import Protocol
from agent.resources import Resources
from agent.showing import CONTACT_ATTRIBUTES
from agent.state import Edit, Message, Order, Outcome, Status, Turn
from api import correcting
from api.hearing import EDIT, ORDER, STATUS, UNSAID
from api.metrics import Metrics
from api.silence import left_to_wait, step_to_take
from api.storage import contacts, conversations, inbox, outbox, silences
from api.storage.checkpointer import Checkpointer
from api.storage.conversations import Conversation
from api.storage.corrections import Way
from api.storage.courtesy import after_deliveries
from api.storage.inbox import Unread
from api.storage.silences import SILENCE, Silent
from api.storage.thread import Thread
from api.storage.turns import TurnRow, record
from api.storage.unit import Unit

Endpoints = Mapping[str, tuple[str, str]]
"""The model, and the fingerprint of what it is asked, by the name of the mind that asks it."""


@dataclass(frozen=True, slots=True)
class Look:
    """A conversation as it stands: what waits to be read, in Chatwoot's order, and when the next effect is due.

    ``facts`` are remembered of the contact from earlier conversations.
    """

    conversation: Conversation
    unread: tuple[Unread, ...]
    due_at: datetime | None
    facts: Mapping[str, str]

    @property
    def customer_lines(self) -> list[Unread]:
        """What waits of the customer."""
        return [row for row in self.unread if row.body.get("role") == "customer"]


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn that is decided and not stored yet: what it read, what it means to do, what it cost."""

    look: Look
    read: tuple[Unread, ...]
    taken: Taken
    unit: Unit
    started_at: datetime
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Turns:
    """Decides and stores turns. ``stopwatch`` measures seconds; ``clock`` tells the time.

    A mind that is not among ``endpoints`` asks no model.
    """

    engine: AsyncEngine
    agent: Agent
    checkpointer: Checkpointer
    resources: Resources
    clock: Callable[[], datetime]
    metrics: Metrics
    endpoints: Endpoints = field(default_factory=dict)
    stopwatch: Callable[[], float] = time.perf_counter

    async def look(self, thread: Thread) -> Look | None:
        """What there is to do in a conversation; None if it was never heard of."""
        async with after_deliveries(self.engine) as tx:
            known = await conversations.known(tx, thread)
            if known is None:
                return None
            unread = await inbox.unread(tx, thread)
            head = await outbox.head(tx, thread)
            facts = await _facts(tx, known) if unread else {}
        return Look(known, tuple(unread), head.due_at if head else None, facts)

    async def decide(self, look: Look) -> Decided:
        """Runs the graph once. Changes nothing, may be cancelled at any point."""
        began, started_at = self.stopwatch(), self.clock()
        read = to_read(look)
        turn = as_turn(look, read, started_at, self.resources.protocol)
        async with self.checkpointer.unit() as unit:
            taken = await take_turn(self.agent, str(look.conversation.thread), turn, self.resources)
        seconds = {"wait": _waited(read, started_at), "think": self.stopwatch() - began}
        return Decided(look, read, taken, unit, started_at, seconds)

    async def store(self, decided: Decided) -> int:
        """Stores a turn; how many effects it has to tell.

        Raises ``TurnLost`` if the conversation moved on: then nothing is stored.
        """
        known, outcome = decided.look.conversation, decided.taken.outcome
        effects = outcome.get("effects") or []
        began = self.stopwatch()
        async with after_deliveries(self.engine) as tx:
            turn = await conversations.claim(tx, known.thread, known.version, known.epoch)
            before = await _if_put_right(tx, decided)
            await decided.unit.write(tx)
            await outbox.add(tx, known.thread, turn, known.epoch, effects, self.clock())
            await inbox.mark(tx, [row.id for row in decided.read], turn)
            await _remember(tx, known, effects, self.clock())
            await self._wait_on(tx, known, decided.read, outcome, turn)
            if before:
                await self._learn(tx, decided, before, turn)
            await record(tx, self._row(decided, turn, self.stopwatch() - began))
        self._count(decided)
        return len(effects)

    async def give_up(self, look: Look, why: lastresort.Why = "mind") -> int:
        """A turn without the graph, which failed or took too long: a word to the customer, and people take over.

        How many effects it has to tell. Raises ``TurnLost`` as ``store`` does.
        """
        known, read = look.conversation, _given_up(look, why)
        pending = known.attended == "pending"
        effects = _in_trouble(self.resources.protocol, why, read, pending=pending)
        row = TurnRow(known.thread, known.version + 1, known.epoch, self.clock(), {}, (),
                      "route" if pending else "silence", why, team=team_given(effects))  # fmt: skip
        async with after_deliveries(self.engine) as tx:
            turn = await conversations.claim(tx, known.thread, known.version, known.epoch)
            await outbox.add(tx, known.thread, turn, known.epoch, effects, self.clock())
            await inbox.mark(tx, [one.id for one in read], turn)
            await self._wait_on(tx, known, read, {"effects": effects, "reason": why}, turn)
            await record(tx, row)
        self.metrics.turns.labels(row.act, "given_up" if why == "mind" else why).inc()
        return len(effects)

    def _row(self, decided: Decided, turn: int, storing: float) -> TurnRow:
        known, outcome = decided.look.conversation, decided.taken.outcome
        attempts = _attempts(decided)
        mind = attempts[-1].mind if attempts else ""
        model, fingerprint = self.endpoints.get(mind, ("", ""))
        effects, lacks = outcome.get("effects") or [], outcome.get("lacks")
        return TurnRow(
            thread=known.thread,
            turn=turn,
            epoch=known.epoch,
            started_at=decided.started_at,
            seconds={name: round(value, 4) for name, value in decided.seconds.items()}
            | {"store": round(storing, 4)},
            path=decided.taken.path,
            act=outcome.get("act", "silence"),
            reason=outcome.get("reason", "resting"),
            mind=mind,
            model=model,
            prompt_hash=fingerprint,
            tokens_in=sum(one.tokens_in for one in attempts),
            tokens_out=sum(one.tokens_out for one in attempts),
            need=need_shown(effects, self.resources.protocol),
            team=team_given(effects),
            lacks=None if lacks is None else tuple(lacks),
        )

    async def _learn(
        self, tx: AsyncConnection, decided: Decided, before: Ledger, turn: int
    ) -> None:
        """What people of the team put right in this turn, of what she had handed over."""
        known, read = decided.look.conversation, decided.read
        sources = {_source(row) for row in read if row.event in (ORDER, EDIT)}
        team = team_given(decided.taken.outcome.get("effects") or []) if of_orders(read) else ""
        after = await correcting.remembered(tx, known.thread)
        if humans := correcting.of_orders(before, after, sources, team):
            way: Way = "order" if of_orders(read) else "screen"
            await correcting.learn(tx, known, humans, before, self.clock(), f"turn:{turn}", way)

    async def _wait_on(
        self,
        tx: AsyncConnection,
        known: Conversation,
        read: Sequence[Unread],
        outcome: Outcome,
        turn: int,
    ) -> None:
        """What comes next if nobody says anything."""
        before = await silences.known(tx, known.thread)
        quiet, step = left_to_wait(
            before.quiet if before else None,
            read,
            _status(known, read),
            outcome,
            self.clock(),
            self.resources.protocol,
        )
        await silences.keep(tx, Silent(known.thread, turn, quiet, step))

    def _count(self, decided: Decided) -> None:
        outcome = decided.taken.outcome
        self.metrics.turns.labels(
            outcome.get("act", "silence"), outcome.get("reason", "resting")
        ).inc()
        for phase, seconds in decided.seconds.items():
            self.metrics.phases.labels(phase).observe(seconds)
        for one in _attempts(decided):
            self.metrics.minds.labels(one.mind, one.failure.partition(":")[0]).inc()
            self.metrics.tokens.labels(one.mind, "in").inc(one.tokens_in)
            self.metrics.tokens.labels(one.mind, "cached").inc(one.tokens_cached)
            self.metrics.tokens.labels(one.mind, "out").inc(one.tokens_out)


def to_read(look: Look) -> tuple[Unread, ...]:
    """What one turn reads. Of several moves of the status each that is no hand-back is an event of its own. Pure."""
    moves = _moves(look.unread)
    for place, move in enumerate(moves[:-1]):
        if move.body["status"] != "pending":
            return tuple(moves[: place + 1])
    return _lines_or_orders(look.unread)


def of_orders(read: Sequence[Unread]) -> bool:
    """Whether a turn reads what people of the team ask of her. Pure."""
    return any(row.event == ORDER for row in read)


def _given_up(look: Look, why: lastresort.Why) -> tuple[Unread, ...]:
    """What a turn without the graph deals with: an order waits for its own turn, unless it is what fails."""
    read = to_read(look)
    if why == "mind" and of_orders(read):
        return read
    return tuple(row for row in look.unread if row.event != ORDER)


def _in_trouble(
    protocol: Protocol, why: lastresort.Why, read: Sequence[Unread], *, pending: bool
) -> list[Effect]:
    """Who gave the order is told, the customer is not: nothing is known to be wrong between them."""
    if of_orders(read):
        told = lastresort.silently(protocol.notes.trouble)
        return told if pending else told[:1]
    return lastresort.trouble(protocol, why) if pending else []


def _lines_or_orders(rows: tuple[Unread, ...]) -> tuple[Unread, ...]:
    """In their order: what people ask of her is a turn of its own. A step that meets it is not taken."""
    before = tuple(takewhile(lambda row: row.event != ORDER, rows))
    if any(row.event != SILENCE for row in before):
        return before
    return tuple(takewhile(lambda row: row.event in (ORDER, SILENCE), rows))


def as_turn(
    look: Look,
    read: Sequence[Unread],
    now: datetime,
    protocol: Protocol,
) -> Turn:
    """What enters the graph. The contact's panel counts before what is remembered: people may have put it right."""
    known = look.conversation
    said = {row.message: row for row in read if "role" in row.body}  # a later version replaces
    told = [row.body for row in said.values() if row.body["role"] == "customer"]
    ddd = next((str(body["ddd"]) for body in reversed(told) if body.get("ddd")), "")
    shown = next((body["attributes"] for body in reversed(told) if "attributes" in body), {})
    turn: Turn = {
        "status": _status(known, read),
        "messages": [_message(row) for row in said.values() if _has_content(row)],
        "now": now.isoformat(),
        "turn_id": turn_id(known.thread, known.version + 1),
        "contact": {**look.facts, **_recognised(shown, protocol)},
        "ddd": ddd,
        "unsaid": [str(row.body["unsaid"]) for row in read if row.event == UNSAID],
        "orders": [_order(row) for row in read if row.event == ORDER],
        "edits": [_edit(row) for row in read if row.event == EDIT],
    }
    step = step_to_take(read)
    return {**turn, "silence": step} if step else turn


def need_shown(effects: Sequence[Effect], protocol: Protocol) -> str:
    """The need that effects put on Chatwoot's screens, as an attribute or else as a label; empty if none. Pure."""
    for effect in reversed(effects):
        if effect["do"] == "set_attributes" and effect["attributes"].get("alu_necessidade"):
            return effect["attributes"]["alu_necessidade"]
    labels = [
        label for effect in effects if effect["do"] == "add_labels" for label in effect["labels"]
    ]
    kinds = {kind.replace("_", "-"): kind for kind in protocol.needs}
    return next((kinds[label] for label in labels if label in kinds), "")


def team_given(effects: Sequence[Effect]) -> str:
    """The team that effects give the conversation to; empty if none. Pure."""
    teams = (effect["team"] for effect in effects if effect["do"] == "assign_team")
    return next(teams, "")


def _recognised(shown: object, protocol: Protocol) -> dict[str, str]:
    """What a contact's attributes tell in the protocol's own words."""
    attributes = shown if isinstance(shown, dict) else {}
    return {
        name: value
        for name in CONTACT_ATTRIBUTES
        if name in protocol.slots and (value := attributes.get(name))
        if value in (protocol.slots[name].choices or {value})
    }


def turn_id(thread: Thread, turn: int) -> str:
    """Names a turn to the graph, which makes the ids of her own messages from it."""
    return f"{thread}:{turn}"


def own_message(thread: Thread, turn: int) -> str:
    """The id that the graph gave to what she said in a turn."""
    return f"{turn_id(thread, turn)}:alu"


def _status(known: Conversation, read: Sequence[Unread]) -> Status:
    moves = _moves(read)
    return moves[-1].body["status"] if moves else known.attended  # type: ignore[return-value]  # stored as a Status


def _moves(rows: Sequence[Unread]) -> list[Unread]:
    return sorted((row for row in rows if row.event == STATUS), key=lambda row: row.id)


def _message(row: Unread) -> Message:
    said = {name: row.body[name] for name in ("role", "kind", "text", "name")}
    return {"id": str(row.message), **said}  # type: ignore[typeddict-item]  # api.hearing wrote it


def _order(row: Unread) -> Order:
    return {"id": str(row.message), "text": str(row.body["text"]), "name": str(row.body["name"])}


def _source(row: Unread) -> str:
    return _order(row)["id"] if row.event == ORDER else _edit(row)["id"]


def _edit(row: Unread) -> Edit:
    name, value, state = (str(row.body[key]) for key in ("name", "value", "id"))
    return {"name": name, "value": value, "id": state}


def _has_content(row: Unread) -> bool:
    return bool(row.body["text"]) or row.body["kind"] != "text"


def _attempts(decided: Decided) -> tuple[Attempt, ...]:
    understanding = decided.taken.outcome.get("understanding")
    return understanding.attempts if understanding else ()


def _waited(read: Sequence[Unread], now: datetime) -> float:
    return max(((now - row.heard_at).total_seconds() for row in read), default=0.0)


async def _if_put_right(tx: AsyncConnection, decided: Decided) -> Ledger | None:
    """What she knew before the team put something right; None of a turn in which nobody did."""
    if not any(row.event in (ORDER, EDIT) for row in decided.read):
        return None
    return await correcting.remembered(tx, decided.look.conversation.thread)


async def _facts(tx: AsyncConnection, known: Conversation) -> dict[str, str]:
    if known.contact is None:
        return {}
    return await contacts.remembered(tx, known.thread.account, known.contact)


async def _remember(
    tx: AsyncConnection, known: Conversation, effects: Sequence[Effect], now: datetime
) -> None:
    """What is shown of a contact is what is remembered of it."""
    facts: dict[str, str] = {}
    for effect in effects:
        if effect["do"] == "update_contact":
            named = {"nome": effect["name"], "email": effect["email"]}
            facts |= {name: value for name, value in named.items() if value}
            facts |= effect["attributes"]
    if facts and known.contact is not None:
        await contacts.remember(tx, known.thread.account, known.contact, facts, now)
