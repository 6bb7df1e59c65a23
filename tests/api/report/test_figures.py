"""Known rows, exact figures, on both databases: above all what a wrong join would count twice, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from api import hearing
from api.report.figures import NEED, Dropped, Figures, Moment, Prices, Spread, counted, spread
from api.report.period import Period
from api.report.report import made
from api.settings import Settings
from api.storage import report as stored
from api.storage import retention
from api.storage.report import Gathered, Scope
from api.storage.tables import turns
from tests.agent.stub_mind import PROTOCOL
from tests.api.report.ledgerbook import MONDAY, NOW, WEEK, Book, figures, on

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


@pytest.fixture
def book() -> Book:
    return Book()


def test_the_events_are_called_as_hearing_calls_them() -> None:
    assert stored.MOVE == hearing.STATUS


async def test_nothing_happened(engine: AsyncEngine) -> None:
    seen = await figures(engine)
    assert (seen.conversations, seen.routed, seen.complete) == (0, 0, 0)
    assert (seen.turns, seen.to_route, seen.needs, seen.dropped) == (None, None, {}, ())
    assert all((one.conversations, one.routed) == (0, 0) for one in seen.course)


async def test_one_conversation_from_the_first_line_to_the_hand_over(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1, status="open")
    book.turn(1, 1, on(17, 10, 0, 3), need="compras", heard=on(17))
    book.turn(1, 2, on(17, 10, 1), heard=on(17, 10, 0, 58))
    book.route(1, 3, on(17, 10, 2), heard=on(17, 10, 1, 57), told=on(17, 10, 2, 5))
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.conversations, seen.routed, seen.complete, seen.missing) == (1, 1, 1, {})
    assert seen.needs == {"compras": 1}
    assert seen.teams == {"comercial": 1}
    assert seen.reasons == {"complete": 1}
    assert seen.endings == {"routed": 1}
    assert seen.turns == Spread(3, 3, 1)
    assert seen.to_route == Spread(125.0, 125.0, 1)


async def test_two_hand_overs_in_a_conversation_are_two_routes_of_one_conversation(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1, status="open")
    book.turn(1, 1, on(17), need="compras", heard=on(17))
    book.route(1, 2, on(17, 10, 1), heard=on(17, 10, 1), told=on(17, 10, 1))
    book.turn(1, 3, on(18), "silence", "human", mind="")
    book.turn(1, 4, on(19), need="entrega", heard=on(19), moved=True)
    book.route(1, 5, on(19, 10, 3), "logistica", "entrega", told=on(19, 10, 3))
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.conversations, seen.routed) == (1, 2)
    assert seen.needs == {"compras": 1, "entrega": 1}
    assert seen.teams == {"comercial": 1, "logistica": 1}
    assert seen.endings == {"routed": 1}
    assert seen.turns == Spread(4, 4, 1)  # the person's turn is none of hers
    assert seen.to_route == Spread(120.0, 180.0, 2)  # not from the first line of all


async def test_a_reopened_conversation_ends_as_its_last_episode_does(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1)
    book.route(1, 1, on(17), heard=on(17), told=on(17, 10, 1))
    book.turn(1, 2, on(20), moved=True, heard=on(20))
    await book.write(engine)
    assert (await figures(engine)).endings == {"pending": 1}


async def test_given_back_without_a_person_saying_a_word_begins_anew(
    engine: AsyncEngine, book: Book
) -> None:
    """Only the change of status tells: the clock of the second episode starts at its own first line."""
    book.conversation(1, status="open")
    book.turn(1, 1, on(17), heard=on(17))
    book.turn(1, 2, on(18), "silence", "resting", mind="", moved=True)  # resolved by a person
    book.turn(1, 3, on(20), heard=on(20), moved=True)
    book.route(1, 4, on(20, 10, 4), told=on(20, 10, 4))
    await book.write(engine)
    seen = await figures(engine)
    assert seen.to_route == Spread(240.0, 240.0, 1)
    assert seen.turns == Spread(3, 3, 1)


async def test_a_persons_turn_ends_an_episode(engine: AsyncEngine, book: Book) -> None:
    """Also where the delivery that brought the change of status is not kept any more."""
    book.conversation(1, status="open")
    book.turn(1, 1, on(17), heard=on(17))
    book.turn(1, 2, on(18), "silence", "human", mind="")
    book.route(1, 3, on(20), heard=on(20), told=on(20, 10, 1))
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(60.0, 60.0, 1)


async def test_only_a_line_starts_the_clock(engine: AsyncEngine, book: Book) -> None:
    """Not the change of status that was read with it, nor a step with a silent customer."""
    book.conversation(1, status="open")
    book.delivery(1, "status", on(17, 8), 1)
    book.delivery(1, "silence", on(17, 9), 1)
    book.turn(1, 1, on(17, 10), heard=on(17, 10))
    book.delivery(1, "message_created", on(17, 7), None, message=99)  # nobody has read it
    book.route(1, 2, on(17, 10, 1), told=on(17, 10, 1))
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(60.0, 60.0, 1)


@pytest.mark.parametrize(
    ("status", "taken", "ending"),
    [
        ("pending", False, "pending"),
        ("pending", True, "people"),
        ("open", False, "people"),
        ("resolved", False, "people"),
        ("snoozed", False, "people"),
    ],
)
async def test_how_an_unfinished_conversation_ended_is_told_by_whose_it_is(
    engine: AsyncEngine, book: Book, status: str, taken: bool, ending: str
) -> None:
    book.conversation(1, status=status, taken=taken)
    book.turn(1, 1, on(17), heard=on(17))
    await book.write(engine)
    assert (await figures(engine)).endings == {ending: 1}


async def test_the_silent_customer_is_neither_pending_nor_peoples(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1, status="resolved")
    book.turn(1, 1, on(17), heard=on(17))
    book.turn(1, 2, on(17, 14), reason="reminded", mind="")
    book.turn(1, 3, on(18), "rest", "unanswered", mind="")
    await book.write(engine)
    assert (await figures(engine)).endings == {"unanswered": 1}


async def test_conversations_that_people_lead_are_none_of_hers(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1, status="open")
    book.turn(1, 1, on(17), "silence", "human", tokens=(70, 7))
    book.turn(1, 2, on(17), "rest", "answered_team", mind="")
    book.turn(1, 3, on(17), "silence", "resting", mind="")
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.conversations, seen.turns, seen.endings) == (0, None, {})
    assert (seen.model.tokens_in, seen.model.tokens_out) == (70, 7)  # listening costs all the same


async def test_the_edges_of_the_period(engine: AsyncEngine, book: Book) -> None:
    """From the beginning until just before the end, of this one and of the one before."""
    edges = (
        WEEK.before.begin - SECOND, WEEK.before.begin, WEEK.begin - SECOND, WEEK.begin, WEEK.end - SECOND, WEEK.end,
    )  # fmt: skip
    for number, at in enumerate(edges):
        book.conversation(number)
        book.route(number, 1, at, heard=at, told=at)
        book.effect(number, 1, at, state="suppressed", reason="a person took over", part=2)
        book.correction(number, at)
    await book.write(engine)
    async with engine.begin() as tx:
        report = await made(tx, Settings(), PROTOCOL, WEEK, NOW)
    for seen in (report.figures, report.before):
        assert (seen.conversations, seen.routed) == (2, 2)
        assert seen.suppressed == {"a person took over": 2}
        assert seen.corrections == {"team": 2}
        assert sum(one.routed for one in seen.course) == 2


async def test_both_periods_are_counted_from_what_was_gathered_once(
    engine: AsyncEngine, book: Book
) -> None:
    """A turn at the very edge is of the later one alone."""
    book.conversation(1)
    moments = (WEEK.before.begin, WEEK.begin - SECOND, WEEK.begin, WEEK.end - SECOND, WEEK.end)
    for turn, at in enumerate(moments, start=1):
        book.turn(1, turn, at, heard=at)
    await book.write(engine)
    async with engine.begin() as tx:
        report = await made(tx, Settings(), PROTOCOL, WEEK, NOW)
    assert (report.figures.turns, report.before.turns) == (Spread(2, 2, 1), Spread(2, 2, 1))
    assert (await figures(engine)).turns == Spread(2, 2, 1)


async def test_a_burst_waits_since_its_first_line(engine: AsyncEngine, book: Book) -> None:
    """A hand-over is timed from the first of several lines that were read together."""
    book.conversation(1, status="open")
    book.delivery(1, "message_created", on(17, 10, 0, 4), 1, message=11)
    book.route(1, 1, on(17, 10, 0, 9), heard=on(17), told=on(17, 10, 0, 10))
    book.delivery(1, "message_created", on(17, 10, 0, 2), 1, message=10)
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(10, 10, 1)


async def test_rows_in_any_order(engine: AsyncEngine, book: Book) -> None:
    """Turns are told in their order, however the database holds them."""
    book.conversation(1, status="open")
    book.route(1, 3, on(17, 10, 2), told=on(17, 10, 2))
    book.turn(1, 2, on(17, 10, 1), heard=on(17, 10, 1))
    book.turn(1, 1, on(17), heard=on(17))
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.endings, seen.to_route) == ({"routed": 1}, Spread(120, 120, 1))


async def test_an_earlier_episode_did_not_end_as_the_conversation_stands(
    engine: AsyncEngine, book: Book
) -> None:
    """A person took it over, then gave it back: only what she does since then is still hers."""
    book.conversation(1)
    book.turn(1, 1, on(12), heard=on(12))
    book.turn(1, 2, on(13), "silence", "resting", mind="", moved=True)
    book.turn(1, 3, on(17), heard=on(17), moved=True)
    book.conversation(2)
    book.turn(2, 1, on(17), heard=on(17))
    book.turn(2, 2, on(18), "silence", "human", mind="")  # given back since, nobody wrote
    await book.write(engine)
    assert (await figures(engine)).endings == {"people": 1, "pending": 1}
    assert (await figures(engine, WEEK.before)).endings == {"people": 1}


async def test_who_comes_back_after_the_end_begins_anew(engine: AsyncEngine, book: Book) -> None:
    """Also where the delivery that brought the change of status is not kept any more."""
    book.conversation(1, status="open")
    book.turn(1, 1, on(16), heard=on(16))
    book.turn(1, 2, on(17), "rest", "unanswered", mind="")
    book.route(1, 3, on(20), heard=on(20), told=on(20, 10, 1))
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(60, 60, 1)


async def test_an_episode_over_the_edge(engine: AsyncEngine, book: Book) -> None:
    """Timed whole where it was handed over; what it is about is known from before; it ended as it did later."""
    book.conversation(1, status="open")
    begun = WEEK.begin - timedelta(days=20)
    book.turn(1, 1, begun, need="compras", heard=begun)
    book.turn(1, 2, WEEK.before.begin, heard=WEEK.before.begin)
    book.turn(1, 3, WEEK.begin - SECOND, heard=WEEK.begin - SECOND)
    book.turn(1, 4, WEEK.begin, heard=WEEK.begin)
    book.route(1, 5, WEEK.begin + SECOND, need="", lacks=["cidade"], told=WEEK.begin + SECOND)
    await book.write(engine)
    now, before = await figures(engine), await figures(engine, WEEK.before)
    waited = (20 * 24 * 3600.0) + 1
    assert now.to_route == Spread(waited, waited, 1)
    assert (now.needs, now.turns) == ({"compras": 1}, Spread(2, 2, 1))
    assert (before.conversations, before.routed, before.to_route) == (1, 0, None)
    assert (before.needs, before.endings) == ({"compras": 1}, {"routed": 1})


async def test_a_need_understood_after_the_period_is_not_known_in_it(
    engine: AsyncEngine, book: Book
) -> None:
    book.conversation(1)
    book.turn(1, 1, WEEK.end - SECOND, heard=WEEK.end)
    book.turn(1, 2, WEEK.end, need="compras")
    await book.write(engine)
    assert (await figures(engine)).needs == {"": 1}


async def test_what_was_missing(engine: AsyncEngine, book: Book) -> None:
    for number in range(1, 7):
        book.conversation(number, status="open")
    book.route(1, 1, on(17))
    book.route(2, 1, on(17), lacks=["cidade", "pedido/nota"], reason="incomplete")
    book.route(3, 1, on(17), lacks=["cidade"], reason="asked_person")
    book.route(4, 1, on(17), "atendimento", "", reason="asked_person")
    book.turn(5, 1, on(17), "route", "mind", team="atendimento", mind="")  # nobody noted it down
    book.turn(6, 1, on(17), "route", "waited", team="atendimento", mind="")
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.routed, seen.complete, seen.unknown) == (6, 1, 2)
    assert seen.missing == {"cidade": 2, NEED: 1, "pedido/nota": 1}
    assert list(seen.missing) == ["cidade", NEED, "pedido/nota"]
    assert seen.reasons == {
        "asked_person": 2,
        "complete": 1,
        "incomplete": 1,
        "mind": 1,
        "waited": 1,
    }
    assert (seen.model.helpless, seen.model.late) == (1, 1)


async def test_medians_of_even_and_odd_counts(engine: AsyncEngine, book: Book) -> None:
    for number, seconds in enumerate((10, 20, 40, 300), start=1):
        book.conversation(number, status="open")
        book.route(
            number, 1, on(17), heard=on(17), told=on(17) + timedelta(seconds=seconds),
        )  # fmt: skip
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(30.0, 300.0, 4)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([7], Spread(7, 7, 1)),
        ([1, 2], Spread(1.5, 2, 2)),
        ([3, 1, 2], Spread(2, 3, 3)),
        (range(1, 11), Spread(5.5, 9, 10)),
        (range(1, 12), Spread(6, 10, 11)),
    ],
)
def test_spread(values: list[float], expected: Spread | None) -> None:
    assert spread(values) == expected


async def test_a_message_that_never_left_has_no_time(engine: AsyncEngine, book: Book) -> None:
    for number, state in enumerate(("suppressed", "dropped", "queued", "parked"), start=1):
        book.conversation(number, status="open")
        book.route(number, 1, on(17), heard=on(17))
        book.effect(number, 1, on(17, 11), state=state, reason="in doubt")
    book.conversation(9, status="open")
    book.route(9, 1, on(17), told=on(17))  # no line of a customer was heard
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.routed, seen.to_route) == (5, None)


async def test_only_the_message_of_the_hand_over_counts(engine: AsyncEngine, book: Book) -> None:
    """Not the note before it, nor the message of another turn, nor that of another conversation."""
    book.conversation(1, status="open")
    book.conversation(2)
    book.turn(1, 1, on(17), heard=on(17), told=on(17, 10, 0, 4))
    book.route(1, 2, on(17, 10, 1), told=on(17, 10, 1, 30))
    book.effect(1, 2, on(17, 12), kind="note", part=2)
    book.turn(2, 2, on(17), heard=on(16), told=on(18))
    await book.write(engine)
    assert (await figures(engine)).to_route == Spread(90.0, 90.0, 1)


async def test_other_accounts_and_other_inboxes_do_not_count(engine: AsyncEngine) -> None:
    """The same numbers in another account, too."""
    for account, number, inbox in ((1, 1, 5), (1, 2, 6), (2, 1, 5), (1, 3, None)):
        book = Book(account=account)
        book.conversation(number, inbox=inbox)
        book.turn(number, 1, on(17), heard=on(17), tokens=(10, 1))
        book.route(number, 2, on(17, 10, account), told=on(17, 10, account))
        book.effect(number, 1, on(17), state="suppressed", reason="already open")
        book.effect(number, 1, on(17), "note", "dropped", "invalid", part=2)
        book.correction(number, on(18))
        await book.write(engine)

    async def counts(scope: Scope) -> tuple[object, ...]:
        seen = await figures(engine, scope=scope)
        return (
            seen.conversations, seen.routed, seen.model.tokens_in, seen.suppressed["already open"],
            seen.dropped[0].count, seen.corrections["team"], seen.to_route,
        )  # fmt: skip

    assert await counts(Scope(1, (5,))) == (2, 2, 20, 2, 2, 2, Spread(60, 60, 2))
    assert await counts(Scope(1, (5, 6))) == (3, 3, 30, 3, 3, 3, Spread(60, 60, 3))
    assert await counts(Scope(1)) == (3, 3, 30, 3, 3, 3, Spread(60, 60, 3))
    assert await counts(Scope(2, (5,))) == (1, 1, 10, 1, 1, 1, Spread(120, 120, 1))
    assert await counts(Scope()) == (4, 4, 40, 4, 4, 4, Spread(60, 120, 4))


async def test_what_was_kept_back_given_up_or_is_in_doubt(engine: AsyncEngine, book: Book) -> None:
    book.conversation(1)
    ends = [
        ("say", "suppressed", "a person took over"),
        ("say", "suppressed", "a person took over"),
        ("say", "suppressed", "already resolved"),
        ("assign_team", "suppressed", "a person took over"),  # no reply
        ("say", "dropped", "in doubt"),
        ("note", "dropped", "invalid"),
        ("note", "dropped", "invalid"),
        ("note", "parked", "timeout"),
        ("note", "queued", ""),
        ("note", "sent", ""),
    ]
    for part, (kind, state, reason) in enumerate(ends, start=1):
        book.effect(1, 1, on(17), kind, state, reason, part)
    await book.write(engine)
    seen = await figures(engine)
    assert seen.suppressed == {"a person took over": 2, "already resolved": 1}
    assert seen.dropped == (Dropped("note", "invalid", 2), Dropped("say", "in doubt", 1))
    assert seen.doubts == 2


async def test_a_hand_over_that_no_team_got_is_none(engine: AsyncEngine, book: Book) -> None:
    """A person was quicker, after her word to the customer or before it: the conversation is that person's."""
    for number, said in ((1, "sent"), (2, "suppressed")):
        book.conversation(number, status="open")
        book.turn(number, 1, on(17), need="compras", heard=on(17))
        book.route(number, 2, on(17, 10, 1), lacks=["cidade"])
        book.effect(number, 2, on(17, 10, 2), state=said)
        book.effect(number, 2, on(17, 10, 2), "assign_team", "suppressed", "took over", 2)
    book.conversation(3, status="open")
    book.route(3, 1, on(17))
    book.effect(3, 1, on(17), "assign_team")
    book.effect(3, 1, on(17), "set_status", "suppressed", "already open", 2)
    await book.write(engine)
    seen = await figures(engine)
    assert (seen.conversations, seen.routed, seen.complete, seen.missing) == (3, 1, 1, {})
    assert (seen.teams, seen.to_route) == ({"comercial": 1}, None)
    assert seen.endings == {"people": 2, "routed": 1}
    assert seen.turns == Spread(2, 2, 3)


