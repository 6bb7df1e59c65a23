"""Facts as a person would say them: an item, a list, a need, in Portuguese. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.ledger import Need, Slots
from agent.protocol import Protocol

MOST_ITEMS = 4
SHORT = 2  # letters of a unit that has no plural: kg, m, m²
ENDINGS = (
    ("ão", "ões"),
    ("il", "is"),
    ("l", "is"),
    ("m", "ns"),
    ("r", "res"),
    ("a", "as"),
    ("o", "os"),
    ("e", "es"),
)
ADJECTIVES = ("o", "a", "r", "l")
LINKS = frozenset({"de", "da", "do", "para", "pra", "com", "em"})
OWN_WORDS = ("produto", "codigo", "quantidade", "unidade")


def plural(word: str) -> str:
    """The plural of one Portuguese word: barra → barras, perfil → perfis, portão → portões."""
    if len(word) <= SHORT or not word.islower():
        return word
    return next(
        (word.removesuffix(end) + many for end, many in ENDINGS if word.endswith(end)), word
    )


def plural_name(name: str) -> str:
    """The plural of a thing with its adjectives: tubos quadrados, perfis U de vidro, chapas xadrez."""
    words = name.split()
    inside = next((place for place, word in enumerate(words) if word in LINKS), len(words))
    return " ".join(
        plural(word) if place == 0 or (place < inside and word.endswith(ADJECTIVES)) else word
        for place, word in enumerate(words)
    )


def listed(parts: Sequence[str], last: str = "e") -> str:
    """Words in a row: "a, b e c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def item(slots: Slots, protocol: Protocol) -> str:
    """An item as one says it: "30 barras de tubo quadrado 50x50 mm branco"; what is not known is left out."""
    known = {name: slot.value for name, slot in slots.items() if slot.known}
    name = " ".join(known[key] for key in ("produto", "codigo") if key in known) or "material"
    details = (
        slot.said.format(known[key])
        for key, slot in protocol.slots.items()
        if key in known and key not in OWN_WORDS
    )
    return " ".join((_counted(known, name), *details))


def _counted(known: dict[str, str], name: str) -> str:
    amount, unit = known.get("quantidade"), known.get("unidade")
    if amount is None:
        return name
    many = amount != "1"
    if unit is None or name.startswith(unit):
        return f"{amount} {plural_name(name) if many else name}"
    return f"{amount} {plural(unit) if many else unit} de {name}"


def hers_to_say(slots: Slots) -> Slots:
    """An item without the figures that only a person of the team said: those are not hers to repeat."""
    return {
        name: slot
        for name, slot in slots.items()
        if slot.by != "human" or not any(map(str.isdigit, slot.value))
    }


def items(all_slots: Iterable[Slots], protocol: Protocol) -> str:
    """The items in one breath: the first few, then how many more."""
    phrases = [item(slots, protocol) for slots in all_slots]
    shown, rest = phrases[:MOST_ITEMS], len(phrases) - MOST_ITEMS
    if rest > 0:
        shown.append(f"mais {rest} {'item' if rest == 1 else 'itens'}")
    return listed(shown)


def need(one: Need, protocol: Protocol) -> str:
    """A need with every item and detail, for the team: one line."""
    details = [
        f"{protocol.slots[name].label.lower()}: {slot.value}"
        for name, slot in one.slots.items()
        if slot.known
    ]
    every = listed([item(slots, protocol) for slots in one.items])
    parts = ([every] if every else []) + details
    return f"{protocol.needs[one.kind].label}: {'; '.join(parts) or 'sem detalhes ainda'}"
