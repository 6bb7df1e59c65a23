"""Calendar days, kept as the customer wrote them: a parser would send weekdays to the past (ADR
0003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.page import Mark, Page

_MONTHS = "janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_WRITTEN = re.compile(
    rf"(?<![\w/.,-])(?P<long>{_DAY}[/.-]{_MONTH}[/.-](?:20)?\d\d|[0-3]\d/(?:0\d"
    r"|1[0-2]))(?![\w/\"]|[.,]\d)"
    rf"|\b(?:dia|em|ate(?: o dia)?|venc\w{{0,8}}|data|desde|pra"
    rf"|para)(?: o)?(?: dia)?[ :]{{1,2}}(?P<short>{_DAY}/{_MONTH})(?![\w/\"'x]| ?(?:pol|x))"
    rf"|\b(?P<named>(?:dia )?(?:{_DAY}|1o|primeiro) de (?:{_MONTHS})(?: de \d{{4}})?)\b"
    rf"|\b(?P<day>dia (?:{_DAY}|1o|primeiro))(?![\d/]|[.,]\d| de (?=[a-z]))\b"
)
_RELATIVE = re.compile(
    r"\b(?P<free>depois de amanha|amanha|ontem|anteontem|(?:segunda|terca|quarta|quinta"
    r"|sexta)-feira"
    r"|(?:n[ao] |ate |pra |para |essa |esta |proxima |ness[ae] |n?a proxima "
    r"|de )(?P<weekday>segunda|terca|quarta|quinta|sexta)(?!-feira)"
    r"(?! (?:via|vez|opcao|mao|linha|classe))|sabado|(?:n?a )?(?:semana|mes) (?:que vem"
    r"|passad[ao]|retrasad[ao])|proxim[ao] (?:semana|mes)"
    r"|(?:fim|final|comeco|inicio) (?:do|de|da) (?:mes|ano|semana)|ess[ae] semana|esta semana)\b"
    r"|\b(?:pra|para|p/|ate|retiro(?: ai)?|retirar|buscar|busco|venc\w{0,4}|de|ainda"
    r"|entreg\w{0,4}) ?(?P<today>hoje)\b"
)

_ASKS = (
    r"\b(?:precis\w+|quer\w{1,4}|necessit\w+|entreg(?:a|ar|uem|ue)|retir(?:o|ar|amos|ada)|busc(?:o|ar)|peg(?:o|ar)"
    r"|pass(?:o|ar)|compr(?:o|ar)|orcamento|cotacao|cotar|barras?|chapas?|pecas?|tubos?|metros?)\b"
)
_DEADLINE = re.compile(
    rf"{_ASKS}[^.;?!\n]{{0,60}}\b(?:ate|pra|para|p/|ainda)(?: o| a)? (?P<when>(?:dia )?{_DAY}/{_MONTH}(?:/\d{{2,4}})?"
    rf"|dia {_DAY}\b(?!/)|{_DAY} de (?:{_MONTHS})|hoje|amanha|depois de amanha|sabado"
    r"|(?:(?:essa |esta |proxima )?(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?)"
    r"|(?:o )?(?:fim|final|comeco|inicio) d[aeo] (?:mes|semana)|(?:essa|esta|proxima) semana"
    r"|semana que vem|mes que vem)(?![\w/]| (?:via|vez|opcao|mao))"
)
_OF_A_PAPER = re.compile(
    r"\b(?:boletos?|venc\w*|nota|pag\w{1,5}|era|ficou|prometid[oa]|marcad[oa]|combinad[oa]|atras\w+|nao cheg\w+"
    r"|vaga|curriculo|entrevista)\b|\bnao\b[^.;?!\n]{0,24}\bate$"
)


def read_deadlines(page: Page) -> Iterator[Mark]:
    """Until when the goods are wanted, in the customer's words ("até 10/12", "pra sexta"); what was
    promised or falls due is no such day, nor what is asked.
    """
    if _OF_A_PAPER.search(page.text):
        return
    for found in _DEADLINE.finditer(page.text):
        start, end = found.span("when")
        if not page.asks(end):
            yield Mark("prazo", page.words(start, end).lower(), start, end)
            return


def read_dates(page: Page) -> Iterator[Mark]:
    """Calendar days."""
    for found in _WRITTEN.finditer(page.rest):
        yield _mark(page, found, found.lastgroup or "day")


def read_relative_dates(page: Page) -> Iterator[Mark]:
    """Days counted from today: facts, and unsure ones, only if asked or of money ("paguei 350,00
    ontem"); else read past.
    """
    wanted = "data" in page.asked or any(mark.slot == "valor" for mark in page.marks)
    for found in _RELATIVE.finditer(page.rest):
        group = "weekday" if found["weekday"] else str(found.lastgroup)
        yield _mark(page, found, group, sure=False) if wanted else Mark("", "", *found.span(group))


def _mark(page: Page, found: re.Match[str], group: str, *, sure: bool = True) -> Mark:
    start, end = found.span(group)
    return Mark("data", page.words(start, end).lower(), start, end, sure)
