"""What Chatwoot's screens show of a conversation: attributes of the conversation and of the contact. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from agent import card
from agent.effects import Effect
from agent.ledger import Ledger
from agent.protocol import Protocol
from agent.scene import Scene
from agent.state import Stage

CONTACT_ATTRIBUTES = ("tipo_pessoa", "empresa", "cnpj", "cidade", "uf", "ja_cliente")
SURE, LIKELY = 0.85, 0.6
MOST_LETTERS = 500


class Showing(NamedTuple):
    """The values to be seen: of the conversation (``alu_…``) and of the contact (``nome``, ``email``, …)."""

    conversation: dict[str, str]
    contact: dict[str, str]

    @property
    def all_values(self) -> dict[str, str]:
        """Both, for remembering what was last shown."""
        return {**self.conversation, **self.contact}


def shown_now(ledger: Ledger, scene: Scene) -> Showing:
    """What should be on the screens after this turn."""
    conversation = {
        "alu_etapa": _stage(scene),
        "alu_necessidade": ledger.first.kind if ledger.first else "",
        "alu_falta": card.missing(scene.ledger, scene.protocol),
        "alu_resumo": summary(ledger, scene.protocol),
        "alu_confianca": _confidence(scene.habits.get("confidence", 0.0)),
        "alu_motivo": getattr(scene.protocol.reasons, scene.reason),
    }
    return Showing(conversation, contact_of(ledger))


def contact_of(ledger: Ledger) -> dict[str, str]:
    """What is known of the contact, as the screens may show it."""
    known = {name: ledger.value(name) for name in ("nome", "email", *CONTACT_ATTRIBUTES)}
    told = {name: card.shown(value) for name, value in known.items() if value}
    return {name: value for name, value in told.items() if value}


def back(ledger: Ledger, protocol: Protocol) -> Showing:
    """What should be on the screens after a hand-back: hers again, nothing asked yet."""
    conversation = {
        "alu_etapa": "coletar" if ledger.open_needs else "necessidade",
        "alu_necessidade": ledger.first.kind if ledger.first else "",
        "alu_falta": card.missing(ledger, protocol),
        "alu_resumo": summary(ledger, protocol),
        "alu_motivo": protocol.reasons.resting,
    }
    return Showing(conversation, contact_of(ledger))


def known(ledger: Ledger, protocol: Protocol) -> Showing:
    """What the screens show of the facts alone, wherever the conversation stands."""
    conversation = {
        "alu_necessidade": ledger.first.kind if ledger.first else "",
        "alu_falta": card.missing(ledger, protocol, waiting=True),
        "alu_resumo": summary(ledger, protocol),
    }
    return Showing(conversation, contact_of(ledger))


def summary(ledger: Ledger, protocol: Protocol) -> str:
    """The needs in one line."""
    return card.shown("; ".join(card.needs(ledger, protocol)))[:MOST_LETTERS]


def to_show(
    text: str, showing: Showing, before: Mapping[str, str], edited: Collection[str] = ()
) -> list[Effect]:
    """The effects of an ordinary turn: what she says, and the values that changed."""
    effects: list[Effect] = [{"do": "say", "text": text}] if text else []
    return effects + changes(showing, before, edited)


def changes(
    showing: Showing, before: Mapping[str, str], edited: Collection[str] = ()
) -> list[Effect]:
    """The attributes and the contact, only what differs from what was last shown and is not ``edited`` by people."""
    effects: list[Effect] = []
    if new := _news(showing.conversation, before, edited):
        effects.append({"do": "set_attributes", "attributes": new})
    gone = dict.fromkeys((set(before) & set(CONTACT_ATTRIBUTES)) - set(showing.contact), "")
    if new := _news({**showing.contact, **gone}, before, edited):
        name, email = new.pop("nome", ""), new.pop("email", "")
        effects.append({"do": "update_contact", "name": name, "email": email, "attributes": new})
    return effects


def _news(
    values: Mapping[str, str], before: Mapping[str, str], edited: Collection[str]
) -> dict[str, str]:
    return {k: v for k, v in values.items() if before.get(k) != v and k not in edited}


def _stage(scene: Scene) -> Stage:
    if "route" in scene.plan:
        return "humano"
    if "stage" in scene.plan:
        return scene.plan["stage"]
    return "coletar" if scene.ledger.open_needs else "necessidade"


def _confidence(probability: float) -> str:
    if probability >= SURE:
        return "alta"
    return "media" if probability >= LIKELY else "baixa"
