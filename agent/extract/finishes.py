"""Finishes: treatment, colour and modifier, in whatever order they were written: ``anodizado preto
fosco``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agent.catalogue import Catalogue, Finishes
from agent.extract.gazetteer import real_words
from agent.extract.lexicon import Lexicon, Match
from agent.extract.page import THING, Mark, Page

_RAL = re.compile(r"\bral ?-?(?P<number>\d{4})\b")
_BETWEEN = re.compile(r"[ /-]{0,2}(?:de|na|no|em|da)?(?: ?cor)?[ :]{0,2}")
_NOT_BEFORE = re.compile(r"\b(?:rio|ouro|peso|gas|aco|luz|sinal|folha em|cartao|nota) $")
_BLANK = re.compile(r"\bem $")
_ASKS_COLOUR = re.compile(
    r"\b(?:t[ei]m|tinha|quero|queria|faz|fazem|vem|seria|pode ser|pintad[oa]s?|cor|tudo|so) em $"
)
_ORDER = ("treatment", "colour", "modifier")
_FAR = 60
_HAS_THING = re.compile(
    rf"{THING}|\d (?:barras?|brs?|pecas?|pcs?|chapas?|perfis|unidades?|metros?)\b"
)
_STEEL = "inox"


class _Part(NamedTuple):
    kind: str
    name: str


class FinishReader:
    """Reads finishes of the catalogue, as ``treatment colour modifier``. "inox" alone may be the
    wrong metal.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._lexicon = Lexicon(_parts(catalogue.finishes), real=real_words())

    def __call__(self, page: Page) -> Iterator[Mark]:
        """One mark for each finish; painted words alone announce nothing."""
        for group in _neighbours(page.rest, list(self._found(page))):
            mark = _mark(page, group)
            if mark:
                yield mark

    def _found(self, page: Page) -> Iterator[Match[_Part]]:
        rals = [
            Match(_Part("colour", "ral " + ral["number"]), *ral.span())
            for ral in _RAL.finditer(page.rest)
        ]
        yield from sorted([*self._lexicon.find(page.rest), *rals], key=lambda found: found.start)


def _parts(finishes: Finishes) -> dict[str, _Part]:
    parts = {word: _Part("painted", "") for word in finishes.painted}
    kinds: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
        ("treatment", finishes.treatments),
        ("colour", finishes.colours),
        ("modifier", finishes.modifiers),
    )
    for kind, names in kinds:
        parts |= {word: _Part(kind, name) for name, words in names.items() for word in words}
    return parts


def _neighbours(text: str, found: list[Match[_Part]]) -> Iterator[list[Match[_Part]]]:
    """Parts that belong together: side by side, no kind twice."""
    group: list[Match[_Part]] = []
    for part in found:
        if group and not _joins(text, group, part):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _joins(text: str, group: list[Match[_Part]], part: Match[_Part]) -> bool:
    kinds = [one.value.kind for one in group]
    again = (
        part.value.kind in kinds
        and not part.value.name.startswith("ral ")
        and kinds != ["treatment"]
    )
    return not again and _BETWEEN.fullmatch(text, group[-1].end, part.start) is not None


def _mark(page: Page, group: list[Match[_Part]]) -> Mark | None:
    names = [one.value.name for kind in _ORDER for one in group if one.value.kind == kind]
    start, end = group[0].start, group[-1].end
    if not names or (len(group) == 1 and _means_something_else(page.rest, group[0])):
        return None
    return Mark("acabamento", " ".join(names), start, end, sure=names != [_STEEL])


def _is_blank(text: str, start: int) -> bool:
    """Whether "em branco" means blank: no product before it, nobody asks for a colour."""
    before = text[:start][-_FAR:]
    if not _BLANK.search(before):
        return False
    return not (_ASKS_COLOUR.search(before) or _HAS_THING.search(before))


def _means_something_else(text: str, part: Match[_Part]) -> bool:
    if part.value.name[-1:].isdigit() and text[part.start : part.end].isdigit():
        return True
    if _NOT_BEFORE.search(text[max(0, part.start - 9) : part.start]):
        return True
    if part.value.name == "branco" and _is_blank(text, part.start):
        return True
    return part.value.kind == "treatment" and text.startswith("natural de ", part.start)
