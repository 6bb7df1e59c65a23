"""Picture: the contact's panel with what Alú writes there, and what each line means. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from api.guide.conversation import CUSTOMER, Played
from api.guide.paper import NOTHING, Drawn, box, paragraph, picture, words
from api.setup.wanted import Wanted, WantedAttribute

WIDTH = 940.0
LEFT, PANEL, ABOUT = 24.0, 400.0, 452.0
MEANING = {
    "alu_etapa": "Em que ponto ela está: qualificar, necessidade, coletar, encaminhar ou humano.",
    "alu_necessidade": "O que o cliente quer. Mudou aqui, ela passa a seguir o seu.",
    "alu_falta": "O que o time ainda teria que perguntar, e por quê.",
    "alu_resumo": "Tudo que ele pediu, em uma linha.",
    "alu_confianca": "Quanta certeza ela tem do que entendeu: alta, media ou baixa.",
    "alu_motivo": "Por que ela perguntou, calou ou passou pro time.",
    "tipo_pessoa": "pf é pessoa física, pj é empresa.",
    "ja_cliente": "Só aparece se o cliente disser.",
}


def drawn(played: Played, wanted: Wanted) -> str:
    """The panel at the end of the hand-over; on the right, each line explained."""
    of_talk = [one for one in wanted.attributes if one.model == "conversation_attribute"]
    of_contact = [one for one in wanted.attributes if one.model == "contact_attribute"]
    lines = words(LEFT + 18, 58, "Informação da conversa", "title")
    lines += _rows(of_talk, played.desk.attributes, 92)
    second = lines.bottom + 40
    lines += words(LEFT + 18, second, "Atributos do contato", "title")
    lines += _rows(of_contact, played.desk.contact, second + 34)
    paper = box(LEFT, 24, PANEL, lines.bottom - 4)
    return picture(
        "A ficha do cliente",
        f"Os atributos que Alú escreve na conversa e no contato de {CUSTOMER}, com o que cada um quer dizer.",
        WIDTH,
        paper + lines,
    )


def _rows(attributes: Iterable[WantedAttribute], shown: dict[str, str], y: float) -> Drawn:
    drawn = NOTHING
    for one in attributes:
        value = paragraph(LEFT + 18, y + 19, shown.get(one.key) or "—", PANEL - 36)
        drawn += words(LEFT + 18, y, one.name, "faint") + value
        if one.key in MEANING:
            drawn += paragraph(ABOUT, y + 10, MEANING[one.key], WIDTH - ABOUT - 30, "ink")
        y = drawn.bottom + 26
    return drawn
