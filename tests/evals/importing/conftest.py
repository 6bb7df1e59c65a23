"""What every test of importing stands on: the company, read once, and a case out of lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.loading import load
from agent.protocol import Protocol
from evals.importing.door import Wish, cases
from evals.importing.personal import Personal
from evals.reading import Loaded
from evals.reading import load as load_cases
from prompts import HERE

Import = Callable[..., list[Loaded]]


@pytest.fixture(scope="session")
def company() -> Protocol:
    return load(HERE)


@pytest.fixture(scope="session")
def personal(company: Protocol) -> Personal:
    return Personal(company, towns=False)


@pytest.fixture
def importing(tmp_path: Path, company: Protocol, personal: Personal) -> Import:
    """Imports one file of this content, text or JSON, and answers its cases as the suite reads them."""

    def run(content: object, **wishes: Any) -> list[Loaded]:
        file = tmp_path / "conversa.txt"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")
        texts = cases([file], Wish(author="ana", **wishes), personal, company)
        paths = [tmp_path / f"{name}.yaml" for name in texts]
        for path in paths:
            path.write_text(texts[path.stem], encoding="utf-8")
        by_path = {one.path: one for one in load_cases(paths)}
        return [by_path[path] for path in paths]

    return run


def exported(lines: Sequence[tuple[str, str]], minute: int = 0) -> str:
    """An export of WhatsApp in which somebody writes every minute."""
    return "".join(
        f"12/03/2026 {14 + at // 60:02}:{at % 60:02} - {name}: {text}\n"
        for at, (name, text) in enumerate(lines, start=minute)
    )
