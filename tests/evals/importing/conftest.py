"""What every test of importing stands on: the company, read once, and a case out of lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agent.loading import load
from agent.protocol import Protocol
from evals.importing.door import imported
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
def importing(tmp_path: Path) -> Import:
    """Imports one file of this content, text or JSON, and answers its cases as the suite reads them."""
    count = iter(range(1000))

    def run(content: object, **wishes: object) -> list[Loaded]:
        number = next(count)
        file = tmp_path / f"in{number}.txt"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")
        out = tmp_path / f"out{number}"
        written = imported([file], out=out, author="ana", **wishes)  # type: ignore[arg-type]
        by_path = {one.path: one for one in load_cases([out])}
        return [by_path[path] for path in written]

    return run


def exported(lines: Sequence[tuple[str, str]], minute: int = 0) -> str:
    """An export of WhatsApp in which somebody writes every minute."""
    return "".join(
        f"12/03/2026 {14 + at // 60:02}:{at % 60:02} - {name}: {text}\n"
        for at, (name, text) in enumerate(lines, start=minute)
    )
