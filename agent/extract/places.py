"""Towns and states. Many towns are words of the trade (Telha, Portão, Barras) or first names
(Franca, Gaspar): a town counts only after a cue, beside its state, or as the answer to the
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.extract.gazetteer import NICKNAMES, STATES, UFS, Cities, City, cities, first_names
from agent.extract.lexicon import Token, tokens
from agent.extract.naming import PARTICLES
from agent.extract.numbers import VALUES
from agent.extract.page import READ, Mark, Page
from agent.extract.words import COMMON, FIRM_KINDS, SURNAMES, TOWNS_LIKE_WORDS

_LONG_NAME, _MOST_NEAR = 9, 8
_OF_TOWNS = frozenset({"capital", "centro", "interior", "regiao"})
_GAP = frozenset({" ", "-", "'", " - ", "  ", ". ", "."})
_FIRM = "|".join(("empresa", "firma", *sorted(FIRM_KINDS)))
_STRONG = re.compile(
    r"(?:\b(?:cidade(?: d[eao])?|municipio(?: d[eao])?|regiao d[eao]|sou d[eao]|somos d[eao]"
    r"|mor(?:o|amos) em|fi(?:co|ca|camos) em|estou em|to em|estamos em|falo d[eao]|falando d[eao]"
    r"|aqui (?:em|de|no|na|do)|cliente de"
    r"|(?:entreg|envi|mand|despach|atend)\w{0,6} (?:em|pra|para|pro|no|na|ate|ai em|aqui em|la em)"
    r"|atendem|frete|frete (?:pra|para|ate|em)(?: [oa])?|frete p/|filial (?:em|de)"
    r"|localizad[ao]s? em|sediad[ao]s? em|venho de|vim de"
    rf"|(?:{_FIRM}) (?:e )?(?:aqui )?(?:de|em|do)"
    r"|obra (?:(?:e|eh|fica) )?(?:em|n[ao])|obra d[eo]|(?:cidade|municipio|local|destino|entrega|obra) ?:)"
    rf"|{READ},? (?:aqui )?(?:d[eoa]|em)) ?$"
)
_WEAK = re.compile(
    r"(?:\b(?:em|pra|para|pro|ate|no|na|de|do|da|ao|por|perto de|interior de|atendem?)|p/) $"
)
_STATES_AND_CAPITALS = frozenset({"sao paulo", "rio de janeiro"})
_ARTICLE = re.compile(r"\b[dn]?a $")
_STATE_BESIDE = re.compile(
    r"(?: ?[,(/-]{1,2} ?| )(?:(?:no|na|do|da|em|estado d[oea]) )?(?P<state>"
    + "|".join(sorted(STATES, key=len, reverse=True))
    + r")\b"
)
_AFTER_PLACE = re.compile(
    r"\b(?:obra|bairro|entrega|endereco|mor[oa]|fica|loja)\b[^.;?!\n]{2,40}, $"
)
_INSTEAD = re.compile(
    r"\bnao (?:e|eh|era|fica|sou|somos)(?: mais)? (?:(?:em|pra|para|de|d[ao]|n[ao]) )?[a-z '-]{3,30}"
    r"[,.;]? ?(?:mas |e )?(?:sim |e |eh |fica |sou |agora )+(?:(?:em|pra|para|de|d[ao]|n[ao]) )?$"
)
_STREET = re.compile(
    r"\b(?:rua|r\.|av\.?|avenida|rodovia|alameda|praca|tv\.) (?:(?:d[aeo]s?|\d{1,2} de) )?"
    r"(?!(?:em|na|no|pra|para|que|de)\b)[a-z]{2,}\.?(?: (?:(?:d[aeo]s?|e) )?(?!(?:em|na|no|pra|para|que|n|bairro"
    r"|cep|centro|numero)\b)[a-z]{2,}\.?){0,3}"
    r"(?:,? ?(?:n[o.]{0,2} ?|numero )?\d{1,5}(?=\s*(?:$|[,.;\n-]|(?:bairro|cep|centro|apto|em|na|no|quanto)\b)))?"
)
_HOW_MANY = re.compile(r"\d ?$")
_IN = re.compile(r"\bem $")
_OF = re.compile(r"\b(?:de|do|da|por|ao) $")
_CLAUSE = re.compile(r"(?:[,;:!?\n()]|(?<!\bs)(?<!\bst[ao])\.)+| - | e (?=[a-z])")
_UF_BESIDE = re.compile(r"(?P<joint> ?[/,(] ?| ?-{1,2} ?| )(?P<uf>[a-z]{2})(?![\w])")
_LONE_UF = re.compile(
    r"\b(?:em|de|no|na|do|da|para|pra|uf:?|estado:?(?: d[eoa])?|/) ?(?P<uf>[a-z]{2})\b"
)
_STATE = re.compile(
    r"\b(?:em|de|no|na|do|da|pro|pra|para o|estado:?|estado d[eoa]|[/,-]) ?(?P<state>"
    + "|".join(sorted(STATES, key=len, reverse=True))
    + r")\b"
)
_PARA = re.compile(r"(?i:par)[áÁ]$")
_DOUBT = re.compile(
    r"\b(?:entregam|atendem|enviam|mandam|despacham|fazem entrega|tem entrega|voces|vcs"
    r"|frete)\b[^.;\n]{0,40}$"
)
_LEAD = re.compile(
    r"^(?:\s|,|\.|!|oi|ola|bom dia|boa tarde|boa noite|e|eh|sou|somos|de|do|da|em|no|na|aqui"
    r"|fica|moro|moramos|cidade|estamos"
    r"|estou|to|minha|a|o|obra|pra|para|ta|esta|sao? em|so|mesmo)*\b(?= )"
)


def read_streets(page: Page) -> Iterator[Mark]:
    """Streets and their numbers: "rua das Flores 20" is no town, no day, no quantity."""
    return (Mark("", "", *street.span()) for street in _STREET.finditer(page.rest))


class _Town(NamedTuple):
    """A stretch of words that is the name of a town, whatever its state."""

    towns: tuple[City, ...]
    start: int
    end: int
    first: int
    last: int


class Places:
    """Reads towns as IBGE spells them, with their state when it is written, unique, or told by the
    area code.
    """

    def __init__(self, trade_words: frozenset[str]) -> None:
        self._cities: Cities = cities()
        self._longest = _longest_by_first_word(self._cities)
        self._wordlike = trade_words | TOWNS_LIKE_WORDS
        self._names = {" ".join(words): words for words in self._cities.by_words}
        self._spellings = tuple(self._names)

    def __call__(self, page: Page) -> Iterator[Mark]:
        """Towns with a cue or a state; the answer, if the town was asked; states by themselves."""
        found = False
        towns = tuple(self._towns(page))
        for town in towns:
            for mark in self._read(page, town):
                found = True
                yield mark
        if not found and "cidade" in page.asked:
            answer = list(self._answer(page))
            found = bool(answer)
            yield from answer
        if not found:
            yield from _states(page)
            yield from _mentions(page, towns)

    def _towns(self, page: Page) -> Iterator[_Town]:
        words = tokens(page.rest)
        at = 0
        while at < len(words):
            town = self._town_at(page, words, at) if words[at].word in self._longest else None
            if town:
                yield town
            at = town.last if town else at + 1

    def _town_at(self, page: Page, words: list[Token], at: int) -> _Town | None:
        for size in range(min(self._longest.get(words[at].word, 0), len(words) - at), 0, -1):
            some = words[at : at + size]
            towns = self._cities.by_words.get(tuple(token.word for token in some))
            if towns and _together(page.rest, some) and _is_spelled(page, some, towns[0]):
                return _Town(towns, some[0].start, some[-1].end, at, at + size)
        return None

    def _read(self, page: Page, town: _Town) -> Iterator[Mark]:
        beside = _uf_beside(page, town)
        if beside:
            chosen = next(city for city in town.towns if city.uf == beside["uf"].upper())
            yield Mark("cidade", chosen.name, town.start, town.end, _told(page, town))
            yield Mark("uf", chosen.uf, *beside.span("uf"), _told(page, town))
        elif state := _state_beside(page, town):
            yield Mark("cidade", town.towns[0].name, town.start, town.end, _told(page, town))
            yield Mark("uf", STATES[state["state"]], *state.span("state"), _told(page, town))
        elif self._has_cue(page, town):
            yield from self._marks(page, town)

    def _marks(self, page: Page, town: _Town, *, sure: bool = True) -> Iterator[Mark]:
        sure = sure and _told(page, town)
        yield Mark("cidade", town.towns[0].name, town.start, town.end, sure)
        uf, certain = self._uf(town.towns, page.ddd)
        if uf:
            yield Mark("uf", uf, town.start, town.end, sure and certain)

    def _uf(self, towns: Sequence[City], ddd: str) -> tuple[str, bool]:
        """The state, and whether it is certain: unique in Brazil, else the phone's area, else the
        phone's state.
        """
        if len(towns) == 1:
            return towns[0].uf, True
        near = {city.uf for city in towns if city.ddd == ddd}
        near = near or {city.uf for city in towns} & self._cities.ufs.get(ddd, frozenset())
        return (near.pop(), False) if len(near) == 1 else ("", False)

    def _has_cue(self, page: Page, town: _Town) -> bool:
        before = page.rest[max(0, town.start - 32) : town.start]
        if _is_named_otherwise(page.rest[town.start : town.end], before):
            return False
        if self._is_plain(page, town):
            return self._is_cued(page, town, before)
        if _HOW_MANY.search(before):
            return False
        written_large = page.raw[town.start].isupper() and not page.raw.isupper()
        cue = (
            _STRONG.search(before)
            if not written_large
            else _STRONG.search(before) or _IN.search(before)
        )
        return cue is not None and (written_large or not _LOOSE.search(before))

    def _is_cued(self, page: Page, town: _Town, before: str) -> bool:
        if _STRONG.search(before) or _WEAK.search(before):
            return not self._could_be_a_person(page, town, before)
        longer = page.rest[max(0, town.start - 70) : town.start]
        return bool(_AFTER_PLACE.search(before) or _INSTEAD.search(longer))

    def _is_plain(self, page: Page, town: _Town) -> bool:
        """Whether the name means nothing but the town."""
        words = {token.word for token in tokens(page.rest[town.start : town.end])} - PARTICLES
        return not words <= self._wordlike | COMMON

    def _could_be_a_person(self, page: Page, town: _Town, before: str) -> bool:
        if _STRONG.search(before) or _IN.search(before):
            return False
        words = page.rest[town.start : town.end]
        return words in first_names() | SURNAMES or bool(
            _OF.search(before) and town.last - town.first == 1
        )

    def _answer(self, page: Page) -> Iterator[Mark]:
        clauses = [
            clause for clause in _clauses(page.rest) if "bairro" not in page.rest[slice(*clause)]
        ]
        for clause in reversed(clauses) if "nome" in page.asked else clauses:
            said = self._said(page, clause)
            town = said if _fills(page, clause, said) else self._near(page, clause) or said
            if town:
                sure = town.first >= 0 and _explains(page, clause, town)
                yield from self._marks(page, town, sure=sure)
                return

    def _said(self, page: Page, clause: tuple[int, int]) -> _Town | None:
        words = [token for token in tokens(page.rest[: clause[1]]) if token.start >= clause[0]]
        for at in range(min(len(words), 4)):
            town = self._town_at(page, words, at)
            if town and not (self._is_name_instead(page, town) or self._is_counted(page, town)):
                return town
        return None

    def _is_name_instead(self, page: Page, town: _Town) -> bool:
        return "nome" in page.asked and page.rest[town.start : town.end] in first_names()

    def _is_counted(self, page: Page, town: _Town) -> bool:
        """Whether "30 barras" only counts; "Duas Barras" may be a town, "duas barras" hardly."""
        words = page.rest[town.start : town.end].split()
        if words[0] in VALUES and words[-1] in self._wordlike:
            return True
        before = page.rest[max(0, town.start - 16) : town.start].split()[-1:]
        many = any(word in VALUES or word[-1].isdigit() for word in before)
        return many and not self._is_plain(page, town)

    def _near(self, page: Page, clause: tuple[int, int]) -> _Town | None:
        """A near miss of a town's spelling, never sure."""
        words = page.rest[slice(*clause)].strip()
        if not 4 <= len(words) <= 32 or READ in words or not words.replace(" ", "").isalpha():
            return None
        if words.split()[0] in VALUES and words.split()[-1] in self._wordlike:
            return None
        plain = all(word in COMMON or word in first_names() for word in words.split())
        name = "" if plain else self._nearest(words, page.ddd)
        if not name:
            return None
        start = page.rest.index(words, clause[0])
        return _Town(self._cities.by_words[self._names[name]], start, start + len(words), -1, -1)

    def _nearest(self, words: str, ddd: str) -> str:
        """The one spelling fewest letters away; of several, the one in the phone's state."""
        off = 2 if len(words) >= _LONG_NAME else 1
        near = process.extract(
            words, self._spellings, scorer=OSA.distance, score_cutoff=off, limit=_MOST_NEAR
        )
        best = [name for name, distance, _ in near if distance == near[0][1]]
        if len(best) > 1:
            best = [name for name in best if self._is_in_state_of(name, ddd)]
        return best[0] if len(best) == 1 and best[0][0] == words[0] else ""

    def _is_in_state_of(self, name: str, ddd: str) -> bool:
        ufs = self._cities.ufs.get(ddd, frozenset())
        return any(city.uf in ufs for city in self._cities.by_words[self._names[name]])


