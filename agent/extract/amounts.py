"""Money: ``R$ 1.250,00``, ``1250 reais``, ``mil reais``; always with two decimals and no thousands
point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.numbers import NUMBER, decimal, figures
from agent.extract.page import Mark, Page

_AMOUNT = re.compile(
    rf"r\$ ?(?P<signed>{NUMBER})(?P<thousand> ?mil\b)?"
    rf"|(?<![\w.,])(?P<named>{NUMBER}|mil)(?P<thousands> ?mil)? ?(?:reais|real|conto|pila)\b"
    r"|\b(?:valor|total|quantia)(?: (?:de|do boleto|da nota|e|eh|foi|era"
    rf"|deu))*[ :=]{{0,3}}(?P<told>{NUMBER})(?![\w.,%/]|\"| ?[a-z0-9]*x)"
    rf"|\b(?:paguei|pagamos|pago|cobraram|cobrou|custou|custa|depositei|transferi)(?: s[oe]|"
    rf" apenas| por| me)* (?P<paid>\d[\d.]*,\d\d)(?![\w.,%]| ?(?:x|mm|cm|m|kgs?|t)\b)"
    r"|(?<![\w.,/])(?P<bare>\d{1,3}(?:\.\d{3})+,\d{2}|\d{3,7},\d{2})(?![\w.,%]| ?(?:x|mm|cm|m"
    r"|kg|kgs|quilos?|metros?|t|ton)\b)"
)
_UNIT = re.compile(
    r" ?(?:barras?|pecas?|pcs?|unidades?|kgs?|quilos?|metros?|m|mm|cm|chapas?|itens)\b"
)
_ANSWER = re.compile(rf"(?<![\w.,/]){NUMBER}(?![\w%/]|[.,]\d)")


def read_amounts(page: Page) -> Iterator[Mark]:
    """Amounts said to be money, or written with cents and thousands."""
    said = figures(page.rest) if "rea" in page.rest else page.rest
    for found in _AMOUNT.finditer(said):
        if not (found["told"] and _UNIT.match(page.rest, found.end())):
            yield Mark("valor", _canonical(found), *found.span())


def read_asked_amount(page: Page) -> Iterator[Mark]:
    """The answer to "qual o valor?"."""
    if "valor" not in page.asked or any(mark.slot == "valor" for mark in page.marks):
        return
    answer = _ANSWER.search(page.rest)
    if answer:
        yield Mark("valor", _money(answer.group(), 1), *answer.span())


def _canonical(found: re.Match[str]) -> str:
    written = found["signed"] or found["named"] or found["told"] or found["paid"] or found["bare"]
    return _money(written, 1000 if found["thousand"] or found["thousands"] else 1)


def _money(written: str, times: int) -> str:
    return f"{decimal(written) * times:.2f}".replace(".", ",")
