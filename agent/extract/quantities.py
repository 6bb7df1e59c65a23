"""How many, counted in what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from agent.extract.numbers import NUMBER, decimal, plain, written
from agent.extract.page import SIGN, THING, TRADE, Mark, Page
from agent.extract.units import Units

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
_THESE = r"(?:d?(?:ess|est|aquel)[ae]s?|d[ae]s)"
_PIECES = r"(?:pedac(?:os?|inhos?)|cortes?|tiras?)"
_LIQUIDS = re.compile(r"silicone|cola|tinta|selante|verniz|thinner")
_ANNOUNCED = (
    r"(?:precis(?:o|amos)(?: de)?|quer(?:o|ia|emos)|[qk](?:e?ro|ria)|vou (?:querer|precisar(?: de)?)"
    r"|pedi|comprei|faz|bota|separa|ve|manda|mande|coloca|poe|pode ser|seriam?|sao|quantidade|qtde?"
    r"|total(?: de)?|na verdade|corrigindo|nao|digo|alias|ou melhor|mudar?(?: pra| para)?"
    r"|aumentar? (?:pra|para)|so|apenas|(?:em vez|ao inves|no lugar) de \S{1,6}"
    r"|umas|uns|cerca de|mais ou menos|era|eram|e|eh|vai ser|vao ser)"
)
_MOST_DIGITS = 9
_ONLY_ONE = re.compile(r"(?:^|,)\s*(?:so |apenas |e )?(?P<one>uma?)(?: so| mesm[oa])?[\s.!]*$")
_DENIED = re.compile(r"\b(?:nao (?:e|eh|sao|era|eram|foi)|e nao|em vez de|ao inves de) $")
_INSTALMENT = re.compile(r"\b(?:em|de|ate|por) $")
_ABOUT_BEFORE = re.compile(_ABOUT)
_ABOUT_THEN = re.compile(_ABOUT_AFTER)
_PRICED = (
    r"\b(?:quanto|[qk]t[od]|qnt[oa]?|preco|valor|sai|custa)\b[^.;?!\n]{0,16}"
    r"\b(?:[oa]|d[ao]|por|cada) (?P<unit>UNITS)"
)
_ONE_ONLY = re.compile(
    r"\b(?:(?:so|apenas) (?P<before>uma?)|(?P<after>uma?) (?:so|apenas))(?=\s*(?:[,.;!?\n]|$))"
)
_BOTH = re.compile(r"\b(?:as|os) (?:duas|dois|tres|quatro) $")
_ALL_OF = re.compile(rf" ?(?:em |de |no |na )?{SIGN['acabamento']}")
_CLOSING = (
    r"(?=\s*(?:$|[,;.!?\n)]|(?:e nao|mesmo|entao|por favor|pfv?|no total|ao todo|cada|de cada"
    r"|no maximo|d?(?:ess|est|el)[ae]s?)\b))"
)


class Quantities:
    """Reads counts and their units: "40 barras", "umas 50", "de 30 a 40", "3x tubo"."""

    def __init__(self, units: Units) -> None:
        count = rf"(?P<a>{NUMBER}|mil)(?:(?: a | ou | e | ate |-| - )(?P<b>{NUMBER}))?"
        self._counted = re.compile(
            rf"(?<![\w.,/:$#-]){count}(?:{_ABOUT_AFTER})? ?(?:x ?)?"
            rf"(?:(?:{_THESE} )?(?P<unit>{units.pattern})(?P<half> e mei[oa])?"
            rf"|(?=(?:de |da |do |das |dos )?(?:cada )?(?:{_THESE} )?{TRADE}|{_PIECES}\b|de cada\b))"
        )
        self._one = re.compile(
            rf"\b(?P<a>uma?|meia|meio)(?P<b>) (?:(?P<unit>{units.pattern})"
            rf"|(?={THING}|{_PIECES}\b|de {SIGN['comprimento']}))(?P<half> e mei[oa])?"
        )
        self._told = re.compile(
            rf"(?:\b{_ANNOUNCED}|~)(?: ?[,:=]? ?)(?:(?:sao|seriam?|e|pra|para|uns|umas|quero) )?{count}{_CLOSING}"
        )
        self._listed = re.compile(rf"{TRADE} ?(?:[:=–-]|\(|,|\n) ?(?P<a>{NUMBER})(?P<b>){_CLOSING}")
        self._answer = re.compile(
            rf"(?<![\w.,/$#]){count}(?:{_ABOUT_AFTER})?(?!{_NOT_COUNTED})(?![\w/%:]|[.,]\d)"
        )
        self._thing = re.compile(THING)
        self._priced = re.compile(_PRICED.replace("UNITS", units.pattern))
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
        if not marks and self._thing.search(page.rest):
            marks = [
                Mark("quantidade", "1", *one.span(one.lastgroup or "after"))
                for one in islice(_ONE_ONLY.finditer(text), 1)
            ]
        yield from marks
        yield from self._priced_unit(page, marks)
        if "unidade" in page.asked and not any(mark.slot == "unidade" for mark in marks):
            yield from self._read_unit(text)

    def _with_units(self, page: Page) -> Iterator[Mark]:
        text = page.rest
        for found in (*self._counted.finditer(text), *self._one.finditer(text)):
            if _counts_nothing(text, found) or _is_millilitres(page, found):
                continue
            if _is_of_all(page, found):
                continue
            yield _quantity(text, found)
            yield from self._unit(page, found)

    def _priced_unit(self, page: Page, marks: list[Mark]) -> Iterator[Mark]:
        """The unit whose price was asked, for a bare count: "quanto tá a barra? quero 90"."""
        if len(marks) == 1 and marks[0].slot == "quantidade" and self._thing.search(page.rest):
            for priced in islice(self._priced.finditer(page.text, 0, marks[0].start), 1):
                yield Mark("unidade", self._units.name(priced["unit"]), *priced.span("unit"))

    def _unit(self, page: Page, found: re.Match[str]) -> Iterator[Mark]:
        """The unit said, or the product that is one too ("20 chapas"); "2x barra chata" has none."""
        if found["unit"]:
            yield Mark("unidade", self._units.name(found["unit"]), *found.span("unit"))
            return
        thing = None if found.group().endswith("x ") else self._thing.match(page.rest, found.end())
        word = self._units.spelling.match(page.text, found.end()) if thing else None
        if word:
            yield Mark("unidade", self._units.name(word.group()), *word.span())

    def _read_answer(self, text: str) -> list[Mark]:
        found = self._answer.search(text)
        if found and not _counts_nothing(text, found):
            return [_quantity(text, found)]
        one = _ONLY_ONE.search(text)
        return [Mark("quantidade", "1", *one.span("one"))] if one else []

    def _read_unit(self, text: str) -> Iterator[Mark]:
        word = self._units.spelling.search(text)
        if word:
            yield Mark("unidade", self._units.name(word.group()), *word.span())


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


def _is_part(found: re.Match[str]) -> bool:
    """Decimals count only in units: in "chapa 0,8 1x2" they measure."""
    return "," in plain(found["a"]) and not found.groupdict().get("unit")


def _is_of_all(page: Page, found: re.Match[str]) -> bool:
    """Whether "as duas naturais" only takes up what was named."""
    return (
        _BOTH.search(page.text, max(0, found.start("a") - 8), found.end("a") + 1) is not None
        and _ALL_OF.match(page.rest, found.end("a")) is not None
    )


def _is_millilitres(page: Page, found: re.Match[str]) -> bool:
    return found["unit"] == "ml" and _LIQUIDS.search(page.text) is not None


def _counts_nothing(text: str, found: re.Match[str]) -> bool:
    """Instalments ("em 3x"), a number denied ("não é 40"), or digits too many to be counted."""
    if len(found["a"].lstrip("0")) > _MOST_DIGITS or _is_part(found):
        return True
    if _DENIED.search(text[max(0, found.start("a") - 12) : found.start("a")]):
        return True
    times = text[found.end("a") : found.end("a") + 2].lstrip().startswith("x")
    return times and _INSTALMENT.search(text[max(0, found.start() - 6) : found.start()]) is not None
