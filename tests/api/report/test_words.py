"""Figures and ids as a manager reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from agent.texts import Reason
from api import ways
from api.chatwoot.answers import Refusal
from api.report import episodes, words
from api.report.figures import MINDS, NEED
from api.report.period import Period
from api.storage import corrections
from tests.agent.stub_mind import PROTOCOL
from tests.api.report.ledgerbook import FORTALEZA, WEEK, on

DELIVERY = Path(__file__).parents[3] / "api" / "delivery.py"

WRITTEN = re.compile(
    r'"(?:suppressed|dropped)", "([^"]+)"|_hand_over\(\s*due, "([^"]+)"|_give_up\(due, "([^"]+)"'
)
"""Reasons that delivery writes by name; the others are those of Chatwoot's answers, or the status."""


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (3599, "59 min 59 s"),
        (3600, "1 h 00 min"), (3900, "1 h 05 min"), (86400, "1 d 0 h"), (183600, "2 d 3 h"),
    ],
)  # fmt: skip
def test_spans(seconds: float, told: str) -> None:
    assert words.span(seconds) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, "–"), (0, 3, "0 %"), (1, 3, "33 %"), (3, 3, "100 %"), (999, 1000, "99 %"), (1, 1000, "1 %")],
)  # fmt: skip
def test_shares(part: int, whole: int, told: str) -> None:
    assert words.share(part, whole) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "R$ 0,00"), (0.0368, "R$ 0,0368"), (1.266, "R$ 1,27"), (12345.6, "R$ 12.345,60")],
)
def test_money(value: float, told: str) -> None:
    assert words.money(value, "R$") == told


def test_numbers() -> None:
    assert [words.number(one) for one in (0, 2.5, 3.0, 1204, 1234567)] == [
        "0", "2,5", "3", "1.204", "1.234.567",
    ]  # fmt: skip


def test_periods() -> None:
    assert words.period(WEEK) == "de 16/11/2026 08:00 a 23/11/2026 08:00"
    assert words.period(Period(on(1, 0), on(8, 0), FORTALEZA)) == "de 01/11/2026 a 07/11/2026"
    assert words.period(Period(on(7, 0), on(8, 0), FORTALEZA)) == "07/11/2026"


def test_ids_are_called_as_the_company_calls_them() -> None:
    assert words.missing(PROTOCOL)("pedido/nota_perdida") == "Pedido ou nota ou nota_perdida"
    assert words.missing(PROTOCOL)("produto/cidade") == "Produto ou cidade"
    assert words.missing(PROTOCOL)(NEED) == "A necessidade"
    assert words.need(PROTOCOL)("pos_venda") == "Pós-venda"
    assert words.need(PROTOCOL)("") == "não deu pra entender"
    assert words.team(PROTOCOL)("comercial") == "time comercial"
    assert words.team(PROTOCOL)("") == "nenhum time"
    assert words.reason(PROTOCOL)("complete") == "dados completos"
    for named in (words.need, words.team, words.missing, words.reason):
        assert named(PROTOCOL)("de_antes") == "de_antes"  # the company had it once


def test_turns_are_told_apart_by_reasons_that_the_mind_gives() -> None:
    assert set(get_args(Reason)) > episodes.OF_PEOPLE | episodes.OVER


def test_every_id_that_the_product_writes_has_a_name() -> None:
    assert set(words.ENDINGS) == set(get_args(episodes.Ending))
    assert set(words.KINDS) == set(get_args(ways.Kind))
    assert tuple(words.MINDS) == MINDS
    assert set(words.CORRECTIONS) == set(get_args(corrections.Kind))
    assert set(get_args(Refusal)) <= set(words.WHY)
    found = WRITTEN.findall(DELIVERY.read_text(encoding="utf-8"))
    ends = {reason for one in found for reason in one if reason}
    assert {"conversation gone", "in doubt", "window closed"} <= ends
    assert ends <= set(words.WHY)
