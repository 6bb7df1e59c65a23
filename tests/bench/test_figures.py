"""The bench says what it missed, and asserts nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.figures import Figure, at_least, at_most

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (at_most("a", 60, 60), True),
        (at_most("a", 60.1, 60), False),
        (at_least("a", 400, 400), True),
        (at_least("a", 399.9, 400), False),
        (Figure("a", 1e9), True),
    ],
)
def test_a_figure_knows_whether_it_is_as_wanted(figure, kept):
    assert figure.kept is kept
    assert figure.row()[-1] == ("" if kept else "missed")


def test_one_room_can_be_measured_alone_and_read_by_a_program():
    command = [sys.executable, "-m", "tests.bench", "--json", "--only", "command"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert list(json.loads(told)) == ["alu --help beyond typer and rich (CPU s)"]
