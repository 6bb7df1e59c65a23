"""What the teams were promised, apart from what the protocol says today: the judges' own measure of "complete"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from agent.loading import read, validated
from agent.protocol import Requirements
from agent.room import Room

HERE = Path(__file__).parent / "required.yaml"


class Agreed(Room):
    """By need, what must be known or refused before a hand-over."""

    required: Mapping[str, Requirements]


def agreed(path: Path = HERE) -> Agreed:
    """As the file says. Raises ``ProtocolError`` naming file, line and field."""
    return validated(Agreed, read(path), path)
