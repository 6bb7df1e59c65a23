"""Which team gets a conversation. Pure."""

from __future__ import annotations

import re

from agent.extract.normal import fold
from agent.protocol import Protocol
from agent.scene import Scene

ARTICLES = re.compile(r"^(?:(?:time|setor|equipe|pessoal|de|do|da|dos|das) )+")
WORD = re.compile(r"\w+")


def team(scene: Scene) -> str:
    """The team that gets the conversation: the one a colleague chose, or the customer asked for by name, else of the
    first need, else the default.
    """
    if chosen := scene.plan.get("team"):
        return chosen
    if scene.plan.get("route") == "asked_person" and (named := _named(scene)):
        return named
    return scene.protocol.team_of(scene.ledger.first.kind if scene.ledger.first else None)


def called(name: str, protocol: Protocol) -> str | None:
    """The team that a colleague calls by its id, its label or one of its needs; None if there is none."""
    words = _spaced(name)
    for team, definition in protocol.teams.items():
        labels = (team, definition.label, *_needs_of(team, protocol))
        if any(words in (_spaced(label), _spaced(_bare(label))) for label in labels):
            return team
    return None


def _needs_of(team: str, protocol: Protocol) -> list[str]:
    needs = ((kind, need) for kind, need in protocol.needs.items() if need.team == team)
    return [name for kind, need in needs for name in (kind.replace("_", " "), need.label)]


def _bare(label: str) -> str:
    """A label as one says it after "pro": "time da logística" as "logística"."""
    return ARTICLES.sub("", fold(label))


def _named(scene: Scene) -> str | None:
    said = _spaced(" ".join(message["text"] for message in scene.heard))
    teams = scene.protocol.teams
    return next(
        (t for t in teams if _spaced(t) in said or _spaced(t.replace("-", "")) in said), None
    )


def _spaced(text: str) -> str:
    """The folded words, each between spaces: "pós-venda" as " pos venda "."""
    return f" {' '.join(WORD.findall(fold(text)))} "
