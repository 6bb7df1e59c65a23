"""The silent customer, seen from the body: what each turn leaves to wait for, and the steps whose time has come.

A step enters the inbox as an event of her own making, at most once for each turn; a turn reads it alone, or it is void.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.protocol import Protocol
from agent.state import Outcome, Status, Step
from agent.waiting import NextStep, Quiet, may_remind, next_step
from api.storage import inbox, silences
from api.storage.courtesy import after_deliveries
from api.storage.inbox import Heard, Unread
from api.storage.outbox import Row
from api.storage.silences import SILENCE, Due
from api.storage.thread import Thread

AT_ONCE = 100  # steps of one round: Chatwoot is not flooded on a Monday at eight
BUSY = timedelta(minutes=5)
BY_HAND = frozenset({"status", "order"})
"""Events, beside lines, by which a person did something."""


@dataclass(frozen=True, slots=True)
class Silences:
    """Finds the conversations in which a step is due, by an index, and lets each step in."""

    engine: AsyncEngine
    protocol: Protocol
    clock: Callable[[], datetime]

    async def step(self) -> list[Thread]:
        """One round; the conversations that now have a step to read."""
        now = self.clock()
        async with after_deliveries(self.engine) as tx:
            due = await silences.due(tx, now, AT_ONCE)
            return [one.silent.thread for one in due if await self._let_in(tx, one, now)]

    async def _let_in(self, tx: AsyncConnection, due: Due, now: datetime) -> bool:
        """Whether the step is to be taken now; else it waits for its new time, or is forgotten."""
        silent = due.silent
        step = None if due.void else next_step(silent.quiet, now, self.protocol)
        if step and due.busy:
            step = NextStep(step.step, max(step.at, now + BUSY))
        if step is None or step.at > now:
            await silences.postpone(tx, silent, step)
            return False
        await silences.postpone(tx, silent, NextStep(step.step, now + BUSY))
        return await inbox.hear(tx, stepping(silent.thread, silent.turn, step.step, now))


def stepping(thread: Thread, turn: int, step: Step, now: datetime) -> Heard:
    """A step with a silent customer, as something for the mind to read. After one turn there is one of a kind."""
    return Heard(thread, SILENCE, {"step": step}, now, watermark=f"{turn}:{step}")


def step_to_take(read: Sequence[Unread]) -> Step | None:
    """The step that a turn takes: one that is read alone. Pure."""
    steps: list[Step] = [row.body["step"] for row in read if row.event == SILENCE]  # type: ignore[misc]  # ``stepping``
    return steps[-1] if len(steps) == len(read) and steps else None


def left_to_wait(
    before: Quiet | None,
    read: Sequence[Unread],
    status: Status,
    outcome: Outcome,
    now: datetime,
    protocol: Protocol,
) -> tuple[Quiet, NextStep | None]:
    """How a turn leaves a conversation, and what comes next if nobody says anything. Pure.

    ``status`` is the one that the turn saw.
    """
    quiet = _after(before or Quiet(None, now), read, status, outcome, now)
    hands_on = any(one["do"] == "set_status" for one in outcome.get("effects") or [])
    hers = status == "pending" and not hands_on
    return quiet, next_step(quiet, now, protocol) if hers else None


def _after(
    before: Quiet, read: Sequence[Unread], status: Status, outcome: Outcome, now: datetime
) -> Quiet:
    speaks = any(one["do"] == "say" for one in outcome.get("effects") or [])
    lines = [row for row in read if "role" in row.body]
    acted = speaks or bool(lines) or any(row.event in BY_HAND for row in read)
    ended = status == "resolved"
    return Quiet(
        customer_at=_customer_at(before, read),
        last_at=now if acted else before.last_at,
        hers=speaks or (before.hers and not lines),
        asked=not ended and _asked(before, outcome, acted=speaks or bool(lines)),
        reminded=not ended and (before.reminded or outcome.get("reason") == "reminded"),
        opted_out=before.opted_out or _opts_out(outcome),
        put_off_at=None if ended else _put_off_at(before, outcome, now),
    )


def _customer_at(before: Quiet, read: Sequence[Unread]) -> datetime | None:
    """By Chatwoot's clock where it tells an earlier time than ours: WhatsApp counts from there."""
    wrote = (row for row in read if row.event == "message_created")
    moments = [
        min(row.heard_at, row.happened_at or row.heard_at)
        for row in wrote
        if row.body.get("role") == "customer"
    ]
    known = [before.customer_at] if before.customer_at else []
    return max([*known, *moments], default=None)


def _asked(before: Quiet, outcome: Outcome, *, acted: bool) -> bool:
    """Whether an answer is waited for: an emoji answers nothing."""
    reason = outcome.get("reason")
    if not acted or reason == "nothing_to_say":
        return before.asked
    return reason in ("asking", "reminded")


def _opts_out(outcome: Outcome) -> bool:
    understood = outcome.get("understanding")
    return outcome.get("reason") == "opted_out" or (
        understood is not None and "opts_out" in understood.acts
    )


def _put_off_at(before: Quiet, outcome: Outcome, now: datetime) -> datetime | None:
    understood = outcome.get("understanding")
    puts_off = understood and any(one.state == "later" for one in understood.proposals)
    return now if puts_off else before.put_off_at


async def out_of_place(
    tx: AsyncConnection, row: Row, now: datetime, protocol: Protocol
) -> str | None:
    """Why an effect nobody asked for may not be told any more; empty if it may, None if it is no such effect.

    A reminder, or the end of a conversation, that was held up on its way, is void once anybody has written.
    """
    stepped = await silences.stepped(tx, row.thread, row.turn)
    if stepped is None:
        return None
    if stepped.wrote:
        return "somebody wrote"
    late = row.effect["do"] == "say" and not may_remind(stepped.customer_at, now, protocol)
    return "too late" if late else ""
