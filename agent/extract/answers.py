"""Short answers to "seu nome?" and "qual empresa?"; a question or a refusal answers neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.extract.firms import Firms
from agent.extract.gazetteer import first_names
from agent.extract.naming import PARTICLES
from agent.extract.page import READ, Mark, Page
from agent.extract.people import person_at

_NO_ANSWER = re.compile(
    r"\?|\bnao (?!e\b|,)|\bprefiro\b|\bdepois\b|\bmais tarde\b|\bpra que\b|\bpor ?que\b"
    r"|\bprecis|\bqual\b|\bquanto\b|\bcade\b"
)
_LEAD = re.compile(
    r"(?:\s|[,.!:;-]|\b(?:oi+|ola|opa|bom dia|boa (?:tarde|noite)|tudo (?:bem|bom|certo)|sim"
    r"|claro|certo|ok|blz|beleza|isso|pode ser|e|eh|sou|somos"
    r"|aqui|o meu nome|meu nome|nome|me chamo|chamo|pode (?:me )?chamar de|(?:a |minha "
    r"|nossa )?(?:empresa|firma)(?: se chama| chama)?|seria"
    r"|o|a|pode colocar|coloca|poe|seu|dona|sra?|dra?)\b\.?)*"
)
_CLAUSE = re.compile(
    r"[,.;!?\n()|]+(?=\s|$)|\n| - | e (?=(?:sou|e|eh|quero|pra|para|a empresa|minha)\b)"
)
_LONGEST = 160


class Answers:
    """Reads the name and the firm that were asked, clause by clause, in the order of asking."""

    def __init__(self, firms: Firms, is_trade: Callable[[str], bool]) -> None:
        self._firms = firms
        self._is_trade = is_trade

    def __call__(self, page: Page) -> Iterator[Mark]:
        """At most one name and one firm."""
        known = {mark.slot for mark in page.marks}
        for start, end in _clauses(page.rest) if len(page.rest) <= _LONGEST else ():
            for mark in self._answer(page, start, end, known):
                known.add(mark.slot)
                yield mark

    def _answer(self, page: Page, start: int, end: int, known: set[str]) -> Iterator[Mark]:
        wanted = (page.asked & {"nome", "empresa"}) - known
        if not wanted or _NO_ANSWER.search(page.rest, start, end + 1):
            return
        lead = _LEAD.match(page.rest, start, end)
        first = lead.end() if lead else start
        names = list(self._name(page, first, end)) if "nome" in wanted else []
        yield from names or (self._firm(page, first, end) if "empresa" in wanted else ())

    def _name(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        name = person_at(page, start, anything=True)
        if name is None or self._is_trade(page.rest[name.start : name.end]):
            return
        rest = page.rest[name.end : end].split()
        known = page.rest[name.start : name.end].split()[0] in first_names()
        if known or not rest or rest[0] in PARTICLES or rest[0].startswith(READ):
            yield name.mark("nome")
            yield from self._firms.after(page, name.end)

    def _firm(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        firm = self._firms.at(page, start)
        if firm and page.rest[firm.end : end].lstrip(" .!,")[:1] in {"", READ}:
            yield firm.mark("empresa")


def _clauses(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for cut in (*_CLAUSE.finditer(text), None):
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            spans.append((start, end))
        start = cut.end() if cut else end
    return spans
