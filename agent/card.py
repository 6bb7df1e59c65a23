"""The private notes for the team: the handoff card, and what she knows when a conversation comes back. Pure.

At most ten lines, nothing that is not in the ledger or the transcript.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from agent import phrases, suggestion
from agent.extract.documents import mask_cpf
from agent.guards import plain
from agent.ledger import Ledger
from agent.mind.labels import Mood
from agent.protocol import Protocol
from agent.state import Message
from agent.texts import Reason
from agent.transcript import said_by_humans

MOST_LINES = 10
MOST_NEEDS = 3
MOST_LETTERS = 400
MOST_QUOTED = 200
MOST_PROMISES = 4
MARK_LETTERS = 16
QUOTING: frozenset[Reason] = frozenset({"asked_person", "mind", "not_understood", "waited"})
"""Reasons for which the customer's own words tell more than what was understood of them."""

MOODS: dict[Mood, str] = {
    "calm": "tranquilo",
    "hurried": "com pressa",
    "happy": "satisfeito",
    "annoyed": "incomodado",
    "angry": "irritado",
}
UNCERTAIN = {
    "refused": "preferiu não informar",
    "later": "ficou de mandar",
    "invalid": "não confere",
}


def handoff(
    ledger: Ledger,
    messages: Sequence[Message],
    mood: Mood,
    reason: Reason,
    team: str,
    protocol: Protocol,
    *,
    people_answer: bool = True,
) -> str:
    """The handoff card: who, each need, what is missing and why, tone, promises, why this team, first reply.

    ``people_answer``: the team is at work now; where it is not, the card says so.
    """
    return _card(
        [
            f"Cliente: {who(ledger, protocol)}",
            *_needs_for(team, ledger, protocol),
            f"Falta: {missing(ledger, protocol)}",
            f"Tom: {MOODS[mood]}",
            told_by_people(ledger, messages),
            f"Motivo: {_motive(reason, team, protocol, people_answer=people_answer)}",
            _own_words(messages) if reason in QUOTING else "",
            f"Sugestão: {suggestion.first_reply(ledger, reason, team, protocol)}",
        ]
    )


def unchanged(reason: Reason, team: str, protocol: Protocol, *, people_answer: bool = True) -> str:
    """In place of a card that would tell nothing new: one line."""
    motive = _motive(reason, team, protocol, people_answer=people_answer)
    return _card([f"Sem novidade desde meu último resumo. Motivo: {motive}"])


def mark(ledger: Ledger, mood: Mood, protocol: Protocol) -> str:
    """What a card tells, as a short mark that gives nothing of it away: equal marks, nothing new.

    What the team said without promising anything is no news to it.
    """
    promised = [f"{one.by}: {one.text}" for one in ledger.promises]
    facts = (who(ledger, protocol), *needs(ledger, protocol), missing(ledger, protocol), mood)
    told = "\n".join((*facts, *promised)).encode(errors="surrogatepass")
    return hashlib.sha256(told).hexdigest()[:MARK_LETTERS]


def returned(ledger: Ledger, messages: Sequence[Message], protocol: Protocol) -> str:
    """The note after a hand-back with nothing to answer: she is back, and this is what she knows."""
    return _card(
        [
            "Voltei. Respondo quando o cliente escrever.",
            f"Cliente: {who(ledger, protocol)}",
            *needs(ledger, protocol),
            f"Falta: {missing(ledger, protocol)}",
            told_by_people(ledger, messages),
        ]
    )


def known(ledger: Ledger, messages: Sequence[Message], protocol: Protocol) -> str:
    """What she knows, for a colleague who asks."""
    return _card(
        [
            f"Cliente: {who(ledger, protocol)}",
            *needs(ledger, protocol),
            f"Falta: {missing(ledger, protocol, waiting=True)}",
            told_by_people(ledger, messages),
        ]
    )


def who(ledger: Ledger, protocol: Protocol) -> str:
    """The contact in one line; values the customer gave are masked where they are a CPF."""
    known = {name: ledger.value(name) for name in protocol.slots if ledger.value(name)}
    place = "/".join(known.pop(key) for key in ("cidade", "uf") if key in known)
    if "cnpj" in known:
        known["cnpj"] = written_cnpj(known["cnpj"])
    told = [protocol.slots[name].choices.get(value, value) for name, value in known.items()]
    cleaned = (plain(part) for part in (*told, place))
    return ", ".join(filter(None, cleaned)) or "ainda não se apresentou"


