"""What a delivery means: a table, properties over any order, and the one transaction on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.effects import Effect
from agent.state import Status
from api.chatwoot.events import Event, parse
from api.hearing import ORDER, STATUS, Echo, Judged, Stepping, Told, judged, store, told
from api.sandbox import steering
from api.sandbox.console import Console
from api.sandbox.speaking import Draft, say
from api.storage import conversations, outbox
from api.storage.conversations import Conversation, Report, merged
from api.storage.dead_letters import DeadLetter
from api.storage.errors import TurnLost
from api.storage.group import GroupCommit
from api.storage.inbox import Heard, Key
from api.storage.thread import Thread
from tests.api.home import MONDAY, UNREADABLE, Home, Standing, home

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)
STATUSES: tuple[Status, ...] = ("pending", "open", "resolved", "snoozed")
FORMS: tuple[Stepping, ...] = ("human", "phone", "assignee", "order")
SAY: Effect = {"do": "say", "text": "Olá! Com quem eu falo?"}


# --- judged, as a table ---


def known(status: Status, *, taken: bool = False, at: float = 100.0) -> Conversation:
    return Conversation(
        THREAD, status, at, None, 9, 3, version=5, epoch=2, status_at=at, taken=taken
    )


def line(message: int = 7, role: str = "human") -> Heard:
    body = {"role": role, "kind": "text", "text": "oi", "name": ""}
    return Heard(THREAD, "message_created", body, MONDAY, message=message, contact=9)


def stepping(form: Stepping, status: Status = "pending", at: float = 101.0) -> Told:
    spoken = None if form == "assignee" else line()
    return Told(Report(THREAD, status, at), line=spoken, stepping=form)


def shown(one: Judged) -> tuple[str, int, bool, bool, bool]:
    standing = one.conversation
    return standing.attended, standing.epoch, one.silenced, one.moved, one.opens


@pytest.mark.parametrize(
    ("before", "taken"), [*((one, False) for one in STATUSES), ("pending", True)]
)
@pytest.mark.parametrize("after", STATUSES)
def test_every_status_after_every_other(before: Status, after: Status, taken: bool) -> None:
    first = known(before, taken=taken)
    result = judged(first, Told(Report(THREAD, after, 101.0)), fresh=False)
    was = first.attended
    stays = "open" if taken and after == "pending" else after
    leaves = was == "pending" and stays != "pending"
    assert shown(result) == (stays, 2 + (stays != was), leaves, stays != was, False)


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("at", [99.0, 50.0])
def test_a_late_status_changes_nothing(after: Status, at: float) -> None:
    for before in STATUSES:
        result = judged(known(before), Told(Report(THREAD, after, at)), fresh=False)
        assert result == Judged(known(before), moved=False, silenced=False, opens=False)


@pytest.mark.parametrize("status", STATUSES)
def test_the_first_that_is_heard_of_a_conversation_is_no_move(status: Status) -> None:
    result = judged(None, Told(Report(THREAD, status, 1.0)), fresh=False)
    silenced = status != "pending"
    assert shown(result) == (status, int(silenced), silenced, False, False)


@pytest.mark.parametrize("form", FORMS)
def test_a_person_who_steps_in_on_a_pending_conversation_has_it_and_alu_opens_it(
    form: Stepping,
) -> None:
    result = judged(known("pending"), stepping(form), fresh=True)
    assert shown(result) == ("open", 3, True, True, True)
    assert result.conversation.status == "pending"
    assert result.conversation.taken


@pytest.mark.parametrize("form", ["human", "phone"])
def test_a_repeated_message_of_a_person_takes_nothing_over(form: Stepping) -> None:
    result = judged(known("pending"), stepping(form), fresh=False)
    assert shown(result) == ("pending", 2, False, False, False)


@pytest.mark.parametrize("form", FORMS)
def test_who_spoke_before_it_was_given_back_takes_nothing_over(form: Stepping) -> None:
    """A delivery that tried for minutes: the hand-back came after what it tells."""
    result = judged(known("pending"), stepping(form, at=99.9), fresh=True)
    assert shown(result) == ("pending", 2, False, False, False)


@pytest.mark.parametrize("form", FORMS)
def test_who_stepped_in_just_as_it_was_given_back_has_it(form: Stepping) -> None:
    assert shown(judged(known("pending"), stepping(form, at=100.0), fresh=True))[0] == "open"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["open", "resolved", "snoozed"])
def test_stepping_in_where_a_person_is_already_raises_no_epoch(
    form: Stepping, status: Status
) -> None:
    result = judged(known(status), stepping(form, status=status), fresh=True)
    assert shown(result) == (status, 2, False, False, False)


@pytest.mark.parametrize("form", FORMS)
def test_a_second_word_of_the_person_who_has_it_opens_nothing_twice(form: Stepping) -> None:
    first = judged(known("pending"), stepping(form), fresh=True).conversation
    again = replace(stepping(form, at=102.0), line=line(8) if form != "assignee" else None)
    assert shown(judged(first, again, fresh=True)) == ("open", 3, False, False, False)


@pytest.mark.parametrize("form", FORMS)
def test_a_person_in_a_conversation_never_heard_of_has_it(form: Stepping) -> None:
    assert shown(judged(None, stepping(form), fresh=True)) == ("open", 1, True, False, True)


def test_a_customer_takes_nothing_over() -> None:
    one = Told(Report(THREAD, "pending", 101.0), line=line(role="customer"))
    assert shown(judged(known("pending"), one, fresh=True)) == ("pending", 2, False, False, False)


def test_a_taken_conversation_is_given_back_when_its_status_has_left_and_come_back() -> None:
    standing = judged(known("pending"), stepping("human"), fresh=True).conversation
    attended = []
    for status, at in (("pending", 102.0), ("open", 103.0), ("pending", 104.0)):
        standing = judged(standing, Told(Report(THREAD, status, at)), fresh=False).conversation
        attended.append(standing.attended)
    assert attended == ["open", "open", "pending"]
    assert standing.epoch == 4


# --- any order ---

reports = st.builds(
    Report, st.just(THREAD), st.sampled_from(STATUSES), st.integers(1, 30).map(float),
    st.sampled_from([None, 4, 5]), st.just(9), st.just(3),
)  # fmt: skip
distinct = st.lists(reports, min_size=1, max_size=8, unique_by=lambda one: one.updated_at)


def after(told: Sequence[Report]) -> Conversation:
    standing: Conversation | None = None
    for one in told:
        standing = merged(standing, one)
    assert standing
    return standing


@given(distinct, st.randoms(use_true_random=False))
def test_the_same_reports_in_any_order_end_in_the_same_state(
    told: list[Report], chance: object
) -> None:
    mixed = list(told)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    ends = [(one.status, one.updated_at, one.assignee) for one in (after(told), after(mixed))]
    newest = max(told, key=lambda one: one.updated_at)
    assert ends[0] == ends[1] == (newest.status, newest.updated_at, newest.assignee)


@given(st.lists(reports, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_of_several_of_one_moment_pending_never_wins(told: list[Report], chance: object) -> None:
    mixed = list(told)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    last = max(one.updated_at for one in told)
    newest = {one.status for one in told if one.updated_at == last}
    for end in (after(told), after(mixed)):
        assert end.status in newest
        assert end.status != "pending" or newest == {"pending"}


@given(st.lists(reports, min_size=1, max_size=8), reports)
def test_a_stale_report_changes_nothing(told: list[Report], late: Report) -> None:
    standing = after(told)
    stale = replace(late, updated_at=standing.updated_at - 1)
    assert merged(standing, stale) is standing


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[Told, bool]]:
    """Reports, people who step in, repeated ones: with what the database says of each line's freshness."""
    told: list[tuple[Told, bool]] = []
    seen: set[Key] = set()
    for seen_report in draw(st.lists(reports, min_size=1, max_size=12)):
        form = draw(st.sampled_from([None, *FORMS]))
        spoken = line(draw(st.integers(1, 4))) if form in ("human", "phone") else None
        fresh = bool(spoken and spoken.key not in seen)
        told.append((Told(seen_report, line=spoken, stepping=form), fresh))
        if spoken:
            seen.add(spoken.key)
    return told


