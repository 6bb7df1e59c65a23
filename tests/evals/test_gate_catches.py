"""Planted faults: `alu eval` must catch each by the gate meant for it, and be quiet about harmless changes.

The whole product of judging runs, as a process of its own over a copy of the sources; two seeds of each simulated
customer, against a baseline made in the same way.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evals.planted import HARMLESS, REGRESSIONS, Change

ROOT = Path(__file__).parent.parent.parent
SOURCES = ("agent", "evals", "prompts")
RUN = [sys.executable, "-c", "from evals.commands import eval_app; eval_app()"]
SEEDS = ["--seeds", "2"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def copy_of(root: Path, to: Path) -> Path:
    """The sources under another root; the files are shared until one is changed."""
    for source in SOURCES:
        shutil.copytree(root / source, to / source, copy_function=os.link)
    return to


def judged(root: Path, *more: str) -> tuple[int, dict[str, object]]:
    """The exit code of `alu eval` in that copy, and its report."""
    environment = {"PYTHONPATH": str(root), "LANGSMITH_TRACING": "false"}
    done = subprocess.run(
        [*RUN, *SEEDS, "--out", "out", "--baseline", "baseline.json", *more],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    report = root / "out" / "report.json"
    assert report.exists(), f"{done.stdout}\n{done.stderr}"
    return done.returncode, json.loads(report.read_bytes())


def failed(report: dict[str, object]) -> list[str]:
    """The names of the gates that failed."""
    gates = report["gates"]
    assert isinstance(gates, list)
    return [gate["name"] for gate in gates if gate["outcome"] == "failed"]


@pytest.fixture(scope="session")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sources as they are reach with these seeds."""
    root = copy_of(ROOT, tmp_path_factory.mktemp("baseline"))
    judged(root, "--update-baseline", "--yes")
    return root / "baseline.json"


def changed(change: Change, baseline: Path, tmp_path: Path) -> tuple[int, list[str]]:
    """The exit code and the gates that failed once the change is made."""
    root = copy_of(ROOT, tmp_path)
    change.apply(root)
    shutil.copy(baseline, root / "baseline.json")
    code, report = judged(root)
    return code, failed(report)


@pytest.mark.parametrize("change", REGRESSIONS, ids=lambda change: change.name)
def test_a_planted_fault_is_caught(change: Change, baseline: Path, tmp_path: Path) -> None:
    code, gates = changed(change, baseline, tmp_path)
    assert code == 1
    assert change.caught_by in gates


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.name)
def test_a_harmless_change_is_let_pass(change: Change, baseline: Path, tmp_path: Path) -> None:
    assert changed(change, baseline, tmp_path) == (0, [])


def test_there_are_enough_of_them() -> None:
    assert len(REGRESSIONS) >= 25
    assert len(HARMLESS) >= 5
