"""What ``alu --help`` costs beyond the libraries that any such command needs."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, at_most

ROOT = Path(__file__).parents[2]


def figures() -> list[Figure]:
    """CPU seconds; the best of five."""
    plain = [sys.executable, "-c", "import typer, rich"]
    ours = [
        sys.executable,
        "-c",
        "import sys; sys.argv = ['alu', '--help']; from api.cli import main; main()",
    ]
    cost = min(_child(ours) for _ in range(5)) - min(_child(plain) for _ in range(5))
    return [at_most("alu --help beyond typer and rich (CPU s)", cost, 0.5)]


def _child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
