"""Unread deliveries become one decided, stored outcome: everything of it, or nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.mind import Attempt, MindUnavailable, Understanding
from agent.state import Status
from api.hearing import STATUS, UNSAID, Told, moved, unsaid
from api.storage import contacts, conversations, inbox
from api.storage.conversations import Conversation, Report
from api.storage.errors import TurnLost
from api.storage.inbox import Heard, Unread
from api.storage.tables import checkpoints, metadata
from api.storage.thread import Thread
from api.storage.turns import recorded
from api.turns import Look, as_turn, of_orders, own_message, to_read, turn_id
from tests.agent.stub_mind import ORDER, PROTOCOL, StubMind
from tests.api.home import MONDAY, Home, home
from tests.api.storage import by_hand

pytestmark = pytest.mark.anyio

THREAD = Thread(1, 42)
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)


def known(status: Status = "pending", *, taken: bool = False) -> Conversation:
    return Conversation(THREAD, status, 5.0, None, 9, 3, 7, 2, 5.0, taken)


def row(number: int, event: str, message: int = 0, **body: object) -> Unread:
    return Unread(number, event, message, 9, body, NOW + timedelta(seconds=number))


def line(
    number: int, message: int, text: str = "oi", role: str = "customer", **more: object
) -> Unread:
    said = {"role": role, "kind": "text", "text": text, "name": "" if role == "customer" else "Rui"}
    return row(number, "message_created", message, **{**said, **more})


def move(number: int, status: str) -> Unread:
    return row(number, STATUS, status=status)


def look(*rows: Unread, status: Status = "pending", taken: bool = False, **facts: str) -> Look:
    unread = tuple(sorted(rows, key=lambda one: (one.message, one.id)))
    return Look(known(status, taken=taken), unread, None, facts)


# --- what one turn reads ---


@pytest.mark.parametrize(
    ("moves", "reads"),
    [
        ([], "all"),
        (["open"], "all"),
        (["pending"], "all"),
        (["pending", "open"], "all"),
        (["open", "pending"], ["open"]),
        (["open", "resolved"], ["open"]),
        (["pending", "open", "pending"], ["pending", "open"]),
        (["open", "pending", "open"], ["open"]),
        (["resolved", "pending"], ["resolved"]),
    ],
)
def test_each_move_that_is_no_hand_back_is_an_event_of_its_own(
    moves: list[str], reads: object
) -> None:
    rows = [move(number, status) for number, status in enumerate(moves, 1)]
    here = look(*rows, line(50, 3), line(51, 4))
    read = to_read(here)
    if reads == "all":
        assert read == here.unread
    else:
        assert [one.body.get("status") for one in read] == reads


@given(st.lists(st.sampled_from(["pending", "open", "resolved", "snoozed"]), max_size=8))
def test_however_the_status_moved_every_move_is_read_once_in_order(statuses: list[str]) -> None:
    left = look(*(move(number, one) for number, one in enumerate(statuses, 1)), line(50, 3))
    seen: list[Unread] = []
    while left.unread:
        read = to_read(left)
        assert read
        seen += read
        left = replace(left, unread=tuple(one for one in left.unread if one not in read))
    assert [one.body["status"] for one in seen if one.event == STATUS] == statuses
    assert len(seen) == len(set(map(id, seen))) == len(statuses) + 1


def order(number: int, message: int, text: str = "/alu falta") -> Unread:
    return row(number, "order", message, text=text, name="Rui")


def edit(number: int, name: str = "cidade", value: str = "Sobral") -> Unread:
    return row(number, "edit", name=name, value=value, id="screen:5.0")


def step(number: int) -> Unread:
    return row(number, "silence", step="reminder")


@pytest.mark.parametrize(
    ("rows", "turns"),
    [
        ([order(1, 3), order(2, 4)], [[1, 2]]),
        ([line(1, 2), order(2, 3), line(3, 4), order(4, 5)], [[1], [2], [3], [4]]),
        ([order(1, 2), line(2, 3), line(3, 4)], [[1], [2, 3]]),
        ([move(1, "open"), order(2, 3)], [[1], [2]]),
        ([move(1, "open"), move(2, "pending"), order(3, 3), line(4, 4)], [[1], [2], [3], [4]]),
        ([edit(1), line(2, 3), order(3, 4)], [[1, 2], [3]]),
        ([edit(1), order(2, 4)], [[1], [2]]),
        ([step(1), order(2, 3)], [[1, 2]]),
        ([step(1), line(2, 3), order(3, 4)], [[1, 2], [3]]),
        ([step(1)], [[1]]),
    ],
)
def test_what_people_ask_of_her_is_read_in_its_place_and_alone(
    rows: list[Unread], turns: list[list[int]]
) -> None:
    left, seen = look(*rows), []
    while left.unread:
        read = to_read(left)
        assert not (of_orders(read) and any("role" in one.body for one in read))
        seen.append([one.id for one in read])
        left = replace(left, unread=tuple(one for one in left.unread if one not in read))
    assert seen == turns


def test_a_turn_holds_what_people_asked_and_put_right() -> None:
    told = turn(look(order(1, 3), order(2, 4, "/alu pare")))
    assert told["orders"] == [
        {"id": "3", "text": "/alu falta", "name": "Rui"},
        {"id": "4", "text": "/alu pare", "name": "Rui"},
    ]
    assert told["messages"] == []
    put = turn(look(edit(1), line(2, 3)))
    assert put["edits"] == [{"name": "cidade", "value": "Sobral", "id": "screen:5.0"}]
    assert len(put["messages"]) == 1  # type: ignore[arg-type]  # a list


@pytest.mark.parametrize(
    ("status", "does"), [("pending", ["note", "set_status"]), ("open", ["note"])]
)
async def test_an_order_that_cannot_be_obeyed_is_given_up_alone(
    engine: AsyncEngine, status: Status, does: list[str]
) -> None:
    async with home(engine) as here:
        async with engine.begin() as tx:
            await by_hand.report(tx, Report(THREAD, status, 5.0, contact=9))
            await inbox.hear(tx, Heard(THREAD, "order", {"text": "/alu falta", "name": ""}, NOW, 3))
            body = {"role": "customer", "kind": "text", "text": "oi", "name": ""}
            await inbox.hear(tx, Heard(THREAD, "message_created", body, NOW, 4))
        seen = await here.turns.look(THREAD)
        assert seen
        assert await here.turns.give_up(seen) == len(does)
        assert [kind for kind, _, _ in await here.ends(THREAD)] == does
        assert [one.message for one in await here.unread(THREAD)] == [4]


async def test_a_customer_who_waited_too_long_costs_no_order(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        async with engine.begin() as tx:
            await by_hand.report(tx, Report(THREAD, "pending", 5.0, contact=9))
            body = {"role": "customer", "kind": "text", "text": "oi", "name": ""}
            await inbox.hear(tx, Heard(THREAD, "message_created", body, NOW, 3))
            await inbox.hear(tx, Heard(THREAD, "order", {"text": "/alu falta", "name": ""}, NOW, 4))
        seen = await here.turns.look(THREAD)
        assert seen
        await here.turns.give_up(seen, "waited")
        assert [one.event for one in await here.unread(THREAD)] == ["order"]


# --- what enters the graph ---


def turn(here: Look) -> dict[str, object]:
    return {**as_turn(here, to_read(here), NOW, PROTOCOL)}


def test_a_turn_holds_the_lines_in_chatwoots_order_with_their_speakers() -> None:
    told = turn(look(line(1, 30, "depois"), line(2, 20, "antes"), line(3, 25, "eu", "human")))
    assert told["messages"] == [
        {"id": "20", "role": "customer", "kind": "text", "text": "antes", "name": ""},
        {"id": "25", "role": "human", "kind": "text", "text": "eu", "name": "Rui"},
        {"id": "30", "role": "customer", "kind": "text", "text": "depois", "name": ""},
    ]
    assert (told["turn_id"], told["now"]) == ("1:42:8", NOW.isoformat())


@pytest.mark.parametrize(
    ("here", "status"),
    [
        (look(line(1, 3)), "pending"),
        (look(line(1, 3), status="open"), "open"),
        (look(line(1, 3), taken=True), "open"),
        (look(move(1, "pending"), line(2, 3), status="open"), "pending"),
        (look(move(1, "open"), status="pending"), "open"),
        (look(move(2, "resolved"), move(1, "open")), "open"),
    ],
)
def test_the_status_is_that_of_the_move_that_is_read(here: Look, status: str) -> None:
    assert turn(here)["status"] == status


def test_a_message_that_was_deleted_or_written_down_replaces_what_it_was() -> None:
    audio = line(1, 20, "", kind="audio")
    written = replace(line(3, 20, "quero tubo", kind="audio"), event="message_updated")
    deleted = replace(line(4, 21, ""), event="message_updated")
    told = turn(look(audio, line(2, 21, "apaga isso"), written, deleted))
    assert told["messages"] == [
        {"id": "20", "role": "customer", "kind": "audio", "text": "quero tubo", "name": ""}
    ]


def test_the_panel_of_the_contact_counts_before_what_is_remembered() -> None:
    shown = {"cidade": "Sobral", "tipo_pessoa": "marciano", "cpf": "1", "nome": "X", "empresa": ""}
    first = line(1, 3, attributes={"cidade": "Natal"}, ddd="84")
    told = turn(look(first, line(2, 4, attributes=shown, ddd="85"), cidade="Recife", nome="Ju"))
    contact = told["contact"]
    assert isinstance(contact, dict)
    assert (contact["cidade"], contact["nome"], told["ddd"]) == ("Sobral", "Ju", "85")
    assert not {"cpf", "tipo_pessoa", "empresa"} & set(contact)


def test_what_was_left_unsaid_is_told_by_its_id() -> None:
    gone = row(1, UNSAID, unsaid=own_message(THREAD, 6))
    assert turn(look(gone, line(2, 3)))["unsaid"] == ["1:42:6:alu"]


def test_the_ids_of_her_own_messages_are_made_of_the_turns() -> None:
    assert own_message(THREAD, 8) == f"{turn_id(THREAD, 8)}:alu" == "1:42:8:alu"


# --- decide and store ---


def heard(message: int, text: str = "oi", role: str = "customer") -> Told:
    body = {"role": role, "kind": "text", "text": text, "name": ""}
    delivery = Heard(THREAD, "message_created", body, MONDAY, message=message, contact=9)
    return Told(Report(THREAD, "pending", 100.0, contact=9, inbox=1), line=delivery)


def tried(*minds: str) -> Understanding:
    """An understanding of the last of ``minds``, after the others had failed."""
    failed = (Attempt(name, "timeout") for name in minds[:-1])
    return Understanding(attempts=(*failed, Attempt(minds[-1])))


ENDPOINTS = {"llm": ("modelo-a", "aaaaaaaaaaaa"), "llm2": ("modelo-b", "bbbbbbbbbbbb")}


async def looked(here: Home) -> Look:
    found = await here.turns.look(THREAD)
    assert found
    return found


async def stored(engine: AsyncEngine) -> dict[str, int]:
    async with engine.begin() as tx:
        return {
            table.name: int(await tx.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
        }


async def test_a_conversation_never_heard_of_has_nothing_to_look_at(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        assert await here.turns.look(THREAD) is None


async def test_a_turn_is_stored_whole(engine: AsyncEngine) -> None:
    async with home(engine, mind=StubMind(ORDER)) as here:
        await here.hear(heard(7), heard(8))
        count = await here.turns.store(await here.turns.decide(await looked(here)))
        assert await here.unread(THREAD) == []
        assert (await here.known(THREAD)).version == 1
        kinds = [kind for kind, _, _ in await here.ends(THREAD)]
        assert {"note", "say", "assign_team", "set_status"} <= set(kinds)
        assert count == len(kinds)
        async with engine.begin() as tx:
            (record,) = await recorded(tx, THREAD)
            assert await tx.scalar(select(func.count()).select_from(checkpoints)) == 1
            facts = await contacts.remembered(tx, 1, 9)
        assert (record.turn, record.act, record.mind) == (1, "route", "stub")
        assert record.path[0] == "gate"
        assert set(record.seconds) == {"wait", "think", "store"}
        assert facts["cidade"] == "Sobral"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (tried("llm"), ("llm", "modelo-a", "aaaaaaaaaaaa")),
        (tried("llm", "llm2"), ("llm2", "modelo-b", "bbbbbbbbbbbb")),
        (tried("llm", "llm2", "offline"), ("offline", "", "")),
        (tried("offline"), ("offline", "", "")),
        (MindUnavailable(Attempt("llm", "timeout")), ("llm", "modelo-a", "aaaaaaaaaaaa")),
    ],
)
async def test_the_record_tells_the_model_of_the_mind_that_answered(
    engine: AsyncEngine, answer: Understanding | MindUnavailable, told: tuple[str, str, str]
) -> None:
    async with home(engine, mind=StubMind(answer)) as here:
        turns = replace(here.turns, endpoints=ENDPOINTS)
        await here.hear(heard(7))
        await turns.store(await turns.decide(await looked(here)))
        async with engine.begin() as tx:
            (record,) = await recorded(tx, THREAD)
        assert (record.mind, record.model, record.prompt_hash) == told


async def test_a_turn_that_no_mind_read_has_no_model(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        turns = replace(here.turns, endpoints=ENDPOINTS)
        await here.hear(Told(Report(THREAD, "open", 100.0)), heard(7))
        await turns.store(await turns.decide(await looked(here)))
        async with engine.begin() as tx:
            (record,) = await recorded(tx, THREAD)
        assert (record.act, record.mind, record.model, record.prompt_hash) == (
            "silence",
            "",
            "",
            "",
        )


async def test_deciding_changes_nothing(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        before = await stored(engine)
        await here.turns.decide(await looked(here))
        assert await stored(engine) == before


@pytest.mark.parametrize("between", ["takeover", "another turn", "the body's own turn"])
async def test_a_turn_that_was_overtaken_stores_nothing(engine: AsyncEngine, between: str) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        decided = await here.turns.decide(await looked(here))
        if between == "takeover":
            await here.hear(Told(Report(THREAD, "open", 101.0)))
        elif between == "another turn":
            await here.turns.store(await here.turns.decide(await looked(here)))
        else:
            async with engine.begin() as tx:
                await conversations.next_turn(tx, THREAD)
        before = await stored(engine)
        with pytest.raises(TurnLost):
            await here.turns.store(decided)
        assert await stored(engine) == before


async def test_what_belongs_to_the_next_move_of_the_status_stays_for_the_next_turn(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "pending", 1.0)), Told(Report(THREAD, "open", 2.0)))
        await here.hear(heard(7))
        first, second = [row.event for row in (await looked(here)).unread][:2]
        assert (first, second) == (STATUS, STATUS)
        await here.turns.store(await here.turns.decide(await looked(here)))
        left = await here.unread(THREAD)
        assert [row.body.get("status", row.message) for row in left] == ["pending", 7]
        await here.turns.store(await here.turns.decide(await looked(here)))
        assert await here.unread(THREAD) == []


async def test_a_line_that_came_meanwhile_stays_for_the_next_turn(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        decided = await here.turns.decide(await looked(here))
        await here.hear(heard(8))
        await here.turns.store(decided)
        assert [one.message for one in await here.unread(THREAD)] == [8]


async def test_a_turn_whose_line_was_erased_meanwhile_is_lost(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        decided = await here.turns.decide(await looked(here))
        async with engine.begin() as tx:
            await inbox.mark(tx, [one.id for one in await inbox.unread(tx, THREAD)], inbox.ERASED)
        before = await stored(engine)
        with pytest.raises(TurnLost):
            await here.turns.store(decided)
        assert await stored(engine) == before
        assert (await here.known(THREAD)).version == 0


async def test_of_many_turns_of_one_moment_one_is_stored(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        one_look = await looked(here)
        decided = [await here.turns.decide(one_look) for _ in range(5)]
        results = await asyncio.gather(*map(here.turns.store, decided), return_exceptions=True)
        assert sorted(type(one).__name__ for one in results) == ["TurnLost"] * 4 + ["int"]
        assert (await stored(engine))["turns"] == 1


async def test_a_thought_cancelled_anywhere_leaves_a_database_that_works(
    engine: AsyncEngine,
) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        one_look = await looked(here)
        for steps in range(0, 60, 3):
            thought = asyncio.create_task(here.turns.decide(one_look))
            for _ in range(steps):
                await asyncio.sleep(0)
            thought.cancel()
            await asyncio.gather(thought, return_exceptions=True)
        async with asyncio.timeout(10):
            await here.turns.store(await here.turns.decide(await looked(here)))
        assert await here.unread(THREAD) == []


async def test_what_she_left_unsaid_and_moves_are_read_with_the_lines(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        standing = await here.known(THREAD)
        async with engine.begin() as tx:
            await inbox.hear(tx, unsaid(THREAD, own_message(THREAD, 1), MONDAY))
            await inbox.hear(tx, moved(replace(standing, status="open"), MONDAY))
        here_now = await looked(here)
        assert len(here_now.customer_lines) == 1
        await here.turns.store(await here.turns.decide(here_now))
        assert await here.unread(THREAD) == []


# --- giving up ---


async def test_giving_up_says_a_word_and_brings_people(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        assert await here.turns.give_up(await looked(here)) == 4
        assert (await here.known(THREAD)).version == 1
        kinds = [kind for kind, _, _ in await here.ends(THREAD)]
        assert kinds == ["note", "say", "assign_team", "set_status"]
        assert await here.unread(THREAD) == []
        async with engine.begin() as tx:
            (record,) = await recorded(tx, THREAD)
        assert (record.act, record.reason) == ("route", "mind")


async def test_giving_up_where_a_person_answers_says_nothing(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(Told(Report(THREAD, "open", 100.0)), heard(7))
        assert await here.turns.give_up(await looked(here)) == 0
        assert await here.ends(THREAD) == []
        assert await here.unread(THREAD) == []


async def test_giving_up_after_a_takeover_is_lost(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        one_look = await looked(here)
        await here.hear(Told(Report(THREAD, "open", 101.0)))
        with pytest.raises(TurnLost):
            await here.turns.give_up(one_look)
        assert await here.ends(THREAD) == []


# --- counting ---


async def test_a_turn_is_counted_when_it_is_stored_and_not_before(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        decided = await here.turns.decide(await looked(here))
        told = {one.name: one for one in here.metrics.registry.collect()}
        assert told["alu_turns"].samples == []
        await here.turns.store(decided)
        samples = here.metrics.turns.collect()[0].samples
        assert [one.value for one in samples if one.name == "alu_turns_total"] == [1.0]


async def test_waiting_is_measured_from_the_first_line(engine: AsyncEngine) -> None:
    async with home(engine) as here:
        await here.hear(heard(7))
        here.clock.leap(4)  # type: ignore[attr-defined]  # a clock that stands
        decided = await here.turns.decide(await looked(here))
        assert decided.seconds["wait"] == 4.0
