"""When a value that was found is the one that was meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import permutations

from agent.extract.normal import fold

DIGITS = frozenset({"pedido", "cep"})
SIGNS = frozenset(
    {"medida", "comprimento", "codigo", "liga", "linha", "cnpj", "email", "quantidade"}
)
MOST_ITEMS_PERMUTED = 5

Item = Mapping[str, str]


def same(slot: str, found: str, meant: str) -> bool:
    """True if ``found`` is what was ``meant``; ``~words`` is any value that contains the words."""
    if meant.startswith("~"):
        return plain(meant[1:]) in plain(found)
    if slot in DIGITS and digits(meant):
        return digits(found) == digits(meant)
    return normal(slot, found) == normal(slot, meant)


def normal(slot: str, value: str) -> str:
    """The form in which values of that slot are compared."""
    if slot in SIGNS:
        tight = re.sub(r"[\s\-./]" if slot == "cnpj" else r"\s", "", plain(value))
        return re.sub(r"(?<=\d)mm$", "", tight.replace(",", ".").replace("”", '"'))
    return plain(value)


def plain(text: str) -> str:
    """Without accents, capitals and doubled spaces."""
    return " ".join(fold(text).split())


def digits(text: str) -> str:
    """Only the digits."""
    return re.sub(r"\D", "", text)


def pairs_right(found: Item, meant: Item) -> int:
    """How many facts of an item are right."""
    return sum(name in found and same(name, found[name], value) for name, value in meant.items())


def matched(found: Sequence[Item], meant: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Each item that was meant beside the one found that is most like it, each found item once; else an empty one."""
    padded: list[Item] = [*found, *({} for _ in range(len(meant) - len(found)))]
    if len(padded) > MOST_ITEMS_PERMUTED:
        return list(zip(padded, meant, strict=False))
    best = max(
        permutations(padded, len(meant)),
        key=lambda order: sum(
            pairs_right(one, other) for one, other in zip(order, meant, strict=True)
        ),
    )
    return list(zip(best, meant, strict=True))


def item_is_right(found: Item, meant: Item) -> bool:
    """True if every fact of the item that was meant is there."""
    return pairs_right(found, meant) == len(meant)
