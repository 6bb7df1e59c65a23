"""All pictures of the manager's guide, by file name."""

from __future__ import annotations

from pathlib import Path

from agent.resources import Resources
from api.guide import card, columns, command, conversation, folders, panel, states
from api.setup.wanted import wanted

HERE = Path(__file__).parent.parent.parent / "docs" / "guia"


async def drawn(resources: Resources) -> dict[str, str]:
    """The SVG of each file in ``docs/guia``."""
    played, setup = await conversation.play(resources), wanted(resources.protocol, ())
    return {
        "colunas.svg": columns.drawn(played, setup),
        "estados.svg": states.drawn(),
        "ficha.svg": panel.drawn(played, setup),
        "cartao.svg": card.drawn(played),
        "pastas.svg": folders.drawn(setup),
        "notas.svg": command.drawn(played),
    }
