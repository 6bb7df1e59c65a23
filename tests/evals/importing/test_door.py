"""``alu eval import`` as a whole: several files, one seed, nothing overwritten, nothing written when anything is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.importing.door import imported
from evals.reading import load
from tests.evals.importing.conftest import exported
from tests.evals.importing.test_corrections import correction
from tests.recordings.reading import calls, deliveries


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One file of each form."""
    listed, hooks, export, corrections = (
        tmp_path / name for name in ("a.json", "b.jsonl", "c.txt", "d.jsonl")
    )
    listed.write_text(json.dumps(calls()["231"]["response"]["json"]), encoding="utf-8")
    hooks.write_text(
        "\n".join(one["raw_body"].replace("\n", "") for one in deliveries()), encoding="utf-8"
    )
    export.write_text(
        exported([("Nara", "oi"), ("Nara", "sou a Nara Bento"), ("Rui", "oi Nara")]),
        encoding="utf-8",
    )
    corrections.write_text(json.dumps(correction()), encoding="utf-8")
    return [listed, hooks, export, corrections]


def test_the_form_is_guessed_from_what_stands_in_the_file(files, tmp_path):
    out = tmp_path / "out"
    written = imported(files, out=out, author="ana")
    forms = [path.stem.split("-")[1] for path in written]
    assert forms == ["chatwoot"] * 15 + ["whatsapp", "correcao"]
    assert sorted(written) == sorted(out.glob("*.yaml"))
    assert len(load([out])) == 17
