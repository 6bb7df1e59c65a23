"""Her answers to the team, as private notes: what she knows and why, what is missing, what may be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent import card
from agent.guards import plain
from agent.ledger import Ledger, Slot
from agent.protocol import Protocol
from agent.state import Message, OpenQuestion

MOST_FACTS = 6
MOST_QUOTED = 60
STAGES: Mapping[str, str] = {
    "qualificar": "vendo quem é o cliente",
    "necessidade": "vendo o que ele precisa",
    "coletar": "juntando os dados pro time",
    "encaminhar": "passando pro time",
    "humano": "com o time",
}
SPOKEN_BY: Mapping[str, str] = {
    "team": "corrigido por um colega",
    "human": "dito por um colega",
    "channel": "da ficha do contato",
}
COMMANDS = """O que você pode me pedir numa nota:
/alu resumo: o que já sei
/alu falta: o que ainda falta, e por quê
/alu por quê: por que perguntei isso, ou mandei pra esse time
/alu cidade: Sobral ou /alu são 20 barras: corrige o que anotei
/alu encaminhe para financeiro: passo pra outro time
/alu pare: fico quieta, vocês respondem
/alu siga: volto a responder
/alu ajuda: esta lista"""


def why(
    ledger: Ledger,
    messages: Sequence[Message],
    question: OpenQuestion | None,
    shown: Mapping[str, str],
    protocol: Protocol,
) -> str:
    """Where she stands, what she asked and for what, the rule that leads on, and each fact with its words."""
    lines = (
        _stands(shown),
        _asked(question, protocol),
        _rule(ledger, protocol),
        missing(ledger, protocol),
        *_facts(ledger, messages, protocol),
    )
    return "\n".join(filter(None, lines))


def summary(ledger: Ledger, messages: Sequence[Message], protocol: Protocol) -> str:
    """What she knows, as the card tells it."""
    return card.known(ledger, messages, protocol)


def missing(ledger: Ledger, protocol: Protocol) -> str:
    """What a team would still have to ask, each with why it is missing."""
    return f"Falta: {card.missing(ledger, protocol, waiting=True)}"


def noted(facts: Sequence[str], wrong: Sequence[str], ledger: Ledger, protocol: Protocol) -> str:
    """What was put right, what failed its check, what is still missing."""
    lines = [f"Anotado: {', '.join(facts)}"] if facts else []
    lines += [f"Não confere, deixei como estava: {', '.join(wrong)}"] if wrong else []
    return "\n".join([*lines, missing(ledger, protocol)])


def no_such_team(name: str, protocol: Protocol) -> str:
    """The teams there are."""
    return f"Não conheço o time “{card.shown(name)}”. Tenho: {', '.join(protocol.teams)}"


def not_understood(text: str) -> str:
    """The help, after what was not understood."""
    return f"Não entendi “{card.shown(text)[:MOST_QUOTED]}”.\n{COMMANDS}"


def label(slot: str, value: str, protocol: Protocol) -> str:
    """A fact in the team's words: "cidade Sobral"."""
    definition = protocol.slots[slot]
    told = card.written_cnpj(value) if slot == "cnpj" else definition.choices.get(value, value)
    return f"{definition.label.lower()} {card.shown(told)}"


def _stands(shown: Mapping[str, str]) -> str:
    stage = STAGES.get(shown.get("alu_etapa", ""), "no começo")
    return f"Estou {stage}: {shown.get('alu_motivo') or 'ainda não respondi'}"


def _asked(question: OpenQuestion | None, protocol: Protocol) -> str:
    if question is None:
        return ""
    asked = " e ".join(
        protocol.slots[slot].label.lower() if slot in protocol.slots else slot
        for slot in question["slots"]
    )
    need = question["need"]
    what_for = f", pra {protocol.needs[need].label.lower()}" if need in protocol.needs else ""
    return f"Perguntei {asked}{what_for}"


def _rule(ledger: Ledger, protocol: Protocol) -> str:
    """The team of the need, and what has to be known for it."""
    if ledger.first is None:
        return ""
    need = protocol.needs[ledger.first.kind]
    always = (one for one in need.required if not one.when)
    wanted = (" ou ".join(protocol.slots[s].label.lower() for s in one.slots) for one in always)
    team = protocol.teams[need.team].label
    return f"Regra: {need.label.lower()} vai pro {team}, com {', '.join(dict.fromkeys(wanted))}"


def _facts(ledger: Ledger, messages: Sequence[Message], protocol: Protocol) -> Iterator[str]:
    """The newest facts last, each with the words it was read from."""
    texts = {message["id"]: message["text"] for message in messages}
    known = [(name, slot) for name, slot in _slots(ledger) if slot.known and slot.value]
    by_source: dict[str, list[str]] = {}
    for name, slot in known:
        by_source.setdefault(_source(slot, texts), []).append(label(name, slot.value, protocol))
    for source, facts in list(by_source.items())[-MOST_FACTS:]:
        yield f"{plain(', '.join(facts))} ({source})"


def _slots(ledger: Ledger) -> Iterator[tuple[str, Slot]]:
    yield from ledger.contact.items()
    for need in ledger.needs:
        yield from need.slots.items()
        for item in need.items:
            yield from item.items()


def _source(slot: Slot, texts: Mapping[str, str]) -> str:
    if slot.by in SPOKEN_BY:
        return SPOKEN_BY[slot.by]
    words = card.shown(texts.get(slot.source, ""))[:MOST_QUOTED]
    return f"“{words}”" if words else "dito antes"
