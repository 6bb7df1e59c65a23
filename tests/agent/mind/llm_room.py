"""What the tests of the model's mind share: the company, a small finder, readings and answers in
the right form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from agent.extract.finding import Finding
from agent.ledger import Ledger
from agent.loading import load
from agent.mind import Asked, Line, Reading
from agent.mind.llm import LlmMind, Method, llm_mind
from prompts import HERE
from tests.agent.mind.fake_endpoint import FakeEndpoint, Step

PROTOCOL = load(HERE)

UNITS = {"barras": "barra", "chapas": "chapa", "kg": "kg"}
PATTERNS = (
    ("cnpj", re.compile(r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}")),
    ("email", re.compile(r"\S+@\S+\.\w+")),
    ("pedido", re.compile(r"(?<=pedido )\d+")),
    ("comprimento", re.compile(r"\d+ m\b")),
    ("quantidade", re.compile(r"\b\d+(?= (?:barras|chapas|kg)\b)")),
    ("unidade", re.compile(r"(?<=\d )(?:barras|chapas|kg)\b")),
    ("produto", re.compile(r"perfil u|tubo|chapa xadrez", re.IGNORECASE)),
    ("cidade", re.compile(r"Sobral|Caucaia")),
)


class SmallFinder:
    """A ``Finder`` of a few patterns; each product opens an item of its own."""

    def find(self, text: str, asked: tuple[str, ...] = (), ddd: str = "") -> tuple[Finding, ...]:
        return tuple(self._found(text, asked))

    def _found(self, text: str, asked: Sequence[str]) -> Iterator[Finding]:
        for slot, pattern in PATTERNS:
            for at in pattern.finditer(text):
                yield Finding(
                    slot, _value(slot, at[0]), at[0], *at.span(), item=_item(slot, text, at.start())
                )
        if "quantidade" in asked and text.isdigit():
            yield Finding("quantidade", text, text, 0, len(text), item=0)


def _value(slot: str, words: str) -> str:
    return (
        re.sub(r"\D", "", words)
        if slot == "cnpj"
        else UNITS.get(words, words.lower() if slot == "produto" else words)
    )


def _item(slot: str, text: str, at: int) -> int | None:
    if slot not in PROTOCOL.scoped("item"):
        return None
    return text.count(" e ", 0, at)


def reading(*lines: str, asked: Asked | None = None, ledger: Ledger | None = None) -> Reading:
    """The customer's new lines, with ids m1, m2…"""
    new = tuple(Line(f"m{number}", "customer", text) for number, text in enumerate(lines, start=1))
    return Reading(new, (), asked, ledger or Ledger())


def fact(slot: str, value: str = "", words: str = "", **more: object) -> dict[str, object]:
    """One fact as a model writes it."""
    told = {"slot": slot, "value": value, "words": words or value, "line": 1}
    return {**told, "state": "said", "item": 0, "corrects": False, **more}


def answer(**parts: object) -> str:
    """A model's answer in the right form."""
    blank: dict[str, object] = {
        "acts": [],
        "needs": [],
        "facts": [],
        "mood": "calm",
        "answer": "none",
        "language": "pt",
        "acknowledgement": "",
    }
    return json.dumps({**blank, **parts}, ensure_ascii=False)


def said(**parts: object) -> Step:
    """A step that answers in the right form."""
    return Step(answer(**parts))


def mind(
    endpoint: FakeEndpoint, method: Method = "json_schema", seconds: float = 5.0, mask: bool = True
) -> LlmMind:
    """A mind that asks the fake endpoint."""
    return llm_mind(
        PROTOCOL,
        SmallFinder(),
        base_url="http://model.test/v1",
        api_key="not-a-secret",
        model="fake",
        method=method,
        seconds=seconds,
        mask=mask,
        http_async_client=endpoint.client(),
    )
