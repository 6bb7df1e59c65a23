"""``evals/personas.yaml`` as a typed model: what each kind of customer does, in chances and counts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from agent.loading import read, validated
from agent.room import Room, Text
from evals.customer.noise import Chance, Noise
from evals.customer.phrases import PLAIN, Phrases, Talk, Tone

EVALS = Path(__file__).parent.parent


def _from_less_to_more(bounds: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= bounds[0] <= bounds[1]:
        raise ValueError("at least comes before at most, and neither is below nothing")
    return bounds


def _leaves_answers(every: int) -> int:
    if every == 1:
        raise ValueError("who evades every question never answers")
    return every


Between = Annotated[tuple[int, int], AfterValidator(_from_less_to_more)]
"""At least, at most: how often is drawn by the seed."""


class Persona(Room):
    """One kind of customer.

    ``together``: the chance that several answers stand in one line; ``partly``: that of two slots asked only the
    first is told at first; ``more``: facts told unasked with every answer; ``strays``: the chance that another slot is
    told first; ``asks_why``: how often they want to know why before they tell; ``evades_every``: every so many-th
    question gets a mere sign (0: none); ``insists``: the chance that a wish for a person is said again instead of an
    answer; ``nudges``: how often they ask how it goes when nothing is asked; ``greets``, ``thanks``: the chance of a
    courtesy. ``says``: own words, where the tone's are not theirs.
    """

    about: Text
    tone: Tone = PLAIN
    says: Talk = Talk()
    noise: Noise = Noise()
    together: Chance = 0.8
    partly: Chance = 0
    more: Annotated[int, Field(ge=0)] = 0
    strays: Chance = 0
    asks_why: Between = (0, 0)
    evades_every: Annotated[int, Field(ge=0), AfterValidator(_leaves_answers)] = 0
    insists: Chance = 0
    nudges: Between = (1, 2)
    greets: Chance = 0
    thanks: Chance = 0


class Personas(Room):
    """All of ``personas.yaml``."""

    personas: Annotated[dict[str, Persona], Field(min_length=1)]


class Cast(NamedTuple):
    """Who may be played, and the words they share."""

    personas: Mapping[str, Persona]
    phrases: Phrases


def load(directory: Path) -> Cast:
    """The cast written in ``directory``. Raises ``ProtocolError`` naming file, line and field of everything wrong."""
    people, words = directory / "personas.yaml", directory / "phrases.yaml"
    personas = validated(Personas, read(people), people).personas
    return Cast(personas, validated(Phrases, read(words), words))


@lru_cache(maxsize=1)
def cast() -> Cast:
    """Ours, read once."""
    return load(EVALS)
