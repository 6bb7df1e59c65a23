"""A report on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.protocol import Protocol
from api.report import shown, words
from api.report.report import Report
from api.report.shown import Group, Headline, Line

LONGEST_BAR = 20


def printed(console: Console, report: Report, protocol: Protocol) -> None:
    """The whole report; one sentence where nothing happened."""
    if report.is_empty:
        console.print(Text(shown.nothing(report)))
        return
    console.print(Text(f"{report.company} · {words.period(report.period)}", style="bold"))
    console.print(_headlines(shown.headlines(report)))
    for group in shown.groups(report, protocol):
        if group.lines:
            console.print(Text(group.title, style="bold"))
            console.print(_group(group))
    console.print(Text("Entendimento e entrega", style="bold"))
    console.print(_headlines(shown.of_the_model(report)))
    for remark in shown.remarks(report):
        console.print(Text(remark, style="dim"))


def _headlines(lines: Iterable[Headline]) -> Table:
    table = _table("", "agora", "antes", "")
    for one in lines:
        table.add_row(
            Text(one.label), Text(one.value), Text(one.before or words.NOTHING), Text(one.more)
        )
    return table


def _group(group: Group) -> Table:
    table = _table("", "agora", "antes", "")
    for line in group.lines:
        before = words.NOTHING if line.before is None else words.number(line.before)
        table.add_row(Text(line.label), words.number(line.count), before, _bar(line, group))
    return table


def _bar(line: Line, group: Group) -> Text:
    """A share of the whole where it is one; else of the most frequent."""
    whole = group.of or max(one.count for one in group.lines) or 1
    bar = "█" * max(round(LONGEST_BAR * min(line.count / whole, 1)), 1 if line.count else 0)
    share = "" if group.of is None else f" {words.share(line.count, group.of)}"
    return Text(f"{bar}{share}")


def _table(label: str, now: str, before: str, more: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(label, overflow="fold", min_width=24)
    table.add_column(now, justify="right", no_wrap=True)
    table.add_column(before, justify="right", no_wrap=True, style="dim")
    table.add_column(more, overflow="fold")
    return table
