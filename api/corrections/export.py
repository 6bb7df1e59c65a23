"""Corrections as ``alu eval import`` reads them (docs/corrections.md): a JSON object each, with the lines before it.

Personal data leave the database here: whoever calls this was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.protocol import Protocol
from api.storage.corrections import Correction
from api.storage.lines import Line

VERSION = 1
OF_HER = ("team", "need", "labels", "slots", "items", "reason", "asked")


@dataclass(frozen=True, slots=True)
class Exported:
    """The objects, and how many corrections could not be told: erased, without a line left, of words no more in use."""

    told: Sequence[Mapping[str, object]]
    erased: int
    without_lines: int
    unknown: int

    @property
    def left_out(self) -> int:
        """How many there were that nothing was written of."""
        return self.erased + self.without_lines + self.unknown


def exported(
    found: Iterable[tuple[Correction, Sequence[Line], int]], protocol: Protocol
) -> Exported:
    """Corrections, each with the lines of its conversation and the number that stands for it. Pure."""
    told: list[Mapping[str, object]] = []
    erased = without_lines = unknown = 0
    for one, lines, number in found:
        before = [line for line in lines if line.at <= one.made_at]
        human = known(one.human, protocol)
        if not one.human:
            erased += 1
        elif not human:
            unknown += 1
        elif not before:
            without_lines += 1
        else:
            told.append(_object(one, human, before, number, protocol))
    return Exported(told, erased, without_lines, unknown)


def known(human: Mapping[str, object], protocol: Protocol) -> dict[str, object]:
    """Of what a person changed, what the company's words have a name for. Pure."""
    kept = dict(human)
    if kept.get("team") not in protocol.teams:
        kept.pop("team", None)
    slots = kept.pop("slots", None)
    if isinstance(slots, dict):
        named = {name: value for name, value in slots.items() if name in protocol.slots}
        kept |= {"slots": named} if named else {}
    return kept


def _object(
    one: Correction,
    human: Mapping[str, object],
    lines: Sequence[Line],
    number: int,
    protocol: Protocol,
) -> dict[str, object]:
    return {
        "version": VERSION,
        "id": f"c-{one.id:06d}",
        "at": one.made_at.isoformat(),
        "conversation": f"conversa-{number:06d}",
        "company": protocol.company.name,
        "prompts": one.alu.get("prompts", ""),
        "ddd": next((line.ddd for line in reversed(lines) if line.ddd), ""),
        "messages": [_message(line, protocol) for line in lines],
        "alu": _hers(one.alu, protocol),
        "human": human,
    }


def _message(line: Line, protocol: Protocol) -> dict[str, object]:
    name = protocol.persona.name if line.role == "alu" else line.name
    told = {"role": line.role, "kind": line.kind, "text": line.text, "at": line.at.isoformat()}
    return {**told, **({"name": name} if name else {})}


def _hers(alu: Mapping[str, object], protocol: Protocol) -> dict[str, object]:
    kept = {name: alu[name] for name in OF_HER if name in alu}
    if kept.get("team") not in protocol.teams:
        kept.pop("team", None)
    needs = kept.get("need")
    if isinstance(needs, list):
        kept["need"] = [need for need in needs if need in protocol.needs]
    return kept
