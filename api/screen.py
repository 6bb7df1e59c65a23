"""What the terminal shows of a conversation: bubbles, the ledger, the effects, the path. In Portuguese."""

from __future__ import annotations

from collections.abc import Iterator

from rich.align import Align
from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agent import card
from agent.conversation import Taken
from agent.desk import Desk
from agent.effects import Effect
from agent.ledger import Ledger, Slots, from_json
from agent.protocol import Protocol
from agent.state import State, Status

STATUS: dict[Status, str] = {
    "pending": "pendente · Alú responde",
    "open": "aberta · uma pessoa responde, Alú em silêncio",
    "resolved": "resolvida · ninguém responde",
    "snoozed": "adiada · ninguém responde",
}
STATES = {
    "confirmed": "confirmado",
    "inferred": "deduzido",
    "corrected": "corrigido",
    "refused": "recusado",
    "later": "fica pra depois",
    "invalid": "não confere",
    "reopened": "a confirmar",
}
HELP = """\
Escreva como cliente; ;; separa mensagens da mesma rajada.
/abrir  uma pessoa assume       /pendente  devolve pra Alú     /resolver  encerra
/humano TEXTO  o time escreve   /anexo TIPO  audio, image, document, location, contact, sticker
/estado  o que Alú sabe         /grafo  o caminho do turno     /ajuda   /sair"""


class Screen:
    """Prints to one console. ``details``: the ledger, path and effects under every turn, unasked."""

    def __init__(self, console: Console, protocol: Protocol, *, details: bool = False) -> None:
        self.details = details
        self._console = console
        self._protocol = protocol

    def help(self) -> None:
        self._console.print(Panel(HELP, title="Alú", box=ROUNDED, border_style="dim", expand=False))

    def customer(self, text: str) -> None:
        self._console.print(Align.right(self._bubble(text, "cliente", "green")))

    def human(self, text: str, name: str) -> None:
        self._console.print(self._bubble(text, name, "yellow"))

    def wrong(self, text: str) -> None:
        self._console.print(Text(text, style="red"))

    def turn(self, taken: Taken, desk: Desk, state: State) -> None:
        """What came of a turn: her message or her silence, and where the conversation stands."""
        effects = taken.outcome.get("effects") or []
        for effect in effects:
            if effect["do"] == "say":
                self._console.print(
                    self._bubble(effect["text"], self._protocol.persona.name, "cyan")
                )
            elif effect["do"] == "note":
                self._console.print(self._bubble(effect["text"], "nota para o time", "magenta"))
        if not any(effect["do"] == "say" for effect in effects):
            self._console.print(Text(f"({self._silence(taken, desk)})", style="dim italic"))
        if any(effect["do"] == "set_status" for effect in effects):
            self._console.print(Text(STATUS[desk.status], style="dim"))
        if self.details:
            self.state(taken, desk, state)

    def state(self, taken: Taken, desk: Desk, state: State) -> None:
        """Everything behind the turn: ledger, what is missing, path, effects."""
        ledger = from_json(state.get("ledger"))
        missing = card.missing(ledger, self._protocol)
        self._console.print(
            Panel(
                Group(
                    self._ledger(ledger),
                    Text(f"Falta: {missing}"),
                    Text(f"Caminho: {' → '.join(taken.path) or '-'}"),
                    self._effects(taken.outcome.get("effects") or []),
                    Text(f"Situação: {STATUS[desk.status]}"),
                ),
                title="por dentro",
                border_style="dim",
                box=ROUNDED,
            )
        )

    def drawing(self, picture: str) -> None:
        self._console.print(Text(picture))

    def _bubble(self, text: str, title: str, colour: str) -> RenderableType:
        width = max(24, int(self._console.width * 0.72))
        inner = Text(text)
        longest = max((len(line) for line in [*text.splitlines(), title]), default=0)
        return Panel(
            inner, title=title, title_align="left", box=ROUNDED, border_style=colour,
            width=min(width, longest + 6),
        )  # fmt: skip

    def _silence(self, taken: Taken, desk: Desk) -> str:
        if desk.status != "pending":
            return f"Alú em silêncio: {STATUS[desk.status]}"
        reason = taken.outcome.get("reason")
        why = getattr(self._protocol.reasons, reason) if reason else "ninguém espera resposta"
        return f"Alú em silêncio: {why}"

    def _ledger(self, ledger: Ledger) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for title, slots in self._rooms(ledger):
            table.add_row(Text(title, style="bold"), "", "")
            for name, slot in slots.items():
                label = self._protocol.slots[name].label
                was = f" (antes: {', '.join(slot.was)})" if slot.was else ""
                table.add_row(f"  {label}", Text(slot.value or "-"), Text(STATES[slot.state] + was))
        return table

    def _rooms(self, ledger: Ledger) -> Iterator[tuple[str, Slots]]:
        yield "Contato", ledger.contact
        for need in ledger.needs:
            yield self._protocol.needs[need.kind].label, need.slots
            for number, item in enumerate(need.items, start=1):
                yield f"  item {number}", item

    def _effects(self, effects: list[Effect]) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for effect in effects:
            told = {key: value for key, value in effect.items() if key != "do"}
            words = "; ".join(f"{key}={value}" for key, value in told.items())
            table.add_row(f"→ {effect['do']}", Text(words, overflow="fold"))
        return table
