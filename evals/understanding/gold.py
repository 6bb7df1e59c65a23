"""The annotated texts: what a reader would understand of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from agent.mind.offline.corpus import Utterance, of_file

HERE = Path(__file__).parent
Split = Literal["dev", "heldout"]


@dataclass(frozen=True, slots=True)
class Annotated:
    """One message with the facts it states, as (slot, canonical value), and the slots that had been asked."""

    text: str
    asked: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def utterances(split: Split) -> tuple[Utterance, ...]:
    """The texts with their needs and acts."""
    return tuple(of_file(HERE / f"needs_{split}.yaml"))


def messages(split: Split) -> tuple[Annotated, ...]:
    """The texts with their facts."""
    content = YAML(typ="safe").load((HERE / f"slots_{split}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Annotated(
            one["text"],
            tuple(one.get("asked", ())),
            tuple((slot, str(value)) for slot, value in one["slots"]),
        )
        for one in content["messages"]
    )
