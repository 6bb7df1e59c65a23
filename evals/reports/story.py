"""One conversation on a terminal: what was said, what was behind it, where it fell short. In Portuguese."""

from __future__ import annotations

from collections.abc import Iterator

from rich.align import Align
from rich.box import ROUNDED
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from evals.record import Conversation, Failure, Said, Step
from evals.reports import words
from evals.reports.compared import Fact, compared

WIDEST = 0.72  # of the console
MARKS = {"right": "green", "implied": "dim", "unjudged": "dim"}
EVENTS = {
    "status": "uma pessoa muda a situação",
    "silence": "o tempo passa, ninguém escreve",
    "clock": "o relógio anda",
    "again": "o canal entrega de novo as últimas mensagens",
    "unsaid": "a última mensagem dela não chegou ao cliente",
    "edits": "um colega corrige a ficha",
    "step": "o cliente não respondeu, e chega a vez dela",
}


def conversation(console: Console, one: Conversation) -> None:
    """Every turn with its bubbles and what is behind it, then how it ended."""
    _heading(console, one)
    before: list[Fact] = []
    for step in one.played.steps:
        console.print(Text(f"turno {step.number} · {step.now[:16].replace('T', ' ')}", style="dim"))
        for line in _lines(step, console.width):
            console.print(line)
        facts = compared(step)
        _behind(console, step, [fact for fact in facts if fact not in before])
        _failures(console, one, step.number)
        before = facts
    _ending(console, one)


def _heading(console: Console, one: Conversation) -> None:
    sign, colour = ("✓", "green") if one.passed else ("✗", "red")
    console.print(Text.assemble((f"{sign} ", colour), (one.key, "bold"), f"  {one.title}"))
    of = [words.SPLITS.get(one.split, one.split), one.author, one.persona, *one.tags, one.file]
    console.print(Text(" · ".join(filter(None, of)), style="dim"))


def _lines(step: Step, width: int) -> Iterator[RenderableType]:
    if event := EVENTS.get(step.kind):
        yield Text(f"({event})", style="dim italic")
    for said in step.heard:
        yield _heard(said, width)
    for text in step.notes:
        yield _bubble(text, "nota para o time", "magenta", width)
    for text in step.said:
        yield _bubble(text, "Alú", "cyan", width)
    if not step.said and step.kind not in ("silence", "clock"):
        yield Text(f"(Alú em silêncio{_because(step)})", style="dim italic")
    if step.after != step.before:
        yield Text(f"situação: {words.STATUS[step.after]}", style="dim")


def _heard(said: Said, width: int) -> RenderableType:
    text = (
        said.text
        if said.kind == "text"
        else f"[{words.ATTACHMENTS[said.kind]}] {said.text}".strip()
    )
    if said.note:
        return _bubble(text, f"{said.name or 'um colega'}, em nota", "magenta", width)
    if said.role == "human":
        return _bubble(text, said.name or "uma pessoa", "yellow", width)
    return Align.right(_bubble(text, "cliente", "green", width))


def _bubble(text: str, title: str, colour: str, width: int) -> RenderableType:
    longest = max(len(line) for line in [*text.splitlines(), title])
    wide = min(max(24, int(width * WIDEST)), longest + 6)
    return Panel(
        Text(text),
        title=Text(title),
        title_align="left",
        box=ROUNDED,
        border_style=colour,
        width=wide,
    )


def _because(step: Step) -> str:
    return f": {words.REASONS[step.reason]}" if step.reason else ""


def _behind(console: Console, step: Step, news: list[Fact]) -> None:
    """The act, the reason, the path, what was understood; the facts that are new."""
    if not step.path:
        return
    needs = ", ".join(f"{one.kind} {one.confidence:.0%}".replace("%", " %") for one in step.needs)
    rows = {
        "ato": " · ".join(filter(None, [words.ACTS[step.act], words.REASONS.get(step.reason, "")])),
        "pergunta": ", ".join(step.asks),
        "entendeu": " · ".join(filter(None, [needs, ", ".join(step.acts)])),
        "caminho": " → ".join(step.path),
    }
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in rows.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(value))
    for fact in news:
        table.add_row(Text(fact.slot, style="dim"), _fact(fact))
    console.print(Padding(table, (0, 0, 1, 2)))


def _fact(fact: Fact) -> Text:
    meant = (
        f" (certo: {fact.meant or 'nada'})" if fact.verdict in ("wrong", "missing", "extra") else ""
    )
    return Text.assemble(
        fact.known or "–",
        meant,
        (f"  {words.VERDICTS[fact.verdict]}", MARKS.get(fact.verdict, "red")),
    )


def _failures(console: Console, one: Conversation, turn: int) -> None:
    for failure in one.failures:
        if failure.turn == turn:
            console.print(Padding(_why(failure, decides=failure in one.deciding), (0, 0, 1, 2)))


def _why(failure: Failure, *, decides: bool) -> Text:
    aside = "" if decides else " (só relatado)"
    return Text(f"✗ {words.why(failure)}{aside}", style="red" if decides else "dim")


def _ending(console: Console, one: Conversation) -> None:
    screen = one.played.screen
    console.print(Text(f"Como ficou: {words.ended(one)}", style="bold"))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    rows = {
        "situação": words.STATUS[screen.status],
        "time": screen.team,
        "etiquetas": ", ".join(screen.labels),
        **screen.attributes,
        **screen.contact,
    }
    for name, value in rows.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(value))
    console.print(Padding(table, (0, 0, 1, 2)))
    _failures(console, one, 0)
