"""Picture: the states of a conversation, who answers in each, and what leads from one to another. Pure."""

from __future__ import annotations

from api.guide.paper import Drawn, arrow, box, paragraph, picture, together, words

WIDTH = 1110.0
HIGH = 92.0
STATES = (
    (40.0, 40.0, 230.0, "hers", "Pendente", "Alú responde"),
    (730.0, 40.0, 280.0, "theirs", "Aberto", "Gente responde, e Alú fica quieta"),
    (370.0, 330.0, 230.0, "rest", "Resolvido", "Ninguém responde"),
    (830.0, 330.0, 180.0, "rest", "Adiado", "Espera a hora"),
)


def drawn() -> str:
    """The four boxes, and the ways between them with the words on the buttons."""
    return picture(
        "Os estados da conversa e os botões entre eles",
        "Pendente: Alú responde. Aberto: gente responde. Resolvido e adiado: ninguém responde. Os botões Abrir, Marcar "
        "como pendente, Resolver, Reabrir e Adiar levam de um a outro.",
        WIDTH,
        together([*map(_state, STATES), _pending_and_open(), _pending_and_resolved(), _open_and_rest()]),
    )  # fmt: skip


def _state(one: tuple[float, float, float, str, str, str]) -> Drawn:
    x, y, broad, kind, name, who = one
    told = paragraph(x + 18, y + 60, who, broad - 36)
    return box(x, y, broad, HIGH, kind) + words(x + 18, y + 34, name, "title") + told


def _pending_and_open() -> Drawn:
    there = words(500, 34, "“Abrir”", "strong middle") + arrow((272, 64), (726, 64))
    there += words(500, 53, "ou Alú passa pro time, ou alguém do time escreve", "small middle")
    back = arrow((730, 108), (276, 108)) + words(
        500, 128, "“Marcar como pendente”", "strong middle"
    )
    return there + back + words(500, 147, "ou a nota /alu siga", "small middle")


def _pending_and_resolved() -> Drawn:
    ended = arrow((90, 134), (90, 376), (366, 376)) + words(
        104, 316, "“Marcar como resolvida”", "strong"
    )
    ended += paragraph(104, 336, "na lista; ou o cliente parou de responder", 240, "small")
    again = arrow((430, 330), (430, 230), (200, 230), (200, 136))
    return ended + again + words(214, 222, "o cliente escreve de novo", "small")


def _open_and_rest() -> Drawn:
    opened = arrow((550, 330), (550, 230), (750, 230), (750, 136))
    opened += words(650, 222, "“Reabrir”", "strong middle")
    ended = arrow((790, 134), (790, 376), (604, 376)) + words(
        696, 368, "“Resolver”", "strong middle"
    )
    later = arrow((860, 134), (860, 326)) + words(870, 240, "“Adiar”", "strong")
    back = arrow((960, 330), (960, 136))
    return (
        opened
        + ended
        + later
        + back
        + words(970, 202, "“Abrir”", "strong")
        + paragraph(970, 222, "ou chega a hora, ou o cliente escreve", 120, "small")
    )
