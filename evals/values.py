"""When a value that was found is the one that was meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations, product

from agent.extract.normal import fold

DIGITS = frozenset({"pedido", "cep"})
SIZES = frozenset({"medida", "comprimento"})
SIGNS = frozenset(
    {"medida", "comprimento", "codigo", "liga", "linha", "cnpj", "email", "quantidade"}
)
MOST_ITEMS_PERMUTED = 5
IN_METRES = re.compile(r"(?P<numbers>\d[\dx.]*)(?P<unit>mm|cm|m)$")
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)}

Item = Mapping[str, str]


def same(slot: str, found: str, meant: str) -> bool:
    """True if ``found`` is what was ``meant``; ``~words`` is any value that contains the words."""
    if meant.startswith("~"):
        return _contains(found, plain(meant[1:]))
    if slot in DIGITS and digits(meant):
        return digits(found) == digits(meant)
    return normal(slot, found) == normal(slot, meant)


def normal(slot: str, value: str) -> str:
    """The form in which values of that slot are compared."""
    if slot in SIGNS:
        tight = re.sub(r"[\s\-./]" if slot == "cnpj" else r"\s", "", plain(value))
        tight = tight.replace(",", ".").replace("”", '"')
        return IN_METRES.sub(_in_millimetres, tight) if slot in SIZES else tight
    return plain(value)


def _in_millimetres(size: re.Match[str]) -> str:
    """5x10 cm is 50x100 mm, which is also said without its unit."""
    scale = MILLIMETRES[size["unit"]]
    numbers = re.findall(r"\d+(?:\.\d+)?", size["numbers"])
    return "x".join(f"{(Decimal(one) * scale).normalize():f}" for one in numbers)


def plain(text: str) -> str:
    """Without accents, capitals and doubled spaces."""
    return " ".join(fold(text).split())


def digits(text: str) -> str:
    """Only the digits."""
    return re.sub(r"\D", "", plain(text))


def _contains(found: str, words: str) -> bool:
    """Whole words, of which the last may have an ending ("amassado" is in "amassados"); a number has none."""
    end = r"(?!\d)" if words[-1:].isdigit() else ""
    return bool(found) and re.search(rf"(?<!\w){re.escape(words)}{end}", plain(found)) is not None


def pairs_right(found: Item, meant: Item) -> int:
    """How many facts of an item are right."""
    return sum(name in found and same(name, found[name], value) for name, value in meant.items())


def matched(found: Sequence[Item], meant: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Each item that was meant beside the one found that is most like it, each found item once; else an empty one."""
    padded: list[Item] = [*found, *({} for _ in range(len(meant) - len(found)))]
    if len(padded) > MOST_ITEMS_PERMUTED:
        return _matched_one_by_one(padded, meant)
    orders = (list(zip(order, meant, strict=True)) for order in permutations(padded, len(meant)))
    return max(orders, key=_likeness)


def _likeness(pairs: Sequence[tuple[Item, Item]]) -> tuple[int, int]:
    """How many facts are right and, among equals, how many whole items."""
    return sum(pairs_right(*pair) for pair in pairs), sum(item_is_right(*pair) for pair in pairs)


def _matched_one_by_one(found: Sequence[Item], meant: Sequence[Item]) -> list[tuple[Item, Item]]:
    """The pairs that are most alike first, for lists too long to try every order; among equals, by place."""
    places = sorted(
        product(range(len(found)), range(len(meant))),
        key=lambda pair: (-pairs_right(found[pair[0]], meant[pair[1]]), abs(pair[0] - pair[1])),
    )
    taken: dict[int, int] = {}
    for one, other in places:
        if one not in taken.values() and other not in taken:
            taken[other] = one
    return [(found[taken[place]], item) for place, item in enumerate(meant)]


def item_is_right(found: Item, meant: Item) -> bool:
    """True if every fact of the item that was meant is there."""
    return pairs_right(found, meant) == len(meant)
