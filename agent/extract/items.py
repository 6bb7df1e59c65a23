"""Which facts belong together: one item for each thing wanted, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from agent.extract.finding import Finding
from agent.extract.page import SIGN, Mark, Page

ITEM_SLOTS = frozenset({*SIGN, "quantidade", "unidade"})
_CORRECTION = re.compile(
    r"\b(?:na verdade|corrigindo|nao|digo|alias|ou melhor|errei|quer dizer)[ ,:]*(?:(?:sao|e"
    r"|seriam?|eram?|quero) )?[ ,:]*$"
)
_BOUND = re.compile(r" ?(?:de |da |do |das |dos )?(?:cada )?(?:barras? |pecas? )?(?:de |da |do )?")
_PARTS = re.compile(r"[,;/\n+]|\b(?:e|ou)\b")
_SAID_ONCE = frozenset({"acabamento", "linha", "liga"})
_REACH = 30


@dataclass(slots=True)
class _Item:
    """One thing wanted, while it is being read."""

    marks: list[Mark] = field(default_factory=list)

    def has(self, slot: str) -> bool:
        return any(mark.slot == slot for mark in self.marks)

    def value(self, slot: str) -> str:
        return next((mark.value for mark in self.marks if mark.slot == slot), "")

    def drop(self, slot: str) -> None:
        self.marks = [mark for mark in self.marks if mark.slot != slot]


def group(page: Page) -> tuple[Finding, ...]:
    """All facts of a page in reading order; item facts numbered, an unsaid product repeated."""
    marks = sorted(page.marks, key=lambda mark: (mark.start, mark.end))
    items = _itemise(page, [mark for mark in marks if mark.slot in ITEM_SLOTS])
    findings = [page.finding(mark) for mark in marks if mark.slot and mark.slot not in ITEM_SLOTS]
    for number, item in enumerate(items):
        findings += [page.finding(mark, number) for mark in item.marks]
    return tuple(sorted(findings, key=lambda found: (found.start, found.item or 0, found.end)))


def _itemise(page: Page, marks: list[Mark]) -> list[_Item]:
    items: list[_Item] = []
    for at, mark in enumerate(marks):
        if not items or _begins_item(page, items[-1], mark, marks[at + 1 : at + 4]):
            items.append(_Item())
        _put(items[-1], mark)
    _repeat_products(items)
    _share_lines(items)
    return items


def _put(item: _Item, mark: Mark) -> None:
    if mark.slot == "quantidade" and item.has("quantidade"):
        item.drop("quantidade")
    if mark.slot == "produto" and item.has("produto"):
        return
    if mark.slot == "unidade" and item.has("unidade"):
        item.drop("unidade")
    if mark.slot in _SAID_ONCE and item.value(mark.slot) == mark.value:
        return
    item.marks.append(mark)


def _begins_item(page: Page, item: _Item, mark: Mark, coming: list[Mark]) -> bool:
    if mark.slot == "unidade":
        return False
    if mark.slot == "quantidade":
        return _begins_with_quantity(page, item, mark, coming)
    if mark.slot == "produto":
        return _begins_with_product(page, item, mark, coming)
    if mark.slot == "medida":
        return _is_another_measure(page, item, mark)
    return item.has(mark.slot) and not (
        mark.slot in _SAID_ONCE and item.value(mark.slot) == mark.value
    )


def _begins_with_product(page: Page, item: _Item, mark: Mark, coming: list[Mark]) -> bool:
    if item.has("produto"):
        return not (_is_again(page, item, mark) or _counts_the_item(item, mark, coming))
    return item.has("codigo") and item.has("quantidade")


def _begins_with_quantity(page: Page, item: _Item, mark: Mark, coming: list[Mark]) -> bool:
    if item.has("quantidade"):
        return _CORRECTION.search(page.text[max(0, mark.start - _REACH) : mark.start]) is None
    if not (item.has("produto") or item.has("codigo")):
        return False
    thing = next((one for one in coming if one.slot in {"produto", "codigo"}), None)
    if thing is None or not _is_bound(page, mark, thing, coming) or _is_again(page, item, thing):
        return False
    return not _is_only_a_unit(page, item, thing, coming)


def _is_bound(page: Page, mark: Mark, thing: Mark, coming: list[Mark]) -> bool:
    """Whether the count stands right before the thing: "10 tubos", "10 barras de tubo"."""
    unit = next((one for one in coming if one.slot == "unidade"), None)
    start = unit.end if unit and mark.end <= unit.start and unit.end <= thing.start else mark.end
    return _BOUND.fullmatch(page.text, start, max(start, thing.start)) is not None


def _counts_the_item(item: _Item, mark: Mark, coming: list[Mark]) -> bool:
    """Whether this "chapas" is only the unit of the item's count: "acm 4mm 2 chapas"."""
    count = item.marks[-1]
    in_units = any(one.slot == "unidade" and one[2:4] == mark[2:4] for one in coming)
    return in_units and count.slot == "quantidade" and mark.start - count.end <= 1


