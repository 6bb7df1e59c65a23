"""Which form a file has, and what stands in it: conversations, with the correction that each may be about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from agent.protocol import Protocol
from evals.importing import chatwoot, corrections, whatsapp
from evals.importing.corrections import Correction
from evals.importing.refused import NotImportable, problem
from evals.importing.talk import Form, Talk

FORMS: tuple[Form, ...] = ("chatwoot", "whatsapp", "corrections")


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation of a file, and the correction it is about, if any."""

    path: Path
    talk: Talk
    correction: Correction | None = None


def read(path: Path, wanted: str | None, company: Protocol, customer: str) -> list[Found]:
    """The conversations of a file in which the customer says something. Raises ``NotImportable``.

    ``wanted``: the form, if it is not to be guessed. ``customer``: who of a WhatsApp export is the customer.
    """
    raw = _raw(path)
    form = _form(raw, wanted, path)
    found = [one for one in _found(raw, form, path, company, customer) if _speaks(one.talk)]
    if not found:
        remedy = "Um caso precisa de ao menos uma fala do cliente"
        raise NotImportable([problem(path, 0, "o cliente não diz nada", remedy)])
    return found


def _found(raw: str, form: Form, path: Path, company: Protocol, customer: str) -> Iterator[Found]:
    if form == "corrections":
        for correction in corrections.read(raw, path, company):
            yield Found(path, corrections.talk_of(correction), correction)
    elif form == "whatsapp":
        zone, alu = ZoneInfo(company.hours.timezone), company.persona.name
        yield Found(path, whatsapp.read(raw, path, zone=zone, customer=customer, alu=alu))
    else:
        yield from (Found(path, talk) for talk in chatwoot.read(raw, path, company))


def _speaks(talk: Talk) -> bool:
    return any(line.who == "customer" for line in talk.lines)


def _raw(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotImportable([problem(path, 0, "não existe", "Confira o caminho")]) from None
    except IsADirectoryError:
        raise NotImportable(
            [problem(path, 0, "é uma pasta", "Diga os arquivos, um a um")]
        ) from None
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        remedy = "Salve o arquivo em UTF-8"
        raise NotImportable([problem(path, line, "não é texto em UTF-8", remedy)]) from None


def _form(raw: str, wanted: str | None, path: Path) -> Form:
    """The form asked for, or the one that the content has."""
    form = wanted or _guessed(raw)
    known: dict[str, Form] = {one: one for one in FORMS}
    if form in known:
        return known[form]
    why = f"não há formato {wanted!r}" if wanted else "não reconheço o formato"
    remedy = f"Diga com --format qual é: {', '.join(FORMS)}"
    raise NotImportable([problem(path, 0 if wanted else 1, why, remedy)])


def _guessed(raw: str) -> str:
    if whatsapp.looks_like(raw):
        return "whatsapp"
    for value in _json(raw):
        if corrections.looks_like(value):
            return "corrections"
        if chatwoot.looks_like(value):
            return "chatwoot"
    return ""


def _json(raw: str) -> Iterator[object]:
    """The JSON that the whole file is, and that its first line is."""
    first = next((line for line in raw.splitlines() if line.strip()), "")
    for text in (raw, first):
        try:
            yield orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
