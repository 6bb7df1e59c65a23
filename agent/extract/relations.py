"""What the writer is to us: person or firm, known or new, coming for the goods or waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.extract.page import Mark, Page

_Holds = Callable[[Page, re.Match[str]], bool]

_FIRM = re.compile(
    r"\bpessoa juridica\b|\bpj\b|\b(?:pra|para|pela|em nome da|na|no nome da|da) (?:minha "
    r"|nossa |uma )?(?:empresa|firma)\b(?! (?:de voces|deles|que))"
    r"|\b(?:sou|somos|e|eh) (?:uma |da )?(?:empresa|firma)\b(?! (?:de voces|que))|\b(?:minha"
    r"|nossa) (?:empresa|firma)\b"
    r"|(?<!nao )\b(?:tenho|temos|com|no|pelo|sou) (?:o |um |meu )?cnpj\b|\b(?:sou|como) mei\b"
    r"|\bjuridica\b"
)
_PERSON = re.compile(
    r"\bpessoa fisica\b|\b(?:sou|como|na|pra|e|eh|so) (?:so )?pf\b|\bpf (?:mesmo|ou pj)\b"
    r"|\b(?:uso|consumo) (?:proprio|pessoal)\b"
    r"|\b(?:pra|para) (?:mim|eu) mesm[oa]\b|\b(?:pra|para|na) (?:a )?minha casa\b"
    r"|\b(?:nao tenho|sem|nao tem|nao possuo|nao temos) (?:cnpj|empresa|firma)\b"
    r"|\bnao (?:sou|e|eh) (?:uma )?(?:empresa|firma|pj|pessoa juridica)\b|\b(?:no|com|pelo"
    r"|tem que ser no) (?:meu )?cpf\b|\b(?:sou|e|eh) (?:consumidor|particular)\b"
    r"|\bcliente particular\b|\bfisica\b"
)
_SELLS_TO_PERSON = re.compile(
    r"\b(?:vende\w{0,2}|atende\w{0,2}|venda|compra\w{0,2}|fornece\w{0,2}|faturam?"
    r"|da pra comprar|consigo comprar)\b[^.?!\n]{0,24}?"
    r"\b(?P<who>cpf|pessoa fisica|pf|pessoas fisicas|consumidor final|particular)\b"
)
_PERSON_ANSWER = re.compile(
    r"\b(?:fisica|pf|cpf|pra mim|para mim|particular|pessoal|minha casa|consumidor|proprio)\b"
)
_FIRM_ANSWER = re.compile(
    r"\b(?:juridica|pj|cnpj|empresa|firma|revenda|mei|loja|construtora|industria)\b"
)
_NOT_FIRM = re.compile(r"\bnao\b[^,.\n]{0,20}\b(?:empresa|firma|pj|juridica|cnpj)\b")

_NEW = re.compile(
    r"\b(?:(?:ainda )?nao (?:sou|somos) (?:ainda )?cliente|primeira (?:vez"
    r"|compra)(?! que (?!compr|fal|ped|entr|faz|vou|estou|to))|nunca compr\w{2,4}"
    r"|nunca (?:comprei|pedi|fiz pedido)|(?:ainda )?nao (?:tenho|temos) (?:ainda )?cadastro"
    r"|(?:sou|somos) (?:cliente )?nov[oa]s?|cliente nov[oa]"
    r"|ainda nao (?:compr\w{1,4}|sou)|nao (?:sou|somos) cadastrad[oa]s?)\b"
)
_KNOWN = re.compile(
    r"(?<!nao )\b(?:(?:ja )?(?:sou|somos) (?:ja )?(?:um )?(?:cliente|clientes"
    r"|freguese?s?)(?! nov)|ja (?:compr\w{1,5}|fui cliente|sou|somos|tenho cadastro"
    r"|fiz (?:pedido|compra)\w{0,2})"
    r"|sempre compr\w{1,5}|(?<!nao )(?:tenho|temos) cadastro|cliente (?:antig[oa]|de voces"
    r"|da casa|ha)|compr(?:o|amos) (?:ai |sempre |muito )?(?:com voces|com vcs|de voces|ai)"
    r"|(?:meu|minha|nossa|nosso) (?:ultim[oa] )?(?:pedido|compra) (?:anterior|passad[oa])"
    r"|(?:ja )?(?:sou|somos) cadastrad[oa]s?)\b"
)
_PICKS_UP = re.compile(
    r"\b(?:(?:vou|posso|quero|consigo|vamos|podemos|pretendo|prefiro|da pra|dá pra|queria|para"
    r"|pra) (?:ir )?(?:ai )?(?:retirar|buscar|pegar)|retirad[ao]|retiro|retiramos"
    r"|(?:eu |a gente )?busco (?:ai|na loja|no local|hoje|amanha)|eu busco|(?:eu )?pego (?:ai"
    r"|na loja|no local|hoje|amanha)|mando (?:buscar|retirar|pegar)"
    r"|passo (?:ai )?(?:pra |para )?(?:pegar|buscar|retirar)|retirar (?:ai|na loja|no local"
    r"|hoje|amanha)|buscar (?:ai|na loja|hoje|amanha))\b"
)
_NO_PICK_UP = re.compile(
    r"\b(?:lista|cadastro|grupo|contato|meu nome|meus dados|meu numero|duvida|informacao|linha)\b"
)
_DELIVERS = re.compile(
    r"\b(?:(?:pra|para|p/|com|quero|queria|preciso d[ea]|seria|prefiro|e|eh|por|fazem|faz|tem"
    r"|incluindo|precisa(?:r)?(?: de)?) (?:a )?entrega(?! atras)"
    r"|(?:pode|podem|consegue|conseguem|quero que|preciso que|da pra|pra|para|teria como"
    r"|tem como|fazem pra) (?:me |voces |vcs )?(?:mandar |manda )?entreg(?:ar|uem|a|ue)\b"
    r"|entreg(?:a|am|ar|ue|uem) (?:em(?! \d)|no|na|nos|aqui|la|pra|para|ate|p/)|(?:voces |vcs "
    r"|ce |vc )entregam?|(?:que )?entreguem|manda(?:r)? entregar|entregam)\b"
)
_NO_DELIVERY = re.compile(
    r"\b(?:prazo (?:de|para|pra)|pronta|nao|data d[ae]|atras\w{1,4}|minha|ainda|sobre a"
    r"|dia d[ae]|problema com a|previsao de|taxa de) ?$"
)
_COLLECT_ANSWER = re.compile(r"\b(?:retir\w{1,4}|busc\w{1,4}|peg\w{1,3})\b")
_EITHER = re.compile(
    r"\b(?:retir|busc)\w{0,5} ou (?:\w{1,5} ){0,2}entreg"
    r"|\bentreg\w{0,5} ou (?:\w{1,5} ){0,2}(?:retir|busc)"
)
_DELIVER_ANSWER = re.compile(r"\b(?:entreg\w{0,4}|receber|mandar?|frete)\b")


def read_kind_of_person(page: Page) -> Iterator[Mark]:
    """``pf`` or ``pj``, said outright; "vende pra CPF?" suggests it; both at once say nothing."""
    sold = _SELLS_TO_PERSON.search(page.text)
    if sold:
        if not re.search(r"\bpj\b|\bjuridica\b", page.text):
            yield Mark("tipo_pessoa", "pf", *sold.span("who"), sure=False)
        return
    found = _kinds(page, _PERSON, _FIRM)
    if not found and "tipo_pessoa" in page.asked and "?" not in page.text:
        found = _kinds(page, _PERSON_ANSWER, _FIRM_ANSWER)
    yield from found


def read_customer(page: Page) -> Iterator[Mark]:
    """``sim`` or ``nao``: whether the writer has bought here before."""
    new = _NEW.search(page.text)
    known = None if new else _KNOWN.search(page.text)
    found = new or known
    if found and not page.asks(found.end()):
        yield Mark("ja_cliente", "nao" if new else "sim", *found.span())


def read_way(page: Page) -> Iterator[Mark]:
    """``retirada`` or ``entrega``; a question only suggests it, both at once say nothing."""
    if _EITHER.search(page.text):
        return
    picks = _said(page, _PICKS_UP, "retirada", _is_pick_up)
    delivers = _said(page, _DELIVERS, "entrega", _is_delivery)
    if not picks and not delivers and "modalidade" in page.asked:
        picks = _said(page, _COLLECT_ANSWER, "retirada", _anything)
        delivers = _said(page, _DELIVER_ANSWER, "entrega", _anything)
    if bool(picks) != bool(delivers):
        yield from (picks or delivers)[:1]


def _kinds(page: Page, person: re.Pattern[str], firm: re.Pattern[str]) -> list[Mark]:
    own, company = person.search(page.text), firm.search(page.text)
    if company and (
        _NOT_FIRM.search(page.text) or (own and own.start() <= company.start() < own.end())
    ):
        company = None
    if own and company:
        return []
    found = own or company
    return (
        [Mark("tipo_pessoa", "pf" if own else "pj", *found.span(), sure=not page.asks(found.end()))]
        if found
        else []
    )


def _said(page: Page, pattern: re.Pattern[str], value: str, holds: _Holds) -> list[Mark]:
    return [
        Mark("modalidade", value, *found.span(), sure=not page.asks(found.end()))
        for found in pattern.finditer(page.text)
        if holds(page, found)
    ]


def _is_pick_up(page: Page, found: re.Match[str]) -> bool:
    around = page.text[max(0, found.start() - 12) : found.end() + 28]
    return not _NO_PICK_UP.search(around)


def _is_delivery(page: Page, found: re.Match[str]) -> bool:
    at = page.text.find("entreg", found.start(), found.end())
    return not _NO_DELIVERY.search(page.text[max(0, at - 20) : at]) and not _NO_DELIVERY.search(
        page.text[max(0, found.start() - 20) : found.start()]
    )


def _anything(page: Page, found: re.Match[str]) -> bool:
    return bool(page and found)