async def test_which_hand_over_was_overtaken(engine: AsyncEngine) -> None:
    """The first of two, and one of a conversation that has a namesake in another account."""
    for account in (1, 2):
        book = Book(account=account)
        book.conversation(1, status="open")
        book.route(1, 1, on(17))
        book.effect(1, 1, on(17), "assign_team", "suppressed" if account == 2 else "sent")
        book.conversation(2, status="open")
        book.route(2, 1, on(17), need="entrega", team="logistica")
        book.effect(2, 1, on(17), "assign_team", "suppressed")
        book.turn(2, 2, on(18), "silence", "human", mind="")
        book.route(2, 3, on(19))
        book.effect(2, 3, on(19), "assign_team")
        await book.write(engine)
    seen = await figures(engine)
    assert (seen.routed, seen.teams) == (2, {"comercial": 2})
    assert (await figures(engine, scope=Scope())).routed == 3


async def test_what_was_erased_is_not_told_at_the_moment_of_its_erasure(
    engine: AsyncEngine, book: Book
) -> None:
    """Erasing a contact touches every row of its conversations: when they were told is not known any more."""
    at = on(17, 10, 2)  # when somebody else was told, as it happens
    for number in (1, 2):
        book.conversation(number, status="open")
        book.route(number, 1, on(17), heard=on(17), told=on(17, 10, number))
        book.effect(number, 1, on(10), state="suppressed", reason="already open", part=2)
    book.effect(1, 1, on(17), "note", "queued", part=3)
    await book.write(engine)
    async with engine.begin() as tx:
        await retention.erase(tx, 1, 1, at)
    seen = await figures(engine)
    assert (seen.routed, seen.to_route) == (2, Spread(120, 120, 1))
    assert (seen.suppressed, seen.dropped) == ({}, ())
    assert (await figures(engine, WEEK.before)).suppressed == {"already open": 1}
    later = Book()
    later.turn(1, 2, on(20), heard=on(20), moved=True)
    later.route(1, 3, on(20, 10, 1), told=on(20, 10, 4))
    await later.write(engine)
    assert (await figures(engine)).to_route == Spread(180, 240, 2)


