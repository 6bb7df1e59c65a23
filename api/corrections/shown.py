"""Corrections on a terminal, as JSON, and as the lines of a file. In Portuguese; nothing stored is taken for markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.protocol import Protocol
from api.corrections.export import Exported
from api.storage.corrections import Correction

KINDS = {"team": "time", "labels": "etiquetas", "need": "necessidade", "slots": "dados"}
WAYS = {"screen": "na tela", "order": "por nota"}
ERASED = "(apagado)"


def table(console: Console, found: Sequence[Correction], protocol: Protocol) -> None:
    """One line each: when, where, what Alú had decided, what people made of it."""
    if not found:
        console.print("Nenhuma correção neste período.")
        return
    zone, drawn = ZoneInfo(protocol.hours.timezone), Table(box=SIMPLE_HEAD)
    for title in ("quando", "conversa", "o que", "Alú tinha decidido", "o time fez", "como"):
        drawn.add_column(title)
    for one in found:
        when = one.made_at.astimezone(zone).strftime("%d/%m %H:%M")
        cells = (
            when,
            str(one.thread),
            KINDS[one.kind],
            _hers(one),
            _theirs(one.human),
            WAYS[one.way],
        )
        drawn.add_row(*map(Text, cells))
    console.print(drawn)


def answer(found: Sequence[Correction]) -> str:
    """The same for a machine."""
    rows = [
        {
            "id": one.id,
            "account": one.thread.account,
            "conversation": one.thread.conversation,
            "turn": one.turn,
            "kind": one.kind,
            "way": one.way,
            "made_at": one.made_at.isoformat(),
            "alu": one.alu,
            "human": one.human,
        }
        for one in found
    ]
    return orjson.dumps({"corrections": rows}, option=orjson.OPT_INDENT_2).decode() + "\n"


def lines(made: Exported) -> str:
    """The file: an object a line."""
    return "".join(orjson.dumps(one).decode() + "\n" for one in made.told)


def summary(made: Exported, out: Path) -> str:
    """What was written and what was left out, for a machine."""
    counts = {
        "out": str(out),
        "written": len(made.told),
        "erased": made.erased,
        "without_lines": made.without_lines,
        "unknown": made.unknown,
    }
    return orjson.dumps(counts, option=orjson.OPT_INDENT_2).decode() + "\n"


def told(made: Exported, out: Path) -> str:
    """The same for a person."""
    text = f"{_count(len(made.told))} em {out}. São dados pessoais: guarde bem e apague depois.\n"
    left = {
        "apagadas a pedido": made.erased,
        "sem as linhas da conversa, que já expiraram": made.without_lines,
        "com nomes que o protocolo não tem mais": made.unknown,
    }
    if made.left_out:
        named = ", ".join(f"{count} {why}" for why, count in left.items() if count)
        text += f"Ficaram de fora: {named}.\n"
    return text


def _hers(one: Correction) -> str:
    if not one.alu:
        return ERASED
    alu, slots = one.alu, one.human.get("slots")
    if one.kind == "slots" and isinstance(slots, Mapping):
        known = alu.get("slots")
        had = known if isinstance(known, Mapping) else {}
        return _pairs({name: had.get(name, "(nada)") for name in slots})
    if one.kind == "team":
        return str(alu.get("team", ""))
    labels = alu.get("labels")
    return ", ".join(labels) if isinstance(labels, list) else ""


def _theirs(human: Mapping[str, object]) -> str:
    if not human:
        return ERASED
    slots = human.get("slots")
    if isinstance(slots, Mapping):
        return _pairs(slots)
    added, removed = (human.get(f"labels_{what}") or [] for what in ("added", "removed"))
    signs = [*(f"+{one}" for one in _words(added)), *(f"-{one}" for one in _words(removed))]
    return str(human["team"]) if "team" in human else " ".join(signs)


def _words(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _pairs(slots: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in slots.items())


def _count(number: int) -> str:
    return "1 correção" if number == 1 else f"{number} correções"
