"""Products of the catalogue, longest words first, plural and small typos allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.gazetteer import real_words
from agent.extract.lexicon import Lexicon, Match
from agent.extract.page import READ, Mark, Page

_USED_FOR = re.compile(
    r"[^,;.\n?!]{0,24}?\b(?:pra|para|pro|p/|de|do|da|dos|das)(?: um| uma| o| a| os| as| meu"
    r"| minha)? "
)
_AT = re.compile(
    r"\b(?:estou|to|tou|cheg\w{1,4}|deix\w{1,3}|bat\w{1,3}|esper\w{1,4}|parad[oa]) (?:ai |aqui |ja )?n[ao] $"
)
_IN = re.compile(r"\bn[ao]s? $")
_OF_A_BUILDING = re.compile(
    r" d[aeo]s? (?:minha |nossa )?(?:obra|casa|loja|empresa|firma|rua|frente|galpao|predio|condominio|fabrica"
    r"|deposito|escola|apartamento|vcs|voces)\b"
)
_YOURS, _MINE = re.compile(r" (?:de (?:vcs|voces)|da empresa)"), re.compile(r"\b(?:meu|seu|teu) $")
_ONLINE = re.compile(
    r"(?: de (?:vcs|voces)| da (?:empresa|loja))? [nd]o (?:insta|face|linkedin|tiktok|whats|zap|google|site)\w*"
)
_STOPS_USE = re.compile(r"\d|\be\b|\bou\b|\bmais\b|[,;.\n?!]")


class Products:
    """Reads what is sold. A product named as the use of another ("roldana pra janela") is no
    product.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        packed = {words: "" for unit in catalogue.units.values() for words in unit if " " in words}
        self._lexicon = Lexicon(packed | _wordings(catalogue), real=real_words())

    def __call__(self, page: Page) -> Iterator[Mark]:
        """One mark for each mention."""
        last: Match[str] | None = None
        for found in self._lexicon.find(page.rest):
            if _is_a_place(page.rest, found):
                continue
            if last is None or not _is_use(page.rest[last.end : found.start]):
                yield from self._mark(page, found)
                last = found
            else:
                yield Mark("", "", found.start, found.end)

    def _mark(self, page: Page, found: Match[str]) -> Iterator[Mark]:
        """A unit may hold the product it packs: "5 tubos de silicone"."""
        name = found.value or self._packed(page.rest[found.start : found.end])
        if name:
            yield Mark("produto", name, found.start, found.end)

    def _packed(self, words: str) -> str:
        inside = self._lexicon.find(words.partition(" ")[2])
        return next((one.value for one in inside if one.value), "")


def _wordings(catalogue: Catalogue) -> dict[str, str]:
    return {words: product.name for product in catalogue.products for words in product.words}


def _is_a_place(text: str, found: Match[str]) -> bool:
    """Whether the words only tell where: "na porta da obra", "o perfil de vcs no instagram"."""
    before = text[max(0, found.start - 24) : found.start]
    if _AT.search(before):
        return True
    if _IN.search(before) and _OF_A_BUILDING.match(text, found.end):
        return True
    owned = _MINE.search(before) or _YOURS.match(text, found.end)
    return owned is not None and _ONLINE.match(text, found.end) is not None


def _is_use(between: str) -> bool:
    if len(between) > 40 or READ in between or _STOPS_USE.search(between):
        return False
    return _USED_FOR.fullmatch(between) is not None
