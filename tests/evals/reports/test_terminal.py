"""The report on a terminal: calm at first, everything on demand, nothing taken for markup."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from evals.report import Report
from evals.reports import terminal
from tests.evals.reports.invented import (
    conversation,
    conversations,
    failure,
    gate,
    nothing_measured,
    purchase,
    report,
)

VERBOSE = ("Medidas", "Dados", "Times", "Confusões", "Por necessidade", "Cobertura", "Tempo", "Diferença")  # fmt: skip


def printed(made: Report, *, verbose: bool = False, width: int = 120) -> str:
    out = io.StringIO()
    terminal.printed(Console(file=out, width=width), made, verbose=verbose)
    return out.getvalue()


def headings(text: str) -> set[str]:
    return set(map(str.strip, text.splitlines()))


def rows(text: str, beginning: str) -> list[str]:
    """The cells of the lines that begin so, one space apart."""
    lines = (line for line in text.splitlines() if line.strip().startswith(beginning))
    return [" ".join(line.split()) for line in lines]


def test_it_is_calm_at_first() -> None:
    told = printed(report())
    assert told.startswith("1 critério quebrado\n7 de 10 conversas deram certo, 3 falharam")
    assert {"Critérios obrigatórios", "Falhas"} <= headings(told)
    assert not headings(told).intersection(VERBOSE)


def test_everything_is_told_when_asked() -> None:
    assert {"Critérios sobre a base", "Falhas", *VERBOSE} <= headings(
        printed(report(), verbose=True)
    )


def test_gates_are_told_with_what_came_what_was_wanted_and_who_broke_them() -> None:
    told = printed(report())
    assert rows(told, "Nada do que foi dito") == [
        "Nada do que foi dito ou recusado é perguntado quebrado 1 0",
        "Nada do que foi dito ou recusado é perguntado: cliente-apressado#3",
    ]
    assert rows(told, "Time certo") == ["Time certo mantido 97,8 % ≥ 96,0 %"]
    assert told.index("Nada afirmado sem base") < told.index("Time certo")


def test_without_a_baseline_soft_gates_are_one_line() -> None:
    soft = gate("route", "Time certo", hard=False, outcome="unmeasured", value=0.9, wanted=None)
    calm = printed(report(gates=(soft,), difference=None))
    assert "Critérios sobre a base: sem base com que comparar." in calm
    assert rows(calm, "Time certo") == []
    assert "Time certo não medido 0,9 –" in rows(
        printed(report(gates=(soft,), metrics=(), splits={}), verbose=True), "Time certo"
    )


def test_a_failure_is_told_with_three_lines_of_what_was_said() -> None:
    told = printed(report())
    lines = [line.strip() for line in told.splitlines()]
    place = lines.index("✗ compras-cidade-errada#0  Diz Sobral e fica Fortaleza")
    assert lines[place + 1 : place + 6] == [
        "transcripts/compras-cidade-errada.yaml:31  passada ao time",
        "2 Alú: Prazer, Juliana. A entrega é em qual cidade?",
        "3 cliente: Sobral",
        "3 Alú: Prontinho, Juliana, passei tudo pro time comercial.",
        "turno 3 cidade: esperado Sobral, veio Fortaleza",
    ]


def test_what_does_not_decide_is_no_failure() -> None:
    assert "caso-so-relatado" not in printed(report(difference=None), verbose=False)


def test_what_fails_newly_is_told_first() -> None:
    told = printed(report())
    assert told.index("✗ cliente-apressado#3") < told.index("✗ caso-quebrado#0")


def test_many_failures_are_cut_short_and_told_whole_when_asked() -> None:
    wrong = failure(1, "asks", "asks", "nome", "cidade")
    some = [conversation(f"caso-{n:02}", purchase(["oi"]), wrong) for n in range(23)]
    calm = printed(report(some))
    assert calm.count("✗ caso-") == 20
    assert "… e mais 3 falhas" in calm
    assert printed(report(some), verbose=True).count("✗ caso-") == 23


def test_dev_and_held_out_stand_beside_each_other_with_their_intervals() -> None:
    told = printed(report(), verbose=True)
    assert "Necessidade certa 95,2 % 91,9–98,5 % 96,2 % 92,8–99,6 % 93,2 % 88,7–97,7 % 480" in rows(
        told, "Necessidade certa"
    )


def test_a_slice_of_fewer_than_five_has_its_count_only() -> None:
    told = printed(report(), verbose=True)
    assert rows(told, "vagas") == ["vagas 3 – – – –"]
    assert rows(told, "compras ") == ["compras 48 95,8 % 94,0 % 97,0 % 0,4"]


def test_the_confusions_are_told_most_frequent_first() -> None:
    told = printed(report(), verbose=True)
    assert told.index("pos_venda      5") < told.index("nenhuma        4") < told.index("compras        3")  # fmt: skip


def test_what_changed_is_told_with_why() -> None:
    out = io.StringIO()
    terminal.difference(Console(file=out, width=140), report())
    told = out.getvalue()
    assert "Contra evals/baseline.json: 1 a falhar, 1 a dar certo" in told
    assert "passou a falhar cliente-apressado#3  Serralheiro com pressa" in told
    assert 'turno 2, promessa "Nada do que foi dito ou recusado é perguntado": nome' in told
    assert "sumiu compras-antiga#0" in told
    assert rows(told, "Erro de calibração") == ["Erro de calibração 0,046 0,034 −0,012"]


def test_without_a_baseline_there_is_nothing_to_compare() -> None:
    out = io.StringIO()
    terminal.difference(Console(file=out), report(difference=None))
    assert out.getvalue() == "Não há com que comparar.\n"


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("made", [report(), nothing_measured()])
def test_it_fits_any_terminal(made: Report, width: int) -> None:
    told = printed(made, verbose=True, width=width)
    assert max(map(len, told.splitlines())) <= width


def test_what_customers_write_is_no_markup() -> None:
    wild = "[bold red]oi[/bold red] [link=http://192.0.2.1]x[/] \\[ [/fim]"
    some = [conversation("solta", purchase([wild]), failure(1, "slots", wild, wild, wild), title=wild)]  # fmt: skip
    assert printed(report(some), width=400).count(wild) >= 4


@pytest.mark.parametrize("one", conversations(), ids=lambda one: one.key)
def test_every_conversation_can_be_read_whole(one) -> None:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    terminal.conversation(Console(file=out, width=200), one)
    told = out.getvalue()
    assert told.startswith(f"{'✓' if one.passed else '✗'} {one.key}")
    for step in one.played.steps:
        for text in (*step.said, *(said.text for said in step.heard)):
            assert text.split("\n")[0][:60] in told
    assert told.count("✗ turno") + told.count("✗ no fim") == len(one.failures)


def test_a_conversation_is_told_with_what_was_behind_it() -> None:
    out = io.StringIO()
    terminal.conversation(Console(file=out, width=120), conversations()[2])
    told = out.getvalue()
    assert "compras 97 % · greets" in told
    assert "gate → understand → qualify → reply" in told
    assert "Fortaleza (certo: Sobral)  diferente" in told
    assert told.count("perfil U  certo") == 1
