"""Measures of a section or a sheet: ``50x50``, ``1.1/2"``, ``#20``, ``1,25 por 2,5``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from agent.extract.numbers import NUMBER, decimal, plain, written
from agent.extract.page import SIGN, TRADE, Mark, Page

_FRACTION = r"\d{1,2}/(?:2|4|8|16|32|64)(?![\d/])"
_INCHES = r"\"|''|polegadas?\b|pol\b\.?"
_UNIT = rf"mm\b|milimetros?\b|cm\b|centimetros?\b|m(?:ts?|etros?)?\b|{_INCHES}"
_VALUE = rf"(?:(?:\d{{1,2}}[ .])?{_FRACTION}|{NUMBER})"
_FACTOR = rf"{_VALUE}(?: ?(?:{_UNIT}))?"
_JOIN = r" ?[x*] ?| por "
_START = r"(?<![\w.,/#-])"
_JOINED = re.compile(rf"{_START}{_FACTOR}(?:(?:{_JOIN}){_FACTOR}){{1,3}}(?![\w/%])")
_EACH = re.compile(rf"(?P<value>{_VALUE})(?: ?(?P<unit>{_UNIT}))?")
_PIECES_OF = re.compile(r"(?<![\w.,/-])\d{1,4}x (?=\d+(?:[.,]\d+)?x\d)")
_SINGLE = re.compile(
    rf"{_START}(?P<value>(?:\d{{1,2}}[ .])?{_FRACTION}|{NUMBER}) ?(?P<unit>mm\b|milimetros?\b"
    rf"|cm\b|centimetros?\b|{_INCHES})"
    r"(?P<half> e (?:mei[ao]|um quarto|0*3 quartos))?"
)
_GAUGE = re.compile(
    r"(?:#|\bbitola(?: de)? |\bchapa n(?:o|r|ro)?\.? ?)(?P<gauge>\d{1,2})\b(?![.,/x]\d)"
    r"| # (?P<spaced>\d{1,2})\b"
)
_THICK = re.compile(
    rf"\b(?:parede|espessura|esp\.?|e ?=)(?: de| da)?[ :]{{0,2}}(?P<value>{NUMBER})(?![\w%/]| ?x)"
)
_BARE_INCHES = re.compile(rf"{_START}(?P<value>(?:\d{{1,2}}[ .])?{_FRACTION})(?![\w,.]\w)")
_UM_INCHES = re.compile(
    r"\b(?P<one>uma|meia) polegada(?P<half> e (?:meia|um quarto|0*3 quartos))?\b"
)
_DECIMAL = re.compile(
    rf"[{SIGN['produto']}{SIGN['liga']}] ?(?:d[eao] )?(?P<value>\d{{1,3}}[.,]\d[1-9]?)(?!\w|[.,/]\d)"
    rf"(?! ?(?:{_UNIT}|kg|kilos?|quilos?|t\b|ton|[x%*]|reais|por\b))"
)
_ANSWER = re.compile(
    rf"\W*(?:[eo] )*(?:d[eao] )?(?P<value>(?:\d{{1,2}}[ .])?{_FRACTION}|{NUMBER})\W*$"
)
_COUNTED = re.compile(r"\d ?[a-z]{2,8} (?:de )?$")
_HAS_TRADE = re.compile(TRADE)
_OF_TRADE = re.compile(rf" (?:de |da |do )?{TRADE}")
_HALVES = {"meia": "1/2", "meio": "1/2", "quarto": "1/4", "quartos": "3/4"}
_PLACED = {"dia", "em", "ate"}
_CUT = re.compile(
    r"(?:\b(?:cort\w{1,6}|pedacos?|comp(?:rimento)?\.?)(?: \w{1,6})?|/) ?(?:de|em|com|c/|a cada"
    r"|:)? $"
)
_ONE = re.compile(NUMBER)
_SHARED = re.compile(
    rf"(?:{TRADE} ?|\b)(?:de|com) (?P<values>{NUMBER}(?:, ?{NUMBER})*),? (?:e|ou) (?:de |a de )?$"
)
_IN_LENGTH = re.compile(r" (?:de |no )?comp(?:rimento|\b)| cada\b")
_ATTACHED = re.compile(r"(?:\b(?:de|com|em|cada)|c/) ?$")
_ONE_BAR = 7
_LONG_MM = 200


class Factor(NamedTuple):
    """One side: the number as written, and its unit: mm, cm, m, inch or none."""

    value: str
    unit: str


def read_joined_measures(page: Page) -> Iterator[Mark]:
    """Sides joined by ``x`` or "por"; "3x 50x50" is three pieces of 50x50."""
    pieces = {found.end() for found in _PIECES_OF.finditer(page.rest)}
    text = (
        _PIECES_OF.sub(lambda found: " " * len(found.group()), page.rest) if pieces else page.rest
    )
    for found in _JOINED.finditer(text):
        yield from _sides(text, found)


def read_single_measures(page: Page) -> Iterator[Mark]:
    """A thickness, a diameter, a width; or a cut, when centimetres or millimetres are one."""
    for found in _SINGLE.finditer(page.rest):
        yield _single(page.rest, found, cut="comprimento" in page.asked)
        yield from _like_it(page.rest, found)
    for found in _UM_INCHES.finditer(page.rest):
        whole = "1" if found["one"] == "uma" else "1/2"
        yield Mark("medida", _inches(whole, found["half"]), *found.span())


def read_gauges(page: Page) -> Iterator[Mark]:
    """Gauges (``#20``) and thicknesses announced by a word ("parede 1,5")."""
    for found in _GAUGE.finditer(page.rest):
        yield Mark("medida", "#" + (found["gauge"] or found["spaced"]), *found.span())
    for found in _THICK.finditer(page.rest):
        yield Mark("medida", plain(found["value"]) + " mm", *found.span("value"))


def read_bare_inches(page: Page) -> Iterator[Mark]:
    """Fractions without a sign, inches only beside a product; after "dia" they are a date."""
    for found in _BARE_INCHES.finditer(page.rest):
        before = page.rest[max(0, found.start() - 60) : found.start()]
        last = before.split()[-1:]
        beside = (
            _COUNTED.search(before)
            or _HAS_TRADE.search(before)
            or _OF_TRADE.match(page.rest, found.end())
        )
        if beside and not _PLACED.intersection(last):
            yield Mark("medida", _inches(found["value"]), *found.span())


def read_thicknesses(page: Page) -> Iterator[Mark]:
    """Decimals without a unit right after a product or an alloy: "chapa 0,8", "tubo de 25,4"."""
    for found in _DECIMAL.finditer(page.rest):
        yield Mark("medida", plain(found["value"]) + " mm", *found.span("value"))


def read_asked_measure(page: Page) -> Iterator[Mark]:
    """The answer to "qual a medida?": a bare number is millimetres, a fraction inches."""
    if "medida" not in page.asked or any(mark.slot == "medida" for mark in page.marks):
        return
    answer = _ANSWER.match(page.rest)
    if answer and "/" in answer["value"]:
        yield Mark("medida", _inches(answer["value"]), *answer.span("value"))
    elif answer:
        yield Mark("medida", plain(answer["value"]) + " mm", *answer.span("value"))


def _sides(text: str, found: re.Match[str]) -> Iterator[Mark]:
    sides = [
        (side, Factor(side["value"], _unit(side))) for side in _EACH.finditer(text, *found.span())
    ]
    factors = [factor for _, factor in sides]
    if _mixes_inches(factors):
        for side, factor in sides:
            yield Mark("medida", _canonical([factor]), *side.span())
    elif _ends_in_a_length(factors):
        last = sides[-1][0]
        yield Mark("medida", _canonical(factors[:-1]), found.start(), sides[-2][0].end())
        yield Mark("comprimento", plain(factors[-1].value) + " m", *last.span())
    else:
        yield Mark("medida", _canonical(factors), *found.span())


def _unit(side: re.Match[str]) -> str:
    unit = side["unit"] or ""
    if "/" in side["value"] or unit.startswith(('"', "'", "pol")):
        return "inch"
    return {"mi": "mm", "mm": "mm", "ce": "cm", "cm": "cm"}.get(unit[:2], unit[:1])


def _mixes_inches(factors: list[Factor]) -> bool:
    units = {factor.unit for factor in factors}
    return "inch" in units and bool(units & {"mm", "cm", "m"})


def _ends_in_a_length(factors: list[Factor]) -> bool:
    *section, last = factors
    said = any(factor.unit in {"mm", "cm"} for factor in section)
    plainly = all(not factor.unit for factor in section) and any(
        decimal(side.value) >= 5 for side in section
    )
    return last.unit == "m" and len(section) > 1 and (said or plainly)


def _canonical(factors: list[Factor]) -> str:
    units = {factor.unit for factor in factors} - {""}
    if "inch" in units:
        return _in_inches(factors)
    if units & {"mm", "cm"} or (
        not units and any(decimal(factor.value) >= 5 for factor in factors)
    ):
        return _in_millimetres(factors)
    return "x".join(plain(factor.value) for factor in factors) + " m"


def _in_inches(factors: list[Factor]) -> str:
    return "x".join(_inches(factor.value)[:-1] for factor in factors) + '"'


def _in_millimetres(factors: list[Factor]) -> str:
    times = {"mm": 1, "cm": 10, "m": 1000}
    last = next((factor.unit for factor in reversed(factors) if factor.unit), "mm")
    units = [factor.unit or last for factor in factors]
    values = [
        decimal(factor.value) * times[unit] for factor, unit in zip(factors, units, strict=True)
    ]
    return "x".join(written(value) for value in values) + " mm"


def _inches(value: str, half: str | None = None) -> str:
    """``1.1/2`` is one and a half; "uma e meia" too."""
    if half:
        return f'{plain(value)} {_HALVES[half.split()[-1]]}"'
    if "/" not in value:
        return plain(value) + '"'
    whole, _, fraction = value.replace(".", " ").rpartition(" ")
    over, _, under = fraction.partition("/")
    return f'{whole.lstrip("0")} {int(over)}/{under}"'.lstrip()


def _single(text: str, found: re.Match[str], *, cut: bool) -> Mark:
    unit = found["unit"]
    if unit.startswith(('"', "'", "pol")):
        return Mark("medida", _inches(found["value"], found["half"]), *found.span())
    millimetres = decimal(found["value"]) * (10 if unit.startswith("c") else 1)
    cut = cut or _IN_LENGTH.match(text, found.end()) is not None
    if cut or _is_a_cut(text[max(0, found.start() - 30) : found.start()], millimetres, unit):
        return Mark("comprimento", written(millimetres / 1000) + " m", *found.span())
    return Mark("medida", written(millimetres) + " mm", *found.span("value")[:1], found.end("unit"))


def _like_it(text: str, found: re.Match[str]) -> Iterator[Mark]:
    """The numbers before a measure that share its unit: "de 1, 2 e 3 mm"."""
    before = _SHARED.search(text, max(0, found.start() - 30), found.start())
    for one in _ONE.finditer(before["values"]) if before else ():
        value = Factor(one.group(), _unit(found))
        start = before.start("values") + one.start() if before else 0
        yield Mark("medida", _canonical([value]), start, start + len(one.group()))


def _is_a_cut(before: str, millimetres: float, unit: str) -> bool:
    if _CUT.search(before):
        return True
    return unit.startswith("c") and millimetres >= _LONG_MM and _ATTACHED.search(before) is not None
