"""What the writer takes back: of "não é 40x40, é 50x50" only the new measure is a fact."""

from __future__ import annotations

import re

from agent.extract.page import Mark, Page

_REACH = 32
_LITTLE = r"(?: (?:mais|o|a|os|as|d[aeo]s?|em|n[ao]|pra|para|pro|com|cor|cidade|seria|umas?|uns))*"
_DENIED = re.compile(
    r"(?:\b(?:nao|n) (?:e|eh|sao|era|eram|quero|queria|foi|fica|sou|seria|precisa ser|coloca|manda)"
    rf"|\be nao){_LITTLE} ?$"
)
_GIVEN_UP = re.compile(rf"\b(?:em vez|ao inves|no lugar){_LITTLE} ?$")
_CHANGED = re.compile(rf"\b(?:troc|mud|substitu|alter|pass)\w{{0,5}}{_LITTLE} ?$")
_WAS = re.compile(
    rf"\b(?:era|ia ser|seria|estava|tava|tinha (?:dito|pedido|falado|colocado)){_LITTLE} ?$"
)
_NOT_THAT = re.compile(r" ?(?:nao|n)(?: mais)?(?:[,.;]| (?:e|eh|sao|quero|coloca|pode ser)\b)")
_FOR_THIS = re.compile(r"[^,.;\n]{0,12}? (?:por|pra|para|pelo|pela)\b")
_MOVED = re.compile(r"[^.;?!\n]{0,40}?\b(?:mas|porem|so que)\b[^.;?!\n]{0,24}\b(?:mud|troc|agora)")
_NUMBER_SAID = re.compile(
    r"\b(?:sao|e|eh|era|eram|seriam?) (?:so )?[\d][^.;\n]{0,16}, (?:e )?nao $"
)
_CLAUSE_END = re.compile(r"\s*(?:$|[.;!\n])")
_NOW = re.compile(r"[^.;\n]{0,12}?(?:\bagora|\bmas|\be sim)\b")
_COMPLAINT = re.compile(
    r"\b(?:ve[im]\w{0,4}|vieram|cheg(?:ou|aram)|recebi|mandaram|entregaram|trouxeram)\b"
)
_NOT = ("nao ", "não ")
_CORRECTED = frozenset(
    {
        "produto",
        "codigo",
        "linha",
        "liga",
        "acabamento",
        "medida",
        "comprimento",
        "quantidade",
        "unidade",
        "cidade",
        "uf",
        "nome",
        "empresa",
    }
)


def kept(page: Page) -> tuple[Mark, ...]:
    """The marks of a page without those taken back, where another of the same slot replaces them."""
    denied = [mark for mark in page.marks if mark.slot in _CORRECTED and _is_denied(page, mark)]
    if not denied:
        return page.marks
    denied += [mark for mark in page.marks if mark.slot == "unidade" and _counts(mark, denied)]
    left = {mark.slot for mark in page.marks if mark not in denied}
    return tuple(mark for mark in page.marks if mark not in denied or mark.slot not in left)


def _is_denied(page: Page, mark: Mark) -> bool:
    before = page.text[max(0, mark.start - _REACH) : mark.start]
    after = page.text[mark.end : mark.end + _REACH]
    if _DENIED.search(before) or _NOT_THAT.match(after):
        return True
    if _NUMBER_SAID.search(before) and _CLAUSE_END.match(page.text, mark.end):
        return True
    if before.endswith(_NOT) and after.startswith(","):
        return True
    if _CHANGED.search(before):
        return _FOR_THIS.match(after) is not None
    if _WAS.search(before):
        moved = mark.slot in {"cidade", "uf"} and _MOVED.match(page.text, mark.end)
        return bool(moved) or _NOW.match(after) is not None
    return _GIVEN_UP.search(before) is not None and not _COMPLAINT.search(page.text)


def _counts(unit: Mark, denied: list[Mark]) -> bool:
    return any(mark.slot == "quantidade" and 0 <= unit.start - mark.end <= 1 for mark in denied)
