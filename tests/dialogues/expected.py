"""How a dialogue must end, as its YAML says, and what of it did not come true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from agent.extract.normal import fold
from agent.ledger import Need, Slots
from agent.protocol import Protocol
from agent.texts import Reason
from tests.dialogues.played import MONDAY_10, Played

PARENTHESIS = re.compile(r" \([^)]*\)")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Strict):
    """Labels that must be on the conversation, and labels that must not."""

    contains: list[str] = []
    absent: list[str] = []


class NeedEnd(_Strict):
    """A need: its kind, some of its slots, and (where given) all of its items, each with some of its slots.

    A value ``~words`` is met by any value that contains the words, accents and case aside.
    """

    kind: str
    slots: dict[str, str] = {}
    items: list[dict[str, str]] | None = None


class End(_Strict):
    """The expected end of a dialogue; what is left out may be anything.

    Lists of patterns are regular expressions, case aside: ``said`` must be in something she said, ``card`` in some
    note, ``never_said`` in nothing she said. ``missing`` are the labels shown in alu_falta; ``silent_after`` are line
    numbers of the script. ``xfail`` tells why it fails today.
    """

    now: str = MONDAY_10
    ddd: str = "85"
    status: str | None = None
    team: str | list[str] | None = None
    priority: str | None = None
    labels: Labels = Labels()
    contact: dict[str, str] = {}
    contact_absent: list[str] = []
    needs: list[NeedEnd] | None = None
    notes: int | None = None
    never_asked: list[str] = []
    asked_at_most: dict[str, int] = {}
    max_questions: int | None = None
    max_messages: int | None = None
    silent_after: list[int] = []
    said: list[str] = []
    never_said: list[str] = []
    card: list[str] = []
    missing: list[str] | None = None
    reason: Reason | None = None
    xfail: str = ""
    xfail_manners: str = ""


def read(path: Path) -> End:
    """The expectation in one YAML file; an unknown key is an error."""
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if not isinstance(content.get("now", ""), str):
        content["now"] = content["now"].isoformat()
    return End.model_validate(content)


def unmet(end: End, played: Played, protocol: Protocol) -> list[str]:
    """Everything expected that did not come true, in words."""
    return [*_desk(end, played, protocol), *_knowledge(end, played), *_course(end, played)]


def _desk(end: End, played: Played, protocol: Protocol) -> Iterator[str]:
    desk, teams = played.desk, [end.team] if isinstance(end.team, str) else end.team
    yield from _differs("status", desk.status, [end.status])
    yield from _differs("team", desk.team, teams or [None])
    yield from _differs("priority", desk.priority, [end.priority])
    yield from _differs("notes", len(desk.notes), [end.notes])
    reason = getattr(protocol.reasons, end.reason) if end.reason else None
    yield from _differs("reason", desk.attributes.get("alu_motivo", ""), [reason])
    missing = sorted(end.missing) if end.missing is not None else None
    yield from _differs("missing", _shown_missing(desk.attributes), [missing])
    yield from (f"label {label} lacks" for label in end.labels.contains if label not in desk.labels)
    yield from (f"label {label} is there" for label in end.labels.absent if label in desk.labels)


def _knowledge(end: End, played: Played) -> Iterator[str]:
    yield from _slots("contact", played.ledger.contact, end.contact)
    yield from (
        f"contact {name} is {played.ledger.value(name)!r}, should be unknown"
        for name in end.contact_absent
        if played.ledger.value(name)
    )
    if end.needs is None:
        return
    needs = sorted(played.ledger.needs, key=lambda need: need.kind)
    wanted = sorted(end.needs, key=lambda need: need.kind)
    yield from _differs("needs", [n.kind for n in needs], [[n.kind for n in wanted]])
    for need, expected in zip(needs, wanted, strict=False):
        yield from _need(need, expected)


def _need(need: Need, expected: NeedEnd) -> Iterator[str]:
    yield from _slots(need.kind, need.slots, expected.slots)
    if expected.items is None:
        return
    yield from _differs(f"{need.kind} items", len(need.items), [len(expected.items)])
    for number, (item, wanted) in enumerate(zip(need.items, expected.items, strict=False), start=1):
        yield from _slots(f"{need.kind} item {number}", item, wanted)


def _course(end: End, played: Played) -> Iterator[str]:
    said = [text for step in played.steps for text in step.said]
    most = {**dict.fromkeys(end.never_asked, 0), **end.asked_at_most}
    for slot, times in most.items():
        if played.times_asked(slot) > times:
            yield f"{slot} asked {played.times_asked(slot)} times, at most {times}"
    yield from _exceeds("questions", played.questions, end.max_questions)
    yield from _exceeds("messages", len(said), end.max_messages)
    for step in played.steps:
        if step.number in end.silent_after and step.said:
            yield f"line {step.number}: said {step.said}, should be silent"
    yield from (f"never said {p!r}" for p in end.said if not _in(p, said))
    yield from (f"said {p!r}: {_in(p, said)}" for p in end.never_said if _in(p, said))
    yield from (f"no note with {p!r}" for p in end.card if not _in(p, played.desk.notes))


def _differs(what: str, found: object, wanted: Sequence[object]) -> Iterator[str]:
    """``None`` among the wanted: anything will do."""
    if found not in wanted and None not in wanted:
        yield f"{what} is {found!r}, should be {' or '.join(map(repr, wanted))}"


def _exceeds(what: str, found: int, most: int | None) -> Iterator[str]:
    if most is not None and found > most:
        yield f"{found} {what}, at most {most}"


def _slots(where: str, slots: Slots, wanted: dict[str, str]) -> Iterator[str]:
    for name, value in wanted.items():
        found = slots[name].value if name in slots and slots[name].known else ""
        if not _meets(found, value):
            yield f"{where}: {name} is {found!r}, should be {value!r}"


def _meets(found: str, wanted: str) -> bool:
    if wanted.startswith("~"):
        return fold(wanted[1:]) in fold(found)
    return found == wanted


def _in(pattern: str, texts: Sequence[str]) -> list[str]:
    return [text for text in texts if re.search(pattern, text, re.IGNORECASE)]


def _shown_missing(attributes: dict[str, str]) -> list[str]:
    shown = PARENTHESIS.sub("", attributes.get("alu_falta", ""))
    return sorted(part for part in shown.split(", ") if part and part != "nada")
