"""What a delivery means for a conversation, and the one transaction that stores it. Nothing here answers anybody.

Every payload is a state report. Beside it a delivery may bring a line of the customer or of a person of the team, an
echo of Alú's own message, or a reason to be silent from now on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from agent import orders
from agent.effects import Effect
from api import correcting
from api.chatwoot.events import Event, Message, takeover
from api.chatwoot.outgoing import posted
from api.chatwoot.shown import Conversation as Shown
from api.overseeing import Changes, changes, screen
from api.storage import conversations, dead_letters, inbox, outbox, screens
from api.storage.conversations import Conversation, Report, merged
from api.storage.dead_letters import DeadLetter
from api.storage.inbox import Heard
from api.storage.screens import Screen
from api.storage.thread import Thread

STATUS = "status"
UNSAID = "unsaid"
ORDER = "order"
EDIT = "edit"
LONGEST_ORDER = 2_000
MICROSECONDS = 1_000_000
OPENING: list[Effect] = [{"do": "set_status", "status": "open"}]

Consequence = Literal["nothing", "news", "line", "order", "turn", "takeover"]
"""What follows from a delivery.

``news``: something to deliver may have changed; ``line``: somebody wrote; ``order``: there is something to read, after
what is being thought; ``turn``: at once; ``takeover``: and she has to be silent.
"""

Stepping = Literal["human", "phone", "assignee", "order"]


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of a bot came back. Servers up to 4.8 drop the key: then the text tells."""

    key: str
    text: str = field(repr=False)
    message: int


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery as the conversation sees it. ``stepping``: a person takes over while the status is still pending.

    ``screen`` is what it shows of Chatwoot's screens; ``by_rule``: a rule of Chatwoot's own has just changed them.
    """

    report: Report
    line: Heard | None = None
    stepping: Stepping | None = None
    echo: Echo | None = None
    letter: DeadLetter | None = None
    screen: Screen | None = None
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known after a delivery. ``moved``: the mind has to be told the status; ``opens``: Alú opens it."""

    conversation: Conversation
    moved: bool
    silenced: bool
    opens: bool


def told(event: Event, thread: Thread, now: datetime, *, assignee_counts: bool = False) -> Told:
    """The event of a conversation whose account is known."""
    why = takeover(event, assignee_counts=assignee_counts)
    asked = _order(event, thread, now)
    return Told(
        report=reported(event, thread),
        line=asked or _line(event, thread, now),
        stepping="order" if asked and _stops(asked) else None if why == "status" else why,
        echo=_echo(event),
        screen=screen(event),
        by_rule=event.by_rule,
    )


def reported(shown: Event | Shown, thread: Thread) -> Report:
    """The state that a delivery or the API shows; one that tells no status or no time never replaces another."""
    return Report(
        thread,
        shown.status or "pending",
        (shown.watermark or 0) / MICROSECONDS if shown.status else 0.0,
        shown.assignee,
        shown.contact.id if shown.contact else None,
        shown.inbox,
    )


def judged(known: Conversation | None, one: Told, *, fresh: bool) -> Judged:
    """What becomes of a conversation. ``fresh``: the delivery's line was not known yet. Pure.

    A person who spoke before the conversation was given back takes nothing over by a late delivery. Whatever was
    decided in one state is void in the next.
    """
    after = merged(known, one.report)
    steps_in = (
        one.stepping is not None
        and (fresh or one.line is None)
        and after.attended == "pending"
        and one.report.updated_at >= after.status_at
    )
    if steps_in:
        after = replace(after, taken=True)
    before = known.attended if known else "pending"
    silenced = before == "pending" != after.attended
    moved = known is not None and after.attended != before
    if silenced or moved:
        after = replace(after, epoch=after.epoch + 1)
    return Judged(after, moved=moved, silenced=silenced, opens=steps_in)


async def store(
    tx: AsyncConnection,
    deliveries: Sequence[Told],
    now: datetime,
    unreadable: Sequence[Effect],
    labels: Collection[str] = (),
) -> list[Consequence]:
    """Stores deliveries in their order; what each makes necessary.

    ``unreadable``: what to do for a dead letter. ``labels`` are those that stand for needs.
    """
    known = await conversations.all_held(tx, {one.report.thread for one in deliveries})
    fresh = await inbox.hear_all(tx, [one.line for one in deliveries if one.line])
    seen = await screens.last(tx, {one.report.thread for one in deliveries if one.screen})
    hearing = _Hearing(tx, now, known, fresh, unreadable, seen, labels)
    consequences = [await hearing.take(one) for one in deliveries]
    await hearing.finish()
    return consequences


