"""Picture: the five columns of the screen. Pure."""

from __future__ import annotations

from agent.mind import Role
from api.guide.conversation import CUSTOMER, Played
from api.guide.paper import (
    NOTHING,
    Drawn,
    box,
    bubble,
    numbered,
    paragraph,
    picture,
    together,
    words,
)
from api.setup.wanted import Wanted

WIDTH, TOP = 1124.0, 64.0
COLUMNS = (
    (16.0, 116.0, "Menu"),
    (140.0, 188.0, "Pastas"),
    (336.0, 208.0, "Lista"),
    (552.0, 330.0, "Conversa"),
    (890.0, 218.0, "Ficha"),
)
MENU = ("Conversas", "Contatos", "Relatórios", "Configurações")
OTHERS = (
    ("Zé Arimateia", "tem roldana pra box?"),
    ("Metais Mucuripe", "segue a lista em PDF"),
    ("Vidros Jangada", "o boleto venceu ontem"),
)
KINDS: dict[Role, str] = {"customer": "", "alu": "hers", "human": "theirs"}
PANEL = ("alu_etapa", "alu_necessidade", "alu_falta", "alu_confianca", "alu_motivo")


def drawn(played: Played, wanted: Wanted) -> str:
    """The screen as the manager sees it, each column with its number and its name."""
    filled = [_menu(), _folders(wanted), _list(), _conversation(played), _panel(played, wanted)]
    columns = together(filled)
    return picture(
        "As cinco colunas da tela",
        "Da esquerda para a direita: o menu, as pastas da IA, a lista de conversas, a conversa aberta e a ficha do "
        "cliente.",
        WIDTH,
        _heads(columns.bottom + 20 - TOP) + columns,
    )


def _heads(height: float) -> Drawn:
    """The empty columns, all of one height, under their names."""
    drawn = NOTHING
    for number, (left, width, name) in enumerate(COLUMNS, start=1):
        drawn += numbered(left + 14, 38, number) + words(left + 32, 44, name, "strong")
        drawn += box(left, TOP, width, height)
    return drawn


def _menu() -> Drawn:
    left, width, _ = COLUMNS[0]
    chosen = box(left + 6, TOP + 12, width - 12, 30, "theirs")
    names = (words(left + 14, TOP + 32 + 40 * at, name, "small") for at, name in enumerate(MENU))
    return together([chosen, *names])


def _folders(wanted: Wanted) -> Drawn:
    left, width, _ = COLUMNS[1]
    drawn, y = words(left + 12, TOP + 28, "Pastas", "faint"), TOP + 56
    for folder in wanted.folders:
        name = paragraph(left + 16, y, folder.name, width - 28)
        drawn, y = drawn + name, name.bottom + 24
    drawn += words(left + 12, y + 12, "Etiquetas", "faint")
    for place, label in enumerate(wanted.labels):
        drawn += words(left + 16, y + 38 + 23 * place, label.title, "small")
    return drawn


def _list() -> Drawn:
    left, width, _ = COLUMNS[2]
    drawn = NOTHING
    for place, (name, last) in enumerate(((CUSTOMER, "Sobral"), *OTHERS)):
        y = TOP + 12 + 74 * place
        drawn += box(left + 8, y, width - 16, 62, "theirs" if place == 0 else "")
        drawn += words(left + 20, y + 26, name, "strong") + words(left + 20, y + 47, last, "faint")
    return drawn


def _conversation(played: Played) -> Drawn:
    left, width, _ = COLUMNS[3]
    drawn = box(left + width - 96, TOP + 10, 84, 30, "theirs")
    drawn += words(left + width - 54, TOP + 30, "Resolver", "strong middle")
    drawn += words(left + 14, TOP + 30, CUSTOMER, "strong")
    y = TOP + 54
    for message in played.messages:
        hers = message["role"] == "alu"
        said = bubble(
            left + (60 if hers else 14), y, width - 74, message["text"], KINDS[message["role"]], font="small"
        )  # fmt: skip
        drawn, y = drawn + said, said.bottom + 10
    return drawn


def _panel(played: Played, wanted: Wanted) -> Drawn:
    left, width, _ = COLUMNS[4]
    drawn, y = words(left + 14, TOP + 28, CUSTOMER, "strong"), TOP + 62
    names = {one.key: one.name for one in wanted.attributes}
    for key in PANEL:
        value = paragraph(left + 14, y + 18, played.desk.attributes[key], width - 28)
        drawn += words(left + 14, y, names[key], "faint") + value
        y = value.bottom + 24
    return drawn
