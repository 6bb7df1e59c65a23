"""Which team gets a conversation. Pure."""

from __future__ import annotations

import re

from agent.extract.normal import fold
from agent.scene import Scene

WORD = re.compile(r"\w+")


def team(scene: Scene) -> str:
    """The team that gets the conversation: the one asked for by name, else of the first need, else the default."""
    if scene.plan.get("route") == "asked_person" and (named := _named(scene)):
        return named
    return scene.protocol.team_of(scene.ledger.first.kind if scene.ledger.first else None)


def _named(scene: Scene) -> str | None:
    said = _spaced(" ".join(message["text"] for message in scene.heard))
    teams = scene.protocol.teams
    return next(
        (t for t in teams if _spaced(t) in said or _spaced(t.replace("-", "")) in said), None
    )


def _spaced(text: str) -> str:
    """The folded words, each between spaces: "pós-venda" as " pos venda "."""
    return f" {' '.join(WORD.findall(fold(text)))} "
