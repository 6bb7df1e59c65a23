"""A recorded conversation as the text of a case, with nobody's data in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

from evals.case import Split
from evals.importing.corrected import Corrected, expected
from evals.importing.course import Draft, turns_of
from evals.importing.fixture import Fixture, written
from evals.importing.forms import Found
from evals.importing.known import Known
from evals.importing.proposing import Proposal, proposed
from evals.importing.talk import Form, Talk
from evals.importing.veil import Veil

NAMES: dict[Form, str] = {"chatwoot": "chatwoot", "whatsapp": "whatsapp", "corrections": "correcao"}
TITLES: dict[Form, str] = {
    "chatwoot": "Conversa do Chatwoot",
    "whatsapp": "Conversa do WhatsApp",
    "corrections": "Conversa que uma pessoa corrigiu",
}
PHONE = re.compile(r"\+\d{8,15}")


def drafted(
    found: Found, known: Known, veil: Veil, author: str, split: Split, seed: int
) -> tuple[str, str]:
    """The id and the text of the case that a conversation becomes."""
    zone = ZoneInfo(veil.company.hours.timezone)
    talk = veil.talk(found.talk, known)
    course, turns = turns_of(talk, zone)
    proposal = proposed(talk, course, turns, veil.company)
    if found.correction:
        values = {
            slot: veil.value(slot, value, known)
            for slot, value in found.correction.human.slots.items()
        }
        about = Corrected(found.correction, values)
        proposal = expected(proposal, about, talk, turns, veil.company)
    name = id_of(found.talk, seed)
    fixture = Fixture(
        id=name,
        title=_title(talk.form, turns),
        tags=proposal.tags,
        split=split,
        author=author,
        setup=_setup(talk, turns, zone),
        turns=turns,
        expected=proposal.turns,
        goals=proposal.goals,
        head=_head(talk, proposal),
    )
    return name, written(fixture)


def id_of(talk: Talk, seed: int) -> str:
    """The case's id: it names the form and, by a hash of everything said, the conversation."""
    told = sha256(f"{seed}\n{talk!r}".encode()).hexdigest()
    return f"importado-{NAMES[talk.form]}-{told[:8]}"


def _title(form: Form, turns: Sequence[Draft]) -> str:
    said = sum(turn.is_customers for turn in turns)
    return f"{TITLES[form]}, {said} {'vez' if said == 1 else 'vezes'} do cliente"


def _setup(talk: Talk, turns: Sequence[Draft], zone: tzinfo) -> dict[str, object]:
    """When it began, what the channel tells of the customer, the status; whatever is known."""
    began = next((turn.at for turn in turns if turn.at), None)
    channel: dict[str, object] = {}
    if PHONE.fullmatch(talk.contact.phone):
        channel["phone"] = talk.contact.phone
    if talk.contact.name and not PHONE.fullmatch(talk.contact.name):
        channel["name"] = talk.contact.name
    setup: dict[str, object] = {}
    if began:
        setup["now"] = began.astimezone(zone).replace(microsecond=0)
    if channel:
        setup["channel"] = channel
    if talk.status != "pending":
        setup["status"] = talk.status
    return setup


def _head(talk: Talk, proposal: Proposal) -> list[str]:
    """What a reviewer must do, above the case."""
    return [
        "Proposto a partir de uma conversa gravada; nada foi conferido. Nomes, empresas e números são inventados.",
        *(f"Proposto: {check}." for check in proposal.checks),
        *(f"Leitura: {remark}." for remark in talk.remarks),
        "Falta: slots, items e asks; quando tudo que o cliente disse estiver escrito, gold: complete.",
        "Confira se sobrou algo de alguém, e se uma palavra comum virou nome; depois apague estas linhas.",
    ]
