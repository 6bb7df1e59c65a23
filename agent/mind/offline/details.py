"""Free-text slots: the customer's own words as a value, in answer to a question or as a need comes up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.normal import fold
from agent.ledger import Need, Proposal
from agent.mind import Asked, Line
from agent.mind.labels import Act
from agent.protocol import Protocol, Slot

NO_ANSWER: frozenset[Act] = frozenset(
    {"refuses", "postpones", "unsure", "asks_why", "asks_person", "asks_bot", "opts_out", "injects", "automated",
     "abuses", "chases"}
)  # fmt: skip
COURTEOUS: frozenset[Act] = frozenset({"affirms", "denies", "thanks", "bids_farewell", "greets"})
LONGEST = 300
FEWEST_WORDS = 3
FEWEST_TO_OPEN = 2
SHORTEST = 4
GENERIC = frozenset(
    {"assunto", "setor", "sobre", "coisa", "problema", "falar", "queria", "quero", "preciso", "mesmo", "voces", "meu",
     "financeiro", "entrega", "entregas", "compras", "comercial", "pessoal", "logistica", "suprimentos", "outro",
     "outra"}
)  # fmt: skip
"""Words that only say which team a matter is for, and nothing of the matter."""
MOST_WORDS = 5
GREETINGS = (
    "oi+", "ola", "opa", "e ?ai", "bom dia", "boa tarde", "boa noite", r"tudo (?:bem|bom|certo|joia)", "blz", "beleza",
    "por favor", "pfv", "amigo", "amiga", "moca", "moco", "chefe",
)  # fmt: skip
COURTESY = re.compile(rf"^(?:\W*(?:{'|'.join(GREETINGS)})\b\W*)+")
SPACES = re.compile(r"\s+")


def answered(
    line: Line, acts: frozenset[Act], asked: Asked, protocol: Protocol
) -> Iterator[Proposal]:
    """The line as the value of the free slot that was asked, unless it is clearly no answer."""
    text = without_courtesy(line.text)
    strays = "off_topic" in acts and "?" in text
    courteous = bool(acts) and acts <= COURTEOUS and len(text.split()) < FEWEST_WORDS
    if acts & NO_ANSWER or strays or courteous or not text:
        return
    for name in asked.slots:
        slot = protocol.slots.get(name)
        if slot and slot.free and _answers(slot, text):
            yield Proposal(name, text[:LONGEST], text, line.id, need=asked.need)


def opened(line: Line, need: str, acts: frozenset[Act], protocol: Protocol) -> Iterator[Proposal]:
    """What the sentence that brings a need up already tells of it."""
    for name, slot in _opening_slots(need, protocol):
        if value := _told(slot, without_courtesy(line.text), acts):
            yield Proposal(name, value[:LONGEST], value, line.id, "inferred", need=need)


def told_later(
    line: Line, need: Need, acts: frozenset[Act], protocol: Protocol
) -> Iterator[Proposal]:
    """The same of a need that is open and still lacks it, where a cue says that the sentence is about it."""
    for proposal in opened(line, need.kind, acts, protocol):
        if protocol.slots[proposal.slot].cues and proposal.slot not in need.slots:
            yield proposal


def _opening_slots(need: str, protocol: Protocol) -> list[tuple[str, Slot]]:
    wanted = {slot for requirement in protocol.needs[need].required for slot in requirement.slots}
    return [(name, protocol.slots[name]) for name in sorted(wanted) if protocol.slots[name].opening]


def without_courtesy(text: str) -> str:
    """The text after its greeting, on one line."""
    flat = SPACES.sub(" ", text).strip()
    folded = fold(flat)
    greeting = COURTESY.match(folded)
    same_length = len(folded) == len(flat)
    return flat[greeting.end() :].strip() if greeting and same_length else flat


def _answers(slot: Slot, text: str) -> bool:
    """A reference of several kinds is told by a number; other free slots take any words."""
    is_reference = len(slot.fills) > 1
    return any(map(str.isdigit if is_reference else str.isalpha, text))


def _told(slot: Slot, text: str, acts: frozenset[Act]) -> str:
    if slot.after_cue:
        return _after(slot.cues, text)
    if len(text.split()) < FEWEST_TO_OPEN or ("asks_person" in acts and len(text.split()) < 9):
        return ""
    folded = fold(text)
    if all(word in GENERIC or len(word) < SHORTEST for word in re.findall(r"[a-z]+", folded)):
        return ""
    return text if not slot.cues or any(_has(folded, fold(cue)) for cue in slot.cues) else ""


def _has(folded: str, cue: str) -> bool:
    return re.search(rf"\b{re.escape(cue)}\b", folded) is not None


def _after(cues: tuple[str, ...], text: str) -> str:
    """The few words after the first cue that occurs, as far as the next pause."""
    folded = fold(text)
    if len(folded) != len(text):
        return ""
    for cue in cues:
        if found := re.search(rf"\b{re.escape(fold(cue))}\s+(?:uma? |o |a )?([^,.;!?\n]+)", folded):
            value = " ".join(text[found.start(1) : found.end(1)].split()[:MOST_WORDS])
            return "" if fold(value) in {fold(cue).split()[0] for cue in cues} else value
    return ""