@dataclass(slots=True)
class _Hearing:
    """One transaction's work. ``fresh`` keys leave the set when their line is met, so that a twin is not fresh too."""

    tx: AsyncConnection
    now: datetime
    known: dict[Thread, Conversation]
    fresh: set[inbox.Key]
    unreadable: Sequence[Effect]
    seen: dict[Thread, Screen]
    labels: Collection[str]
    changed: dict[Thread, Conversation] = field(default_factory=dict)
    redrawn: dict[Thread, Screen] = field(default_factory=dict)
    to_read: list[Heard] = field(default_factory=list)
    orders: list[tuple[Thread, Sequence[Effect]]] = field(default_factory=list)

    async def take(self, one: Told) -> Consequence:
        thread, fresh = one.report.thread, self._is_fresh(one.line)
        if one.stepping == "assignee" and await self._assigned_by_her(thread):
            one = replace(one, stepping=None)
        before = self.known.get(thread)
        result = judged(before, one, fresh=fresh)
        self._keep(result)
        edited = await self._oversee(one, before)
        if result.opens:
            self.orders.append((thread, OPENING))
        if one.letter and await dead_letters.bury(self.tx, one.letter, self.now):
            await self._on_dead_letter(one.letter, result.conversation)
            return "takeover"
        if result.silenced:
            return "takeover"
        if result.moved or edited:
            return "turn"
        if fresh:
            return "order" if one.line and one.line.event == ORDER else "line"
        return "news" if one.echo and await self._on_echo(thread, one.echo) else "nothing"

    async def finish(self) -> None:
        """Writes what was gathered: states, what the mind has to read, and what Alú does about it herself."""
        if self.changed:
            await conversations.keep(self.tx, list(self.changed.values()))
        if self.redrawn:
            await screens.keep(self.tx, self.redrawn)
        if self.to_read:
            await inbox.hear_all(self.tx, self.to_read)
        for thread, effects in self.orders:
            await order(self.tx, self.known[thread], effects, self.now)

    def _is_fresh(self, line: Heard | None) -> bool:
        if line is None or line.key not in self.fresh:
            return False
        self.fresh.remove(line.key)
        return True

    def _keep(self, result: Judged) -> None:
        after = result.conversation
        if result.moved:
            self.to_read.append(moved(after, self.now))
        if self.known.get(after.thread) != after:
            self.known[after.thread] = self.changed[after.thread] = after

    async def _oversee(self, one: Told, before: Conversation | None) -> bool:
        """Whether a person put something right on the screens. What is no newer than what is known shows nothing."""
        thread, now = one.report.thread, one.screen
        stale = before is not None and one.report.updated_at <= before.updated_at
        last = self.seen.get(thread)
        if now is None or stale or now == last:
            return False
        self.seen[thread] = self.redrawn[thread] = now
        if before is None or last is None or one.by_rule:
            return False
        hers = await screens.written(self.tx, thread, before.contact)
        made = changes(last, now, hers, _at(before.updated_at))
        self.to_read += edits(one.report, made, self.now)
        if corrected := correcting.of_screens(made, self.labels):
            ledger = await correcting.remembered(self.tx, thread)
            at, state = _at(one.report.updated_at), _state(one.report)
            await correcting.learn(self.tx, before, corrected, ledger, at, state, "screen")
        return bool(made.values)

    async def _assigned_by_her(self, thread: Thread) -> bool:
        """Chatwoot may pick a member of the team she has just given the conversation to."""
        known = self.known.get(thread)
        return known is not None and await outbox.gave_to_a_team(self.tx, thread, known.epoch)

    async def _on_dead_letter(self, letter: DeadLetter, standing: Conversation) -> None:
        """A customer may have written what nobody read: a person has to look."""
        if letter.message is None or standing.attended != "pending":
            return
        self._keep(Judged(conversations.taken(standing), moved=True, silenced=True, opens=False))
        self.orders.append((standing.thread, self.unreadable))

    async def _on_echo(self, thread: Thread, echo: Echo) -> bool:
        """Whether somebody waits for it: a message that is just being told has its own answer coming."""
        key = echo.key
        if not key:
            head = await outbox.head(self.tx, thread)
            if head is None or head.state == "queued" or posted(head.effect) != echo.text:
                return False
            key = head.key
        was = await outbox.echoed(self.tx, thread.account, key, echo.message, self.now)
        return was == "parked"


