"""Another company's catalogue works with no change of code: here, a maker of paint."""

from __future__ import annotations

import pytest

from agent.catalogue import Catalogue
from agent.extract import Extractor

PAINT = Catalogue.model_validate(
    {
        "products": [
            {"name": "tinta acrílica", "words": ["tinta acrilica", "acrilica"]},
            {"name": "tinta", "words": ["tinta"]},
            {"name": "massa corrida", "words": ["massa corrida"]},
            {"name": "rolo de lã", "words": ["rolo de la"]},
        ],
        "lines": {"always": ["Premium Plus"], "after_linha": ["econômica", "7"]},
        "finishes": {
            "treatments": {"lavável": ["lavavel"]},
            "colours": {"branco neve": ["branco neve"], "areia": ["areia"]},
            "modifiers": {"acetinado": ["acetinado", "acetinada"]},
        },
        "units": {"galão": ["galao"], "lata": ["lata"], "litro": ["litro", "l"]},
    }
)


@pytest.fixture(scope="module")
def paint() -> Extractor:
    return Extractor(PAINT)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "3 galões de tinta acrílica branco neve",
            "quantidade=3 unidade=galão produto=tinta acrílica acabamento=branco neve",
        ),
        ("duas latas", "quantidade=2 unidade=lata"),
        ("18 l de tintas", "quantidade=18 unidade=litro produto=tinta"),
        ("meia dúzia de rolos de lã", "quantidade=6 produto=rolo de lã"),
        ("massa corida", "produto=massa corrida"),
        ("linha econômica areia acetinada", "linha=econômica acabamento=areia acetinado"),
        ("premium plus lavável", "linha=premium plus acabamento=lavável"),
        ("chapa xadrez 6063", ""),
        ("pra areia", "acabamento=areia"),
    ],
)
def test_the_words_of_another_trade_are_read(paint: Extractor, text: str, facts: str) -> None:
    assert " ".join(f"{found.slot}={found.value}" for found in paint.find(text)) == facts
