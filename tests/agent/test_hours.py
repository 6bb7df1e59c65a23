"""Whether people answer now, and what to wish, by the clock on the company's wall."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from pydantic import ValidationError

from agent.hours import people_answer, wish
from agent.protocol import Holidays, Hours

WEEK = {
    "mon": ["08:00-12:00", "13:00-18:00"],
    "tue": ["08:00-18:00"],
    "wed": ["08:00-18:00"],
    "thu": ["08:00-18:00"],
    "fri": ["08:00-18:00"],
    "sat": ["08:00-12:00"],
}
CEARA = Hours.model_validate(
    {
        "timezone": "America/Fortaleza",
        "week": WEEK,
        "holidays": {"country": "BR", "subdivision": "CE"},
        "closed": ["2026-12-24"],
    }
)
SAO_PAULO = CEARA.model_copy(
    update={"timezone": "America/Sao_Paulo", "holidays": Holidays(country="BR", subdivision="SP")}
)
ANY_DAY = CEARA.model_copy(update={"holidays": None, "closed": ()})


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        pytest.param("2026-11-23T10:00-03:00", True, id="Monday morning"),
        pytest.param("2026-11-23T07:59:59-03:00", False, id="a second before opening"),
        pytest.param("2026-11-23T08:00-03:00", True, id="opening"),
        pytest.param("2026-11-23T11:59:59-03:00", True, id="a second before lunch"),
        pytest.param("2026-11-23T12:00-03:00", False, id="lunch begins"),
        pytest.param("2026-11-23T12:59:59-03:00", False, id="a second of lunch left"),
        pytest.param("2026-11-23T13:00-03:00", True, id="back from lunch"),
        pytest.param("2026-11-23T17:59:59.999-03:00", True, id="a moment before closing"),
        pytest.param("2026-11-23T18:00-03:00", False, id="closing"),
        pytest.param("2026-11-23T23:59-03:00", False, id="night"),
        pytest.param("2026-11-24T12:30-03:00", True, id="Tuesday has no lunch"),
        pytest.param("2026-11-28T11:00-03:00", True, id="Saturday morning"),
        pytest.param("2026-11-28T12:00-03:00", False, id="Saturday noon"),
        pytest.param("2026-11-29T10:00-03:00", False, id="Sunday, which the week does not name"),
    ],
)
def test_people_answer_in_the_hours_of_the_week(moment: str, answered: bool) -> None:
    assert people_answer(CEARA, at(moment)) is answered


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "ano novo"),
        ("2026-04-03", "sexta-feira santa"),
        ("2026-04-21", "Tiradentes"),
        ("2026-05-01", "dia do trabalho"),
        ("2026-09-07", "independência"),
        ("2026-10-12", "Nossa Senhora Aparecida"),
        ("2026-11-02", "finados"),
        ("2026-11-20", "consciência negra"),
        ("2026-12-25", "natal"),
        ("2027-11-15", "república"),
        ("2026-03-19", "São José, of Ceará"),
        ("2026-03-25", "data magna, of Ceará"),
    ],
)
def test_nobody_answers_on_a_holiday(day: str, name: str) -> None:
    assert not people_answer(CEARA, at(f"{day}T10:00-03:00")), name
    assert people_answer(ANY_DAY, at(f"{day}T10:00-03:00")), f"{name} is a working day of the week"


@pytest.mark.parametrize(
    ("day", "in_ceara", "in_sao_paulo"), [("2026-03-25", False, True), ("2026-07-09", True, False)]
)
def test_a_state_has_holidays_of_its_own(day: str, in_ceara: bool, in_sao_paulo: bool) -> None:
    noon = at(f"{day}T10:00-03:00")
    assert (people_answer(CEARA, noon), people_answer(SAO_PAULO, noon)) == (in_ceara, in_sao_paulo)


def test_without_a_subdivision_only_national_holidays_count() -> None:
    national = CEARA.model_copy(update={"holidays": Holidays(country="BR")})
    assert people_answer(national, at("2026-03-25T10:00-03:00"))
    assert not people_answer(national, at("2026-12-25T10:00-03:00"))


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        ("2026-12-23T17:59-03:00", True),
        ("2026-12-24T10:00-03:00", False),
        ("2026-12-25T02:00+00:00", False),  # still the 24th in Fortaleza
        ("2027-12-24T10:00-03:00", True),
    ],
)
def test_a_closed_day_is_that_day_of_that_year(moment: str, answered: bool) -> None:
    assert people_answer(CEARA, at(moment)) is answered


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        ("2026-11-23T11:00+00:00", True),  # eight in Fortaleza
        ("2026-11-23T10:59+00:00", False),
        ("2026-11-23T08:00-05:00", True),  # ten in Fortaleza
        ("2026-11-24T06:00+09:00", False),  # six in the evening of Monday
        ("2026-11-24T05:59+09:00", True),
        ("2026-11-29T23:00-12:00", True),  # Sunday far west, Monday at eight in Fortaleza
    ],
)
def test_the_hours_are_those_of_the_company_whatever_clock_is_given(
    moment: str, answered: bool
) -> None:
    assert people_answer(CEARA, at(moment)) is answered


def test_the_same_moment_is_another_hour_in_another_town() -> None:
    manaus = CEARA.model_copy(update={"timezone": "America/Manaus"})
    opening_in_fortaleza = at("2026-11-24T08:30-03:00")
    assert people_answer(CEARA, opening_in_fortaleza)
    assert not people_answer(manaus, opening_in_fortaleza)


def test_a_week_without_hours_is_a_week_without_answers() -> None:
    assert not people_answer(
        Hours(timezone="America/Fortaleza", week={}), at("2026-11-24T10:00-03:00")
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"week": {"mon": ["24:00-24:30"]}}, "hour must be in 0..23"),
        ({"week": {"mon": ["08:60-09:00"]}}, "minute must be in 0..59"),
        ({"week": {"mon": ["18:00-08:00"]}}, "a span ends after it starts"),
        ({"week": {"mon": ["08:00-08:00"]}}, "a span ends after it starts"),
        ({"week": {"mon": ["8h-18h"]}}, "match pattern"),
        ({"week": {"seg": ["08:00-18:00"]}}, "'mon', 'tue'"),
        ({"timezone": "America/Sobral"}, "unknown time zone 'America/Sobral'"),
        ({"timezone": ""}, "unknown time zone ''"),
        ({"holidays": {"country": "Brasil do Norte"}}, "no holidays are known"),
        ({"holidays": {"country": "BR", "subdivision": "CEARÁ"}}, "BR has no subdivision 'CEARÁ'"),
        ({"holidays": {"country": "PT", "subdivision": "CE"}}, "PT has no subdivision 'CE'"),
    ],
)
def test_hours_that_no_clock_or_calendar_has_are_refused(
    wrong: dict[str, object], why: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(why)):
        Hours.model_validate({"timezone": "America/Fortaleza", "week": WEEK} | wrong)


def test_closed_days_are_dates() -> None:
    assert CEARA.closed == (date(2026, 12, 24),)


WISHES = {**dict.fromkeys(range(5, 12), "Bom dia"), **dict.fromkeys(range(12, 18), "Boa tarde")}


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", ["00", "59"])
def test_the_wish_at(hour: int, minute: str) -> None:
    assert wish(CEARA, at(f"2026-11-24T{hour:02}:{minute}-03:00")) == WISHES.get(hour, "Boa noite")


def test_the_wish_is_by_the_company_s_clock() -> None:
    moment = at("2026-11-24T14:30+00:00")
    assert wish(CEARA, moment) == "Bom dia"
    assert wish(CEARA.model_copy(update={"timezone": "Europe/Lisbon"}), moment) == "Boa tarde"
