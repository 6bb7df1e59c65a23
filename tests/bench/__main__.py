"""``make bench``: what understanding, turns and deliveries cost, in one run. Prints; asserts nothing.

``--only ROOM`` measures some rooms, ``--json`` prints JSON. Where a figure is a ratio, both sides are of this run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from rich.console import Console

from tests.bench import (
    acknowledgement,
    command,
    growth,
    machine,
    memory,
    turn,
    understanding,
    work,
)
from tests.bench.figures import Figure, table

ROOMS: dict[str, Callable[[], list[Figure]]] = {
    "machine": machine.figures,
    "understanding": understanding.figures,
    "turn": turn.figures,
    "command": command.figures,
    "acknowledgement": acknowledgement.figures,
    "work": work.figures,
    "growth": growth.figures,
    "memory": memory.figures,
}


def asked() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", action="append", choices=ROOMS, metavar="ROOM",
                        help=f"one of {', '.join(ROOMS)}; may be given several times")  # fmt: skip
    return parser.parse_args()


def measured(rooms: list[str], told: Console) -> list[Figure]:
    """The figures of these rooms, in their order."""
    figures = []
    for room in rooms:
        told.print(f"measuring: {room}")
        figures.extend(ROOMS[room]())
    return figures


def main() -> None:
    """A table, or JSON."""
    wanted = asked()
    figures = measured(wanted.only or list(ROOMS), Console(stderr=True))
    if wanted.json:
        told = {figure.what: figure.measured for figure in figures}
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return
    Console().print(table(figures))


if __name__ == "__main__":
    main()
