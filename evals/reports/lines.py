"""What was said in a conversation, a line each, as far as one turn. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evals.record import Conversation, Said, Step
from evals.reports import words


@dataclass(frozen=True, slots=True)
class Line:
    """One line: in which turn, who, what."""

    turn: int
    who: str
    text: str


def last_lines(one: Conversation, turn: int, wanted: int) -> list[Line]:
    """The last lines up to the end of a turn; turn 0 is the end of the conversation."""
    steps = one.played.steps
    told = [line for step in steps if not turn or step.number <= turn for line in _lines(step)]
    return told[-wanted:]


def _lines(step: Step) -> Iterator[Line]:
    for said in step.heard:
        yield Line(step.number, _who(said), _text(said))
    for text in step.said:
        yield Line(step.number, "Alú", _in_one(text))


def _who(said: Said) -> str:
    return "cliente" if said.role == "customer" else said.name or "uma pessoa"


def _text(said: Said) -> str:
    kind = f"[{words.ATTACHMENTS.get(said.kind, said.kind)}] " if said.kind != "text" else ""
    return f"{kind}{_in_one(said.text)}".strip()


def _in_one(text: str) -> str:
    return " ".join(text.split())
