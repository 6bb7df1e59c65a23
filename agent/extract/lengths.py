"""How long each piece is: the metres that do not count ("2 chapas de 2 metros")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.numbers import NUMBER, decimal, plain, written
from agent.extract.page import SIGN, THING, TRADE, Mark, Page
from agent.extract.units import Units

_METRES = r"(?:m|mts?|metros?)\b(?! ?(?:quadrad|linear|2))"
_USUAL_BAR, _LONGEST_BAR = 7, 12
_CUT = re.compile(
    r"\b(?:cort\w{1,6}|pedacos?|comp(?:rimento)?\.?)(?: \w{1,6})? ?(?:de|em|com|c/|a cada|:)? $"
    r"|(?:^|\be )de $|\b(?:c/|cada (?:uma?|barra) (?:com|de)) ?$"
)
_ANSWER = re.compile(rf"\W*(?:[eo] )*(?:d[eao] |com |em )?(?P<value>{NUMBER})(?: cada)?\W*$")
_EACH = re.compile(r" (?:cada|de comp)")
_WITH = re.compile(r"(?:\bcom|c/|\bcomprimento:?|\bcomp:?) ?$")


class Lengths:
    """Reads the length of a bar or a cut, in metres; a number of metres that counts is left to
    quantities.
    """

    def __init__(self, units: Units) -> None:
        amount = rf"(?P<value>{NUMBER}|(?:um|meio)(?= metro))"
        self._metres = re.compile(
            rf"(?<![\w.,/]){amount} ?{_METRES}(?P<half> e mei[oa])?(?P<cm> e \d\d(?: ?cm\b"
            r"|(?=\s*(?:$|[,.;\n]))))?"
        )
        thing = rf"(?:{units.pattern}|{TRADE}|\d)"
        self._attached = re.compile(
            rf"{thing}[^\S\n]*(?:\w+ ?)?(?:,? ?\bde|,? ?\bcom|,? c/|,? ?\bem|,? ?\ba|x|-|\() ?$"
        )
        self._beside = re.compile(rf"{TRADE},? ?$")
        self._bare = re.compile(
            rf"(?:{units.pattern} de (?P<value>{NUMBER})|{TRADE} de (?P<usual>6))(?![.,]?\d)(?=\s*(?:$|[,;.!?\n]"
            rf"|(?:e|cada|d[aeo]s?)\b|{SIGN['acabamento']}))"
        )
        self._count_comes = re.compile(rf"[ ,-]{{1,3}}(?:{TRADE}++ ?){{0,2}}\d+ ?{units.pattern}")
        self._again = re.compile(
            r"\b(?:\d+|uma?) de (?P<value>\d[\d,]*)(?=\s*(?:$|[,;.!?\n]|(?:e|de|d[ao]s?)\b))"
        )
        self._counts_next = re.compile(rf" ?(?:lineares )?(?:de|da|do) {THING}")

    def __call__(self, page: Page) -> Iterator[Mark]:
        """``6 m`` for "barras de 6m", "c/ 6 metros", "cortado em 2 m", "barras de 6"."""
        text = page.rest
        lengths = [
            found for found in self._metres.finditer(text) if self._is_length(page, text, found)
        ]
        yield from (Mark("comprimento", _metres(found) + " m", *found.span()) for found in lengths)
        yield from self._more(text, lengths[0].end()) if lengths else self._asked(page)
        for found in self._bare.finditer(text):
            group = found.lastgroup or "value"
            if decimal(found[group]) <= _LONGEST_BAR:
                yield Mark("comprimento", plain(found[group]) + " m", *found.span(group))

    def _more(self, text: str, after: int) -> Iterator[Mark]:
        """Lengths after the first of a list, unit unsaid: "duas de 3 metros e uma de 6"."""
        for found in self._again.finditer(text, after):
            if decimal(found["value"]) <= _LONGEST_BAR:
                yield Mark("comprimento", plain(found["value"]) + " m", *found.span("value"))

    def _asked(self, page: Page) -> Iterator[Mark]:
        """The answer to "qual o comprimento?": a bare number is metres."""
        answer = _ANSWER.match(page.rest) if "comprimento" in page.asked else None
        if answer and decimal(answer["value"]) <= _LONGEST_BAR:
            yield Mark("comprimento", plain(answer["value"]) + " m", *answer.span("value"))

    def _is_length(self, page: Page, text: str, found: re.Match[str]) -> bool:
        before = text[max(0, found.start() - 40) : found.start()]
        if _CUT.search(before) or self._attached.search(before):
            return True
        if self._counts_next.match(text, found.end()):
            return False
        short = decimal(_metres(found)) <= _LONGEST_BAR
        if short and (_EACH.match(text, found.end()) or self._count_comes.match(text, found.end())):
            return True
        if self._beside.search(before):
            return decimal(_metres(found)) <= _USUAL_BAR
        return "comprimento" in page.asked or _WITH.search(before) is not None


def _metres(found: re.Match[str]) -> str:
    value = {"um": 1.0, "meio": 0.5}.get(found["value"]) or decimal(found["value"])
    half = 0.5 if found["half"] else 0.0
    return written(value + half + int(re.sub(r"\D", "", found["cm"] or "") or 0) / 100)
