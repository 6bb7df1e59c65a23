"""What a report is counted from: turns, when a customer was heard and told, what was not told. No word of anybody.

Turns are kept for years; what was heard and told, for as long as ``retention.Limits.keys``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    case,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.tables import contacts, conversations, corrections, inbox, outbox, turns
from api.storage.thread import Thread

LINE, MOVE = "message_created", "status"
"""Events of the inbox: somebody wrote, the status changed."""

OVERTAKEN = "overtaken"
"""A hand-over that no team got, for a person was quicker."""

Place = tuple[int, int, int]
"""Account, conversation, turn: a hundred thousand plain tuples are light."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose conversations: of one account (None: of all), of some inboxes (none: of all).

    A conversation whose inbox nobody told counts: the webhook lets in only what is hers.
    """

    account: int | None = None
    inboxes: tuple[int, ...] = ()


class Window(NamedTuple):
    """From ``begin`` until just before ``end``."""

    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it. Quickest where all are of one zone."""
        return self.begin <= moment < self.end


class TurnSeen(NamedTuple):
    """One turn: as in ``turns.TurnRow``; its ``act`` may be ``OVERTAKEN`` too."""

    thread: Thread
    turn: int
    started_at: datetime
    act: str
    reason: str
    mind: str
    tokens_in: int
    tokens_out: int
    need: str
    team: str
    lacks: Sequence[str] | None

    @property
    def place(self) -> Place:
        """By what it is found."""
        return (*self.thread, self.turn)


