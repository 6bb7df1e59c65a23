"""What the customer's words state for certain, as proposals: the part of understanding that every mind shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol as Port

from agent.extract.finding import Finding
from agent.ledger import Proposal, SlotState
from agent.mind import Line, Reading
from agent.protocol import Protocol

REFERENCE_WORDS = {"orcamento": "orçamento"}


class Finder(Port):
    """Finds facts in a text: ``agent.extract.Extractor``, or another with the same promise."""

    def find(
        self, text: str, asked: tuple[str, ...] = (), ddd: str = ""
    ) -> tuple[Finding, ...]: ...


def facts(reading: Reading, extractor: Finder, protocol: Protocol) -> tuple[Proposal, ...]:
    """The proposals that the unread lines state, in reading order; items keep their grouping per message."""
    asked = reading.asked.slots if reading.asked else ()
    missed = [(line, line.asked) for line in reading.missed]
    unread = missed + [(line, line.asked or asked) for line in reading.lines]
    return tuple(
        proposal
        for line, open_slots in unread
        for proposal in of_line(
            line, extractor.find(line.text, open_slots, reading.ddd), protocol, open_slots
        )
    )


def of_line(
    line: Line, findings: tuple[Finding, ...], protocol: Protocol, asked: tuple[str, ...]
) -> Iterator[Proposal]:
    """The proposals that one line's findings make."""
    for finding in _measures_joined(findings):
        if finding.slot in protocol.slots and not protocol.slots[finding.slot].fills:
            yield _proposal(finding.slot, finding.value, finding, line)
        for slot, definition in protocol.slots.items():
            if finding.slot in definition.fills and _refers(finding, findings, asked=slot in asked):
                alone = len(definition.fills) == 1
                value = finding.value if alone else _reference(finding, findings)
                yield _proposal(slot, value, finding, line)


def _proposal(slot: str, value: str, finding: Finding, line: Line) -> Proposal:
    return Proposal(slot, value, finding.words, line.id, _state(finding), item=finding.item)


def _state(finding: Finding) -> SlotState:
    if finding.problem:
        return "invalid"
    return "confirmed" if finding.sure else "inferred"


def _refers(finding: Finding, findings: tuple[Finding, ...], *, asked: bool) -> bool:
    """An amount of money identifies a payment only with its date, or when a reference was asked for."""
    return finding.slot != "valor" or asked or any(other.slot == "data" for other in findings)


def _reference(finding: Finding, findings: tuple[Finding, ...]) -> str:
    when = next((other.value for other in findings if other.slot == "data"), "")
    date = f", data {when}" if finding.slot == "valor" and when else ""
    return f"{REFERENCE_WORDS.get(finding.slot, finding.slot)} {finding.value}{date}"


def _measures_joined(findings: Iterable[Finding]) -> Iterator[Finding]:
    """An item has one measure: a sheet's "2x1 m" and "3 mm" become one value."""
    found = tuple(findings)
    seen: set[int | None] = set()
    for finding in found:
        if finding.slot != "medida":
            yield finding
        elif finding.item not in seen:
            seen.add(finding.item)
            together = [f for f in found if f.slot == "medida" and f.item == finding.item]
            yield Finding(
                "medida",
                ", ".join(dict.fromkeys(f.value for f in together)),
                finding.words,
                finding.start,
                finding.end,
                finding.item,
                all(f.sure for f in together),
            )