@given(deliveries())
def test_the_epoch_never_falls_and_rises_exactly_when_somebody_else_attends(
    told: list[tuple[Told, bool]],
) -> None:
    standing: Conversation | None = None
    for one, fresh in told:
        before = standing
        result = judged(standing, one, fresh=fresh)
        standing = result.conversation
        was = before.epoch if before else 0
        attended = before.attended if before else "pending"
        assert standing.epoch == was + (attended != standing.attended)
        assert result.silenced == (attended == "pending" != standing.attended)
        assert standing.version == (before.version if before else 0)
        assert not result.opens or standing.taken
        assert result.moved == (before is not None and before.attended != standing.attended)


@given(deliveries())
def test_the_same_delivery_again_at_once_changes_nothing(told: list[tuple[Told, bool]]) -> None:
    standing: Conversation | None = None
    for one, fresh in told:
        standing = judged(standing, one, fresh=fresh).conversation
        if one.stepping == "assignee":
            continue  # it has no line by which it could be known again
        again = judged(standing, one, fresh=False)
        assert again == Judged(standing, moved=False, silenced=False, opens=False)


# --- told: from a body ---


def heard_in(here: Home, console_body: bytes, **counts: bool) -> Told:
    event = parse(console_body)
    assert isinstance(event, Event)
    return told(event, Thread(1, event.conversation or 0), here.clock(), **counts)


