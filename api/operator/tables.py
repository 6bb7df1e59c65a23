"""What an operator sees, as tables on a terminal. In Portuguese; nothing stored is taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.conversation import Taken
from agent.desk import Desk
from agent.effects import Effect
from agent.protocol import Protocol
from agent.state import Message
from api.operator.answers import Words
from api.operator.story import Story
from api.screen import STATUS, Screen
from api.storage.conversations import Conversation
from api.storage.overview import Glance
from api.storage.slips import Slip
from api.storage.turns import TurnRow

KINDS = {
    "say": "mensagem",
    "note": "nota",
    "add_labels": "etiquetas",
    "set_attributes": "atributos",
    "update_contact": "contato",
    "set_priority": "prioridade",
    "assign_team": "time",
    "set_status": "situação",
}
STATES = {
    "queued": "na fila",
    "sending": "enviando",
    "parked": "em dúvida",
    "sent": "enviada",
    "suppressed": "suprimida",
    "dropped": "descartada",
}
STEPS = {"reminder": "um lembrete ao cliente", "closing": "a conversa se encerra"}
MINUTE, HOUR, DAY = 60, 3600, 86400
TAKEN = "pendente · uma pessoa já fala, Alú em silêncio"


def rows(console: Console, shown: Sequence[Slip], now: datetime, words: Words | None) -> None:
    """Rows of the outbox, each with its words underneath where these were asked for."""
    if not shown:
        console.print("Nada espera para ser dito.")
        return
    console.print(_slips(shown, now))
    _contents(console, words or {})


def glances(console: Console, shown: Sequence[Glance], now: datetime) -> None:
    """Conversations, a line each."""
    if not shown:
        console.print("Nenhuma conversa guardada.")
        return
    table = _table("conversa", "situação", "com", "a ler", "a enviar", "mudou", "último turno")
    for one in shown:
        table.add_row(
            str(one.thread), _status(one).partition(" · ")[0], str(one.assignee or "-"),
            str(one.unread or "-"), str(one.waiting or "-"),
            when(datetime.fromtimestamp(one.updated_at, UTC), now), _last(one, now),
        )  # fmt: skip
    console.print(table)


def story(
    console: Console, shown: Story, protocol: Protocol, now: datetime, words: Words | None
) -> None:
    """One conversation whole: where it stands, what is known, the turns, what was not said, what waits."""
    screen = Screen(console, protocol)
    console.print(_heading(shown.conversation, now))
    if shown.next:
        step, moment = STEPS[shown.next.step], when(shown.next.at, now)
        console.print(f"Se ninguém escrever: {step} {moment}")
    if words is not None:
        transcript(screen, shown.messages)
    path = shown.turns[-1].path if shown.turns else ()
    screen.state(Taken({}, path), Desk(status=shown.conversation.attended), shown.state(protocol))
    _titled(console, "Turnos", _turns(shown.turns, protocol) if shown.turns else None)
    _titled(console, "Não dito", _slips(shown.unsaid, now) if shown.unsaid else None)
    _titled(console, "A enviar", _slips(shown.waiting, now) if shown.waiting else None)
    _titled(console, "A ler", _unread(shown, now) if shown.unread else None)
    _titled(console, "Ilegível", _unreadable(shown, now) if shown.unreadable else None)
    _contents(console, words or {})


def transcript(screen: Screen, messages: Iterable[Message]) -> None:
    """The remembered lines as bubbles."""
    for message in messages:
        text = message["text"] or f"[{message['kind']}]"
        if message["role"] == "customer":
            screen.customer(text)
        elif message["role"] == "human":
            screen.human(text, message["name"] or "atendente")
        else:
            said: Effect = {"do": "say", "text": text}
            screen.turn(Taken({"effects": [said]}, ()), Desk(), {})


def when(moment: datetime, now: datetime) -> str:
    """A moment as seen from now, in one unit: "há 3 min", "em 20 s", "agora". Pure."""
    seconds = round((now - moment).total_seconds())
    if seconds == 0:
        return "agora"
    return f"há {_span(seconds)}" if seconds > 0 else f"em {_span(-seconds)}"


def _span(seconds: int) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def _table(*headings: str) -> Table:
    """Only the last column gives way on a narrow screen."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    *firm, last = headings
    for heading in firm:
        table.add_column(heading, no_wrap=True)
    table.add_column(last, overflow="fold")
    return table


