"""The numbers of papers: order, invoice, boleto, quote. Read before alloys and quantities, which
they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.page import Mark, Page

_NAMES = {
    "pedido": r"pedidos?|ped|ov|pv|oc|ordem de (?:venda|compra)",
    "nota": r"notas?(?: fisca(?:l|is))?|nf-?e?s?|nfs-?e|danfe",
    "boleto": r"boletos?|bol|duplicatas?|titulos?|faturas?",
    "orcamento": r"orcamentos?|orc|cotac(?:ao|oes)|propostas?",
}
_FILLER = (
    r"(?:[ :#.=-]|, (?:e|eh) [oa] (?=de n|n)|\bn(?:o|r|ro|um|umero)?\b|\be(?:h)?\b|\bos?\b|\ba\b|\bsob\b|\bcom\b"
    r"|\bde (?=n)|\bfiscal\b"
    r"|\beletronica\b|\bmeu\b|\bde venda\b|\binterno\b|\bcodigo\b){0,8}"
)
_CODE = (
    r"(?:[a-z]{1,4}[ -]?)?\d{1,3}(?:\.\d{3})+(?![.,]?\d)"
    r"|(?:[a-z]{1,4}-?)?\d{3,14}(?:[/-]\d{1,6})?(?![.,]\d|[x\d])"
)
_REFERENCE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{slot}>{names})" for slot, names in _NAMES.items()) + r")\b\.?"
    rf"{_FILLER}(?P<code>{_CODE})(?![a-z%])"
)
_GLUED = re.compile(r"\b(?:(?P<pedido>ped|ov|pv|oc)|(?P<nota>nfe?|nf-e))-?(?P<code>\d{3,12})\b")
_NEXT = re.compile(rf"(?:,| e| ou|/)+ ?(?:[oa] |#|n[o.] ?){{0,2}}(?P<code>{_CODE})(?![a-z%])")
_BOLETO_LINE = re.compile(r"(?<!\d)\d{5}\.?\d{5} ?\d{5}\.?\d{6} ?\d{5}\.?\d{6} ?\d ?\d{14}(?!\d)")
_ANSWER = re.compile(
    r"(?<![\w.,/-])(?:[a-z]{1,4}-)?\d{1,3}(?:\.\d{3})+(?![\w.,])"
    r"|(?<![\w.,/-])(?:[a-z]{1,4}-?)?\d{2,14}(?![\w%])"
)
_COUNTED = re.compile(
    r" ?(?:barras?|brs?|pecas?|pcs?|unidades?|und?|kgs?|quilos?|metros?|m2?|mm|reais|dias?"
    r"|chapas?|h)\b"
)
_DOT = str.maketrans("", "", ". ")
SLOTS = tuple(_NAMES)


def read_references(page: Page) -> Iterator[Mark]:
    """A paper's name and its number, and the numbers that follow in the same list."""
    end = 0
    for found in sorted(_named(page.rest), key=re.Match.start):
        if found.start() >= end:
            end = found.end()
            yield from _listed(page.rest, _slot(found), found)


def read_boleto_lines(page: Page) -> Iterator[Mark]:
    """The 47 digits that pay a boleto, which hold something like a CNPJ."""
    for line in _BOLETO_LINE.finditer(page.rest):
        yield Mark("boleto", "".join(filter(str.isdigit, line.group())), *line.span())


def read_asked_reference(page: Page) -> Iterator[Mark]:
    """The answer to "qual o número?": the first number of the text, when no paper was named."""
    slot = next(
        (slot for slot in SLOTS if slot in page.asked),
        "pedido" if "referencia" in page.asked else "",
    )
    if not slot or any(mark.slot in SLOTS for mark in page.marks):
        return
    answer = _ANSWER.search(page.rest)
    if answer and not _COUNTED.match(page.rest, answer.end()):
        yield Mark(slot, _code(answer.group()), *answer.span(), sure="referencia" not in page.asked)


def _named(text: str) -> Iterator[re.Match[str]]:
    yield from _REFERENCE.finditer(text)
    yield from _GLUED.finditer(text)


def _slot(found: re.Match[str]) -> str:
    return next(slot for slot, name in found.groupdict().items() if name and slot in _NAMES)


def _listed(text: str, slot: str, found: re.Match[str] | None) -> Iterator[Mark]:
    while found and not _COUNTED.match(text, found.end()):
        yield Mark(slot, _code(found["code"]), *found.span("code"))
        found = _NEXT.match(text, found.end())


def _code(written: str) -> str:
    return written.translate(_DOT).upper()
