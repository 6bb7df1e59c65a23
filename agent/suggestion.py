"""The first sentence that the card suggests to the team: never wrong, never asking what was told or refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.guards import plain
from agent.ledger import Gap, Ledger, Need, Slots
from agent.protocol import Protocol, Question
from agent.speech import Speech
from agent.texts import Reason

NAMED = re.compile(r"[, ]*\{nome\}")
BY_REASON: dict[Reason, str] = {
    "opted_out": "não escreva mais, só tire o número das listas de envio.",
    "privacy": "Oi, {nome}! Vi seu pedido sobre os seus dados. Quer que a gente apague?",
    "chased": "Oi, {nome}! Desculpa a espera, já estou vendo isso com você.",
    "waited": "Oi, {nome}! Desculpa a espera, já estou vendo isso com você.",
}
"""Where the reason says more than any need."""

UNREAD: frozenset[Reason] = frozenset({"mind", "not_understood", "patience"})
"""The customer told something that she could not read: nobody asks for it again."""


def first_reply(ledger: Ledger, reason: Reason, team: str, protocol: Protocol) -> str:
    """What the team may send first, the customer's name in it where it is known.

    The question after what is missing first and was not refused; with nothing to ask, the need's own sentence; for
    another team than the need's, or without a need, a sentence that claims none.
    """
    return _named(BY_REASON.get(reason) or _by_need(ledger, reason, team, protocol), ledger)


def _by_need(ledger: Ledger, reason: Reason, team: str, protocol: Protocol) -> str:
    if ledger.first is None:
        unread = reason in UNREAD
        return (
            "Oi, {nome}! Já li sua mensagem e vou te ajudar."
            if unread
            else "Oi, {nome}! Como posso te ajudar?"
        )
    need = _need_of(team, ledger, protocol)
    if need is None:
        return f"Oi, {{nome}}! Sou do {protocol.teams[team].label} e já vi sua conversa."
    if asked := _question(need, ledger, protocol):
        return f"Oi, {{nome}}! Vamos seguir por aqui. {asked}"
    return protocol.needs[need.kind].first_reply


def _need_of(team: str, ledger: Ledger, protocol: Protocol) -> Need | None:
    """The first need that is that team's: of those no team has yet, else the last."""
    current = ledger.open_needs or ledger.needs[-1:]
    return next((one for one in current if protocol.team_of(one.kind) == team), None)


def _question(need: Need, ledger: Ledger, protocol: Protocol) -> str:
    """The question after the first thing that is missing and was not refused; nothing if there is none."""
    gaps = [gap for gap in ledger.gaps(protocol) if gap.need == need.kind]
    return next(filter(None, (_asking(gap, gaps, need, ledger, protocol) for gap in gaps)), "")


def _asking(gap: Gap, gaps: list[Gap], need: Need, ledger: Ledger, protocol: Protocol) -> str:
    slots = _slots(gap, need, ledger)
    wanted = _wanted(gap, slots)
    if any(slots[name].state == "invalid" for name in wanted if name in slots):
        return protocol.texts.cnpj_invalid[0]
    lacking = {name for one in gaps if one.item == gap.item for name in _wanted(one, slots)}
    fitting = [
        q for q in _questions(gap, protocol) if lacking >= set(q.asks) and wanted & set(q.asks)
    ]
    if not fitting:
        return ""
    question = min(fitting, key=lambda one: len(set(one.asks) - set(gap.slots)))
    again = any(ledger.asked.get(name) for name in question.asks)
    values = {name: plain(slot.value) for name, slot in slots.items() if slot.known}
    return Speech(protocol, {}, values).next_of("", question.again if again else question.texts)


def _questions(gap: Gap, protocol: Protocol) -> Iterator[Question]:
    return (one for one in protocol.questions if not one.needs or gap.need in one.needs)


def _slots(gap: Gap, need: Need, ledger: Ledger) -> Slots:
    """What is known around a gap: of the contact, the need, and its item."""
    item = need.items[gap.item] if gap.item is not None and need.items else {}
    return {**need.slots, **ledger.contact, **item}


def _wanted(gap: Gap, slots: Slots) -> set[str]:
    return {name for name in gap.slots if name not in slots or slots[name].state != "refused"}


def _named(text: str, ledger: Ledger) -> str:
    name = plain(ledger.value("nome")).partition(" ")[0]
    return text.replace("{nome}", name) if name else NAMED.sub("", text)
