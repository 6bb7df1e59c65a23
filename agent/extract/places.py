"""Towns and their states. Many towns are words of the trade (Telha, Portão, Barras) or first names
(Franca, Gaspar): a town counts only after a cue, beside its state, or as the answer to the
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.extract.gazetteer import NICKNAMES, STATES, first_names
from agent.extract.lexicon import tokens
from agent.extract.naming import PARTICLES, stands_large
from agent.extract.numbers import VALUES
from agent.extract.page import READ, Mark, Page
from agent.extract.states import read_asked_state, read_states, state_beside
from agent.extract.towns import Town, Towns
from agent.extract.words import COMMON, FIRM_KINDS, SURNAMES, TOWNS_LIKE_WORDS

_FAR, _FARTHER = 32, 70
_ORDINARY = COMMON | {"capital", "centro", "interior", "regiao"}
_STATES_AND_CAPITALS = frozenset({"sao paulo", "rio de janeiro"})
_FIRM = f"(?:{'|'.join(('empresa', 'firma', *sorted(FIRM_KINDS)))})"
_TO = r"(?:em|pra|para|pro|no|na|ate|ai em|aqui em|la em)"
_STRONG = re.compile(
    r"(?:\b(?:(?:cidade|municipio)(?: d[eao])?|regiao d[eao]|so(?:u|mos) d[eao]|gente e d[eao]"
    r"|mor(?:o|amos) (?:em|n[ao])|(?:gente|dois|tudo) mora (?:em|n[ao])"
    r"|fi(?:co|ca|camos) em|(?:es)?to(?:u)? em|estamos em|fal(?:o|ando) d[eao]"
    r"|a(?:qu|k)i (?:em|de|no|na|do)|agora (?:e|eh|vai ser|vai|tem que (?:ir|ser)) (?:em|n[ao]|pra|para)"
    r"|cliente de|venho de|vim de|filial (?:em|de)"
    rf"|(?:entreg|envi|mand|despach|atend)\w{{0,6}} {_TO}|atendem|(?:localizad|sediad)[ao]s? em"
    rf"|frete(?: (?:pra|para|ate|em|p/))?(?: [oa])?|{_FIRM} (?:e )?(?:aqui )?(?:de|em|do)"
    r"|obra (?:(?:e|eh|fica) )?(?:em|n[ao])|obra d[eo]"
    r"|(?:cidade|municipio|local|destino|entrega|obra) ?:)"
    rf"|{READ},? (?:aqui )?(?:d[eoa]|em)) ?$"
)
_LOOSE = re.compile(rf"\b(?:entreg\w{{0,6}} (?:em|para|pra)|cliente de|{_FIRM} (?:de|do|em)) ?$")
_WEAK = re.compile(
    r"(?:\b(?:em|pra|para|pro|ate|no|na|de|do|da|ao|por|perto de|interior de|atendem?)|p/) $"
)
_AFTER_PLACE = re.compile(
    r"\b(?:obra|bairro|entrega|endereco|mor[oa]|fica|loja)\b[^.;?!\n]{2,40}, $"
)
_AT = r"(?:(?:em|pra|para|de|d[ao]|n[ao]) )?"
_INSTEAD = re.compile(
    rf"\bnao (?:e|eh|era|fica|sou|somos)(?: mais)? {_AT}[a-z '-]{{3,30}}"
    rf"[,.;]? ?(?:mas |e )?(?:sim |e |eh |fica |sou |agora )+{_AT}$"
)
_HERE_IS = re.compile(r"(?:^|[,.!?\n] ?|\b(?:dia|tarde|noite) )a(?:qu|k)i (?:e|eh) (?:em )?$")
_COULD_GO = re.compile(
    r"\b(?:posso|poderia|consigo|aceito|topo|me mudo|me mudaria|mudo|mudar|mudaria|viajo|viajar)\b"
    r"[^.;?!\n]{0,20}\b(?:pra|para|em) (?:[oa] )?$"
)
_ROUTE = re.compile(
    r"\b(?:fazemos|faco|rod(?:o|amos)|transport(?:o|amos)|rotas?|lotacao|fracionad[ao])\b[^.;?!\n]{0,40}"
    r"\bde [^.;?!\n]{0,60}$"
)
_WAY = re.compile(r" (?:pra|para|a|ate|x|ao?) ")
_STREET = re.compile(r"\b(?:rua|r\.|av\.?|avenida|rodovia|alameda|praca)[^;?!\n]{4,}[,-] ?$")
_HOW_MANY = re.compile(r"\d ?$")
_ARTICLE = re.compile(r"\b[dn]?a $")
_IN = re.compile(r"\bem $")
_TOWARDS = re.compile(r"(?:\b(?:pra|para)|p/) $")
_OF = re.compile(r"\b(?:de|do|da|por|ao) $")
_CLAUSE = re.compile(r"(?:[,;:!?\n()]|(?<!\bs)(?<!\bst[ao])\.)+| - | e (?=[a-z])")
_DOUBT = re.compile(
    r"\b(?:entregam|atendem|enviam|mandam|despacham|fazem entrega|tem entrega|voces|vcs"
    r"|frete)\b[^.;\n]{0,40}$"
)
_ASKED_BEFORE = frozenset({"nome", "tipo_pessoa", "empresa", "cnpj", "pedido"})
_APART = str.maketrans("", "", " '-")
_LEAD = re.compile(
    r"^(?:\s|,|\.|!|oi|ola|bom dia|boa tarde|boa noite|e|eh|sou|somos|de|do|da|em|no|na|aqui|aki"
    r"|fica|moro|moramos|cidade|estamos"
    r"|estou|to|minha|a|o|obra|pra|para|ta|esta|sao? em|so|mesmo)*\b(?= )"
)


class Places:
    """Reads towns as IBGE spells them, with their state when it is written, unique, or told by the
    area code.
    """

    def __init__(self, trade_words: frozenset[str]) -> None:
        self._towns = Towns()
        self._wordlike = trade_words | TOWNS_LIKE_WORDS | COMMON

    def __call__(self, page: Page) -> Iterator[Mark]:
        """Towns with a cue or a state; the answer, if the town was asked; states by themselves."""
        towns = tuple(self._towns.find(page))
        here = [town for town in towns if not _is_on_a_route(page, town)]
        home = [town for town in here if not _is_elsewhere(page, town)]
        marks = [mark for town in home for mark in self._read(page, town)]
        marks = marks or [mark for town in here for mark in self._read(page, town)]
        if not marks and page.asked & _ASKED_BEFORE:
            marks = list(self._alone(page))
        if not marks and "cidade" in page.asked:
            marks = list(self._answer(page))
        if not marks:
            states = list(read_asked_state(page)) or list(read_states(page))
            marks = [*states, *_mentions(page, towns)]
        yield from marks

    def _alone(self, page: Page) -> Iterator[Mark]:
        """A clause that is a town and nothing else, whatever of the writer was asked: "Joel. Crato"."""
        for clause in _clauses(page.rest):
            town = self._said(page, clause, may_be_name=True)
            if town and _fills(page, clause, town) and self._is_plainly(page, town):
                yield from self._marks(page, town)
                return

    def _is_plainly(self, page: Page, town: Town) -> bool:
        """Whether nobody and no firm is likely to be called as this town."""
        words = page.rest[town.start : town.end]
        person = words.split()[0] in first_names() or words in SURNAMES
        return self._is_plain(page, town) and not person and words not in NICKNAMES

    def _read(self, page: Page, town: Town) -> Iterator[Mark]:
        state = state_beside(page, town.end, {city.uf for city in town.towns})
        if state:
            uf, span = state
            name = next(city.name for city in town.towns if city.uf == uf)
            yield Mark("cidade", name, town.start, town.end, _told(page, town))
            yield Mark("uf", uf, *span, _told(page, town))
        elif self._has_cue(page, town):
            yield from self._marks(page, town)

    def _marks(self, page: Page, town: Town, *, sure: bool = True) -> Iterator[Mark]:
        sure = sure and _told(page, town)
        yield Mark("cidade", town.towns[0].name, town.start, town.end, sure)
        uf, certain = self._towns.state_of(town, page.ddd)
        if uf:
            yield Mark("uf", uf, town.start, town.end, sure and certain)

    def _has_cue(self, page: Page, town: Town) -> bool:
        before = page.rest[max(0, town.start - _FAR) : town.start]
        if _is_named_otherwise(page.rest[town.start : town.end], before):
            return False
        if self._is_plain(page, town):
            return _is_cued(page, town, before)
        strong = _STRONG.search(before) is not None and not _HOW_MANY.search(before)
        if stands_large(page, town.start):
            return strong or _IN.search(before) is not None
        return strong and not _LOOSE.search(before)

    def _is_plain(self, page: Page, town: Town) -> bool:
        """Whether the name means nothing but the town."""
        words = {token.word for token in tokens(page.rest[town.start : town.end])} - PARTICLES
        return not words <= self._wordlike

    def _answer(self, page: Page) -> Iterator[Mark]:
        clauses = [
            clause for clause in _clauses(page.rest) if "bairro" not in page.rest[slice(*clause)]
        ]
        for clause in reversed(clauses) if "nome" in page.asked else clauses:
            said = self._said(page, clause, may_be_name=clause == clauses[0])
            town = said if _fills(page, clause, said) else self._near(page, clause) or said
            if town:
                sure = not town.near and _explains(page, clause, town)
                yield from self._marks(page, town, sure=sure)
                return

    def _said(self, page: Page, clause: tuple[int, int], *, may_be_name: bool) -> Town | None:
        words = tokens(page.rest, *clause)
        for at in range(min(len(words), 4)):
            town = self._towns.at(page, words, at)
            is_name = may_be_name and town is not None and _is_name_instead(page, town)
            if town and not (is_name or self._is_counted(page, town)):
                return town
        return None

    def _is_counted(self, page: Page, town: Town) -> bool:
        """Whether "30 barras" only counts; so does "duas barras", though it is a town's name."""
        if self._is_a_count(page.rest[town.start : town.end].split()):
            return True
        before = page.rest[max(0, town.start - 16) : town.start].split()[-1:]
        many = any(word in VALUES or word[-1].isdigit() for word in before)
        return many and not self._is_plain(page, town)

    def _is_a_count(self, words: list[str]) -> bool:
        return words[0] in VALUES and words[-1] in self._wordlike

    def _near(self, page: Page, clause: tuple[int, int]) -> Town | None:
        """A near miss of a town's spelling, never sure."""
        words = page.rest[slice(*clause)].strip()
        letters = words.translate(_APART)
        if not 4 <= len(words) <= _FAR or READ in words or not letters.isalpha():
            return None
        several = words.split()
        plain = all(word in _ORDINARY or word in first_names() for word in several)
        if plain or self._is_a_count(several):
            return None
        return self._towns.nearest(words, page.rest.index(words, clause[0]), page.ddd)


