"""The extractor of the company's own catalogue, and a way to write its findings on one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from agent.catalogue import Catalogue
from agent.extract import Extractor, Finding

ROOT = Path(__file__).parents[3]
Read = Callable[..., str]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    words = YAML(typ="safe").load((ROOT / "prompts" / "catalogue.yaml").read_text(encoding="utf-8"))
    return Catalogue.model_validate(words)


@pytest.fixture(scope="session")
def extractor(catalogue: Catalogue) -> Extractor:
    return Extractor(catalogue)


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Read:
    """``slot=value`` of each finding in reading order; ``?`` unsure, ``!`` failing its check digits."""

    def read(text: str, asked: str = "", ddd: str = "") -> str:
        return "; ".join(map(_line, extractor.find(text, tuple(asked.split()), ddd)))

    return read


def _line(found: Finding) -> str:
    item = f"{found.item}:" if found.item is not None else ""
    return f"{item}{found.slot}={found.value}" + "?" * (not found.sure) + "!" * bool(found.problem)
