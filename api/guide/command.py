"""Picture: two notes of the manager's, and what Alú answers. Pure."""

from __future__ import annotations

from api.guide.conversation import MANAGER, PUT_RIGHT, WHY, Played
from api.guide.paper import bubble, picture, words

WIDTH, BROAD = 900.0, 620.0


def drawn(played: Played) -> str:
    """Question and answer, twice; all of it private."""
    drawn, y = words(24, 48, "Notas privadas, que o cliente não vê", "title"), 70.0
    for asked in (WHY, PUT_RIGHT):
        note = bubble(24, y, 300, asked, "note", f"Nota · {MANAGER}")
        answer = bubble(256, note.bottom + 12, BROAD, played.answers[asked], "note", "Nota · Alú")
        drawn, y = drawn + note + answer, answer.bottom + 26
    return picture(
        "Um pedido numa nota, e a resposta",
        f"{MANAGER} escreve {WHY} e {PUT_RIGHT}; Alú responde cada vez com uma nota.",
        WIDTH,
        drawn,
    )