def _is_cued(page: Page, town: Town, before: str) -> bool:
    """Whether a cue stands before a name that means nothing but the town; "de", "pro" and the like
    may come before a person's.
    """
    if _STRONG.search(before) or _IN.search(before) or _HERE_IS.search(before):
        return True
    if _WEAK.search(before):
        words = page.rest[town.start : town.end]
        if _TOWARDS.search(before) and any(city.ddd == page.ddd for city in town.towns):
            return True
        alone = _OF.search(before) is not None and town.words == 1
        return not (alone or words in first_names() or words in SURNAMES)
    longer = page.rest[max(0, town.start - _FARTHER) : town.start]
    street = _STREET.search(page.text, max(0, town.start - _FARTHER), town.start)
    return bool(street or _AFTER_PLACE.search(before) or _INSTEAD.search(longer))


def _is_elsewhere(page: Page, town: Town) -> bool:
    """Whether the writer would only go there: "moro em Natal, mas me mudo pra Fortaleza"."""
    return _COULD_GO.search(page.rest[max(0, town.start - _FARTHER) : town.start]) is not None


def _is_on_a_route(page: Page, town: Town) -> bool:
    """Whether a carrier only drives there: "fazemos lotação de Sobral pra Teresina"."""
    near = max(0, town.start - 2 * _FARTHER)
    start = max(near, *(page.text.rfind(stop, near, town.start) + 1 for stop in ".;!?\n"))
    route = _ROUTE.search(page.rest, start, town.start)
    around = page.rest[start : town.end + _FAR]
    return route is not None and _WAY.search(around, route.start() - start) is not None