_LOOSE = re.compile(
    rf"\b(?:entreg\w{{0,6}} (?:em|para|pra)|cliente de|(?:{_FIRM}) (?:de|do|em)) ?$"
)


def _mentions(page: Page, towns: Iterable[_Town]) -> Iterator[Mark]:
    """Towns of several words without a cue: no finding, but "Rio Branco" is no finish either."""
    if "nome" not in page.asked and "empresa" not in page.asked:
        for town in towns:
            counts = page.rest[town.start : town.end].partition(" ")[0] in VALUES
            if town.last - town.first > 1 and not counts:
                yield Mark("", "", town.start, town.end)


def _fills(page: Page, clause: tuple[int, int], town: _Town | None) -> bool:
    return town is not None and town.end - town.start == len(page.rest[slice(*clause)].strip())


def _explains(page: Page, clause: tuple[int, int], town: _Town) -> bool:
    """Whether the words around the town are ordinary, not perhaps the rest of a longer name."""
    around = page.rest[clause[0] : town.start] + " " + page.rest[town.end : clause[1]]
    return all(token.word in COMMON | _OF_TOWNS for token in tokens(around))


def _longest_by_first_word(known: Cities) -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in known.by_words:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _together(text: str, words: list[Token]) -> bool:
    return all(text[one.end : two.start] in _GAP for one, two in pairwise(words))


