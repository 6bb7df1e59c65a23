"""The request: a stable part, the same in every conversation, then the conversation as data.

Servers keep what they have read of a prompt: company, needs, slots and rules come first and never
move. The conversation is one JSON value with its angle brackets escaped, so nothing in it can close
the block it stands in.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent.ledger import Ledger, Need, Slots
from agent.mind import Asked, Line, Reading
from agent.mind.llm.privacy import Veil
from agent.protocol import Need as Requested
from agent.protocol import Protocol, Scope
from prompts import render

BEFORE_LINES = 6
BEFORE_LETTERS = 160
NEW_LETTERS = 4000
FACT_LETTERS = 60
ITEMS = 8

SCOPES: dict[Scope, str] = {
    "contact": "do cliente",
    "need": "do assunto",
    "item": "de cada produto",
}
SPEAKERS = {"customer": "cliente", "alu": "alu", "human": "equipe"}

_BRACKETS = str.maketrans({"<": "\\u003c", ">": "\\u003e"})


def stable(protocol: Protocol, directory: Path) -> str:
    """What never changes while the company's words don't."""
    values = {
        "alu": protocol.persona.name,
        "manner": protocol.persona.manner,
        "company": protocol.company.name,
        "business": protocol.company.business,
        "needs": "\n".join(_need_told(kind, need) for kind, need in protocol.needs.items()),
        "slots": "\n".join(_slots(scope, protocol) for scope in SCOPES),
        "answers": "\n".join(f"- {a.id}: {' '.join(a.asked_as)}" for a in protocol.answers) or "-",
    }
    return render("understand", values, directory).strip()


def _need_told(kind: str, need: Requested) -> str:
    wanted = dict.fromkeys(slot for requirement in need.required for slot in requirement.slots)
    return f"- {kind}: {need.about} (pede {', '.join(wanted)})"


def _slots(scope: Scope, protocol: Protocol) -> str:
    named = (_slot(name, protocol) for name, slot in protocol.slots.items() if slot.scope == scope)
    return f"- {SCOPES[scope]}: {', '.join(named)}"


def _slot(name: str, protocol: Protocol) -> str:
    slot = protocol.slots[name]
    if slot.choices:
        return f"{name} ({'; '.join(f'{key}: {word}' for key, word in slot.choices.items())})"
    return f"{name} ({slot.label})" if slot.scope == "need" else name


def moving(reading: Reading, veil: Veil, directory: Path) -> str:
    """What this turn is about, as data. Personal numbers are behind the veil."""
    conversation = {
        "sabemos": _known(reading.ledger, veil),
        "pergunta": _asked(reading.asked),
        "antes": [_spoken(line, veil) for line in reading.before[-BEFORE_LINES:]],
        "agora": dict(_new(reading.lines, veil)),
    }
    return render("conversation", {"conversation": _as_data(conversation)}, directory).strip()


def repair(problem: str, directory: Path) -> str:
    """The one request to try again."""
    return render("repair", {"problem": problem}, directory).strip()


def texts(reading: Reading) -> Iterator[str]:
    """Every text of a reading that may leave, the ledger's first: what a veil must cover."""
    for slots in _all_slots(reading.ledger):
        yield from (_visible(slot.value) for slot in slots.values())
    for line in (*reading.before, *reading.lines):
        yield from (_visible(line.name), _visible(line.text))


def _all_slots(ledger: Ledger) -> Iterator[Slots]:
    yield ledger.contact
    for need in ledger.needs:
        yield need.slots
        yield from need.items


def _as_data(conversation: object) -> str:
    written = json.dumps(conversation, ensure_ascii=False, separators=(",", ":"))
    return written.translate(_BRACKETS)


def _known(ledger: Ledger, veil: Veil) -> dict[str, object]:
    known: dict[str, object] = dict(_facts(ledger.contact, veil))
    if ledger.open_needs:
        known["needs"] = [_need(need, veil) for need in ledger.open_needs]
    return known


def _need(need: Need, veil: Veil) -> dict[str, object]:
    told: dict[str, object] = {"kind": need.kind, **_facts(need.slots, veil)}
    if need.items:
        told["itens"] = [_facts(item, veil) for item in need.items[-ITEMS:]]
    return told


def _facts(slots: Slots, veil: Veil) -> dict[str, str]:
    return {
        name: _cut(_told(slot.value, veil), FACT_LETTERS) if slot.known else slot.state
        for name, slot in slots.items()
        if slot.closed
    }


def _asked(asked: Asked | None) -> list[str]:
    return [*asked.slots, *asked.options] if asked else []


def _spoken(line: Line, veil: Veil) -> str:
    name = f" {_told(line.name, veil)}" if line.role == "human" and line.name else ""
    return f"{SPEAKERS[line.role]}{name}: {_cut(_told(line.text, veil), BEFORE_LETTERS)}"


def _new(lines: Iterable[Line], veil: Veil) -> Iterator[tuple[str, str]]:
    room = NEW_LETTERS
    for number, line in enumerate(lines, start=1):
        if room <= 0:
            return
        text = _cut(_told(line.text, veil), room)
        room -= len(text)
        yield str(number), text


def _told(text: str, veil: Veil) -> str:
    return veil.hide(_visible(text))


def _visible(text: str) -> str:
    """Without format signs: letters that are there and not seen, but read by a model."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[:letters] + "…"
