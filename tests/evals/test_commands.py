"""`alu eval` as it is typed: exit codes, files, going on after a stop, the same seeds the same report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
RUN = [sys.executable, "-c", "from evals.commands import eval_app; eval_app()"]
GREETS = """
id: oi
title: Só um oi
tags: [saudacao]
split: dev
author: ana
turns:
  - user: bom dia
    expect: {{asks: [{asks}]}}
"""
PLAYED = """
id: cliente-oi
title: Compra uma cantoneira
tags: [compras, simulado]
split: dev
author: ana
simulate:
  persona: comum
  need: compras
  opens: [{says: "queria 3 barras de cantoneira", tells: [produto, quantidade, unidade]}, {says: bom dia}]
  says_need: quero comprar cantoneira
  facts: {nome: Rita, tipo_pessoa: pf, cidade: Sobral, uf: CE}
  items: [{produto: cantoneira, quantidade: "3", unidade: barra}]
  words: {quantidade: [3 barras]}
goals: {team: comercial}
"""


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What somebody gets who types `alu eval …` in that folder."""
    environment = {"PYTHONPATH": str(ROOT), "LANGSMITH_TRACING": "false", "COLUMNS": "200"}
    return subprocess.run(
        [*RUN, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def evaluated(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return typed(folder, "--cases", "cases", "--baseline", "none.json", "--out", "out", *words)


def report(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "out" / "report.json").read_bytes())
    assert isinstance(found, dict)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases that pass."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "oi.yaml").write_text(GREETS.format(asks="necessidade"), encoding="utf-8")
    (tmp_path / "cases" / "cliente-oi.yaml").write_text(PLAYED, encoding="utf-8")
    return tmp_path


def test_all_is_well_and_every_report_is_there(folder):
    done = evaluated(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    files = {path.name for path in (folder / "out").iterdir()}
    assert files == {"report.json", "report.md", "report.html", "junit.xml"}


def test_the_same_seeds_give_the_same_report_but_for_times(folder):
    evaluated(folder)
    first = report(folder)
    evaluated(folder, "--jobs", "3")
    second = report(folder)
    assert first.pop("times") != second.pop("times")
    assert first == second


def test_what_passed_and_fails_now_is_one(folder):
    assert (
        evaluated(folder, "--update-baseline", "--yes", "--baseline", "base.json").returncode == 0
    )
    (folder / "cases" / "oi.yaml").write_text(GREETS.format(asks="nome"), encoding="utf-8")
    done = evaluated(folder, "--baseline", "base.json")
    assert done.returncode == 1
    assert "oi#0" in done.stdout


def test_a_baseline_is_not_changed_without_a_yes(folder):
    done = evaluated(folder, "--update-baseline", "--baseline", "base.json")
    assert not (folder / "base.json").exists(), done.stdout


def test_the_repositorys_baseline_is_only_of_the_whole(folder):
    done = typed(folder, "--cases", "cases", "--update-baseline", "--yes", "--out", "out")
    assert done.returncode == 2
    assert "rodada inteira" in done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id: oi\ntitle: x\n", "tags"),
        (GREETS.format(asks="necessidade") + "cor: azul\n", "cor"),
        (GREETS.format(asks="rg"), "there is no slot 'rg'"),
        (
            GREETS.format(asks="necessidade").replace("id: oi", "id: outra"),
            "the file is called 'oi'",
        ),
    ],
)
def test_a_wrong_case_is_two_with_file_line_and_key(folder, content, told):
    (folder / "cases" / "oi.yaml").write_text(content, encoding="utf-8")
    done = evaluated(folder)
    assert done.returncode == 2
    assert "cases/oi.yaml:" in done.stderr
    assert told in done.stderr


def test_a_choice_of_nothing_is_two(folder):
    done = evaluated(folder, "--only", "nada-*")
    assert done.returncode == 2
    assert "--only" in done.stderr


def test_a_model_without_an_address_is_two_and_names_the_remedy(folder):
    done = evaluated(folder, "--mind", "llm")
    assert done.returncode == 2
    assert "--base-url" in done.stderr


def test_a_model_that_nobody_answers_for_is_three(folder):
    done = evaluated(folder, "--mind", "llm", "--base-url", "http://127.0.0.1:9/v1", "--model", "x")
    assert done.returncode == 3
    assert report(folder)["metrics"][0]["of"] == 0  # type: ignore[index]


def test_a_run_goes_on_where_it_was_cut_short(folder):
    evaluated(folder, "--fail-fast")
    whole = report(folder)
    keys = [one["id"] for one in whole["conversations"]]  # type: ignore[union-attr]
    assert keys.count("cliente-oi") == 8
    evaluated(folder, "--seeds", "2", "--resume")
    assert len(report(folder)["conversations"]) == 3  # type: ignore[arg-type]


def test_it_stops_at_the_first_that_fails(folder):
    (folder / "cases" / "oi.yaml").write_text(GREETS.format(asks="nome"), encoding="utf-8")
    (folder / "cases" / "cliente-oi.yaml").unlink()
    for number in range(9):
        other = GREETS.format(asks="nome").replace("id: oi", f"id: oi-{number}")
        (folder / "cases" / f"oi-{number}.yaml").write_text(other, encoding="utf-8")
    evaluated(folder, "--fail-fast", "--jobs", "1")
    assert len(report(folder)["conversations"]) == 1  # type: ignore[arg-type]
    assert list((folder / "out").glob("journal-*.jsonl")), "what was played is kept, to go on"
    evaluated(folder, "--jobs", "1", "--resume")
    assert len(report(folder)["conversations"]) == 10  # type: ignore[arg-type]


def test_two_runs_are_compared(folder):
    evaluated(folder)
    (folder / "out" / "report.json").rename(folder / "before.json")
    other = GREETS.format(asks="nome").replace("bom dia", "quero falar com um atendente")
    (folder / "cases" / "oi.yaml").write_text(other, encoding="utf-8")
    evaluated(folder)
    done = typed(folder, "compare", "before.json", "out/report.json")
    assert done.returncode == 0
    assert "oi#0" in done.stdout
    drawn = typed(folder, "compare", "before.json", "out/report.json", "--markdown")
    assert "```mermaid" in drawn.stdout


def test_one_conversation_is_shown(folder):
    evaluated(folder)
    done = typed(folder, "show", "oi", "--out", "out")
    assert "bom dia" in done.stdout
    assert typed(folder, "show", "nada", "--out", "out").returncode == 2


def test_how_a_held_out_case_failed_stays_under_seal(folder):
    wrong = GREETS.format(asks="nome").replace("split: dev", "split: heldout")
    (folder / "cases" / "oi.yaml").write_text(
        wrong.replace("bom dia", "oi, meu bem"), encoding="utf-8"
    )
    done = evaluated(folder)
    written = [
        path.read_text(encoding="utf-8")
        for path in (folder / "out").iterdir()
        if path.suffix != ".json"
    ]
    assert not any("meu bem" in text for text in (done.stdout, *written))
    assert typed(folder, "show", "oi", "--out", "out").returncode == 2
    assert "meu bem" in evaluated(folder, "--heldout").stdout


def test_lint_tells_what_is_wrong_and_what_is_not(folder):
    assert typed(folder, "lint", "cases/cliente-oi.yaml").returncode == 0
    (folder / "cases" / "oi.yaml").write_text(GREETS.format(asks="rg"), encoding="utf-8")
    done = typed(folder, "lint", "cases/oi.yaml")
    assert done.returncode == 2
    assert "cases/oi.yaml:9: turns.0.expect.asks: there is no slot 'rg'" in done.stderr