async def test_minds_tokens_and_money(engine: AsyncEngine, book: Book) -> None:
    book.conversation(1)
    book.turn(1, 1, on(17), mind="llm", model="m", tokens=(400_000, 30_000))
    book.turn(1, 2, on(17), mind="llm", model="m", tokens=(100_000, 20_000))
    book.turn(1, 3, on(18), mind="offline", tokens=(500_000, 0))  # the model had failed
    book.turn(1, 4, on(18), "silence", "resting", mind="")
    book.turn(1, 5, on(18), mind="llm2", model="n")
    await book.write(engine)
    seen = (await figures(engine, first_mind="llm", prices=Prices(0.5, 2.0))).model
    assert (seen.minds, seen.fallbacks) == ({"llm": 2, "llm2": 1, "offline": 1}, 2)
    assert (await figures(engine, first_mind="llm2")).model.fallbacks == 1
    assert (seen.tokens_in, seen.tokens_out, seen.cost) == (1_000_000, 50_000, 0.6)
    alone = (await figures(engine, first_mind="offline")).model
    assert alone.cost is None  # no price, no money


async def test_the_course_by_day_and_by_hour(engine: AsyncEngine, book: Book) -> None:
    """On the company's clocks: what came at 23:30 in Fortaleza is of that day, though in UTC it is the next."""
    book.conversation(1, status="open")
    book.turn(1, 1, on(17, 23, 30), heard=on(17, 23, 30))
    book.route(1, 2, on(18, 0, 5))
    book.conversation(2)
    book.turn(2, 1, on(22, 9, 59), heard=on(22, 9, 59))
    book.turn(
        2, 2, on(23, 7), heard=on(23, 7), moved=True
    )  # came back: it is counted where it first came
    await book.write(engine)
    days = {one.begin.day: one for one in (await figures(engine)).course}
    assert list(days) == [16, 17, 18, 19, 20, 21, 22, 23]
    assert (days[17].conversations, days[17].routed) == (1, 0)
    assert (days[18].conversations, days[18].routed) == (0, 1)
    day = Period(on(22, 8), on(23, 8), WEEK.zone)
    hours = (await figures(engine, day)).course
    assert len(hours) == 24
    assert [one for one in hours if one.conversations] == [Moment(on(22, 9), 1, 0)]


async def test_turns_from_before_the_columns_count_without_them(
    engine: AsyncEngine, book: Book
) -> None:
    """Rows that an older Alú wrote know no need, no team, nothing of what was missing."""
    book.conversation(1, status="open")
    book.route(1, 1, on(17))
    await book.write(engine)
    async with engine.begin() as tx:
        await tx.execute(update(turns).values(need="", team="", lacks=None))
    seen = await figures(engine)
    assert (seen.routed, seen.complete, seen.unknown, seen.missing) == (1, 0, 1, {})
    assert (seen.teams, seen.needs) == ({"": 1}, {"": 1})


def test_figures_are_of_what_was_gathered_alone() -> None:
    empty = Gathered((), frozenset(), frozenset(), {}, {}, (), ())
    seen: Figures = counted(empty, (), WEEK, "offline")
    assert replace(seen, course=()) == replace(
        counted(empty, (), WEEK.before, "offline"), course=()
    )
    assert seen.course[-1].begin == MONDAY.replace(hour=0)