async def test_a_line_of_the_customer_is_told_with_what_the_mind_needs(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        here.told.clear()
        message = talk.write("quero tubo")
        one = heard_in(here, next(body for body in here.told if b"message_created" in body))
    assert one.line
    assert (one.line.message, one.line.event, one.line.watermark) == (message.id, "message_created", "")  # fmt: skip
    assert one.line.body["role"] == "customer"
    assert one.line.body["text"] == "quero tubo"
    assert one.line.body["name"] == ""
    assert one.line.contact == talk.customer.id
    assert (one.stepping, one.echo, one.letter) == (None, None, None)
    assert one.report.status == "pending"


async def test_a_line_of_a_person_steps_in_and_keeps_the_persons_name(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        here.told.clear()
        talk.reply("Oi, é o Bruno")
        one = heard_in(here, next(body for body in here.told if b"message_created" in body))
    assert one.stepping == "human"
    assert one.line
    assert one.line.body["name"] == "Bruno Atendente"


async def test_a_note_of_a_person_is_neither_a_line_nor_a_takeover(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        here.told.clear()
        talk.note("cliente antigo")
        found = [heard_in(here, body) for body in here.told if b"message_created" in body]
    assert [(one.line, one.stepping, one.echo) for one in found] == [(None, None, None)]


def test_what_a_delivery_says_of_itself_holds_no_words_of_anybody() -> None:
    one = Told(Report(THREAD, "pending", 1.0), echo=Echo("", "Jussara, de Sobral", 5))
    assert "Jussara" not in repr(one)


async def test_a_file_that_is_written_down_twice_is_read_once(engine: AsyncEngine) -> None:
    """Every change of an audio's message tells its transcript again; only a new transcript is something to read."""
    async with home(engine) as here:
        talk = here.talk()
        here.told.clear()
        talk.write("x")
        body = orjson.loads(next(body for body in here.told if b"message_created" in body))
        await here.hear_all()
        attached = [{"id": 1, "file_type": "audio", "transcribed_text": "quero tubo"}]
        body |= {"event": "message_updated", "content": None, "attachments": attached}
        first = heard_in(here, orjson.dumps(body))
        again = heard_in(here, orjson.dumps({**body, "content_attributes": {"translations": {}}}))
        attached[0]["transcribed_text"] = "quero tubo branco"
        other = heard_in(here, orjson.dumps(body))
        assert await here.hear(first, again, other) == ["line", "nothing", "line"]


# --- store, on both databases ---


async def effects(here: Home, thread: Thread = THREAD) -> list[tuple[str, str]]:
    return [(kind, state) for kind, state, _ in await here.ends(thread)]


async def test_a_person_on_a_pending_conversation_is_stored_whole(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        assert await here.hear(Told(Report(THREAD, "pending", 100.0))) == ["nothing"]
        await here.decided(THREAD, SAY)
        assert await here.hear(stepping("human")) == ["takeover"]
        standing = await here.known(THREAD)
        assert (standing.attended, standing.epoch, standing.version) == ("open", 1, 2)
        assert await effects(here) == [("say", "queued"), ("set_status", "queued")]
        assert [row.event for row in await here.unread(THREAD)] == [STATUS, "message_created"]


@pytest.mark.parametrize("together", [True, False])
async def test_two_deliveries_of_one_message_of_a_person_raise_the_epoch_once(
    engine: AsyncEngine, together: bool
) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "pending", 100.0)))
        twins = (stepping("human"), stepping("human", at=102.0), stepping("human", at=103.0))
        results = await here.hear(*twins) if together else [(await here.hear(one))[0] for one in twins]  # fmt: skip
        assert results == ["takeover", "nothing", "nothing"]
        assert (await here.known(THREAD)).epoch == 1
        assert await effects(here) == [("set_status", "queued")]


async def test_each_delivery_of_a_group_has_its_own_consequence_in_order(
    engine: AsyncEngine,
) -> None:
    other = Thread(1, 43)
    theirs = Heard(other, "message_created", {"role": "customer", "text": "oi"}, MONDAY, message=9)
    async with home(engine) as here:
        results = await here.hear(
            Told(Report(THREAD, "pending", 100.0), line=line(5, "customer")),
            Told(Report(other, "pending", 100.0), line=theirs),
            Told(Report(THREAD, "pending", 100.0), line=line(5, "customer")),
            stepping("phone"),
            Told(Report(other, "resolved", 101.0)),
            Told(Report(other, "pending", 99.0)),
        )
        assert results == ["line", "line", "nothing", "takeover", "takeover", "nothing"]
        assert [(await here.known(one)).attended for one in (THREAD, other)] == ["open", "resolved"]


async def test_moves_of_one_group_are_read_in_their_order(engine: AsyncEngine) -> None:
    told_so = [("pending", 1.0), ("open", 2.0), ("pending", 3.0), ("resolved", 4.0)]
    async with home(engine) as here:
        await here.hear(*(Told(Report(THREAD, status, at)) for status, at in told_so))  # type: ignore[arg-type]
        moves = [row.body["status"] for row in await here.unread(THREAD)]
        assert moves == ["open", "pending", "resolved"]
        assert (await here.known(THREAD)).epoch == 3


async def test_a_stale_delivery_writes_nothing_but_its_line(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "open", 100.0)))
        before = await here.known(THREAD)
        late = Told(Report(THREAD, "pending", 50.0), line=line(3, "customer"))
        assert await here.hear(late) == ["line"]
        assert await here.known(THREAD) == before
        assert await here.hear(replace(late, line=None)) == ["nothing"]


