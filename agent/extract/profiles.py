"""What distinguishes a profile: its alloy, its line and its maker's code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.lexicon import Lexicon
from agent.extract.normal import fold
from agent.extract.page import SIGN, Mark, Page
from agent.extract.words import NO_CODE

_ADDRESS = re.compile(r"\b(?:av|avenida|rua|r|rodovia|travessa|numero|no|n|km)\b[^\n]*$")
_NOTHING = r"(?!)"
_CODE = re.compile(
    r"(?<![\w/.-])(?P<letters>[a-z]{1,4})(?P<joint>-| - "
    r"|[ ]?)(?P<digits>\d{2,5}[a-z]?)(?![\w/%\"]|[.,]\d)"
)
_LINE_ANSWER = re.compile(r"\W*(?:(?:[eoa]|eh|da|na) )*(?P<line>\w+)\W*$")
_NUMBER_ONLY = re.compile(
    r"\b(?:(?:cod(?:igo)?|ref(?:erencia)?)[ .:]{1,2}(?P<code>\d{3,6})"
    r"|(?:cod(?:igo)?|ref(?:erencia)?|perfil|perfis|modelo)[ .:]{1,2}(?P<parted>\d{2}-\d{3}))(?![\w/%]|[.,]\d)"
)
_ANSWER = re.compile(r"\W*(?:[eo] )*(?P<code>\d{2,6})\W*$")
_ROAD = re.compile(r"\b(?:n?a|da|pela|rodovia|km) $")
_CODE_CUE = re.compile(r"\b(?:cod(?:igo)?s?|ref(?:erencia)?|perfil|perfis|modelo)[ .:]{1,2}$")


class Alloys:
    """Reads alloys of the catalogue with their temper: ``6063``, ``6063-T5``."""

    def __init__(self, catalogue: Catalogue, units: str) -> None:
        alloys = "|".join(sorted(map(re.escape, catalogue.alloys))) or _NOTHING
        self._alloy = re.compile(
            rf"(?<![\w.,/$-])(?P<alloy>{alloys})(?:[ -]?(?:tempera )?(?P<temper>t[3-6]\d{{0,2}}"
            rf"|h\d{{2}})|-?(?P<soft>o))?"
            r"(?![\w/%]|[.,]\d)"
        )
        self._counted = re.compile(rf" ?(?:{units}|reais)")
        self._measured = re.compile(rf" ?{SIGN['medida']}")

    def __call__(self, page: Page) -> Iterator[Mark]:
        """A number that counts something ("1200 kg") is no alloy."""
        for found in self._alloy.finditer(page.rest):
            temper = found["temper"] or found["soft"]
            if temper or not self._counts(page, found):
                value = f"{found['alloy']}-{temper.upper()}" if temper else found["alloy"]
                yield Mark("liga", value, *found.span())

    def _counts(self, page: Page, found: re.Match[str]) -> bool:
        if _ADDRESS.search(page.rest[max(0, found.start() - 40) : found.start()]):
            return True
        alone = page.rest.strip() == found.group() and "quantidade" in page.asked
        return (
            alone
            or self._counted.match(page.rest, found.end()) is not None
            or self._begins(page, found)
        )

    def _begins(self, page: Page, found: re.Match[str]) -> bool:
        """Whether nothing stands before this number and its measure: "1200 50x50" counts."""
        return (
            not page.rest[: found.start()].strip()
            and self._measured.match(page.rest, found.end()) is not None
        )


class Lines:
    """Reads product lines: after "linha", or alone when their name means nothing else."""

    def __init__(self, catalogue: Catalogue) -> None:
        names = {
            fold(name): name for name in (*catalogue.lines.always, *catalogue.lines.after_linha)
        }
        some = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or _NOTHING
        self._named = re.compile(
            rf"\blinhas?(?: de| da| n[or]?)?[ :-]{{1,2}}(?P<line>{some})(?![\w/]|[.,]\d)"
        )
        self._next = re.compile(
            rf"(?:,| e| ou|/) ?(?:(?:a|da) )?(?P<line>{some})(?= e| ou|[,./?!;\n]|\s*$)"
        )
        self._always = Lexicon(
            {name: name for name in catalogue.lines.always if not name.startswith("linha ")}
        )
        self._names = names

    def __call__(self, page: Page) -> Iterator[Mark]:
        """``linha 25 barras`` is line 25; ``linhas 25 e 30`` are two."""
        marks = [*self._after_linha(page), *self._answer(page)]
        yield from marks
        for word in self._always.find(page.rest):
            if not any(mark.start <= word.start < mark.end for mark in marks):
                yield Mark("linha", word.value.lower(), word.start, word.end)

    def _after_linha(self, page: Page) -> Iterator[Mark]:
        for first in self._named.finditer(page.rest):
            found: re.Match[str] | None = first
            while found:
                start = first.start() if found is first else found.start("line")
                yield Mark("linha", self._names[found["line"]].lower(), start, found.end())
                found = self._next.match(page.rest, found.end())

    def _answer(self, page: Page) -> Iterator[Mark]:
        """A line alone, when it was asked."""
        said = _LINE_ANSWER.match(page.rest) if "linha" in page.asked else None
        if said and said["line"] in self._names:
            yield Mark("linha", self._names[said["line"]].lower(), *said.span("line"))


def read_codes(page: Page) -> Iterator[Mark]:
    """Profile codes, as written, in capitals; of two with the same letters ("su 053 e su 102") the
    sure one vouches for the other.
    """
    shapes = [found for found in _CODE.finditer(page.rest) if _may_be_code(page, found)]
    makers = {found["letters"] for found in shapes if _is_code(page, found)}
    for found in shapes:
        if found["letters"] in makers:
            yield Mark("codigo", found.group().upper().replace(" - ", "-"), *found.span())
    for found in _NUMBER_ONLY.finditer(page.rest):
        group = found.lastgroup or "code"
        yield Mark("codigo", found[group], *found.span(group))


def read_asked_code(page: Page) -> Iterator[Mark]:
    """The answer to "qual o código?": a bare number."""
    answer = _ANSWER.match(page.rest) if "codigo" in page.asked else None
    if answer and not any(mark.slot == "codigo" for mark in page.marks):
        yield Mark("codigo", answer["code"], *answer.span("code"))


def _may_be_code(page: Page, found: re.Match[str]) -> bool:
    """Whether these letters are no ordinary word; with a dash even "P-1020" and "CM-200"."""
    if _ROAD.search(page.rest[max(0, found.start() - 12) : found.start()]):
        return False
    dashed = found["joint"] == "-" and len(found["digits"]) > 2
    return found["letters"] not in NO_CODE or (dashed and page.raw[found.start()].isupper())


def _is_code(page: Page, found: re.Match[str]) -> bool:
    if "-" in found["joint"]:
        return True
    if len(found["digits"].rstrip("abcdefghijklmnopqrstuvwxyz")) < 3:
        return False
    if not found["joint"]:
        return len(found["letters"]) > 1 or _cued(page, found)
    return found["digits"].startswith("0") or _cued(page, found) or _in_capitals(page, found)


def _cued(page: Page, found: re.Match[str]) -> bool:
    return _CODE_CUE.search(page.text[max(0, found.start() - 14) : found.start()]) is not None


def _in_capitals(page: Page, found: re.Match[str]) -> bool:
    letters = page.raw[found.start("letters") : found.end("letters")]
    return len(letters) > 1 and letters.isupper() and not page.raw.isupper()
