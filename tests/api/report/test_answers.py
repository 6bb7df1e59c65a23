"""The report as JSON: one stable shape, exact figures; as a table; as a note."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from agent.mind.offline import OfflineMind
from api import bootstrap
from api.report import answers, shown
from api.report.figures import Dropped
from api.report.note import as_note
from api.report.period import Period
from api.report.report import Report
from api.report.tables import printed
from api.settings import Settings
from tests.agent.stub_mind import PROTOCOL
from tests.api.report.conftest import Shelf
from tests.api.report.ledgerbook import NOW, WEEK, Book, on

pytestmark = pytest.mark.anyio

QUIET = Period(WEEK.begin - timedelta(days=90), WEEK.begin - timedelta(days=83), WEEK.zone)
FIGURES = {
    "conversations", "needs", "endings", "turns_per_conversation", "routed", "teams", "reasons", "complete",
    "completeness_unknown", "missing", "seconds_to_route", "corrections", "suppressed", "dropped", "doubts", "model",
    "course",
}  # fmt: skip


def as_json(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answers.written(report, PROTOCOL))
    return told


def as_table(report: Report, width: int = 120) -> str:
    screen = StringIO()
    printed(Console(file=screen, width=width), report, PROTOCOL)
    return screen.getvalue()


async def test_the_shape_of_the_json(shelf: Shelf) -> None:
    told = as_json(await shelf.report())
    assert set(told) == {
        "version", "company", "timezone", "told_from", "currency", "period", "figures", "before",
    }  # fmt: skip
    assert (told["version"], told["timezone"], told["currency"]) == (1, "America/Fortaleza", "R$")
    assert told["period"] == {
        "begin": "2026-11-16T11:00:00+00:00",
        "end": "2026-11-23T11:00:00+00:00",
    }
    assert told["before"]["period"]["end"] == told["period"]["begin"]
    assert set(told["figures"]) == set(told["before"]["figures"]) == FIGURES
    figures = told["figures"]
    assert figures["needs"][0] == {"id": "compras", "label": "Compras", "count": 8}
    assert figures["seconds_to_route"] == {"median": 439.5, "p90": 492.0, "of": 12}
    assert figures["suppressed"] == [
        {"id": "a person took over", "label": "uma pessoa assumiu", "count": 3}
    ]
    assert figures["dropped"] == [{"kind": "update_contact", "reason": "no_user_token", "count": 1}]
    assert set(figures["model"]) == {
        "minds", "fallbacks", "helpless", "late", "tokens_in", "tokens_out", "cost",
    }  # fmt: skip
    assert figures["model"]["cost"] == pytest.approx((76_000 * 0.4 + 3_990 * 1.6) / 1e6)
    assert sum(one["conversations"] for one in figures["course"]) == 20


async def test_the_period_before_is_counted_as_if_it_were_asked_for(shelf: Shelf) -> None:
    report = await shelf.report()
    assert (await shelf.report(WEEK.before)).figures == report.before


async def test_what_is_not_known_any_more_is_not_said_to_be_nothing(shelf: Shelf) -> None:
    """What was told is kept for thirty days: of three weeks it is known, of the three before in part."""
    weeks = Period(WEEK.end - timedelta(weeks=3), WEEK.end, WEEK.zone)
    report = await shelf.report(weeks)
    assert (report.is_whole, report.was_whole) == (True, False)
    before = as_json(report)["before"]["figures"]
    for name in ("seconds_to_route", "suppressed", "dropped", "doubts"):
        assert before[name] is None
    assert before["conversations"] == 0
    lines = {group.id: group.lines for group in shown.groups(report, PROTOCOL)}
    assert lines["suppressed"][0].before is None
    assert lines["needs"][0].before == 0
    assert shown.remarks(report) == []
    longer = await shelf.report(Period(WEEK.end - timedelta(weeks=8), WEEK.end, WEEK.zone))
    (remark,) = shown.remarks(longer)
    assert "desde 24/10/2026" in remark
    assert remark in as_table(longer, 400)


async def test_hand_overs_of_which_nobody_knows_what_they_lacked(shelf: Shelf) -> None:
    book = Book()
    book.conversation(100, status="open")
    book.turn(100, 1, on(17), "route", "mind", team="atendimento", mind="")
    await book.write(shelf.engine)
    report = await shelf.report()
    (remark,) = shown.remarks(report)
    assert remark == "De 1 encaminhada(s) não sei o que faltava; ficam fora das completas."
    assert "7 de 12" in as_table(report)


async def test_nothing_happened(shelf: Shelf) -> None:
    report = await shelf.report(QUIET)
    told = "Nenhuma conversa comigo de 18/08/2026 08:00 a 25/08/2026 08:00."
    assert as_table(report).strip() == told == as_note(report, PROTOCOL)
    assert as_json(report)["figures"]["conversations"] == 0


async def test_a_doubt_alone_is_something(shelf: Shelf) -> None:
    """A note of which nobody knows whether it arrived, in a week without any turn."""
    book = Book()
    book.conversation(201)
    book.effect(201, 1, QUIET.begin, "note", "parked", "timeout")
    await book.write(shelf.engine)
    table = as_table(await shelf.report(QUIET))
    assert "não sei se chegou" in table
    assert "Nenhuma conversa" not in table


async def test_a_correction_alone_is_something(shelf: Shelf) -> None:
    """She routed before the period; within it the team corrected her."""
    book = Book()
    book.conversation(200)
    book.correction(200, QUIET.begin, "slots")
    await book.write(shelf.engine)
    report = await shelf.report(QUIET)
    assert "O time corrigiu: um dado 1" in as_note(report, PROTOCOL)
    table = as_table(report)
    assert "um dado" in table
    assert "Tempo até encaminhar" in table


async def test_the_table_tells_it_all_and_fits(shelf: Shelf) -> None:
    for width in (80, 120):
        lines = as_table(await shelf.report(), width).splitlines()
        assert max(map(len, lines)) <= width
    table = "\n".join(lines)
    for told in (
        "Conversas", "Compras", "time comercial", "encerrada sem resposta do cliente", "Cidade", "dados completos",
        "as etiquetas", "uma pessoa assumiu", "contato: falta o token de uma pessoa", "R$ 0,0368", "40 %",
    ):  # fmt: skip
        assert told in table


async def test_the_note_is_short_and_plain(shelf: Shelf) -> None:
    note = as_note(await shelf.report(), PROTOCOL)
    assert note.splitlines() == [
        "Meu resumo de 16/11/2026 08:00 a 23/11/2026 08:00.",
        "Conversas: 20 (antes 44)",
        "Pediram: Compras 8, não deu pra entender 3, Entrega 3, Financeiro 3, outros 3",
        "Como acabaram: encaminhada a um time 12, encerrada sem resposta do cliente 5, ainda com a Alú 3",
        "Encaminhei 12 (antes 26): time comercial 4, time de atendimento 2, time financeiro 2, "
        "time da logística 2, outros 2",
        "Completas: 7 de 12 (58 %). Faltou: Cidade 4, A necessidade 2",
        "Tempo até encaminhar: metade em até 7 min 20 s, 9 em 10 em até 8 min 12 s",
        "O time corrigiu: o time 1",
        "Fora do comum: respostas que segurei 3, coisas que não deram certo no Chatwoot 1, entendidas de reserva 15",
        "Modelo: 76.000 tokens lidos, 3.990 escritos, R$ 0,0368",
    ]
    assert not any(mark in note for mark in "*_#")


async def test_the_longest_note_has_ten_lines(shelf: Shelf) -> None:
    report = await shelf.report()
    figures = replace(report.figures, dropped=(Dropped("say", "in doubt", 3),), missing={})
    told = as_note(replace(report, figures=figures), PROTOCOL)
    assert len(told.splitlines()) == 10
    unpriced = await shelf.report(settings=Settings(chatwoot_account_id=1))
    assert as_note(unpriced, PROTOCOL).endswith("3.990 escritos")


@pytest.mark.parametrize(
    "endpoints",
    [
        {},
        {"llm_base_url": "http://127.0.0.1:9", "llm_model": "m"},
        {"llm_fallback_base_url": "http://127.0.0.1:9", "llm_fallback_model": "n"},
    ],
)
async def test_the_first_mind_is_the_one_that_is_asked_first(
    shelf: Shelf, endpoints: dict[str, str]
) -> None:
    """Whoever the body asks first, a turn that it understood is no fallback."""
    settings = Settings.model_validate({"chatwoot_account_id": 1, **endpoints})
    models = bootstrap.models(settings, PROTOCOL)
    first = next((name for name, _ in models), OfflineMind.name)
    for _, model in models:
        await model.aclose()
    book = Book()
    book.conversation(300)
    book.turn(300, 1, QUIET.begin, mind=first, heard=QUIET.begin)
    await book.write(shelf.engine)
    model = (await shelf.report(QUIET, settings)).figures.model
    assert (model.minds, model.fallbacks) == ({first: 1}, 0)


async def test_which_mind_is_the_first_is_told_by_the_settings(shelf: Shelf) -> None:
    async def fallbacks(**settings: object) -> int:
        chosen = Settings.model_validate({"chatwoot_account_id": 1, **settings})
        return (await shelf.report(settings=chosen)).figures.model.fallbacks

    assert await fallbacks(llm_base_url="http://127.0.0.1:9", llm_model="m") == 15
    assert await fallbacks(llm_fallback_base_url="http://127.0.0.1:9") == 15
    assert await fallbacks() == 0  # no model is asked any more: those that were stood in for nobody


def test_now_is_the_end_of_the_week() -> None:
    assert WEEK.end == NOW
