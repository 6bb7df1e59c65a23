"""How an order, a document or a payment stands: she has no way to know."""

from __future__ import annotations

from agent.guards.claims.phrase import any_of

_THING = (
    "(pedidos?|entregas?|material|materiais|mercadorias?|cargas?|caminhao|encomendas?|compras?"
    "|notas?|nfe?|boletos?|pagamentos?|pix|credito|cadastro|limite|orcamentos?|reembolso|estorno"
    "|trocas?|devolucao|pecas?)"
)
_DONE = (
    "((pre-?)?(aprovad|confirmad|faturad|liberad|cancelad|despachad|enviad|emitid|gerad|pag|recebid"
    "|compensad|creditad|estornad|reembolsad|separad|fechad|quitad|processad|concluid|registrad"
    "|efetuad|realizad|autorizad|agendad|garantid|reservad|reprovad|recusad|negad)[oa]s?"
    "|entregues?|prontos?|prontas?|a caminho|em (rota|transito|producao|separacao|dia|aberto))"
)
_WORDS = r"((?!nao |que |se |quando |pra |para )[\w/.-]+ ){0,5}?"
_HARM = "com|sem|errad|amassad|riscad|quebrad|tort|falt|danificad|empenad|trocad|arranhad"

STATE = any_of(
    f"{_THING} {_WORDS}{_DONE}",
    f"{_THING} {_WORDS}(saiu|sairam|caiu|consta|constam|vence|venceu|segue|chega|chegam|atrasou"
    f"|atrasaram|(chegou|chegaram)(?! ({_HARM})))",
    "(foi|foram|esta|estao|ta|tao|ficou) (ja )?(tudo )?(pre-?)?"
    "(aprovad|confirmad|faturad|liberad|cancelad|despachad|entregue|emitid|creditad|estornad"
    r"|reembolsad|autorizad|vencid|atrasad)\w*",
    "localizei|achei(?! que)|encontrei|identifiquei|verifiquei|consultei|conferi|cancelei|liberei"
    "|aprovei|emiti|gerei|faturei|estornei|reservei|separei|agendei|programei|despachei|enviei",
    "(consta|aparece|vi|vejo|olhei|olhando) (aqui )?nos? (nosso )?(sistema|cadastro|registros?)",
    "(no|nosso) sistema (consta|aparece|mostra|diz)",
    telling=(
        "aprova aprove confirmad faturad liberad cancelad despachad enviad emiti gerad pag recebid "
        "compensad creditad estornad reembolsad separad fechad quitad processad concluid registr "
        "efetuad realizad autorizad agendad garantid reservad reprovad recusad negad entregue "
        "pront "
        "a_caminho em_rota em_transito em_producao em_separacao em_dia em_aberto saiu sairam caiu "
        "consta vence segue chega chego atras vencid localizei achei encontrei identifiquei "
        "verifiquei consultei conferi cancelei liberei gerei faturei estornei reservei separei "
        "agendei programei despachei enviei sistema cadastro"
    ),
)
"""A state told as a fact, or that it was looked up. What is denied ("não chegou") is an echo."""

LEFT_OPEN = any_of(
    "(v[ei]r?|verificar?|confirmar?|saber?|olhar?|checar?|conferir?|confere|diz|dizer|responder?) "
    r"FEW(se|quando|onde|como|qual|quanto|que dia) ((?!e |mas )[\w/-]+ ?)+",
    telling="se quando onde como qual quanto que_dia",
)
"""What is left for somebody to find out claims nothing: "o time confirma se tem em estoque"."""