def _is_name_instead(page: Page, town: Town) -> bool:
    return "nome" in page.asked and page.rest[town.start : town.end] in first_names()


def _is_named_otherwise(words: str, before: str) -> bool:
    """Whether this is the state ("Mato Grosso do Sul"), or a firm that bears a town's nickname ("na
    Fortal").
    """
    if words in STATES:
        return words not in _STATES_AND_CAPITALS
    return words in NICKNAMES and _ARTICLE.search(before) is not None


def _mentions(page: Page, towns: Iterable[Town]) -> Iterator[Mark]:
    """Towns of several words without a cue: no finding, but "Rio Branco" is no finish either."""
    if page.asked & {"nome", "empresa"}:
        return
    for town in towns:
        counts = page.rest[town.start : town.end].partition(" ")[0] in VALUES
        if town.words > 1 and not counts:
            yield Mark("", "", town.start, town.end)


def _fills(page: Page, clause: tuple[int, int], town: Town | None) -> bool:
    return town is not None and town.end - town.start == len(page.rest[slice(*clause)].strip())


def _explains(page: Page, clause: tuple[int, int], town: Town) -> bool:
    """Whether the words around the town are ordinary, not perhaps the rest of a longer name."""
    around = page.rest[clause[0] : town.start] + " " + page.rest[town.end : clause[1]]
    return all(token.word in _ORDINARY for token in tokens(around))


def _told(page: Page, town: Town) -> bool:
    if page.asks(town.end):
        return False
    return _DOUBT.search(page.text, max(0, town.start - 60), town.start) is None


def _clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of a short answer, without the words that lead to the town."""
    spans, start = [], 0
    for cut in (*_CLAUSE.finditer(text), None):
        end = cut.start() if cut else len(text)
        lead = _LEAD.match(text[start:end])
        first = start + (lead.end() if lead else 0)
        if text[first:end].strip():
            spans.append((first, end))
        start = cut.end() if cut else end
    return spans[-6:]
