"""The training corpus: utterances by hand, each with its needs and acts, and a hash that names its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text, the needs it brings up and the acts it performs; ``pair`` names the contrast it belongs to."""

    text: str
    needs: tuple[str, ...]
    acts: tuple[str, ...]
    pair: str = ""


def utterances(directory: Path = HERE) -> tuple[Utterance, ...]:
    """Every utterance of the YAML files in ``directory``, in the order of file names."""
    return tuple(one for path in sorted(directory.glob("*.yaml")) for one in of_file(path))


def of_file(path: Path) -> Iterator[Utterance]:
    """The utterances of one file."""
    content = YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))
    for group in content["groups"]:
        for text in group["texts"]:
            yield Utterance(
                text, tuple(group["needs"]), tuple(group["acts"]), group.get("pair", "")
            )


def fingerprint(corpus: tuple[Utterance, ...], version: int) -> str:
    """A name for exactly this corpus read by this version of the features: 16 hexadecimal digits."""
    told = "\n".join(f"{u.text}\t{','.join(u.needs)}\t{','.join(u.acts)}" for u in corpus)
    return hashlib.sha256(f"{version}\n{told}".encode()).hexdigest()[:16]
