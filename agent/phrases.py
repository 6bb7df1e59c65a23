"""Facts as a person would say them: an item, a list, a need, in Portuguese. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.ledger import Need, Slots
from agent.protocol import Protocol

MOST_ITEMS = 4
FEMININE_AND_SHORT = frozenset({"kg", "t", "m", "m²"})
ENDINGS = (
    ("ão", "ões"),
    ("il", "is"),
    ("l", "is"),
    ("m", "ns"),
    ("r", "res"),
    ("z", "zes"),
    ("s", "s"),
)


def plural(word: str) -> str:
    """The plural of one Portuguese word: barra → barras, perfil → perfis, portão → portões."""
    if word in FEMININE_AND_SHORT or not word.islower():
        return word
    for ending, many in ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + many
    return word + "s"


def listed(parts: Sequence[str], last: str = "e") -> str:
    """Words in a row: "a, b e c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def item(slots: Slots) -> str:
    """An item as one says it: "30 barras de tubo quadrado 50x50 mm branco de 6 m"; what is not known is left out."""
    known = {name: slot.value for name, slot in slots.items() if slot.known}
    name = " ".join(known[key] for key in ("produto", "codigo") if key in known) or "material"
    details = [
        f"linha {known['linha']}" if "linha" in known else "",
        known.get("liga", ""),
        known.get("medida", ""),
        known.get("acabamento", ""),
        f"com {known['comprimento']}" if "comprimento" in known else "",
    ]
    return " ".join(part for part in (_counted(known, name), *details) if part)


def _counted(known: dict[str, str], name: str) -> str:
    amount, unit = known.get("quantidade"), known.get("unidade")
    if amount is None:
        return name
    many = amount != "1"
    if unit is None or name.startswith(unit):
        first, _, rest = name.partition(" ")
        return " ".join(filter(None, (amount, plural(first) if many else first, rest)))
    return f"{amount} {plural(unit) if many else unit} de {name}"


def items(all_slots: Iterable[Slots]) -> str:
    """The items in one breath: the first few, then how many more."""
    phrases = [item(slots) for slots in all_slots]
    shown, rest = phrases[:MOST_ITEMS], len(phrases) - MOST_ITEMS
    if rest > 0:
        shown.append(f"mais {rest} {'item' if rest == 1 else 'itens'}")
    return listed(shown)


def need(one: Need, protocol: Protocol) -> str:
    """A need with its items and details, for the team: one line."""
    details = [
        f"{protocol.slots[name].label.lower()}: {slot.value}"
        for name, slot in one.slots.items()
        if slot.known
    ]
    parts = ([items(one.items)] if one.items else []) + details
    return f"{protocol.needs[one.kind].label}: {'; '.join(parts) or 'sem detalhes ainda'}"
