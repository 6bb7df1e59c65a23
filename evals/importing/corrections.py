"""``corrections.jsonl``: what people made of conversations that Alú had understood otherwise (docs/corrections.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

import orjson
from pydantic import AwareDatetime, BeforeValidator, Field, ValidationError, model_validator

from agent.protocol import Protocol
from agent.room import Room, Text
from agent.state import MessageKind
from evals.case import Facts
from evals.importing.refused import NotImportable, problem
from evals.importing.talk import Assigned, Change, Contact, Entry, Line, Talk, Who

VERSION = 1


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[Text, ...], BeforeValidator(_several)]


class Said(Room):
    """One line of the conversation. ``name``: of the person of the team, or as the customer is called."""

    role: Who
    kind: MessageKind = "text"
    text: str = ""
    at: AwareDatetime | None = None
    name: str = ""


class Understood(Room):
    """What Alú made of it: where it went and why, what she knew, and the slots that she had asked, in their order."""

    team: str = ""
    need: Names = ()
    labels: Names = ()
    slots: Facts = Field(default_factory=dict)
    items: tuple[Facts, ...] = ()
    reason: str = ""
    asked: Names = ()


class Corrected(Room):
    """What a person made of it afterwards; only what they changed. ``slots``: the new values."""

    team: Text | None = None
    labels_added: Names = ()
    labels_removed: Names = ()
    slots: Facts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.team or self.labels_added or self.labels_removed or self.slots):
            raise ValueError("nothing was corrected")
        return self


class Correction(Room):
    """One line of the file. ``conversation``: a name that leads nobody to the real one. ``ddd``: of the phone.

    ``prompts``: the fingerprint of the words that she spoke by.
    """

    version: Literal[1]
    id: Text
    at: AwareDatetime
    conversation: Text
    company: str = ""
    prompts: str = ""
    ddd: Annotated[str, Field(pattern=r"^(\d{2})?$")] = ""
    messages: tuple[Said, ...] = Field(min_length=1)
    alu: Understood
    human: Corrected

    @property
    def kinds(self) -> tuple[str, ...]:
        """What kinds of correction it holds, as tags of a case."""
        human = self.human
        told = {
            "time-corrigido": human.team is not None,
            "etiqueta-corrigida": bool(human.labels_added or human.labels_removed),
            "dado-corrigido": bool(human.slots),
        }
        return tuple(tag for tag, is_told in told.items() if is_told)

    @property
    def team(self) -> str:
        """The team that has it after all."""
        return self.human.team or self.alu.team

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels after all."""
        kept = [one for one in self.alu.labels if one not in self.human.labels_removed]
        return tuple(dict.fromkeys((*kept, *self.human.labels_added)))


def read(raw: str, path: Path, company: Protocol) -> list[Correction]:
    """Every correction of a file. Raises ``NotImportable`` with file, line and key of everything wrong."""
    found: list[Correction] = []
    problems: list[str] = []
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip():
            try:
                correction = _correction(line)
            except (ValidationError, orjson.JSONDecodeError) as wrong:
                problems += _told(wrong, path, number)
                continue
            problems += _unknown(correction, company, path, number)
            found.append(correction)
    if not (found or problems):
        problems = [problem(path, 0, "não há correção nenhuma", "Exporte de novo as correções")]
    if problems:
        raise NotImportable(problems)
    return found


def looks_like(value: object) -> bool:
    """Whether a JSON value has the shape of a correction."""
    return isinstance(value, dict) and {"alu", "human", "messages"} <= value.keys()


def _correction(line: str) -> Correction:
    return Correction.model_validate(orjson.loads(line))


def _told(
    wrong: ValidationError | orjson.JSONDecodeError, path: Path, number: int
) -> Iterator[str]:
    remedy = "O formato está em docs/corrections.md"
    if isinstance(wrong, ValidationError):
        for error in wrong.errors():
            yield problem(
                path, number, f"{'.'.join(map(str, error['loc']))}: {error['msg']}", remedy
            )
    else:
        yield problem(path, number, f"não é JSON ({wrong})", "Cada linha é um objeto JSON inteiro")


def _unknown(one: Correction, company: Protocol, path: Path, number: int) -> Iterator[str]:
    """What it names that the company's protocol does not know."""
    named = (
        ("human.team", [one.human.team or ""], {"", *company.teams}),
        ("alu.team", [one.alu.team], {"", *company.teams}),
        ("alu.need", one.alu.need, set(company.needs)),
        ("human.slots", one.human.slots, set(company.slots)),
    )
    for key, used, allowed in named:
        for name in used:
            if name not in allowed:
                remedy = "Use os nomes de prompts/protocol.yaml, ou o de então"
                yield problem(path, number, f"{key}: {name!r} não existe", remedy)


def talk_of(one: Correction) -> Talk:
    """The conversation; its values are what she and people knew of the customer."""
    lines = [
        Line(said.role, said.at, said.text, said.kind, said.name)
        for said in one.messages
        if said.text.strip() or said.kind != "text"
    ]
    told = (*one.alu.slots.items(), *one.human.slots.items())
    name = next((said.name for said in one.messages if said.role == "customer"), "")
    phone = f"+55{one.ddd}999990001" if one.ddd else ""
    return Talk(
        "corrections",
        f"{one.conversation} {one.id}",
        _routed(lines, one),
        Contact(name, phone, told),
        team=one.team,
        labels=one.labels,
    )


def _routed(lines: list[Line], one: Correction) -> tuple[Entry, ...]:
    """The lines, and the hand-over: after her last words before a person's; at the end, if people made it."""
    assigned = [Assigned(one.team)] if one.team else []
    first = next((at for at, line in enumerate(lines) if line.who == "human"), len(lines))
    hers = [at for at, line in enumerate(lines[:first]) if line.who == "alu"]
    if not (one.alu.team and hers):
        return (*lines, *assigned)
    at = hers[-1] + 1
    handed = Change("open", lines[at - 1].at, by_alu=True)
    return (*lines[:at], *assigned, handed, *lines[at:])