async def order(
    tx: AsyncConnection, standing: Conversation, effects: Sequence[Effect], now: datetime
) -> None:
    """Queues what no mind decided, as a turn of its own: what the body does about a conversation that is kept so."""
    turn = await conversations.next_turn(tx, standing.thread)
    await outbox.add(tx, standing.thread, turn, standing.epoch, effects, now)


def moved(standing: Conversation, now: datetime) -> Heard:
    """The status as something for the mind to read."""
    watermark = f"{standing.updated_at!r}:{standing.epoch}:{standing.attended}"
    body: Mapping[str, object] = {"status": standing.attended}
    return Heard(standing.thread, STATUS, body, now, watermark=watermark, contact=standing.contact)


def edits(seen: Report, made: Changes, now: datetime) -> list[Heard]:
    """Values that a person put on the screens, each as something for the mind to read."""
    state, at = _state(seen), _at(seen.updated_at)
    return [
        Heard(
            seen.thread,
            EDIT,
            {"name": name, "value": value, "id": state},
            now,
            watermark=f"{state}:{name}",
            contact=seen.contact,
            happened_at=at,
        )
        for name, value in made.values.items()
    ]


def _state(seen: Report) -> str:
    return f"screen:{seen.updated_at!r}"


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def unsaid(thread: Thread, message: str, now: datetime) -> Heard:
    """A message of hers that never arrived, as something for the mind to read."""
    return Heard(thread, UNSAID, {"unsaid": message}, now, watermark=message)


def _line(event: Event, thread: Thread, now: datetime) -> Heard | None:
    message = event.message
    if message is None or event.who not in ("customer", "human"):
        return None
    later = event.name == "message_updated"
    if later and (event.who == "human" or not (message.deleted or message.transcript)):
        return None
    return Heard(
        thread,
        event.name,
        _body(event, message),
        now,
        message=message.id,
        watermark=_change(message) if later else "",
        contact=event.contact.id if event.contact else None,
        happened_at=_moment(message.sent_at),
    )


def _order(event: Event, thread: Thread, now: datetime) -> Heard | None:
    """What a person of the team wrote to her. A note that is changed or taken back later is no order."""
    message = event.message
    if message is None or event.who != "note" or not _asks_her(event.name, message):
        return None
    return Heard(
        thread,
        ORDER,
        {"text": message.content.strip()[:LONGEST_ORDER], "name": message.sender},
        now,
        message=message.id,
        contact=event.contact.id if event.contact else None,
        happened_at=_moment(message.sent_at),
    )


def _asks_her(name: str, message: Message) -> bool:
    new = name == "message_created" and not message.deleted
    return new and message.by_a_person and orders.is_order(message.content)


def _stops(order: Heard) -> bool:
    return isinstance(orders.parse(str(order.body["text"])), orders.Stop)


def _change(message: Message) -> str:
    """Names what became of a message: every change of it tells all the earlier ones again."""
    return "deleted" if message.deleted else f"transcript of {len(message.transcript)}"


def _body(event: Event, message: Message) -> dict[str, object]:
    body: dict[str, object] = {
        "role": event.who,
        "kind": message.kind,
        "text": "" if message.deleted else (message.content or message.transcript),
        "name": message.sender if event.who == "human" else "",
    }
    if event.who == "customer" and event.contact:
        body["ddd"] = event.contact.ddd
        body["attributes"] = {
            key: value for key, value in event.contact.attributes.items() if isinstance(value, str)
        }
    return body


def _echo(event: Event) -> Echo | None:
    message = event.message
    keyed = event.who in ("own", "note") and message is not None and message.alu_key
    if message is None or event.name != "message_created" or not (keyed or event.who == "bot"):
        return None
    return Echo(message.alu_key, message.content, message.id)


def _moment(sent_at: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(sent_at)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
