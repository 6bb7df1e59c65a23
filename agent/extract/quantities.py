"""How many, counted in what; and how long each: the two patterns that both match "2 metros"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.lexicon import Lexicon
from agent.extract.normal import fold
from agent.extract.numbers import NUMBER, decimal, plain, written
from agent.extract.page import SIGN, Mark, Page

_P, _K, _LINE, _A, _F, _M, _L = (SIGN[slot] for slot in SIGN)
_THING = f"[{_P}{_K}]"
_TRADE = f"[{_P}{_K}{_LINE}{_A}{_F}{_M}{_L}]"
_METRES = r"(?:m|mts?|metros?)\b(?! ?(?:quadrad|linear|2|²))"
_ABOUT = (
    r"(?:\b(?:umas|uns|cerca de|mais ou menos|aproximadamente|aprox\.?|em torno de|por volta de"
    r"|quase|no minimo"
    r"|pelo menos|ate|em media|acho que|talvez|na faixa de)|~) ?$"
)
_ABOUT_AFTER = (
    r" ?(?:e pouc[oa]s?|e tant[oa]s?|mais ou menos|aproximadamente|ou mais|ou menos|por ai)\b"
)
_NOT_COUNTED = (
    r" ?(?:h|hs|hrs|horas?|min|minutos?|dias?|semanas?|mes|meses|anos?|vezes|reais|pessoas?|via"
    r"|%|o|a|km|mm|cm"
    r"|polegadas?|lugares|funcionarios|x)\b"
)
_LIQUIDS = re.compile(r"silicone|cola|tinta|selante|verniz|thinner")
_LONGEST_BAR = 12
_MOST_DIGITS = 9


class Units:
    """The catalogue's counting units: their spellings as one pattern, and what each means."""

    def __init__(self, catalogue: Catalogue) -> None:
        spellings = {word: unit for unit, words in catalogue.units.items() for word in words}
        self._lexicon = Lexicon(spellings)
        forms = {form for word in spellings for form in _plurals(fold(word))}
        self.pattern = (
            "(?:" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + r")(?![\w²])"
        )

        self.spelling = re.compile(rf"(?<![^\W\d_]){self.pattern}")

    def name(self, words: str) -> str:
        """The unit these folded words mean, or an empty text."""
        return next((found.value for found in self._lexicon.find(words)), "")


class Lengths:
    """Reads the length of a bar or a cut, in metres; a number of metres that counts is left to
    quantities.
    """

    def __init__(self, units: Units) -> None:
        amount = rf"(?P<value>{NUMBER}|(?:um|meio)(?= metro))"
        self._metres = re.compile(
            rf"(?<![\w.,/]){amount} ?{_METRES}(?P<half> e mei[oa])?(?P<cm> e \d{{1,2}}(?: ?cm)?)?"
        )
        thing = rf"(?:{units.pattern}|{_TRADE}|\d)"
        self._attached = re.compile(
            rf"{thing}[^\S\n]*(?:\w+ ?)?(?:,? ?\bde|,? ?\bcom|,? c/|,? ?\bem|,? ?\ba|x|-|\() ?$"
        )
        self._beside = re.compile(rf"{_TRADE},? ?$")
        self._bare = re.compile(
            rf"(?:{units.pattern}|{_TRADE}) de (?P<value>{NUMBER})(?=\s*(?:$|[,;.!?\n]|e\b|cada"
            rf"|{_F}))"
        )
        self._counts_next = re.compile(rf" ?(?:lineares )?(?:de|da|do) {_THING}")

    def __call__(self, page: Page) -> Iterator[Mark]:
        """``6 m`` for "barras de 6m", "c/ 6 metros", "cortado em 2 m", "barras de 6"."""
        text = page.rest
        for found in self._metres.finditer(text):
            if self._is_length(page, text, found):
                yield Mark("comprimento", _metres(found) + " m", *found.span())
        for found in self._bare.finditer(text):
            if decimal(found["value"]) <= _LONGEST_BAR:
                yield Mark("comprimento", plain(found["value"]) + " m", *found.span("value"))

    def _is_length(self, page: Page, text: str, found: re.Match[str]) -> bool:
        before = text[max(0, found.start() - 40) : found.start()]
        if _CUT.search(before) or self._attached.search(before):
            return True
        if self._counts_next.match(text, found.end()):
            return False
        if self._beside.search(before):
            return decimal(_metres(found)) <= _LONGEST_BAR
        return "comprimento" in page.asked or _WITH.search(before) is not None


