"""What people do in one conversation, drawn from a seed: lines in bursts, takeovers of every form, hand-backs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

Takeover = Literal["open", "speak", "phone", "resolve", "snooze"]
Deed = Literal["write", "give back", Takeover]
Moment = Literal["", "thinks", "looks", "sends", "sent"]
"""What of Alú's an act may follow: she asks her mind, looks at the status, sends a message, Chatwoot has stored it."""

MOMENTS: tuple[Moment, ...] = ("thinks", "looks", "sends", "sent")
TAKEOVERS: tuple[Takeover, ...] = ("open", "speak", "phone", "resolve", "snooze")

LINES = (
    "bom dia",
    "quero comprar tubo",
    "30 barras de tubo",
    "meu nome é Jussara",
    "sou de Sobral",
    "é pra minha casa mesmo",
    "quero falar com uma pessoa",
    "vocês são de onde?",
    "e aí",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One deed of the customer or of the team, ``at`` seconds after the beginning, or after the ``nth`` of a moment."""

    at: float
    deed: Deed
    text: str = ""
    upon: Moment = ""
    nth: int = 1


def drawn(chance: Random) -> list[Act]:
    """The acts of one conversation in the order of their time. It begins with a line of the customer."""
    acts = [Act(at, "write", chance.choice(LINES)) for at in _bursts(chance)]
    last = acts[-1].at + 14.0
    for number in range(chance.choice((1, 1, 1, 2, 2, 3))):
        taking = Act(0.0, chance.choice(TAKEOVERS), f"aqui é a equipe, {number}")
        if chance.random() < 0.6:
            taking = replace(taking, at=chance.uniform(0.0, 1.5), **_aimed(chance))
        else:
            taking = replace(taking, at=chance.uniform(0.0, last))
        acts.append(taking)
        if chance.random() < 0.6:
            acts.append(replace(taking, at=taking.at + _pause(chance), deed="give back", text=""))
    return sorted(acts, key=lambda act: act.at)


def _aimed(chance: Random) -> dict[str, Any]:
    return {"upon": chance.choice(MOMENTS), "nth": chance.choice((1, 1, 2))}


def _bursts(chance: Random) -> list[float]:
    at, times = 0.0, []
    for _ in range(chance.choice((1, 2, 2, 3, 4))):
        times.append(at)
        at += chance.uniform(0.1, 2.0) if chance.random() < 0.5 else chance.uniform(2.0, 15.0)
    return times


def _pause(chance: Random) -> float:
    return chance.uniform(0.01, 1.0) if chance.random() < 0.3 else chance.uniform(1.0, 20.0)