async def test_a_team_she_has_given_it_to_may_bring_a_person_by_itself(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await here.decided(THREAD, {"do": "assign_team", "team": "comercial"})
        assert await here.hear(stepping("assignee")) == ["nothing"]
        assert (await here.known(THREAD)).attended == "pending"
        await here.hear(Told(Report(THREAD, "open", 200.0)), Told(Report(THREAD, "pending", 201.0)))
        assert await here.hear(stepping("assignee", at=202.0)) == ["takeover"]


# --- echoes ---


async def sending(here: Home, effect: Effect = SAY, *, parked: bool = False) -> str:
    """A message that is being told, or ``parked`` because nobody knows whether it was; its key."""
    await here.decided(THREAD, effect)
    now = here.clock()
    async with here.engine.begin() as tx:
        row = await outbox.head(tx, THREAD)
        assert row
        begun = await outbox.start(tx, row, now, now)
        assert begun
        assert not parked or await outbox.park(tx, begun, now, now, "timeout")
    return row.key


def echo(key: str = "", text: str = "", message: int = 501) -> Told:
    return Told(Report(THREAD, "pending", 1.0), echo=Echo(key, text, message))


@pytest.mark.parametrize(("parked", "follows"), [(True, "news"), (False, "nothing")])
async def test_an_echo_with_our_key_shows_that_it_was_told(
    engine: AsyncEngine, parked: bool, follows: str
) -> None:
    async with home(engine) as here:
        key = await sending(here, parked=parked)
        assert await here.hear(echo(key)) == [follows]
        assert await effects(here) == [("say", "sent")]
        assert await here.hear(echo(key)) == ["nothing"]


@pytest.mark.parametrize("key", ["42:99:1", "x", "42:1", "42:1:1:1", "4²:1:1", "-1:1:1", "9" * 30])
async def test_a_key_that_is_none_of_ours_moves_nothing(engine: AsyncEngine, key: str) -> None:
    async with home(engine) as here:
        await sending(here)
        assert await here.hear(echo(key)) == ["nothing"]
        assert await effects(here) == [("say", "sending")]


async def test_a_server_that_drops_keys_shows_by_the_text_that_it_was_told(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await sending(here, {"do": "say", "text": "2 * 3 {{nome}}"}, parked=True)
        assert await here.hear(echo(text="outra coisa")) == ["nothing"]
        assert await here.hear(echo(text="2 ∗ 3 { {nome} }")) == ["news"]
        assert await effects(here) == [("say", "sent")]


async def test_a_text_that_was_not_begun_is_somebody_elses(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.decided(THREAD, SAY)
        assert await here.hear(echo(text=SAY["text"])) == ["nothing"]  # type: ignore[typeddict-item]
        assert await effects(here) == [("say", "queued")]


# --- dead letters ---


def letter(message: int | None = 7) -> Told:
    dead = DeadLetter(THREAD, message, "wrong_shape", "content", b'{"x":1}')
    return Told(Report(THREAD, "pending", 0.0), letter=dead)


async def test_a_message_that_nobody_can_read_is_a_persons(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "pending", 100.0)))
        assert await here.hear(letter()) == ["takeover"]
        assert (await here.known(THREAD)).attended == "open"
        assert await effects(here) == [("note", "queued"), ("set_status", "queued")]
        assert (await here.head(THREAD)).effect == UNREADABLE[0]
        assert await here.hear(letter()) == ["nothing"]
        assert (await here.known(THREAD)).epoch == 1


async def test_a_letter_without_a_message_hands_nothing_over(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "pending", 100.0)))
        await here.hear(letter(None))
        assert (await here.known(THREAD)).attended == "pending"
        assert await effects(here) == []


