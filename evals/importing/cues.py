"""Words that stand before or after a name, and tell that it is one. Folded text; pure."""

from __future__ import annotations

import re

_REACH = 48
_SENTENCE = re.compile(r"(?:^|[.!?:;\n\"(*-] ?)$")
_GREETING = re.compile(
    r"(?:^|[\n,.!?;] ?|\b(?:meu|minha) )(?:oi|oie|oii|ola|opa|e ai|eai|fala|bom dia|boa tarde|boa noite|tudo bem"
    r"|prezad[oa]s?|car[oa]|querid[oa]|obrigad[oa]|brigad[oa]|obg|grat[oa]|valeu|vlw|blz|beleza|tchau|abracos?|att|abs"
    r"|ok|certo|desculpa|amig[oa]|show|perfeito)[,! ]{1,3}$"
)
_TITLED = re.compile(
    r"\b(?:sr|sra|srta|pr|seu|dona|dr|dra|doutora?|eng|engenheir[oa]|arq|arquitet[oa]|prof|professora?|mestre|pastor|padre"
    r"|tia|tio|vendedora?|motorista|atendente|gerente|encarregad[oa]|compradora?|secretari[oa]|pedreiro|pintor|soci[oa]"
    r"|marido|esposa|filh[oa]|irma|irmao|cunhad[oa]|amig[oa]|chefe|patrao|responsavel|contato|ajudante|entregador"
    r"|instalador|montador|contadora?|sindic[oa]|dono)\.?,? (?:(?:e|eh|se chama|chamad[oa]|: ?) )?(?:[oa] )?$"
)
_WITH = re.compile(
    r"\b(?:(?:fal\w{1,5}|convers\w{1,4}|trat\w{1,4}|combin\w{1,4}|fech\w{1,4}|negoci\w{1,4}|acert\w{1,4}|direto) com"
    r"|(?:autorizad|assinad|recebid|feit|atendid|indicad|enviad|retirad)[oa]s? (?:com|por|pel[oa])"
    r"|(?:indicacao|recado|pedido|nome|conta|cpf|carro|caminhao|celular|zap|numero|email|obra|casa|mando|mae|pai) d[oa]"
    r"|(?:fal|avis|pergunt|entreg|mand|envi|pass|diz|dig|ped)\w{0,3} (?:pr[oa]|para [oa]|ao?)"
    r"|procur\w{1,4}(?: por)?|cham\w{1,3}|aos cuidados de|a/c|ac|cc) (?:[oa] )?$"
)
_SELF = re.compile(
    r"(?:\b(?:me chamo|meu nome (?:completo )?(?:e|eh|:)|nome ?:|assinado|ass:?"
    r"|(?:sou|aqui e|aqui eh|e|eh|fala) [oa])) ?$"
)
_DOES = re.compile(
    r" (?:(?:que )?(?:me|nos) \w+|disse|falou|passou|mandou|pediu|autorizou|combinou|prometeu|garantiu|ligou|atendeu"
    r"|vai (?:buscar|retirar|passar|pegar)|esta (?:ai|indo)"
    r"|d[ao] (?:vendas|comercial|financeiro|compras|obra|loja|balcao))\b"
)
_OWNS = re.compile(r"(?: [a-z]+){0,4},? ?[-/,:]? ?(?:cpf|cnpj|rg|tel|fone|cel|whats|zap)\b")
_THE = re.compile(r"\b[oa] $")
_FIRM = re.compile(
    r"\b(?:construtora|vidracaria|serralh[ae]ria|marcenaria|metalurgica|incorporadora|madeireira|esquadrias|aluminios"
    r"|vidros|usinagem|ferragens|distribuidora|transportadora|engenharia|grupo|loja|moveis|box|fachadas|perfilados"
    r"|metais|comercial|industria|empresa|firma) $"
)
_OF = re.compile(
    r"\b(?:e|eh|sou|somos|aqui|falo|falamos|pessoal|cliente|represent\w{1,5}|compr\w{1,5}|trabalh\w{1,3})"
    r" (?:d|pel)[ao] $"
)
_LEGAL = re.compile(r"[a-z&]+(?: [a-z&]+){0,4}? (?:ltda|eireli|epp|s/a|s\.a)\b")
_BY_LAW = re.compile(
    r"(?:^|[,;.:\n] ?|\b(?:(?:sou|somos|empresa|firma|social|fantasia|aqui|falo|e|eh|pra|para|nome) )?"
    r"(?:d?[ao] )?(?:e )?)"
    r"(?P<name>(?!(?:d?[ao]|sou|somos|empresa|firma)\b)[a-z0-9&]+(?: [a-z0-9&]+){0,5}?) (?:ltda|eireli|epp|s/a|s\.a)\b"
)
_SOMEBODY_OF = re.compile(
    r"(?:\w+ )?(?:contador|comprador|vendedor|gerent|diretor|soci|don|encarregad|representant|engenheir|motorist)"
    r"\w{0,2} d[aeo] "
)
_PLACE = re.compile(r"\b(?:em|ate|pra|para|cidade|municipio|regiao)(?: d[eao])? $")


def begins(text: str, start: int) -> bool:
    """Whether a sentence begins here, where a capital means nothing."""
    return _SENTENCE.search(text[max(0, start - 2) : start]) is not None


def of_a_person(text: str, start: int, end: int) -> bool:
    """Whether the words around say that a person is named here."""
    before = _before(text, start)
    if any(cue.search(before) for cue in (_GREETING, _TITLED, _WITH, _SELF)):
        return True
    if begins(text, start) and _OWNS.match(text, end):
        return True
    return _THE.search(before) is not None and _DOES.match(text, end) is not None


def of_a_firm(text: str, start: int) -> bool:
    """Whether a firm's word stands before, or the name ends as only firms do."""
    before = _before(text, start)
    if _FIRM.search(before) or _OF.search(before):
        return True
    return _LEGAL.match(text, start) is not None


def firms_by_law(text: str) -> list[tuple[int, int]]:
    """Where names stand that end as only firms do, whatever their words."""
    found = (one.span("name") for one in _BY_LAW.finditer(text))
    return [(start + _lead(text[start:end]), end) for start, end in found]


def of_a_place(text: str, start: int) -> bool:
    """Whether the words before lead to a place."""
    return _PLACE.search(_before(text, start)) is not None


def _lead(words: str) -> int:
    """How long the words are that tell who speaks for the firm."""
    found = _SOMEBODY_OF.match(words)
    return found.end() if found else 0


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start]