def written_cnpj(cnpj: str) -> str:
    """Fourteen characters as people write them: 11.222.333/0001-81."""
    return f"{cnpj[:2]}.{cnpj[2:5]}.{cnpj[5:8]}/{cnpj[8:12]}-{cnpj[12:]}"


def needs(ledger: Ledger, protocol: Protocol) -> list[str]:
    """One line for each need that no team has yet, else for the last one."""
    current = ledger.open_needs or ledger.needs[-1:]
    return [phrases.need(one, protocol) for one in current[:MOST_NEEDS]]


def _needs_for(team: str, ledger: Ledger, protocol: Protocol) -> list[str]:
    """The needs, each beside the first that belongs to another team with that team's name."""
    kinds = [one.kind for one in ledger.open_needs or ledger.needs[-1:]]
    lines = []
    for place, (kind, line) in enumerate(zip(kinds, needs(ledger, protocol), strict=False)):
        other = protocol.needs[kind].team
        elsewhere = f" (é com o {protocol.teams[other].label})" if place and other != team else ""
        lines.append(line[: MOST_LETTERS - len(elsewhere)] + elsewhere)
    return lines


def _motive(reason: Reason, team: str, protocol: Protocol, *, people_answer: bool) -> str:
    """Why, and to whom; and that nobody is there now."""
    label = protocol.teams[team].label
    told = label if people_answer else f"{label}, fora do horário agora"
    return f"{getattr(protocol.reasons, reason)} ({told})"


def missing(ledger: Ledger, protocol: Protocol, *, waiting: bool = False) -> str:
    """What a team would still have to ask, each with why it is missing.

    ``waiting``: an answer may still come, so that what was asked is not told as left unanswered.
    """
    if not ledger.needs:
        return "a necessidade"
    first = ledger.first
    slots = {**ledger.contact, **(first.slots if first else {})}
    for item in first.items if first else ():
        slots |= {name: slot for name, slot in item.items() if not slot.known}
    told = []
    for alternatives in ledger.missing(protocol):
        names = alternatives.split("/")
        label = " ou ".join(protocol.slots[name].label.lower() for name in names)
        states = [UNCERTAIN.get(slots[name].state, "") for name in names if name in slots]
        unanswered = "não respondeu" if ledger.asked.get(names[0]) and not waiting else ""
        why = next(filter(None, states), unanswered)
        told.append(f"{label} ({why})" if why else label)
    return ", ".join(told) or "nada"


def told_by_people(ledger: Ledger, messages: Sequence[Message]) -> str:
    """What people of the team promised last, each as theirs; the last thing they said where they promised nothing."""
    if not ledger.promises:
        return promises(messages)
    by_name: dict[str, list[str]] = {}
    for one in ledger.promises[-MOST_PROMISES:]:
        by_name.setdefault(one.by or "atendente", []).append(one.text)
    return "O time já disse " + "; ".join(
        f"({name}): {' / '.join(said)}" for name, said in by_name.items()
    )


def promises(messages: Sequence[Message]) -> str:
    """The last thing a person of the team said, as theirs; nothing if nobody did."""
    said = said_by_humans(messages)
    if not said:
        return ""
    last = said[-1]
    return f"O time já disse ({last['name'] or 'atendente'}): {last['text']}"


def _own_words(messages: Sequence[Message]) -> str:
    """The customer's last words, for whoever was asked for by name."""
    said = [m["text"] for m in messages if m["role"] == "customer" and m["text"]]
    return f"Escreveu: {said[-1][:MOST_QUOTED]}" if said else ""


def _card(lines: Iterable[str]) -> str:
    """The lines that have words, each on one line and short, at most ten."""
    kept = [shown(line)[:MOST_LETTERS] for line in lines if line]
    return "\n".join(kept[:MOST_LINES])


def shown(text: str) -> str:
    """A text on one line as the screens may show it: nothing hidden or active in it, no CPF."""
    return mask_cpf(plain(" ".join(text.split())))