async def test_a_letter_in_a_persons_conversation_is_kept_and_changes_nothing(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "open", 100.0)))
        await here.hear(letter())
        assert (await here.known(THREAD)).epoch == 1
        assert await effects(here) == []


# --- hearing against turns ---


async def test_a_delivery_waits_for_whoever_is_taking_over_and_forgets_none_of_it(
    engine: AsyncEngine,
) -> None:
    """It writes the whole state: from a state read before the other's commit it would bring the old epoch back."""
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "pending", 100.0)))
        async with engine.begin() as tx:
            standing = await conversations.held(tx, THREAD)
            assert standing
            hearing = asyncio.create_task(here.hear(Told(Report(THREAD, "pending", 101.0))))
            await asyncio.sleep(0.1)  # it reads, or waits for us
            await conversations.keep(tx, [conversations.taken(standing)])
        await hearing
        known_now = await here.known(THREAD)
        assert (known_now.epoch, known_now.attended, known_now.updated_at) == (1, "open", 101.0)


async def test_while_turns_are_stored_and_deliveries_heard_nothing_is_stranded(
    engine: AsyncEngine,
) -> None:
    """READ COMMITTED: a turn's commit that waits for a delivery's must see what came (reliability.md F16)."""
    talks, lines = [Thread(1, number) for number in range(1, 21)], 20
    async with home(engine) as here:
        group = GroupCommit(engine, lambda tx, some: store(tx, some, MONDAY, UNREADABLE))
        running = asyncio.create_task(group.run())

        async def customer(thread: Thread) -> None:
            for number in range(1, lines + 1):
                heard = replace(
                    line(number + 1000 * thread.conversation, "customer"), thread=thread
                )
                status: Status = "open" if number % 5 == 0 else "pending"
                await group.put(Told(Report(thread, status, float(number)), line=heard))

        async def reader() -> list[int]:
            counts = []
            while any([await here.unread(one) for one in talks]) or not customers.done():
                counts += [await read(here, thread) for thread in talks]
                await asyncio.sleep(0)  # SQLite answers without letting others run
            return counts

        customers = asyncio.gather(*(customer(one) for one in talks))
        async with asyncio.timeout(40):
            _, *counts = await asyncio.gather(customers, reader(), reader())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        moves = 2 * (lines // 5) - 1
        assert sum(map(sum, counts)) == len(talks) * (lines + moves)
        for thread in talks:
            assert (await here.known(thread)).updated_at == lines
            assert (await here.known(thread)).epoch == moves


async def read(here: Home, thread: Thread) -> int:
    """What a turn does: look, then claim and mark; how many rows it dealt with."""
    look = await here.turns.look(thread)
    if look is None or not look.unread:
        return 0
    await asyncio.sleep(0)
    try:
        await here.turns.give_up(look)
    except TurnLost:
        return 0
    return len(look.unread)


async def test_an_assignee_of_the_sandbox_steps_in_only_where_it_counts(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await here.hear_all()
        with here.sandbox.acting(here.sandbox.store.users[1]) as act:
            steering.assign(act, talk.conversation, here.sandbox.store.users[2])
        counted = {heard_in(here, body, assignee_counts=True).stepping for body in here.told}
        ignored = {heard_in(here, body, assignee_counts=False).stepping for body in here.told}
        assert ("assignee" in counted, ignored) == (True, {None})


async def test_a_message_of_an_automation_is_nobodys_word(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk = here.talk()
        await here.hear_all()
        draft = Draft("Siga a gente!", content_attributes={"automation_rule_id": 3})
        with here.sandbox.acting(talk.manager) as act:
            say(act, talk.conversation, draft, talk.manager)
        assert set(await here.hear_all()) <= {"nothing"}
        assert (await here.known(Thread(1, talk.conversation_id))).attended == "pending"


# --- orders ---


async def noted(here: Home, text: str) -> tuple[Console, Told]:
    """A note of a person in a conversation that is hers; the note as it is told."""
    talk = here.talk()
    talk.write("oi")
    await here.hear_all()
    here.told.clear()
    talk.note(text)
    return talk, heard_in(here, here.told[0])


async def test_an_order_is_heard_once_and_read_by_itself(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, one = await noted(here, "  /alu falta")
        assert [await here.hear(one), await here.hear(one)] == [["order"], ["nothing"]]
        orders = [
            row for row in await here.unread(Thread(1, talk.conversation_id)) if row.event == ORDER
        ]
        assert [row.body for row in orders] == [{"text": "/alu falta", "name": talk.manager.name}]
        known_now = await here.known(Thread(1, talk.conversation_id))
        assert (known_now.attended, known_now.epoch) == ("pending", 0)


async def test_an_order_to_stop_is_a_takeover_at_once_and_alu_opens_it(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, one = await noted(here, "/alu pare")
        thread = Thread(1, talk.conversation_id)
        assert one.stepping == "order"
        assert [await here.hear(one), await here.hear(one)] == [["takeover"], ["nothing"]]
        known_now = await here.known(thread)
        assert (known_now.attended, known_now.epoch) == ("open", 1)
        assert (await here.head(thread)).effect == {"do": "set_status", "status": "open"}


async def test_a_late_order_to_stop_takes_nothing_over(engine: AsyncEngine) -> None:
    async with home(engine, clock := Standing()) as here:
        talk, one = await noted(here, "/alu pare")
        for act in (talk.open, talk.give_back):
            clock.leap(10)
            here.told.clear()
            act()
            await here.hear_all()
        assert await here.hear(one) == ["order"]
        assert (await here.known(Thread(1, talk.conversation_id))).attended == "pending"


@pytest.mark.parametrize("text", ["/aluguel", "ver /alu depois", "alu pare", ""])
async def test_another_note_is_nothing(engine: AsyncEngine, text: str) -> None:
    async with home(engine) as here:
        _, one = await noted(here, text)
        assert await here.hear(one) == ["nothing"]


async def test_of_a_book_she_reads_a_page(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        talk, one = await noted(here, "/alu " + "são 20 barras " * 10_000)
        await here.hear(one)
        rows = await here.unread(Thread(1, talk.conversation_id))
        (text,) = (row.body["text"] for row in rows if row.event == ORDER)
        assert len(str(text)) == 2_000
