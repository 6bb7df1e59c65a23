"""Picture: the folders that ``alu setup`` puts on the sidebar, and what each holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from api.guide.paper import box, paragraph, picture, words
from api.setup.wanted import Condition, Wanted

WIDTH = 900.0
LEFT, BROAD, ABOUT, STEP = 24.0, 300.0, 354.0, 78.0
STATUS: Mapping[str | int, str] = {"pending": "pendente", "open": "aberta"}


def drawn(wanted: Wanted) -> str:
    """The folders in a column, each explained beside it."""
    drawn = box(LEFT, 24, BROAD, 52 + STEP * len(wanted.folders))
    drawn += words(LEFT + 18, 54, "Pastas", "faint")
    for place, folder in enumerate(wanted.folders):
        y = 68 + STEP * place
        drawn += box(LEFT + 12, y, BROAD - 24, 56, "theirs" if place == 0 else "")
        drawn += words(LEFT + 28, y + 34, folder.name, "strong")
        drawn += paragraph(ABOUT, y + 24, _sentence(folder.why), WIDTH - ABOUT - 24)
        drawn += words(ABOUT, y + 46, _told(folder.conditions), "faint")
    return picture(
        "As pastas da IA",
        "; ".join(f"{one.name}: {one.why}" for one in wanted.folders),
        WIDTH,
        drawn,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _told(conditions: tuple[Condition, ...]) -> str:
    """The filter in words: "conversa aberta, com a etiqueta ia-transferido"."""
    state = next(STATUS[one.values[0]] for one in conditions if one.key == "status")
    labels = [str(one.values[0]) for one in conditions if one.key == "labels"]
    return ", com a etiqueta ".join([f"Conversa {state}", *labels])