class Quantities:
    """Reads counts and their units: "40 barras", "20 perfis U", "umas 50", "de 30 a 40", "3x tubo"."""

    def __init__(self, units: Units) -> None:
        count = rf"(?P<a>{NUMBER}|mil)(?:(?: a | ou | e | ate |-| - )(?P<b>{NUMBER}))?"
        closing = r"(?=\s*(?:$|[,;.!?\n)]|(?:mesmo|entao|por favor|pfv?|no total|ao todo|cada|de cada|no maximo)\b))"
        self._counted = re.compile(
            rf"(?<![\w.,/:$#-]){count}(?:{_ABOUT_AFTER})? ?(?:x ?)?"
            rf"(?:(?P<unit>{units.pattern})(?P<half> e mei[oa])?|(?=(?:(?:de |da |do |das "
            rf"|dos )?(?:cada )?{_TRADE})))"
        )
        self._one = re.compile(
            rf"\b(?P<a>uma?|meia|meio)(?P<b>) (?:(?P<unit>{units.pattern})"
            rf"|(?={_THING}))(?P<half> e mei[oa])?"
        )
        self._told = re.compile(
            r"(?:\b(?:preciso(?: de)?|quero|queria|seriam?|sao|manda|mande|coloca|poe|pode ser"
            r"|quantidade|qtde?|total(?: de)?"
            r"|na verdade|corrigindo|nao|digo|alias|ou melhor|muda(?:r)?(?: pra| para)?"
            r"|aumenta(?:r)? (?:pra|para)|so|apenas"
            r"|umas|uns|cerca de|mais ou menos|seria|era|eram|e|eh|vai ser|vao ser)|~)"
            rf"(?: ?[,:=]? ?)(?:(?:sao|seriam?|e|pra|para|uns|umas|quero) )?{count}{closing}"
        )
        self._listed = re.compile(rf"{_TRADE} ?(?:[:=–-]|\(|,) ?(?P<a>{NUMBER})(?P<b>){closing}")
        self._answer = re.compile(
            rf"(?<![\w.,/$#]){count}(?:{_ABOUT_AFTER})?(?!{_NOT_COUNTED})(?![\w/%:]|[.,]\d)"
        )
        self._thing = re.compile(_THING)
        self._units = units

    def __call__(self, page: Page) -> Iterator[Mark]:
        """Quantities with a unit or a product first, then bare numbers that a verb, a list or a
        question announces.
        """
        marks = list(self._with_units(page))
        text = page.take(marks).rest
        for pattern in (self._told, self._listed):
            marks += [
                _quantity(text, found)
                for found in pattern.finditer(text)
                if not _counts_nothing(text, found)
            ]
        if not marks and "quantidade" in page.asked:
            marks += self._read_answer(text)
        yield from marks
        if "unidade" in page.asked and not any(mark.slot == "unidade" for mark in marks):
            yield from self._read_unit(text)

    def _with_units(self, page: Page) -> Iterator[Mark]:
        text = page.rest
        for found in (*self._counted.finditer(text), *self._one.finditer(text)):
            if _counts_nothing(text, found) or _is_millilitres(page, found):
                continue
            yield _quantity(text, found)
            yield from self._unit(page, found)

    def _unit(self, page: Page, found: re.Match[str]) -> Iterator[Mark]:
        if found["unit"]:
            yield Mark("unidade", self._units.name(found["unit"]), *found.span("unit"))
            return
        thing = self._thing.match(page.rest, found.end())
        word = self._units.spelling.match(page.text, found.end()) if thing else None
        if word:
            yield Mark("unidade", self._units.name(word.group()), *word.span())

    def _read_answer(self, text: str) -> list[Mark]:
        found = self._answer.search(text)
        if found and not _counts_nothing(text, found):
            return [_quantity(text, found)]
        one = _ONLY_ONE.match(text)
        return [Mark("quantidade", "1", *one.span("one"))] if one else []

    def _read_unit(self, text: str) -> Iterator[Mark]:
        word = self._units.spelling.search(text)
        if word:
            yield Mark("unidade", self._units.name(word.group()), *word.span())


_CUT = re.compile(
    r"\b(?:cort\w{1,6}|pedacos?|comp(?:rimento)?\.?)(?: \w{1,6})? ?(?:de|em|com|c/|a cada|:)? $"
    r"|\b(?:c/|cada (?:uma?|barra) (?:com|de)) ?$"
)
_WITH = re.compile(r"(?:\bcom|c/|\bcomprimento:?|\bcomp:?) ?$")
_ONLY_ONE = re.compile(r"\s*(?:so |apenas |e )?(?P<one>uma?)(?: so)?[\s.!]*$")
_INSTALMENT = re.compile(r"\b(?:em|de|ate|por) $")


_ABOUT_BEFORE = re.compile(_ABOUT)
_ABOUT_THEN = re.compile(_ABOUT_AFTER)


def _plurals(word: str) -> set[str]:
    first, gap, others = word.partition(" ")
    if gap:
        return {word} | {form + gap + others for form in _plurals(first)}
    forms = {word, word + "s"}
    if word.endswith("ao"):
        forms |= {word[:-2] + "oes", word + "s"}
    if word.endswith("l"):
        forms.add(word[:-1] + "is")
    if word.endswith(("r", "z")):
        forms.add(word + "es")
    return forms


def _metres(found: re.Match[str]) -> str:
    value = {"um": 1.0, "meio": 0.5}.get(found["value"]) or decimal(found["value"])
    half = 0.5 if found["half"] else 0.0
    return written(value + half + int(re.sub(r"\D", "", found["cm"] or "") or 0) / 100)


def _quantity(text: str, found: re.Match[str]) -> Mark:
    start, end = found.start("a"), max(found.end("a"), found.end("b"))
    groups = found.groupdict()
    value = _value(groups)
    about = _ABOUT_BEFORE.search(text[max(0, start - 24) : start]) or _ABOUT_THEN.match(
        text, found.end()
    )
    return Mark("quantidade", value, start, end, sure=not about)


def _value(groups: dict[str, str | None]) -> str:
    first = groups["a"] or ""
    ones = {"um": 1.0, "uma": 1.0, "meio": 0.5, "meia": 0.5}
    if first in ones:
        return written(ones[first] + (0.5 if groups.get("half") else 0))
    if groups.get("half"):
        return written(decimal(first) + 0.5)
    second = groups.get("b")
    return f"{plain(first)} a {plain(second)}" if second else plain(first)


def _is_millilitres(page: Page, found: re.Match[str]) -> bool:
    return found["unit"] == "ml" and _LIQUIDS.search(page.text) is not None


def _counts_nothing(text: str, found: re.Match[str]) -> bool:
    """Instalments ("em 3x"), or digits too many to be counted."""
    if len(found["a"].lstrip("0")) > _MOST_DIGITS:
        return True
    times = text[found.end("a") : found.end("a") + 2].lstrip().startswith("x")
    return times and _INSTALMENT.search(text[max(0, found.start() - 6) : found.start()]) is not None