def _is_only_a_unit(page: Page, item: _Item, thing: Mark, coming: list[Mark]) -> bool:
    """Whether nothing parts "acm 4mm" from the "2 chapas" in which it is counted."""
    counts = any(one.slot == "unidade" and one[2:4] == thing[2:4] for one in coming)
    return counts and not _PARTS.search(page.text, item.marks[-1].end, thing.start)


def _is_again(page: Page, item: _Item, mark: Mark) -> bool:
    """Whether "chapa" only takes up the "chapa xadrez" said before, or "maxim-ar" the "janela"."""
    said = next((one for one in item.marks if one.slot == "produto"), mark)
    if said.value == mark.value:
        return page.text[said.start] != page.text[mark.start]
    open_count = not item.has("quantidade") or item.marks[-1].slot == "quantidade"
    return open_count and said.value.startswith(mark.value + " ")


def _is_another_measure(page: Page, item: _Item, mark: Mark) -> bool:
    """Whether a like measure was said before, and something parts them ("50x50 e 40x40")."""
    like = [one for one in item.marks if one.slot == "medida" and _shape(one) == _shape(mark)]
    return bool(like) and _PARTS.search(page.text, like[-1].end, mark.start) is not None


def _shape(mark: Mark) -> tuple[int, str]:
    """How many sides, and in what: millimetres, metres, inches or gauge."""
    unit = "#" if mark.value[0] == "#" else mark.value.rpartition(" ")[2]
    return mark.value.count("x"), '"' if mark.value.endswith('"') else unit


def _share_lines(items: list[_Item]) -> None:
    """The line said after a list of bare codes is the line of each: "SU-053 e SU-102 da suprema"."""
    for one, two in reversed(list(pairwise(items))):
        line = next((mark for mark in two.marks if mark.slot == "linha"), None)
        if (
            line
            and two.marks[0].slot == "codigo"
            and {mark.slot for mark in one.marks} == {"codigo"}
        ):
            one.marks.append(line)


def _repeat_products(items: Iterable[_Item]) -> None:
    said: Mark | None = None
    units: list[Mark] = []
    for item in items:
        own = next((mark for mark in item.marks if mark.slot == "produto"), None)
        if own is None and said is not None and not item.has("codigo"):
            item.marks += [said, *_unit_of(said, item, units)]
        units += [mark for mark in item.marks if mark.slot == "unidade"]
        said = own or said


def _unit_of(product: Mark, item: _Item, units: Iterable[Mark]) -> list[Mark]:
    """The unit that the unsaid product is too: of "6 chapas brancas e 2 pretas" both are sheets."""
    if not item.has("quantidade") or item.has("unidade"):
        return []
    return [unit for unit in units if unit[2:4] == product[2:4]]
