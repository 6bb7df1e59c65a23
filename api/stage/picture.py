"""How a terminal shows it: messages as bubbles, changes as lines, the panel beside a conversation. In Portuguese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from rich.align import Align
from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.sandbox import console as chatwoot
from api.sandbox.records import Contact, Status
from api.screen import STATUS
from api.stage.noticing import NOTHING, Changed, Noticed, Said, Subject, Voice

SUBJECTS: dict[Subject, str] = {
    "status": "situação",
    "assignee": "responsável",
    "team": "time",
    "labels": "etiquetas",
    "attributes": "ficha",
    "priority": "prioridade",
    "contact": "contato",
}
PRIORITIES = {"low": "baixa", "medium": "média", "high": "alta", "urgent": "urgente"}
WORDS: dict[Subject, Mapping[str, str]] = {
    "status": {str(one): words for one, words in STATUS.items()},
    "priority": PRIORITIES,
}
COLOURS: dict[Voice, str] = {
    "customer": "green",
    "bot": "cyan",
    "human": "yellow",
    "note": "magenta",
}
WIDEST, NARROWEST = 0.72, 24
INDENT = 2
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
NAMES = max(map(len, SUBJECTS.values())) + INDENT


class Picture:
    """Prints to one console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, one: Noticed) -> None:
        """A message as a bubble; a change as one line, as much of it as fits, for the panel shows all."""
        self._console.print(self.bubble(one) if isinstance(one, Said) else self.line(one))

    def bubble(self, said: Said) -> RenderableType:
        """A message: the customer's on the right, everybody else's on the left."""
        shown = named(said)
        title = titled(said)
        longest = max(cell_len(line) for line in [*shown.splitlines(), title])
        most = max(NARROWEST, int(self._console.width * WIDEST))
        panel = Panel(
            Text(shown), title=Text(title), title_align="left", box=ROUNDED,
            border_style=COLOURS[said.voice], width=min(most, longest + 6),
        )  # fmt: skip
        return Align.right(panel) if said.voice == "customer" else panel

    def line(self, changed: Changed) -> RenderableType:
        """A change: what changed, and what it is now."""
        style = "bold" if changed.subject == "status" else "dim"
        subject = (f"{SUBJECTS[changed.subject]:>{NAMES}} ", "dim")
        line = Text.assemble(subject, (worded(changed), style), no_wrap=True, overflow="ellipsis")
        return Group(line)  # bare text would be joined to its neighbours, and lose its ways

    def panel(
        self, standing: chatwoot.Standing, customer: Contact, names: Mapping[str, str]
    ) -> None:
        """What Chatwoot shows beside a conversation; ``names`` are those of the attributes, by key."""
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for name, value in _rows(standing, customer, names):
            table.add_row(name, Text(visible(value) or NOTHING))
        self._console.print(Panel(table, title="painel", box=ROUNDED, border_style="dim"))

    def begun(self, chatwoot_url: str, alu_url: str, mind: str, quiet: float) -> None:
        """Who is here, and how long Alú lets a customer write."""
        lines = [
            f"Chatwoot embutido em {chatwoot_url}",
            f"Alú em {alu_url} · {mind} · rajadas de {number(quiet)} s",
        ]
        self._console.print(Text("\n".join(lines), style="dim"))

    def typed(self, line: str) -> None:
        """A command, as it was typed."""
        self._console.print(Text(f"› {line}", style="green dim"))

    def told(self, text: str) -> None:
        """A word from the stage itself."""
        self._console.print(Text(text, style="dim italic"))

    def wrong(self, text: str) -> None:
        """What can't be done, and why."""
        self._console.print(Text(text, style="red"))

    def framed(self, title: str, text: str) -> None:
        """Several lines of help."""
        self._console.print(
            Panel(Text(text), title=title, box=ROUNDED, border_style="dim", expand=False)
        )


def status(now: Status) -> str:
    """A status in a word."""
    return STATUS[now].partition(" · ")[0]


def number(value: float) -> str:
    """A number as it is written in Portuguese."""
    return f"{value:g}".replace(".", ",")


def ending(standing: chatwoot.Standing) -> str:
    """How a conversation stands, in one line."""
    labels = ", ".join(standing.labels) or "nenhuma"
    return f"{status(standing.status)} · time {standing.team or 'nenhum'} · etiquetas {labels}"


def visible(text: str) -> str:
    """Without what would steer the terminal: the words come from outside."""
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def titled(said: Said) -> str:
    """Whose words these are."""
    if said.voice == "customer":
        return "cliente"
    name = visible(said.name)
    return f"nota de {name}" if said.voice == "note" else name


def named(said: Said) -> str:
    """The words, and the names of the files that came with them."""
    files = [f"[{name}]" for name in said.files]
    return visible("\n".join(filter(None, [said.text, *files])))


def worded(changed: Changed) -> str:
    """What it is now, in words."""
    known = WORDS.get(changed.subject, {})
    return visible(known.get(changed.now, changed.now))


def _rows(
    standing: chatwoot.Standing, customer: Contact, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield "Situação", STATUS[standing.status]
    if standing.status == "snoozed":
        yield "Adiada até", _moment(standing.snoozed_until)
    yield "Responsável", standing.assignee or ""
    yield "Time", standing.team or ""
    yield "Prioridade", PRIORITIES.get(standing.priority or "", "")
    yield "Etiquetas", ", ".join(standing.labels)
    for key, value in standing.attributes.items():
        yield names.get(key, key), str(value)
    who = (customer.name, customer.phone_number, customer.email)
    yield "Cliente", " · ".join(filter(None, who))
    for key, value in customer.custom_attributes.items():
        yield names.get(key, key), str(value)


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else "o cliente escrever"
