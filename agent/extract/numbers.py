"""Numbers as Brazilians write and say them: ``1.200`` is a thousand and two hundred, ``meia dúzia``
is six.
"""

from __future__ import annotations

import re

NUMBER = r"\d+(?:[.,]\d+)*"
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$")

_ONES = {
    "um": 1,
    "uma": 1,
    "dois": 2,
    "duas": 2,
    "tres": 3,
    "treis": 3,
    "quatro": 4,
    "cinco": 5,
    "seis": 6,
    "sete": 7,
    "oito": 8,
    "nove": 9,
}
_TEENS = {
    "dez": 10,
    "onze": 11,
    "doze": 12,
    "treze": 13,
    "quatorze": 14,
    "catorze": 14,
    "quinze": 15,
    "dezesseis": 16,
    "dezasseis": 16,
    "dezessete": 17,
    "dezoito": 18,
    "dezenove": 19,
}
_TENS = {
    "vinte": 20,
    "trinta": 30,
    "quarenta": 40,
    "cinquenta": 50,
    "cincoenta": 50,
    "sessenta": 60,
    "setenta": 70,
    "oitenta": 80,
    "noventa": 90,
}
_HUNDREDS = {
    "cem": 100,
    "cento": 100,
    "duzentos": 200,
    "trezentos": 300,
    "quatrocentos": 400,
    "quinhentos": 500,
    "seiscentos": 600,
    "setecentos": 700,
    "oitocentos": 800,
    "novecentos": 900,
}
VALUES = {**_ONES, **_TEENS, **_TENS, **_HUNDREDS}
VALUES |= {word[:-2] + "as": value for word, value in _HUNDREDS.items() if word.endswith("os")}
_GROUPS = {
    "duzia": 12,
    "duzias": 12,
    "dz": 12,
    "dezena": 10,
    "dezenas": 10,
    "centena": 100,
    "centenas": 100,
    "cento": 100,
    "milheiro": 1000,
    "milheiros": 1000,
    "par": 2,
}


def _any(words: dict[str, int], *, but: tuple[str, ...] = ()) -> str:
    return "(?:" + "|".join(sorted(set(words) - set(but), key=len, reverse=True)) + ")"


_ONE = _any(_ONES)
_SMALL = rf"(?:{_any(_TENS)}(?: e {_ONE})?|{_any(_TEENS)}|{_any(_ONES, but=('um', 'uma'))})"
_UNDER_HUNDRED = rf"(?:{_SMALL}|{_ONE})"
_UNDER_THOUSAND = rf"(?:(?:cem|cento|\w{{3,6}}ent[oa]s)(?: e {_UNDER_HUNDRED})?|{_SMALL})"
_SPOKEN = re.compile(
    rf"\b(?:(?:(?:{_UNDER_THOUSAND}|\d{{1,3}}) mil|mil)(?: e)? {_UNDER_THOUSAND}"
    rf"|(?:{_UNDER_THOUSAND}|\d{{1,3}}) mil|{_UNDER_THOUSAND})\b"
)
_GROUPED = re.compile(
    rf"\b(?P<many>mei[oa]|uma?|\d{{1,3}}|{_SMALL}) (?P<group>duzias?|dz|dezenas?|centenas?|milheiros?|cento"
    r"|par(?=\W|$))"
    r"(?P<half> e meia)?\b"
)

_HALF = re.compile(r"(?<![\w.,/])(?P<whole>\d{1,12}) e mei[oa]\b(?! hora)")


def plain(number: str) -> str:
    """The canonical text of a written number: ``1.200`` -> ``1200``, ``2.0`` -> ``2``, ``12,50`` ->
    ``12,5``.
    """
    if number == "mil":
        return "1000"
    if _THOUSANDS.match(number):
        number = number.replace(".", "")
    whole, _, decimals = number.replace(".", ",").partition(",")
    decimals = decimals.replace(",", "").rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole},{decimals}" if decimals else whole


def decimal(number: str) -> float:
    """The value of a written number."""
    return float(plain(number).replace(",", "."))


def written(value: float) -> str:
    """The canonical text of a value."""
    return plain(f"{value:.4f}")


def figures(text: str) -> str:
    """The text, no longer and no shorter, with numbers in words turned into figures: ``dez`` ->
    ``010``.
    """
    return _HALF.sub(_and_a_half, _SPOKEN.sub(_say, _GROUPED.sub(_group, text)))


def _and_a_half(found: re.Match[str]) -> str:
    return f"{found['whole']},5".zfill(len(found.group()))


def _say(spoken: re.Match[str]) -> str:
    thousands, mil, rest = spoken.group().rpartition("mil")
    value = _add(rest) + (1000 * max(_add(thousands), 1) if mil else 0)
    return _fit(value, spoken.group())


def _group(grouped: re.Match[str]) -> str:
    many, group = grouped["many"], grouped["group"]
    if group == "par" and not many.startswith("um"):
        return grouped.group()
    times = 0.5 if many.startswith("mei") else _add(many)
    value = int((times + (0.5 if grouped["half"] else 0)) * _GROUPS[group])
    return _fit(value, grouped.group())


def _add(words: str) -> int:
    return sum(int(word) if word.isdigit() else VALUES.get(word, 0) for word in words.split())


def _fit(value: int, place: str) -> str:
    figure = str(value).zfill(len(place))
    return figure if value and len(figure) == len(place) else place
