"""Products of the catalogue, longest words first, plural and small typos allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.gazetteer import real_words
from agent.extract.lexicon import Lexicon, Match, stem
from agent.extract.normal import fold
from agent.extract.page import READ, SIGN, Mark, Page

_USED_FOR = re.compile(
    r"[^,;.\n?!]{0,24}?\b(?:pra|para|pro|p/|de|do|da|dos|das)(?: um| uma| o| a| os| as| meu"
    r"| minha)? "
)
_AT = re.compile(
    r"\b(?:estou|to|tou|cheg\w{1,4}|deix\w{1,3}|bat\w{1,3}|esper\w{1,4}|parad[oa]) (?:ai |aqui |ja )?n[ao] $"
)
_VERB = re.compile(r"\beu $")
_IN = re.compile(r"\bn[ao]s? $")
_OF_A_BUILDING = re.compile(
    r" d[aeo]s? (?:minha |nossa )?(?:obra|casa|loja|empresa|firma|rua|frente|galpao|predio|condominio|fabrica"
    r"|deposito|escola|apartamento|vcs|voces)\b"
)
_THE = re.compile(r"(?:^|[^\w])[oa]s? $")
_BROKEN = re.compile(
    r" d[aeo]s? \w+(?: d[aeo] \w+)? (?:ta|tao|esta|estao|quebr(?:ou|aram)|emperr(?:ou|aram)|caiu|cairam)\b"
)
_YOURS, _MINE = re.compile(r" (?:de (?:vcs|voces)|da empresa)"), re.compile(r"\b(?:meu|seu|teu) $")
_ONLINE = re.compile(
    r"(?: de (?:vcs|voces)| da (?:empresa|loja))? [nd]o (?:insta|face|linkedin|tiktok|whats|zap|google|site)\w*"
)
_MORE = re.compile(r"(?:,| e| ou|/)+ ?(?:(?:uma?|o|a|d[ao]|\d+) )?(?P<kind>[a-z]{4,})")
_APART = re.compile(
    rf"[ ,]{{1,2}}(?:(?:de )?(?:{SIGN['medida']}++|\d{{1,2}}+) ?)++(?P<kind>[a-z]{{4,}})"
)
_PRICE = re.compile(
    r"(?<!\be )\b(?:quanto|[qk]t[od]|qnt[oa]?|preco|valor)\b[^.;?!\n]{0,16}\b(?:[oa]|d[ao]|por|cada) $"
)
_ASKED = re.compile(r" ?(?:\?|$|\n)")
_STOPS_USE = re.compile(r"\d|\be\b|\bou\b|\bmais\b|[,;.\n?!]")


_TOO = re.compile(r" ?(?:[oa]s? |uma? |quer\w|precis|me |com |que |[,.!?]|$)")


class Products:
    """Reads what is sold. A product named as the use of another ("roldana pra janela") is no
    product.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        packed = {words: "" for unit in catalogue.units.values() for words in unit if " " in words}
        self._lexicon = Lexicon(packed | _wordings(catalogue), real=real_words())
        self._kinds = _kinds(catalogue)
        self._described = {kind for _, kind in self._kinds}

    def __call__(self, page: Page) -> Iterator[Mark]:
        """One mark for each mention."""
        last: Match[str] | None = None
        for found in self._lexicon.find(page.rest):
            if _is_too(page, found):
                continue
            if _is_no_thing(page.rest, found) or self._describes(page.rest, last, found):
                continue
            if last and _is_priced_by(page.rest, last, found):
                continue
            if last is None or not _is_use(page.rest[last.end : found.start]):
                yield from self._mark(page, found)
                yield from self._more_kinds(page.rest, found)
                last = found
            else:
                yield Mark("", "", found.start, found.end)

    def _describes(self, text: str, last: Match[str] | None, found: Match[str]) -> bool:
        """Whether this kind alone describes the thing before it: "parafuso sextavado"."""
        beside = last is not None and found.start - last.end == 1
        return beside and _root(text[found.start : found.end]) in self._described

    def _mark(self, page: Page, found: Match[str]) -> Iterator[Mark]:
        """A unit may hold the product it packs ("5 tubos de silicone"), a measure may part the
        kind from the thing ("tubo 50x50 redondo").
        """
        name = found.value or self._packed(page.rest[found.start : found.end])
        apart = _APART.match(page.rest, found.end)
        kind = self._kinds.get((fold(name), _root(apart["kind"]))) if apart else None
        if name:
            yield Mark("produto", kind or name, found.start, found.end)
        if apart and kind:
            yield Mark("", "", *apart.span("kind"))

    def _more_kinds(self, text: str, found: Match[str]) -> Iterator[Mark]:
        """The other kinds of the same thing: "chapa xadrez, lisa e perfurada"."""
        more = _MORE.match(text, found.end)
        while more:
            name = self._kinds.get((_head(found.value), _root(more["kind"])), "")
            if not name:
                return
            yield Mark("produto", name, *more.span("kind"))
            more = _MORE.match(text, more.end())

    def _packed(self, words: str) -> str:
        inside = self._lexicon.find(words.partition(" ")[2])
        return next((one.value for one in inside if one.value), "")


def _wordings(catalogue: Catalogue) -> dict[str, str]:
    return {words: product.name for product in catalogue.products for words in product.words}


def _kinds(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """``(head, kind) -> name`` of the names in two words: ("chapa", "lisa") is "chapa lisa"."""
    names = (product.name for product in catalogue.products)
    parted = {name: fold(name).split() for name in names}
    return {(words[0], _root(words[1])): name for name, words in parted.items() if len(words) == 2}


def _root(word: str) -> str:
    """A kind whatever its number and gender: "quadradas" is "quadrado"."""
    return stem(word).rstrip("ao")


def _head(name: str) -> str:
    return fold(name).partition(" ")[0]


def _is_no_thing(text: str, found: Match[str]) -> bool:
    """Whether the words name no thing: "na porta da obra", "a janela do quarto tá emperrada", "o
    perfil de vcs no instagram", "eu fecho".
    """
    before = text[max(0, found.start - 24) : found.start]
    if _AT.search(before) or _VERB.search(before):
        return True
    if _IN.search(before) and _OF_A_BUILDING.match(text, found.end):
        return True
    if _THE.search(before) and _BROKEN.match(text, found.end):
        return True
    owned = _MINE.search(before) or _YOURS.match(text, found.end)
    return owned is not None and _ONLINE.match(text, found.end) is not None


def _is_priced_by(text: str, last: Match[str], found: Match[str]) -> bool:
    """Whether this only asks the price of one of the things before: "ACM 3mm, qto ta a chapa?"."""
    asked = _PRICE.search(text[last.end : found.start]) is not None
    return asked and last.value != found.value and _ASKED.match(text, found.end) is not None


def _is_use(between: str) -> bool:
    if len(between) > 40 or READ in between or _STOPS_USE.search(between):
        return False
    return _USED_FOR.fullmatch(between) is not None


def _is_too(page: Page, found: Match[str]) -> bool:
    """Whether "tb" is no tube here but "também": "me manda tb a segunda via"."""
    words = page.rest[found.start : found.end]
    return words == "tb" and _TOO.match(page.rest, found.end) is not None
