"""Invented conversations for the proofs of the judges: what was heard, said, known and true, in a line or two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.loading import load
from evals.case import BASES
from evals.reading import Loaded
from evals.reading import load as load_cases
from evals.record import Conversation, Gold, Guess, Known, NeedKnown, Played, Said, Screen, Step
from prompts import HERE

COMPANY = load(HERE)
CARD = "Cliente: Dalva\nCompras: 30 barras de perfil U\nFalta: nada"
WORD = "Já passei pro time comercial, que continua com você por aqui."
HANDS_OVER: tuple[dict[str, Any], ...] = (
    {"do": "note", "text": CARD},
    {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
    {"do": "say", "text": WORD},
    {"do": "assign_team", "team": "comercial"},
    {"do": "set_status", "status": "open"},
)


def turn(*heard: str, says: str | Sequence[str] = (), **more: Any) -> Step:
    """The customer writes, she answers; anything else of the step by its name."""
    said = (says,) if isinstance(says, str) else tuple(says)
    lines = tuple(Said(role="customer", text=text) for text in heard)
    known: dict[str, Any] = {"kind": "user", "before": "pending", "after": "pending"}
    return Step(**{"number": 0, "now": "", "heard": lines, "said": said, **known, **more})


def person(text: str, name: str = "Rui", **more: Any) -> Step:
    """A person of the team answers."""
    heard = (Said(role="human", text=text, name=name),)
    return turn(heard=heard, kind="human_says", before="open", after="open", **more)


def handed_over(*heard: str, but: Sequence[str] = (), **more: Any) -> Step:
    """A turn that ends with people, complete; ``but``: the effects left out."""
    effects = tuple(effect for effect in HANDS_OVER if effect["do"] not in but)
    says = () if "say" in but else (WORD,)
    done: dict[str, Any] = {
        "effects": effects,
        "after": "open",
        "act": "route",
        "reason": "complete",
    }
    return turn(*heard, says=says, **{**done, **more})


def resolved() -> Step:
    """A person ends the matter."""
    return turn(kind="status", before="resolved", after="resolved", silence_due=True)


def known(
    *kinds: str,
    contact: dict[str, str] | None = None,
    slots: dict[str, str] | None = None,
    items: Sequence[dict[str, str]] = (),
    refused: Sequence[str] = (),
) -> Known:
    """Her ledger; ``slots`` and ``items`` are of the first need."""
    first = [NeedKnown(kind=kind, slots=slots or {}, items=tuple(items)) for kind in kinds[:1]]
    needs = (*first, *(NeedKnown(kind=kind) for kind in kinds[1:]))
    return Known(contact=contact or {}, needs=needs, refused=tuple(refused))


def gold(*needs: str, **more: Any) -> Gold:
    """What a careful reader knows."""
    return Gold(needs=needs, **more)


def guesses(*kinds: str) -> tuple[Guess, ...]:
    """Needs understood."""
    return tuple(Guess(kind=kind, confidence=0.9) for kind in kinds)


def conversation(*steps: Step, **more: Any) -> Conversation:
    """A whole conversation; its steps are numbered from 1. What is of the end (``screen``, ``ended``) by its name."""
    of_the_end = {key: more.pop(key) for key in ("screen", "ended", "error") if key in more}
    numbered = tuple(
        step.model_copy(update={"number": place, "line": 10 * place})
        for place, step in enumerate(steps, 1)
    )
    case: dict[str, Any] = {
        "id": "caso",
        "title": "Um caso",
        "tags": ("compras",),
        "split": "dev",
        "author": "ana",
        "basis": BASES,
    }
    return Conversation(**{**case, **more}, played=Played(steps=numbered, **of_the_end))


def screen(**more: Any) -> Screen:
    """What a manager sees at the end."""
    return Screen(**more)


def loaded(directory: Path, text: str, name: str = "caso") -> Loaded:
    """A case as it is read from a file; what every case has is put before ``text``."""
    head = f"id: {name}\ntitle: Um caso\ntags: [compras]\nsplit: dev\nauthor: ana\n"
    path = directory / f"{name}.yaml"
    path.write_text(head + text, encoding="utf-8")
    return load_cases([path])[0]
