"""The customer who does not answer: when what comes next, and what it says and does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.conversation import Taken, take_turn
from agent.effects import Effect
from agent.hours import next_day_at_work, next_open, people_answer
from agent.ledger import Proposal, from_json
from agent.protocol import NO_LATER, Hours, Protocol, Silence
from agent.state import OpenQuestion, Step
from agent.waiting import NextStep, Quiet, may_remind, next_step
from tests.agent.stub_mind import PROTOCOL, StubMind, Talk, done, effects, heard, said

HOURS = PROTOCOL.hours
HOUR = timedelta(hours=1)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}-03:00")


MONDAY = at("2026-11-23T10:00")


def asked(moment: datetime = MONDAY, **more: object) -> Quiet:
    """She has just asked something, and the customer says nothing."""
    return replace(Quiet(moment, moment, hers=True, asked=True), **more)  # type: ignore[arg-type]


def step(quiet: Quiet, now: datetime | None = None, protocol: Protocol = PROTOCOL) -> str:
    found = next_step(quiet, now or quiet.last_at, protocol)
    return f"{found.step} {found.at.astimezone(MONDAY.tzinfo):%d %H:%M}" if found else ""


def with_policy(**policy: object) -> Protocol:
    return PROTOCOL.model_copy(update={"silence": Silence.model_validate(policy)})


# --- when ---


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        pytest.param("2026-11-23T10:00", "reminder 23 14:00", id="after four hours"),
        pytest.param("2026-11-23T13:59", "reminder 23 17:59", id="a minute before closing time"),
        pytest.param("2026-11-23T14:00", "reminder 24 08:00", id="not after closing time"),
        pytest.param("2026-11-23T22:00", "reminder 24 08:00", id="written at night"),
        pytest.param("2026-11-24T08:59", "reminder 24 12:59", id="the next day"),
        pytest.param("2026-11-27T13:59", "reminder 27 17:59", id="Friday, still in the hours"),
        pytest.param("2026-11-27T14:00", "closing 30 08:00", id="Friday: Monday is too late"),
        pytest.param("2026-11-28T11:00", "closing 30 08:00", id="Saturday"),
        pytest.param("2026-11-29T09:00", "closing 30 08:00", id="Sunday, an hour before the end"),
        pytest.param("2026-11-29T09:01", "reminder 30 08:00", id="Sunday, just inside it"),
        pytest.param("2026-12-24T15:00", "closing 28 08:00", id="Christmas eve"),
    ],
)
def test_one_reminder_in_the_hours_and_inside_the_window(moment: str, comes: str) -> None:
    assert step(asked(at(moment))) == comes


@pytest.mark.parametrize(
    ("change", "comes"),
    [
        pytest.param({"reminded": True}, "closing 24 08:00", id="once only"),
        pytest.param({"opted_out": True}, "closing 24 08:00", id="never after an opt-out"),
        pytest.param({"asked": False}, "closing 24 08:00", id="nothing was asked"),
        pytest.param({"hers": False}, "closing 24 08:00", id="the last word is the customer's"),
        pytest.param({"customer_at": None}, "", id="the customer never wrote"),
        pytest.param({"put_off_at": MONDAY}, "reminder 24 08:00", id="tomorrow then"),
    ],
)
def test_whoever_is_not_reminded_is_let_go(change: dict[str, object], comes: str) -> None:
    assert step(asked(**change)) == comes


def test_a_customer_who_put_it_off_has_until_the_next_day_at_work_and_then_the_whole_time() -> None:
    friday = at("2026-11-27T16:00")
    assert step(asked(friday, put_off_at=friday)) == "closing 01 08:00"
    assert step(asked(friday)) == "closing 30 08:00"


def test_a_later_word_of_hers_starts_the_time_anew() -> None:
    assert step(asked(last_at=MONDAY + 2 * HOUR)) == "reminder 23 16:00"


def test_after_an_outage_it_is_the_next_moment_that_fits_or_none() -> None:
    assert step(asked(), at("2026-11-23T16:20")) == "reminder 23 16:20"
    assert step(asked(), at("2026-11-23T18:00")) == "reminder 24 08:00"
    assert step(asked(), at("2026-11-24T09:00")) == "closing 24 09:00"
    assert step(asked(), at("2026-11-29T12:00")) == "closing 30 08:00"


def test_either_step_may_be_switched_off() -> None:
    assert step(asked(), protocol=with_policy(remind_after=None)) == "closing 24 08:00"
    assert step(asked(reminded=True), protocol=with_policy(resolve_after=None)) == ""


def test_a_company_that_never_opens_still_ends_its_conversations() -> None:
    closed = HOURS.model_copy(update={"week": {}})
    never = PROTOCOL.model_copy(update={"hours": closed})
    assert step(asked(), protocol=never) == "closing 24 06:00"
    assert next_day_at_work(closed, MONDAY) is None
    assert step(asked(put_off_at=MONDAY), protocol=never) == "closing 24 06:00"


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda one: one.replace(tzinfo=MONDAY.tzinfo)
)


@given(MOMENTS, MOMENTS, st.booleans(), st.booleans(), st.none() | MOMENTS)
def test_whatever_the_clock_says_a_reminder_is_in_the_hours_and_in_the_window(
    customer_at: datetime, now: datetime, hers: bool, asked_: bool, put_off_at: datetime | None
) -> None:
    quiet = Quiet(customer_at, customer_at, hers, asked_, put_off_at=put_off_at)
    found = next_step(quiet, now, PROTOCOL)
    assert found
    assert found.at >= now
    assert people_answer(HOURS, found.at)
    if found.step == "reminder":
        assert hers
        assert asked_
        assert found.at < customer_at + NO_LATER
        assert found.at >= customer_at + 4 * HOUR
        assert may_remind(customer_at, found.at, PROTOCOL)


@given(MOMENTS)
def test_the_next_opening_is_open_and_none_is_passed_over(moment: datetime) -> None:
    opening = next_open(HOURS, moment)
    assert opening
    assert opening >= moment
    assert people_answer(HOURS, opening)
    between = (opening - moment) / 7
    assert not any(people_answer(HOURS, moment + between * n) for n in range(1, 7)) or (
        people_answer(HOURS, moment)
    )


# --- the policy as it is written ---


@pytest.mark.parametrize(
    ("written", "length"),
    [("4h", 4 * HOUR), ("30min", HOUR / 2), ("90s", HOUR / 40), ("1h30min", 1.5 * HOUR), ("1d", 24 * HOUR)],
)  # fmt: skip
def test_lengths_of_time_are_written_as_people_write_them(written: str, length: timedelta) -> None:
    assert Silence.model_validate({"resolve_after": written}).resolve_after == length


@pytest.mark.parametrize("written", ["", "4", 5, "h", "4 horas", "-4h", "0min", "1.5h", True, []])
def test_anything_else_is_no_length_of_time(written: object) -> None:
    with pytest.raises(ValidationError, match="length of time"):
        Silence.model_validate({"resolve_after": written})


@pytest.mark.parametrize("after", ["23h", "1d"])
def test_a_reminder_outside_the_window_is_refused(after: str) -> None:
    with pytest.raises(ValidationError, match="less than 23h"):
        Silence.model_validate({"remind_after": after})


def test_hours_with_two_spans_open_twice() -> None:
    lunch = Hours.model_validate(
        {"timezone": "America/Fortaleza", "week": {"mon": ["13:00-18:00", "08:00-12:00"]}}
    )
    assert next_open(lunch, at("2026-11-23T07:00")) == at("2026-11-23T08:00")
    assert next_open(lunch, at("2026-11-23T12:30")) == at("2026-11-23T13:00")
    assert next_open(lunch, at("2026-11-23T18:00")) == at("2026-11-30T08:00")


# --- what ---


async def stepped(talk: Talk, step: Step, status: str = "pending") -> Taken:
    talk.turns += 1
    turn = {"status": status, "messages": [], "now": talk.now, "turn_id": f"t{talk.turns}"}
    return await take_turn(talk.agent, talk.thread, {**turn, "silence": step}, talk.resources)  # type: ignore[typeddict-item]


def doing(taken: Taken, kind: str) -> list[Effect]:
    return [one for one in effects(taken) if one["do"] == kind]


pytestmark = pytest.mark.anyio


async def test_the_open_question_comes_back_in_other_words() -> None:
    talk = Talk(StubMind(heard(need="compras")))
    first = await talk.says("quero comprar tubo")
    taken = await stepped(talk, "reminder")
    (words,) = said(taken)
    assert words.count("?") == 1
    assert said(first)[0].split(". ")[-1] not in words
    assert "nome" in words
    assert taken.path == ("gate",)
    assert (taken.outcome["act"], taken.outcome["reason"]) == ("ask", "reminded")
    assert taken.outcome["asks"] == ["nome", "tipo_pessoa"]
    (shown,) = doing(taken, "set_attributes")
    assert shown["attributes"] == {"alu_motivo": PROTOCOL.reasons.reminded}  # type: ignore[typeddict-item]


async def test_a_question_asked_twice_is_not_asked_a_third_time() -> None:
    talk = Talk(StubMind(heard(need="compras"), heard("asks_fact")))
    await talk.says("quero comprar tubo")
    await talk.says("vocês abrem amanhã?")
    asked_so_far = from_json((await talk.memory())["ledger"]).asked
    assert asked_so_far["nome"] == 2
    (words,) = said(await stepped(talk, "reminder"))
    assert words in PROTOCOL.texts.reminder
    assert from_json((await talk.memory())["ledger"]).asked == asked_so_far


async def test_who_has_not_told_a_need_is_asked_for_it_again() -> None:
    talk = Talk(StubMind())
    await talk.says("bom dia")
    (words,) = said(await stepped(talk, "reminder"))
    assert words.endswith(PROTOCOL.texts.ask_need_again[0])


async def test_a_customer_is_called_by_name_where_it_is_known() -> None:
    talk = Talk(StubMind(heard(need="compras", nome="Bia Lemos", tipo_pessoa="pf")))
    await talk.says("aqui é a Bia Lemos, quero comprar pra mim")
    (words,) = said(await stepped(talk, "reminder"))
    assert "Bia!" in words


async def test_words_of_hers_that_broke_a_rule_are_left_out_of_the_reminder() -> None:
    """Figures that a person of the team told are theirs to say."""
    told = tuple(
        Proposal(slot, value, value, "m1", by="human")
        for slot, value in (("nome", "R$99,00"), ("tipo_pessoa", "pf"))
    )
    talk = Talk(StubMind(replace(heard(need="compras"), proposals=told)))
    await talk.says("oi")
    (words,) = said(await stepped(talk, "reminder"))
    assert "99" not in words
    assert words in PROTOCOL.texts.reminder


async def test_the_answer_to_the_reminder_is_understood_as_one() -> None:
    mind = StubMind(heard(need="compras"), heard(nome="Bia", tipo_pessoa="pf"))
    talk = Talk(mind)
    await talk.says("quero comprar tubo")
    await stepped(talk, "reminder")
    await talk.says("Bia, é pra mim")
    question = mind.readings[-1].asked
    assert question
    assert question.slots == ("nome", "tipo_pessoa")
    assert mind.readings[-1].before[-1].role == "alu"


async def test_the_end_says_nothing_to_the_customer() -> None:
    talk = Talk(StubMind(heard(need="compras")))
    await talk.says("quero comprar tubo")
    await stepped(talk, "reminder")
    taken = await stepped(talk, "closing")
    assert done(taken) == ["note", "add_labels", "set_attributes", "set_status"]
    assert doing(taken, "add_labels") == [{"do": "add_labels", "labels": ["ia-sem-resposta"]}]
    assert doing(taken, "set_status") == [{"do": "set_status", "status": "resolved"}]
    assert (taken.outcome["act"], taken.outcome["reason"]) == ("rest", "unanswered")


async def test_who_writes_after_the_end_begins_anew_and_is_known() -> None:
    mind = StubMind(heard(need="compras", nome="Bia", tipo_pessoa="pf"), heard(need="financeiro"))
    talk = Talk(mind)
    await talk.says("quero comprar tubo, sou a Bia")
    await stepped(talk, "closing")
    await talk.turn("resolved")
    taken = await talk.says("e o meu boleto?")
    ledger = from_json((await talk.memory())["ledger"])
    assert [need.kind for need in ledger.needs] == ["financeiro"]
    assert "Bia" in said(taken)[0]


async def test_a_customer_who_wrote_after_all_is_answered_instead() -> None:
    mind = StubMind(heard(need="compras"), heard(need="compras", nome="Bia", tipo_pessoa="pf"))
    talk = Talk(mind)
    await talk.says("quero comprar tubo")
    talk.turns += 1
    waiting = {"id": "m9", "role": "customer", "kind": "text", "text": "Bia, pra mim", "name": ""}
    turn = {"status": "pending", "messages": [waiting], "now": talk.now, "turn_id": "t2"}
    taken = await take_turn(
        talk.agent,
        talk.thread,
        {**turn, "silence": "closing"},  # type: ignore[typeddict-item]
        talk.resources,
    )
    assert "understand" in taken.path
    assert "set_status" not in done(taken)


async def test_while_a_person_has_it_nothing_is_done() -> None:
    talk = Talk(StubMind(heard(need="compras")))
    await talk.says("quero comprar tubo")
    await talk.turn("open")
    assert effects(await stepped(talk, "closing", "open")) == []


async def test_a_reminder_that_never_arrived_leaves_her_memory_as_it_was() -> None:
    talk = Talk(StubMind(heard(need="compras")))
    await talk.says("quero comprar tubo")
    before = (await talk.memory())["messages"]
    await stepped(talk, "reminder")
    await talk.turn("pending", unsaid=["t2:alu"])
    assert (await talk.memory())["messages"] == before


QUESTIONS: list[tuple[OpenQuestion, str]] = [
    ({"slots": ["necessidade"], "need": None, "item": None, "options": ["compras", "entrega"]}, "?"),
    ({"slots": ["cnpj"], "need": None, "item": None, "options": []}, "?"),
    ({"slots": ["quantidade"], "need": "compras", "item": 0, "options": []}, "quantidade"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "in_words"), QUESTIONS)
async def test_every_kind_of_question_can_be_reminded_of(
    question: OpenQuestion, in_words: str
) -> None:
    talk = Talk(StubMind(heard(need="compras")))
    await talk.says("quero comprar tubo")
    config = {"configurable": {"thread_id": talk.thread}}
    await talk.agent.aupdate_state(config, {"question": question}, as_node="reply")  # type: ignore[arg-type]
    (words,) = said(await stepped(talk, "reminder"))
    assert in_words in words
    assert words.count("?") == 1


def test_a_step_names_its_moment() -> None:
    assert next_step(asked(), MONDAY, PROTOCOL) == NextStep("reminder", MONDAY + 4 * HOUR)