def _titled(console: Console, title: str, table: Table | None) -> None:
    if table:
        console.print(Text(title, style="bold"))
        console.print(table)


def _contents(console: Console, words: Words) -> None:
    for key, effect in words.items():
        console.print(Text(f"{key}  {_written(effect)}"))


def _slips(shown: Sequence[Slip], now: datetime) -> Table:
    """``desde``: when it was decided. ``quando``: when it goes, or when it ended."""
    table = _table("chave", "o quê", "estado", "vezes", "desde", "quando", "motivo")
    for one in shown:
        table.add_row(
            one.key, KINDS.get(one.kind, one.kind), STATES[one.state], str(one.attempts),
            when(one.decided_at, now), when(one.due_at if one.waits else one.changed_at, now), Text(_why(one)),
        )  # fmt: skip
    return table


def _why(one: Slip) -> str:
    return _joined("; ", one.reason, "saiu das mãos da Alú" if one.overtaken else "")


def _heading(one: Conversation, now: datetime) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_row(Text("Conversa", style="bold"), str(one.thread))
    table.add_row("Situação", _status(one))
    table.add_row("Responsável", str(one.assignee or "ninguém"))
    table.add_row("Mudou", when(datetime.fromtimestamp(one.updated_at, UTC), now))
    table.add_row("Versão", f"{one.version} (turnos)")
    table.add_row("Época", f"{one.epoch} (vezes em que mudou de mãos)")
    return table


def _status(one: Conversation | Glance) -> str:
    return TAKEN if one.taken else STATUS[one.status]


def _last(one: Glance, now: datetime) -> str:
    if one.last is None:
        return "-"
    return f"{one.last.turn}: {one.last.act}, {one.last.reason}, {when(one.last.started_at, now)}"


def _turns(shown: Sequence[TurnRow], protocol: Protocol) -> Table:
    zone = ZoneInfo(protocol.hours.timezone)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in shown:
        reason = getattr(protocol.reasons, row.reason, row.reason)
        at = f"{row.started_at.astimezone(zone):%d/%m %H:%M:%S}"
        lines = [
            _joined(" · ", at, row.act, reason, _mind(row)),
            " → ".join(row.path),
            _phases(row),
        ]
        table.add_row(str(row.turn), Text("\n".join(filter(None, lines))))
    return table


def _phases(row: TurnRow) -> str:
    return ", ".join(f"{phase} {seconds:.3f} s" for phase, seconds in row.seconds.items())


def _mind(row: TurnRow) -> str:
    cost = f"{row.tokens_in}+{row.tokens_out} tokens" if row.tokens_in or row.tokens_out else ""
    return _joined(", ", row.mind, row.model, cost)


def _joined(mark: str, *parts: str) -> str:
    return mark.join(filter(None, parts))


def _unread(shown: Story, now: datetime) -> Table:
    table = _table("evento", "mensagem", "chegou")
    for one in shown.unread:
        table.add_row(one.event, str(one.message or "-"), when(one.heard_at, now))
    return table


def _unreadable(shown: Story, now: datetime) -> Table:
    table = _table("mensagem", "problema", "onde", "chegou")
    for one in shown.unreadable:
        message = "-" if one.message is None else str(one.message)
        table.add_row(message, Text(one.problem), Text(one.place), when(one.heard_at, now))
    return table


def _written(effect: Mapping[str, object]) -> str:
    if "text" in effect:
        return str(effect["text"])
    told = {name: value for name, value in effect.items() if name != "do"}
    return "; ".join(f"{name}={value}" for name, value in told.items()) or "(apagado)"