@dataclass(frozen=True, slots=True)
class Untold:
    """An effect that was kept back, given up, or is in doubt (``parked``): since when, and why."""

    kind: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that a person put right, by its kind."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything about the conversations with a turn in a window; their turns whole, in order, before and after it too.

    ``hers``: conversations that are Alú's now. ``moved``: turns that read a change of status. ``heard``: when the first
    line that a turn read came in, ``told``: when a routing turn's message was sent; both only of conversations that she
    routed in the window. ``untold`` and ``corrections`` are those of the window.
    """

    turns: Sequence[TurnSeen]
    hers: Set[Thread]
    moved: Set[Place]
    heard: Mapping[Place, datetime]
    told: Mapping[Place, datetime]
    untold: Sequence[Untold]
    corrections: Sequence[Correction]


async def gather(tx: AsyncConnection, scope: Scope, window: Window) -> Gathered:
    """One moment of the database, as far as a report needs it."""
    active = _active(scope, window)
    routed = _active(scope, window, turns.c.act == "route")
    return Gathered(
        turns=await _turns(tx, active),
        hers=await _hers(tx, active),
        moved=await _moved(tx, active),
        heard=await _heard(tx, routed),
        told=await _told(tx, routed),
        untold=await _untold(tx, scope, window),
        corrections=await _corrections(tx, scope, window),
    )


Keys = Select[tuple[int, int]]


def _active(scope: Scope, window: Window, which: ColumnElement[bool] | None = None) -> Keys:
    """The conversations with a turn in the window."""
    query = select(turns.c.account, turns.c.conversation).join(conversations, _here(turns))
    in_time = _within(turns.c.started_at, window)
    return query.where(_in_scope(scope), in_time, true() if which is None else which).distinct()


async def _turns(tx: AsyncConnection, active: Keys) -> list[TurnSeen]:
    shown = (
        turns.c.account, turns.c.conversation, turns.c.turn, turns.c.started_at, _act(), turns.c.reason,
        turns.c.mind, turns.c.tokens_in, turns.c.tokens_out, turns.c.need, turns.c.team, turns.c.lacks,
    )  # fmt: skip
    in_order = (turns.c.account, turns.c.conversation, turns.c.turn)
    rows = await tx.execute(select(*shown).where(_among(turns, active)).order_by(*in_order))
    threads: dict[tuple[int, int], Thread] = {}  # one of each, for all its turns
    return [
        TurnSeen(threads.setdefault((account, number), Thread(account, number)), *rest)
        for account, number, *rest in rows
    ]


async def _hers(tx: AsyncConnection, active: Keys) -> Set[Thread]:
    pending = and_(conversations.c.status == "pending", not_(conversations.c.taken))
    query = select(conversations.c.account, conversations.c.conversation)
    rows = await tx.execute(query.where(pending, _among(conversations, active)))
    return {Thread(*row) for row in rows}


async def _moved(tx: AsyncConnection, active: Keys) -> Set[Place]:
    query = select(inbox.c.account, inbox.c.conversation, inbox.c.turn).where(
        inbox.c.event == MOVE, inbox.c.turn.is_not(None), _among(inbox, active)
    )
    rows = await tx.execute(query)
    return {(account, number, turn) for account, number, turn in rows}


async def _heard(tx: AsyncConnection, routed: Keys) -> dict[Place, datetime]:
    key = (inbox.c.account, inbox.c.conversation, inbox.c.turn)
    query = (
        select(*key, func.min(inbox.c.heard_at))
        .where(inbox.c.event == LINE, inbox.c.turn.is_not(None), _among(inbox, routed))
        .group_by(*key)
    )
    return _moments(await tx.execute(query))


async def _told(tx: AsyncConnection, routed: Keys) -> dict[Place, datetime]:
    key = (outbox.c.account, outbox.c.conversation, outbox.c.turn)
    said = and_(outbox.c.kind == "say", outbox.c.state == "sent", turns.c.act == "route")
    query = (
        select(*key, func.max(outbox.c.changed_at))
        .join(turns, _of_its_turn())
        .join(conversations, _here(outbox))
        .where(said, not_(_erased()), _among(outbox, routed))
        .group_by(*key)
    )
    return _moments(await tx.execute(query))


async def _untold(tx: AsyncConnection, scope: Scope, window: Window) -> list[Untold]:
    shown = (outbox.c.kind, outbox.c.state, outbox.c.reason, outbox.c.changed_at)
    states = outbox.c.state.in_(["suppressed", "dropped", "parked"])
    query = select(*shown).join(conversations, _here(outbox)).where(states)
    known = and_(_within(outbox.c.changed_at, window), not_(_erased()))
    return [Untold(*row) for row in await tx.execute(query.where(_in_scope(scope), known))]


async def _corrections(tx: AsyncConnection, scope: Scope, window: Window) -> list[Correction]:
    query = select(corrections.c.kind, corrections.c.made_at)
    query = query.join(conversations, _here(corrections))
    in_time = _within(corrections.c.made_at, window)
    return [Correction(*row) for row in await tx.execute(query.where(_in_scope(scope), in_time))]


def _act() -> ColumnElement[str]:
    """What a turn was, as far as people let her."""
    void = and_(_of_its_turn(), outbox.c.kind == "assign_team", outbox.c.state == "suppressed")
    overtaken = select(outbox.c.part).where(void).correlate(turns).exists()
    return case((and_(turns.c.act == "route", overtaken), OVERTAKEN), else_=turns.c.act)


def _of_its_turn() -> ColumnElement[bool]:
    return and_(
        turns.c.account == outbox.c.account,
        turns.c.conversation == outbox.c.conversation,
        turns.c.turn == outbox.c.turn,
    )


def _erased() -> ColumnElement[bool]:
    """Erasing a contact touches every row of its conversations: when they were told is not known any more."""
    of_contact = and_(
        contacts.c.account == conversations.c.account,
        contacts.c.contact == conversations.c.contact,
        contacts.c.erased_at == outbox.c.changed_at,
    )
    return select(contacts.c.contact).where(of_contact).correlate(conversations, outbox).exists()


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    ours = true() if scope.account is None else conversations.c.account == scope.account
    if not scope.inboxes:
        return ours
    inboxes = or_(conversations.c.inbox.in_(scope.inboxes), conversations.c.inbox.is_(None))
    return and_(ours, inboxes)


def _within(moment: ColumnElement[datetime], window: Window) -> ColumnElement[bool]:
    return and_(moment >= window.begin, moment < window.end)


def _here(table: Table) -> ColumnElement[bool]:
    return and_(
        table.c.account == conversations.c.account,
        table.c.conversation == conversations.c.conversation,
    )


def _among(table: Table, keys: Keys) -> ColumnElement[bool]:
    return tuple_(table.c.account, table.c.conversation).in_(keys)


def _moments(rows: Iterable[Row[int, int, int, datetime]]) -> dict[Place, datetime]:
    return {(account, number, turn): at for account, number, turn, at in rows}
