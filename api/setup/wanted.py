"""What Alú needs of an account (design section 5), from the company's protocol. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from agent.protocol import Protocol
from agent.showing import CONTACT_ATTRIBUTES
from agent.state import Stage
from api.chatwoot.house import Model

COLOURS = ("#1F93FF", "#2E7D32", "#F9A825", "#6D4C41", "#8E24AA", "#00897B", "#546E7A")
ROUTED, LACKING, UNANSWERED = "ia-transferido", "ia-falta-dado", "ia-sem-resposta"
OF_ALU = (
    (ROUTED, "Alú passou para o time", "#3949AB"),
    (LACKING, "Alú passou com dado faltando", "#E65100"),
    (UNANSWERED, "O cliente parou de responder", "#78909C"),
)
CONFIDENCE = ("alta", "media", "baixa")
HOOKED = ("conversation_status_changed", "conversation_updated")
"""What bots are not told before 4.13: without it a conversation given back is silence until the customer writes."""


@dataclass(frozen=True, slots=True)
class WantedTeam:
    """A team that Alú routes to."""

    name: str
    description: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """A label that Alú puts on conversations."""

    title: str
    description: str
    color: str


@dataclass(frozen=True, slots=True)
class WantedAttribute:
    """An attribute that Alú writes; with ``values`` it is a list of them, else text."""

    model: Model
    key: str
    name: str
    description: str
    values: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What Chatwoot calls it."""
        return "list" if self.values else "text"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a filter: a standard key equals one of ``values``."""

    key: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WantedFolder:
    """A folder on a manager's sidebar; every condition must hold."""

    name: str
    conditions: tuple[Condition, ...]
    why: str

    @property
    def query(self) -> dict[str, object]:
        """The filter as Chatwoot takes it (r217): the last line joins to nothing, for a trailing "and" is a 500."""
        last = len(self.conditions) - 1
        lines = enumerate(self.conditions)
        return {"payload": [_line(one, None if at == last else "and") for at, one in lines]}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that must be there, besides the bot and its links."""

    bot: str
    description: str
    inboxes: tuple[int, ...]
    teams: tuple[WantedTeam, ...]
    labels: tuple[WantedLabel, ...]
    attributes: tuple[WantedAttribute, ...]
    folders: tuple[WantedFolder, ...]


def wanted(protocol: Protocol, inboxes: Sequence[int]) -> Wanted:
    """What this company's Alú needs, working in these inboxes."""
    company = protocol.company.name
    return Wanted(
        bot=protocol.persona.name,
        description=f"Atendente virtual de {company}",
        inboxes=tuple(inboxes),
        teams=tuple(_team(protocol, name) for name in protocol.teams),
        labels=(*_needs(protocol), *(WantedLabel(*one) for one in OF_ALU)),
        attributes=(*_of_conversation(protocol), *_of_contact(protocol)),
        folders=_folders(tuple(inboxes)),
    )


def _team(protocol: Protocol, name: str) -> WantedTeam:
    needs = tuple(need.label for need in protocol.needs.values() if need.team == name)
    label = protocol.teams[name].label
    return WantedTeam(name, label[:1].upper() + label[1:], needs)


def _needs(protocol: Protocol) -> tuple[WantedLabel, ...]:
    return tuple(
        WantedLabel(key.replace("_", "-"), need.label, COLOURS[at % len(COLOURS)])
        for at, (key, need) in enumerate(protocol.needs.items())
    )


def _of_conversation(protocol: Protocol) -> tuple[WantedAttribute, ...]:
    name = protocol.persona.name
    told: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
        ("alu_etapa", "etapa", "Em que ponto da conversa está", get_args(Stage)),
        ("alu_necessidade", "necessidade", "O que o cliente precisa", tuple(protocol.needs)),
        ("alu_falta", "falta", "O que ainda falta saber", ()),
        ("alu_resumo", "resumo", "O que o cliente precisa, em uma linha", ()),
        ("alu_confianca", "confiança", "Quanta certeza do que entendeu", CONFIDENCE),
        ("alu_motivo", "motivo", "Por que perguntou ou passou para o time", ()),
    )
    return tuple(
        WantedAttribute("conversation_attribute", key, f"{name}: {shown}", about, values)
        for key, shown, about, values in told
    )


def _of_contact(protocol: Protocol) -> tuple[WantedAttribute, ...]:
    slots = {key: protocol.slots[key] for key in CONTACT_ATTRIBUTES if key in protocol.slots}
    about = "Dito pelo cliente e anotado pela Alú"
    return tuple(
        WantedAttribute("contact_attribute", key, slot.label, about, tuple(slot.choices))
        for key, slot in slots.items()
    )


def _folders(inboxes: tuple[int, ...]) -> tuple[WantedFolder, ...]:
    pending, open_ = Condition("status", ("pending",)), Condition("status", ("open",))
    mine = (Condition("inbox_id", inboxes),) if inboxes else ()
    routed, lacking = Condition("labels", (ROUTED,)), Condition("labels", (LACKING,))
    return (
        WantedFolder("Todas as conversas da IA", (pending, *mine), "o que Alú está atendendo agora"),
        WantedFolder("Transferidas pela IA", (routed, open_), "o que Alú passou e espera um time"),
        WantedFolder("Falta dado", (lacking, open_), "o que foi passado com algo por perguntar"),
        WantedFolder("Devolvidas à IA", (routed, pending), "o que já esteve com o time e voltou para Alú"),
    )  # fmt: skip


def _line(condition: Condition, joined: str | None) -> dict[str, object]:
    return {
        "attribute_key": condition.key,
        "attribute_model": "standard",
        "filter_operator": "equal_to",
        "values": list(condition.values),
        "query_operator": joined,
        "custom_attribute_type": "",
    }
