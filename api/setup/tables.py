"""A plan and its outcome on a screen, and as JSON. No token, no secret, no address with one in it."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.setup.steps import Action


def plan(console: Console, title: str, actions: Sequence[Action]) -> None:
    """The actions in order, each with what it does and why."""
    table = Table(title=escape(title), title_justify="left", show_lines=False)
    table.add_column("nº", justify="right")
    table.add_column("o quê", overflow="fold")
    table.add_column("por quê", overflow="fold")
    for number, action in enumerate(actions, 1):
        what = f"{action.what} (pergunta antes)" if action.asks else action.what
        table.add_row(str(number), escape(what), escape(action.why))
    console.print(table)


def remarks(console: Console, told: Sequence[str]) -> None:
    """What else there is to know, a line each."""
    for one in told:
        console.print(f"• {escape(one)}", highlight=False, soft_wrap=True)


def as_json(*, done: Sequence[Action], left: Sequence[Action], remarks: Sequence[str]) -> str:
    """What was done and what is left, in order, and what else there is to know."""
    told = {
        "done": list(map(_told, done)),
        "left": list(map(_told, left)),
        "remarks": list(remarks),
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n"


def _told(action: Action) -> dict[str, object]:
    return {
        "do": type(action.step).__name__,
        "what": action.what,
        "why": action.why,
        "asks": bool(action.asks),
    }
