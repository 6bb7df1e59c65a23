"""Figures in a text: numbers, amounts, dates, addresses.

Each has a key that is the same in two spellings of it. Patterns read folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from agent.guards.numerals import WORD

Kind = Literal["email", "link", "bank", "phone", "date", "money", "percentage", "number"]

LONG: frozenset[Kind] = frozenset({"phone", "number"})
"""Kinds that are only digits: compared as numbers."""

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


class Figure(NamedTuple):
    """One figure of a folded text: its kind and its words."""

    kind: Kind
    words: str


_NUMBER = r"\d+(?:[.,]\d+)*"
_SPELT = rf"{WORD}\b(?: (?:e )?{WORD}\b){{0,6}}"
_CURRENCY = (
    "(?:reais|real|contos?|pilas?|pratas?|mangos?|centavos?|brl|dolar(?:es)?|usd|euros?|eur)\\b"
)
_DOMAINS = (
    "com|br|net|org|gov|edu|info|biz|io|me|co|app|dev|ai|ly|gl|gg|tv|us|uk|pt|eu|de|fr|es|it|ar"
    "|cl|mx|ru|cn|site|online|shop|store|loja|link|page|xyz|top|club|live|cc|to|ws|tk|ml|icu|click"
    "|zip|tech|chat"
)
_MONTHS = (
    "(?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)"
)
WEEKDAY = (
    r"(?:(?:segunda|terca|quarta|quinta|sexta)\b(?:[- ]feira\b)?"
    r"(?! (?:via|vez|opcao|linha|parte|etapa|compra|remessa|nota|pessoa|parcela|tentativa))"
    r"|(?:sabado|domingo)\b)"
)
"""A pattern of a weekday, not of an ordinal: "segunda via" has no day."""


def _kinds(start: str, **patterns: str) -> re.Pattern[str]:
    """One pattern of several kinds, the more particular first, tried where ``start`` allows."""
    named = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())
    return re.compile(f"{start}(?:{named})", re.ASCII)


_ADDRESSES = _kinds(
    r"\b",
    email=r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}",
    link=(
        r"(?:[a-z][a-z+]{1,15}://|www\d?\.|(?:mailto|tel|javascript|data):)\S{0,200}"
        r"|[a-z\d][a-z\d-]{0,62}(?:\.[a-z\d-]{1,63}){0,4}"
        rf"\.(?:{_DOMAINS})\b(?:/\S{{0,200}})?"
        r"|[a-z\d][a-z\d-]{1,62}(?:\.[a-z\d-]{2,63}){1,4}\.[a-z]{2,24}\b|ponto com\b"
    ),
    bank=r"[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b",
)
_DIGITED = _kinds(
    r"(?=[0-9(+$€£])",
    bank=r"\b\d[\d. ]{40,70}\d\b",
    phone=(
        r"(?<![\d.,/-])(?:\+?55 ?)?(?:\(\d{2}\) ?|\d{2}[ -])?(?:9 ?\d{4}[ -]\d{4}|\d{4}-\d{4})"
        r"(?![\d/-]|[.,]\d)"
    ),
    date=(
        r"\b(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?\b(?!/)|\d{4}-\d\d-\d\d\b"
        rf"|\d{{1,2}}(?::\d\d| ?h(?:s|rs?|oras?)?(?:\d\d)?)\b|\d{{1,2}}o? de {_MONTHS}\b)"
    ),
    money=rf"[$€£] ?{_NUMBER}(?: mil\b)?|\b{_NUMBER} ?(?:mil )?(?:e \d+ )?{_CURRENCY}",
    percentage=rf"\b{_NUMBER} ?(?:%|por ?cento\b)",
    number=(
        r"\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}|\d{3}\.\d{3}\.\d{3}-\d{2}|\b\d{5}-\d{3}\b"
        r"|\d+(?:[.,]\d+)+|\d{2,}"
    ),
)
_WORDED = _kinds(
    r"\b",
    date=(
        rf"(?:{WEEKDAY}|(?:ontem|anteontem|semana passada|mes passado)\b|(?:de|em) {_MONTHS}\b"
        r"|dia \d{1,2}\b)"
    ),
    money=rf"{_SPELT} (?:mil )?{_CURRENCY}",
    percentage=rf"{_SPELT} por ?cento\b",
)

_ADDRESSED = re.compile(r"[@:]|\.[a-z]|ponto com|-[\da-f]{4}-")
_DIGIT = re.compile("[0-9]")
_TIMED_OR_COUNTED = re.compile(
    "feira|segund|terca|quart|quint|sext|sabad|doming|ontem|passad|dia |cento"
    f"|{_MONTHS}|{_CURRENCY}"
)
_FAMILIES = ((_ADDRESSED, _ADDRESSES), (_DIGIT, _DIGITED), (_TIMED_OR_COUNTED, _WORDED))

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_UNSAID = re.compile(r"[- ]feira|\b(?:de|em|dia) |[ .,;:!?)]+$")


def figures(folded: str) -> Iterator[Figure]:
    """Every figure of a folded text, as the most particular kind it can be. A lone digit isn't."""
    for telling, family in _FAMILIES:
        if telling.search(folded):
            yield from _of(family, folded)


def _of(family: re.Pattern[str], folded: str) -> Iterator[Figure]:
    for found in family.finditer(folded):
        yield Figure(_KINDS[str(found.lastgroup)], found[0])


def keys(folded: str) -> Iterator[tuple[Kind, str]]:
    """The kinds and keys of all figures of a folded text."""
    return ((figure.kind, key(figure)) for figure in figures(folded))


def numbers(folded: str) -> Iterator[str]:
    """The keys of all numbers of a folded text, lone digits too."""
    return map(_number, _DIGITS.findall(folded))


def long_numbers(folded: str) -> Iterator[str]:
    """The keys of numbers that are written in parts: phones, CNPJ, CPF, CEP."""
    return (key(figure) for figure in _of(_DIGITED, folded) if figure.kind in LONG)


def key(figure: Figure) -> str:
    """What is the same in two spellings of a figure: "R$ 1.250,00" and "1250 reais"."""
    match figure.kind:
        case "phone":
            return _joined(figure.words)[-11:]
        case "number":
            whole = _DIGITS.fullmatch(figure.words)
            return _number(figure.words) if whole else _joined(figure.words)
        case "money" | "percentage":
            return _amount(figure.words)
        case _:
            return _UNSAID.sub("", figure.words)


def _amount(words: str) -> str:
    found = _DIGITS.search(words)
    if found is None:
        return words
    return _number(found[0]) + ("k" if "mil" in words else "")


def _number(digits: str) -> str:
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    if _DECIMAL.fullmatch(digits):
        digits = digits.replace(",", ".").rstrip("0").rstrip(".")
    return digits.lstrip("0") or "0"


def _joined(words: str) -> str:
    return "".join(filter(str.isdigit, words))
