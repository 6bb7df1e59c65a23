"""The ledger's next question as a plan of the turn. Pure; shared by qualify and collect."""

from __future__ import annotations

from collections.abc import Sequence

from agent import protocol as words
from agent.ledger import Ledger
from agent.state import Plan, Stage

STAGES: dict[words.Stage, Stage] = {"qualify": "qualificar", "collect": "coletar"}


def ask_for(stage: words.Stage, ledger: Ledger, protocol: words.Protocol) -> Plan | None:
    """The first question of a stage that fits, or None."""
    found = ledger.question(stage, protocol)
    if found is None:
        return None
    question, gap = found
    return {
        "question": {
            "slots": list(question.asks),
            "need": gap.need,
            "item": gap.item,
            "options": [],
        },
        "key": f"question:{protocol.questions.index(question)}",
        "stage": STAGES[stage],
    }


def ask_again_for_cnpj(ledger: Ledger, heard: Sequence[str]) -> Plan | None:
    """A CNPJ that fails its check is asked back once, in the turn in which it was given."""
    slot = ledger.contact.get("cnpj")
    if slot is None or slot.state != "invalid" or slot.source not in heard:
        return None
    if any(slot.was) or ledger.asked.get("cnpj", 0) > 1:
        return None
    return {
        "question": {"slots": ["cnpj"], "need": None, "item": None, "options": []},
        "key": "cnpj_invalid",
        "stage": "qualificar",
    }
