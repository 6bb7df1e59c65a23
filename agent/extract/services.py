"""What is wanted done to the material: cut, bent, machined."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.normal import fold
from agent.extract.page import TRADE, Mark, Page

_DONE = {
    "corte": r"cort(?:a|am|e|em|ar|ad[oa]s?|es)",
    "dobra": r"dobr(?:a|am|e|em|ar|ad[oa]s?|as)",
    "calandra": r"calandr(?:a|am|e|em|ar|ad[oa]s?)",
    "furacao": r"fur(?:a|am|e|em|ar|ad[oa]s?|acao)",
    "usinagem": r"usin(?:a|am|e|em|ar|ad[oa]s?|agem)",
}


class Services:
    """Reads the services of the catalogue, asked or ordered beside some material: "vocês cortam
    cantoneira?", "chapa com dobra", "cortado na medida".
    """

    def __init__(self, catalogue: Catalogue) -> None:
        names = [name for name in map(fold, catalogue.services) if name in _DONE]
        self._asked = [(name, _asked(_DONE[name])) for name in names]
        self._thing = re.compile(TRADE)

    def __call__(self, page: Page) -> Iterator[Mark]:
        """One mark for each service; without material in the text none."""
        if not self._thing.search(page.rest):
            return
        for name, pattern in self._asked:
            found = pattern.search(page.text)
            if found:
                yield Mark("servico", name, *found.span(str(found.lastgroup)))


def _asked(done: str) -> re.Pattern[str]:
    """A service asked of us ("vocês cortam", "tem como furar"), or done to a measure."""
    return re.compile(
        r"\b(?:voces|vcs|vem|quero|queria|precis\w+|pode|podem|da pra|tem como|servico de)"
        rf"(?: (?:ja|que|voces|vcs|fazer|de|tambem))* (?P<asked>{done})\b"
        rf"|\b(?P<cut>{done})(?: n?a| sob| em)? medida\b"
    )
