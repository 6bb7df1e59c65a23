"""What the writer is to us: person or firm, known or new, coming for the goods or waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.extract.page import Mark, Page
from agent.extract.words import FIRM_KINDS

_Holds = Callable[[Page, re.Match[str]], bool]

_KIND = f"(?:empresa|firma|revenda|{'|'.join(sorted(FIRM_KINDS, key=len, reverse=True))})"
_FIRM = re.compile(
    r"\b(?:pessoa juridica|juridica|pj)\b"
    r"|\b(?:pra|para|pela|em nome da|no nome da) (?:minha |nossa |uma |mi )?(?:empresa|firma)\b"
    r"(?! (?:de (?:voces|vcs)|deles|que)|:)"
    r"|\b(?:sou|somos|e|eh) (?:uma |da )?(?:empresa|firma)\b(?! (?:de voces|que))"
    rf"|\b(?:pra|para|da|na) (?:minha|nossa) {_KIND}\b|\b(?:minha|nossa) (?:empresa|firma)\b"
    rf"|\b(?:somos|sou|temos|tenho|don[oa] de|a gente (?:e|eh|tem)) (?:uma? )?"
    rf"(?:pequena |micro |dona? de )?{_KIND}\b|\bsomos fabricantes?\b"
    r"|(?<!nao )\b(?:tenho|temos|com|no|pelo|sou) (?:o |um |meu )?cnpj\b"
    r"(?!(?: novo| correto| certo| e| eh)?[: ]{1,2}[0-9a-z]{2}[.0-9]| errado| final)"
    r"|\b(?:sou|como) mei\b"
)
_PERSON = re.compile(
    r"\bpessoa fisica\b|\bfisica\b|\b(?:sou|como|na|pra|e|eh|so) (?:so )?pf\b|\bpf (?:mesmo|ou pj)\b"
    r"|\b(?:uso|consumo) (?:proprio|pessoal)\b|\b(?:pra|para) (?:mim|eu) mesm[oa]\b"
    r"|\b(?:e|eh|seria) (?:so )?(?:pra|para) mim\b(?! (?:saber|ver|entender|poder|falar|ligar))"
    r"|\b(?:pra|para|na|da) (?:a )?(?:minha (?:casa|residencia)|nossa casa|casa da gente)\b"
    r"|\b(?:(?:nao|n|num) tenho|sem|nao tem|nao possuo|nao temos) (?:cnpj|empresa|firma)\b"
    r"|\bnao (?:sou|e|eh) (?:uma )?(?:empresa|firma|pj|pessoa juridica)\b"
    r"|\b(?:no|com|pelo|tem que ser no) (?:meu )?cpf\b"
    r"|\b(?:sou|e|eh|cliente) (?:consumidor|particular)\b"
)
_SELLS_TO_PERSON = re.compile(
    r"\b(?:vende\w{0,2}|atende\w{0,2}|venda|compra\w{0,2}|fornece\w{0,2}|faturam?"
    r"|da pra comprar|consigo comprar)\b[^.?!\n]{0,24}?"
    r"\b(?P<who>cpf|pessoa fisica|pf|pessoas fisicas|consumidor final|particular)\b"
)
_BOTH = re.compile(r"\bpj\b|\bjuridica\b")
_PERSON_ANSWER = re.compile(
    r"\b(?:fisica|pessoa f[a-z]{3,6}|pf|cpf|pra mim|para mim|particular|pessoal|minha casa|consumidor|proprio)\b"
)
_FIRM_ANSWER = re.compile(rf"\b(?:juridica|pj|cnpj|mei|{_KIND})\b")
_NOT_FIRM = re.compile(r"\b(?:nao|n|num)\b[^,.\n]{0,20}\b(?:empresa|firma|pj|juridica|cnpj)\b")

_NEW = re.compile(
    r"\b(?P<own>(?:ainda )?nao (?:sou|somos) (?:ainda )?(?:cliente|cadastrad[oa]s?)"
    r"|(?:nunca|ainda nao) (?:compr\w{1,4}|pedi\w{0,3}|fiz (?:pedido|compra))"
    r"|(?:minha|nossa) primeira (?:vez|compra)|(?:ainda )?nao (?:tenho|temos) (?:ainda )?cadastro"
    r"|(?:sou|somos) (?:cliente )?nov[oa]s?)\b"
    r"|\bprimeira (?:vez|compra)\b(?! que (?!compr|fal|ped|entr|faz|vou|estou|to))"
    r"|\bcliente nov[oa]\b|\bainda nao sou\b"
)
_KNOWN = re.compile(
    r"(?<!nao )\b(?:(?P<own>(?:ja )?(?:sou|somos) (?:ja )?(?:um )?(?:clientes?|freguese?s?"
    r"|cadastrad[oa]s?)(?! nov)|ja (?:compr(?:o|ei|amos|ava)|fui cliente|(?:sou|somos)(?=\W*$|[,.!])"
    r"|(?:tenho|temos) cadastro|fiz (?:pedido|compra)\w{0,2})"
    r"|sempre compr\w{1,5}|(?:tenho|temos) cadastro)|ja compr\w{1,5}"
    r"|cliente (?:antig[oa]|de voces|da casa|ha)"
    r"|compr(?:o|amos)\b[^.?!\n]{0,24} (?:ha|faz) (?:uns |mais de )?\d+ anos"
    r"|compr(?:o|amos) (?:ai |sempre |muito )?(?:com voces|com vcs|de voces|ai)"
    r"|(?:meu|minha|nossa|nosso) (?:ultim[oa] )?(?:pedido|compra) (?:anterior|passad[oa]))\b"
)
_YES = re.compile(
    r"\W*(?P<said>sim|s|sou|ja|claro|isso|faz (?:um )?tempo|ha (?:anos|tempos)|sempre)\b"
)
_NO = re.compile(r"\W*(?P<said>(?:ainda )?nao|n|nunca)\b(?! (?:sei|lembro|precis|quero|posso))")

_PICKS_UP = re.compile(
    r"\b(?:(?:vou|posso|quero|consigo|vamos|podemos|pretendo|prefiro|da pra|queria|para|pra)"
    r" (?:ir )?(?:ai )?(?:retirar|buscar|pegar)|retirad[ao]|retiro|retiramos"
    r"|(?:eu |a gente )?busco (?:ai|na loja|no local|hoje|amanha)|eu busco"
    r"|(?:eu )?pego (?:ai|na loja|no local|hoje|amanha)|a gente (?:busca|pega|retira)"
    r"|mand(?:o|ar|amos) (?:(?:o |a |um |meu |nosso )?(?:motorista|rapaz|caminhao|carro|menino"
    r"|motoboy|alguem|funcionario) ?)?(?:ai )?(?:ir )?(?:buscar|retirar|pegar)"
    r"|mand(?:o|ar|amos) (?:o |um |meu |nosso )(?:motorista|rapaz|caminhao|carro|menino|motoboy)"
    r"|passo (?:ai )?(?:pra |para )?(?:pegar|buscar|retirar)"
    r"|(?:retirar|buscar) (?:ai|na loja|no local|hoje|amanha))\b"
)
_NO_PICK_UP = re.compile(
    r"\b(?:lista|cadastro|grupo|contato|meu nome|meus dados|meu numero|duvida|informacao|linha)\b"
)
_DELIVERS = re.compile(
    r"\b(?:(?:pra|para|p/|com|quero|queria|preciso d[ea]|seria|prefiro|e|eh|por"
    r"|incluindo|precisa(?:r)?(?: de)?) (?:a )?entrega(?! atras)"
    r"|(?:pode|podem|consegue|conseguem|quero que|preciso que|da pra|pra|para|teria como"
    r"|tem como) (?:me |voces |vcs )?(?:mandar |manda )?entreg(?:ar|uem|a|ue)\b"
    r"|entreg(?:a|ar|ue|uem) (?:em(?! \d)|no|na|nos|aqui|la|pra|para|ate|p/)"
    r"|(?:que )?entreguem|manda(?:r)? entregar|precis\w{1,3} entregar)\b"
)
_NO_DELIVERY = re.compile(
    r"\b(?:prazo (?:de|para|pra)|pronta|nao|data d[ae]|atras\w{1,4}|minha|ainda|sobre a"
    r"|dia d[ae]|problema com a|previsao de|taxa de|era) ?$"
)
_COLLECT_ANSWER = re.compile(r"\b(?:retir\w{1,4}|busc\w{1,4}|peg\w{1,3})\b")
_DELIVER_ANSWER = re.compile(r"\b(?:entreg\w{0,4}|receber|frete)\b")
_EITHER = re.compile(
    r"\b(?:retir|busc)\w{0,5} ou (?:\w{1,5} ){0,2}entreg"
    r"|\bentreg\w{0,5} ou (?:\w{1,5} ){0,2}(?:retir|busc)"
)


def read_kind_of_person(page: Page) -> Iterator[Mark]:
    """``pf`` or ``pj``, said outright; "vende pra CPF?" suggests it; both at once say nothing."""
    sold = _SELLS_TO_PERSON.search(page.text)
    if sold:
        if not _BOTH.search(page.text):
            yield Mark("tipo_pessoa", "pf", *sold.span("who"), sure=False)
        return
    found = _kinds(page, _PERSON, _FIRM, firms_in=page.text)
    if not found and "tipo_pessoa" in page.asked and "?" not in page.text:
        found = _kinds(page, _PERSON_ANSWER, _FIRM_ANSWER, firms_in=page.rest)
    yield from found


def read_customer(page: Page) -> Iterator[Mark]:
    """``sim`` or ``nao``: whether the writer has bought here before; a question tells it only in
    his own person ("já sou cliente, tem desconto?").
    """
    new = _NEW.search(page.text)
    found = new or _KNOWN.search(page.text)
    if found is None and "ja_cliente" in page.asked:
        yield from _yes_or_no(page)
    elif found and (found["own"] or not page.asks(found.end())):
        yield Mark("ja_cliente", "nao" if new else "sim", *found.span())


def read_way(page: Page) -> Iterator[Mark]:
    """``retirada`` or ``entrega``. Asking whether we deliver to a town says neither, nor do both at
    once; another question suggests it.
    """
    if _EITHER.search(page.text):
        return
    picks = _said(page, _PICKS_UP, "retirada", _is_pick_up)
    delivers = _said(page, _DELIVERS, "entrega", _is_delivery)
    if not picks and not delivers and "modalidade" in page.asked:
        picks = _said(page, _COLLECT_ANSWER, "retirada", _anything)
        delivers = _said(page, _DELIVER_ANSWER, "entrega", _anything)
    if bool(picks) != bool(delivers):
        yield from (picks or delivers)[:1]


def _kinds(
    page: Page, person: re.Pattern[str], firm: re.Pattern[str], *, firms_in: str
) -> list[Mark]:
    own, company = person.search(page.text), firm.search(firms_in)
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


def _yes_or_no(page: Page) -> Iterator[Mark]:
    """The answer to "você já compra com a gente?"."""
    for value, pattern in (("sim", _YES), ("nao", _NO)):
        said = pattern.match(page.text)
        if said:
            yield Mark("ja_cliente", value, *said.span("said"))


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
    if page.asks(found.end()) and _names_a_town(page):
        return False
    at = page.text.find("entreg", found.start(), found.end())
    return not any(
        _NO_DELIVERY.search(page.text[max(0, start - 20) : start]) for start in (at, found.start())
    )


def _names_a_town(page: Page) -> bool:
    return any(mark.slot in {"cidade", "uf"} for mark in page.marks)


def _anything(page: Page, found: re.Match[str]) -> bool:
    return bool(page and found)
