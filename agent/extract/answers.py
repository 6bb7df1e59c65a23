"""Short answers to "seu nome?" and "qual empresa?"; a question or a refusal answers neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from agent.extract.firms import SECTOR, Firms
from agent.extract.gazetteer import first_names
from agent.extract.lexicon import tokens
from agent.extract.naming import PARTICLES, Name, stands_large, words_from
from agent.extract.page import READ, Mark, Page
from agent.extract.people import person_at, titled
from agent.extract.trade import Trade
from agent.extract.words import COMMON, FIRM_WORDS, SURNAMES

_NO_ANSWER = re.compile(
    r"\?|\bnao (?!e\b|,)|\bprefiro\b|\bdepois\b|\bmais tarde\b|\bpra que\b|\bpor ?que\b"
    r"|\bprecis[oae]\w*\b|\bqual\b|\bquanto\b|\bcade\b|\bagradec\w*|\babencoe\b|\b(?:falei|errei|digitei|confundi)\b"
)
_LEAD = re.compile(
    r"(?:\s|[,.!:;-]|\b(?:oi+|ola|opa|bom dia|boa (?:tarde|noite)|tudo (?:bem|bom|certo)|sim|so"
    r"|claro|certo|ok|blz|beleza|isso|pode ser|e|eh|sou|soy|somos"
    r"|aqui|o meu nome|meu nome|mi nombre|es|nome|me chamo|me llamo|chamo|pode (?:me )?chamar de"
    r"|(?:a |minha |nossa )?(?:empresa|firma)(?: se chama| chama)?|(?:se )?chama|seria"
    r"|[en]m? ?o? ?nome d[aeo]|o|a|pode colocar|coloca|poe|seu|dona|sra?|dra?)\b\.?)*"
)
_TALK_TO = re.compile(
    r"\s*(?:falar com|tratar com|procurar(?: por)?|contato|a/c|responsavel)[ :]{1,2}(?:[oa] )?"
)
_CLAUSE = re.compile(
    r"[,.;!?\n()|]+(?=\s|$)|\n| - | e (?=(?:sou|e|eh|quero|pra|para|a empresa|minha)\b)"
)
_SECTOR = re.compile(rf" *(?:d[ao] )?(?:(?:setor|departamento) (?:d[aeo] )?\w+|{SECTOR}) *$")
_LONGEST = 160
_MOST_NAMES = 5


class Answers:
    """Reads the name and the firm that were asked, clause by clause, in the order of asking. A firm
    said right after the name, or before it, counts although only the name was asked.
    """

    def __init__(self, firms: Firms, trade: Trade) -> None:
        self._firms = firms
        self._trade = trade
        self._no_surnames = ((COMMON | FIRM_WORDS) - PARTICLES) | trade.words

    def __call__(self, page: Page) -> Iterator[Mark]:
        """At most one name and one firm."""
        if len(page.rest) > _LONGEST or not page.asked & {"nome", "empresa"}:
            return
        known = {mark.slot for mark in page.marks}
        after_name = "nome" in known
        for start, end in _clauses(page.rest):
            marks = list(self._answer(page, start, end, known, after_name=after_name))
            known |= {mark.slot for mark in marks}
            told = [mark.slot for mark in marks] == ["nome"]
            after_name = told or (after_name and _SECTOR.match(page.rest, start, end) is not None)
            yield from marks

    def _answer(
        self, page: Page, start: int, end: int, known: set[str], *, after_name: bool
    ) -> Iterator[Mark]:
        wanted = (page.asked & {"nome", "empresa"}) - known
        if "empresa" not in known and (wanted or after_name):
            wanted |= {"empresa"}
        if not wanted or _NO_ANSWER.search(page.rest, start, end + 1):
            return
        lead = (_TALK_TO if "empresa" in known else _LEAD).match(page.rest, start, end)
        lead = lead or _LEAD.match(page.rest, start, end)
        first = lead.end() if lead else start
        names = list(self._name(page, first, end)) if "nome" in wanted else []
        yield from names or (self._firm(page, first, end) if "empresa" in wanted else ())

    def _name(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        name = (
            self._whole(page, start, end)
            or person_at(page, start, anything=True)
            or self._last(page, start, end)
        )
        if name is None:
            return
        words = page.rest[name.start : name.end].split()
        known = words[0] in first_names()
        if not known and self._trade.is_all(" ".join(words)):
            return
        rest = page.rest[name.end : end].split()
        if known or not rest or rest[0].startswith(READ) or self._is_introduced(page, name.end):
            yield name.mark("nome")
            yield from self._firms.after(page, name.end)

    def _whole(self, page: Page, start: int, end: int) -> Name | None:
        """A clause that is one known first name and its surnames, in whatever letters."""
        words = words_from(page.rest[:end], start)
        if not 2 <= len(words) <= _MOST_NAMES or page.rest[words[-1].end : end].strip():
            return None
        first, *others = (word.word for word in words)
        if first not in first_names() or not self._are_surnames(others):
            return None
        return titled(page, words[0].start, words[-1].end)

    def _last(self, page: Page, start: int, end: int) -> Name | None:
        """A known first name in a capital that ends the clause, whatever led to it: "pode me chmaar de Rita"."""
        for word in tokens(page.rest[start:end]):
            at = start + word.start
            name = person_at(page, at) if stands_large(page, at) else None
            if name and word.word in first_names() and not page.rest[name.end : end].strip(" .!"):
                return name
        return None

    def _are_surnames(self, words: list[str]) -> bool:
        """Whether these may follow a first name: no ordinary words, "da" only before a surname."""
        if any(word in self._no_surnames and word not in SURNAMES for word in words):
            return False
        pairs = pairwise((*words, ""))
        return all(one not in PARTICLES or two in SURNAMES for one, two in pairs)

    def _is_introduced(self, page: Page, end: int) -> bool:
        """Whether a firm follows the unknown name: "Wandergleyson da Metal Forte"."""
        return next(self._firms.after(page, end), None) is not None

    def _firm(self, page: Page, start: int, end: int) -> Iterator[Mark]:
        firm = self._firms.at(page, start)
        if firm is None or page.rest[firm.end : end].lstrip(" .!,")[:1] not in {"", READ}:
            return
        material = self._trade.is_all(page.rest[firm.start : firm.end])
        if not material and ("empresa" in page.asked or self._firms.is_evident(page, firm)):
            yield firm.mark("empresa")


def _clauses(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for cut in (*_CLAUSE.finditer(text), None):
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            spans.append((start, end))
        start = cut.end() if cut else end
    return spans