def _is_named_otherwise(words: str, before: str) -> bool:
    """Whether this is the state ("Mato Grosso do Sul"), or a firm that bears a town's nickname ("na
    Fortal").
    """
    if words in STATES:
        return words not in _STATES_AND_CAPITALS
    return words in NICKNAMES and _ARTICLE.search(before) is not None


def _is_spelled(page: Page, words: list[Token], town: City) -> bool:
    """Whether a cedilla written is the town's: "março" is not Marco."""
    return "ç" not in page.raw[words[0].start : words[-1].end] or "ç" in town.name


def _told(page: Page, town: _Town) -> bool:
    if page.asks(town.end):
        return False
    return _DOUBT.search(page.text, max(0, town.start - 60), town.start) is None


def _uf_beside(page: Page, town: _Town) -> re.Match[str] | None:
    """The state written after the town, in capitals or after a sign; it must have the town."""
    beside = _UF_BESIDE.match(page.rest, town.end)
    if beside is None or beside["uf"].upper() not in {city.uf for city in town.towns}:
        return None
    large = page.raw[slice(*beside.span("uf"))].isupper()
    signed = beside["joint"].strip() in {"/", "-", "(", ","}
    ends = not page.rest[beside.end() :].lstrip(" )")[:1].isalnum()
    return (
        beside
        if (signed and (large or ends or "/" in beside["joint"]))
        or large
        or (ends and "cidade" in page.asked)
        else None
    )


