"""Picture: a handoff card, line by line. Pure."""

from __future__ import annotations

from api.guide.conversation import CUSTOMER, Played
from api.guide.paper import box, paragraph, picture, words

WIDTH = 980.0
LEFT, BROAD, ABOUT = 24.0, 520.0, 574.0
MEANING = {
    "Cliente": "Quem é, e de onde.",
    "Falta": "O que ainda é preciso perguntar, e por quê.",
    "Tom": "O pior humor da conversa até aqui.",
    "O time já disse": "O que alguém do time prometeu.",
    "Motivo": "Por que ela passou, pra qual time, e se ele está fora do horário.",
    "Escreveu": "As palavras do cliente, quando dizem mais que o resumo.",
    "Sugestão": "Uma primeira frase, se você quiser usar.",
}
NEED = "O pedido, com todos os itens. Uma linha para cada assunto."


def drawn(played: Played) -> str:
    """The card of the hand-over, each line explained on the right."""
    lines, y = words(LEFT + 18, 56, "Nota privada · Alú", "faint"), 92.0
    for line in played.card.splitlines():
        name, _, told = line.partition(": ")
        value = paragraph(LEFT + 18, y + 19, told, BROAD - 36)
        about = paragraph(ABOUT, y + 10, MEANING.get(name, NEED), WIDTH - ABOUT - 24)
        lines += words(LEFT + 18, y, name, "strong") + value + about
        y = max(value.bottom, about.bottom) + 28
    return picture(
        "O cartão que ela deixa pro time",
        f"A nota privada da conversa de {CUSTOMER}, com o que quer dizer cada linha.",
        WIDTH,
        box(LEFT, 24, BROAD, lines.bottom - 8, "note") + lines,
    )