def _state_beside(page: Page, town: _Town) -> re.Match[str] | None:
    """The name of the state after the town ("Picos, no Piauí"); it must have the town."""
    beside = _STATE_BESIDE.match(page.rest, town.end)
    if beside is None or STATES[beside["state"]] not in {city.uf for city in town.towns}:
        return None
    said = page.words(*beside.span("state"))
    return beside if beside["state"] != "para" or _PARA.match(said[-4:]) else None


def _states(page: Page) -> Iterator[Mark]:
    for found in _LONE_UF.finditer(page.rest):
        start, end = found.span("uf")
        letters = page.raw[start:end]
        if letters in UFS and not page.raw.isupper():
            yield Mark("uf", letters, start, end, not page.asks(end))
    for found in _STATE.finditer(page.rest):
        start, end = found.span("state")
        if found["state"] != "para" or _PARA.match(page.words(start, end)[-4:]):
            yield Mark("uf", STATES[found["state"]], start, end, not page.asks(end))
    if "uf" in page.asked or "cidade" in page.asked:
        yield from _whole_state(page)


def _whole_state(page: Page) -> Iterator[Mark]:
    words = page.rest.strip(" .!\n")
    uf = words.upper() if words.upper() in UFS else STATES.get(words, "")
    if uf:
        start = page.rest.index(words)
        yield Mark("uf", uf, start, start + len(words))


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
