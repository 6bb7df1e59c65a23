"""What she must not be or do: a lawyer, guilty, a person."""

from __future__ import annotations

from agent.guards.claims.phrase import any_of

_TAX = "(impostos?|icms|ipi|pis|cofins|difal|iss|tributos?|aliquota)"
_CODE = "(cdc|codigo de defesa( do consumidor)?|procon|constituicao|lgpd|lei)"

LAW = any_of(
    "(voce|vc|o cliente|o consumidor|a empresa) (nao )?tem direito|(seu|um) direito (de|a|e)",
    rf"por lei|{_CODE} (\w+ )?(diz|garante|manda|permite|obriga|preve|exige)",
    r"art(igo|\.)? ?\d+|lei n?.? ?\d+|prazo legal|juridicamente|legalmente",
    "(pode|podem|deve|vai|vamos|recomendo|melhor) (nos |te |me )?"
    "(processar|acionar|entrar na justica|procurar (um advogado|o procon|a justica))",
    "(e|sao|fica|esta|ta) (isent|tributad)[oa]s?|isent[oa]s? d[eo]|sem impostos?",
    rf"(paga|pagar|incide|recolhe|gera|aproveita|abate|deduz) (\w+ ){{0,2}}{_TAX}",
    rf"{_TAX} (\w+ )?(e|eh|fica|inclus[oa]s?|incluid[oa]s?|incide|esta|zerad[oa])",
    telling=(
        "direito lei cdc defesa procon constituicao lgpd art legal juridic processar acionar "
        "justica advogado isent tributad impost icms ipi pis cofins difal iss tributo aliquota"
    ),
)
"""Advice on law or taxes."""

_FAULT = "(erro|falha|culpa|vacilo|engano|descuido)s?"
_OURS = "(noss[oa]s?|minha|meu|da gente|da (nossa )?(equipe|empresa)|do (nosso )?time)"

FAULT = any_of(
    f"{_FAULT} (e |foi |foram )?(tod[oa] )?{_OURS}|(nosso|nossa|minha|meu) {_FAULT}",
    "(a gente|o time|a equipe|eu) "
    "(errou|errei|falhou|falhei|vacilou|vacilei|se enganou|me enganei)",
    "erramos|falhamos|vacilamos|nos enganamos|pis(amos|ei|ou) na bola",
    "(mandamos|enviamos|entregamos|separamos|faturamos|cobramos) (o (material|produto|pedido) )?"
    r"(errad|a menos|a mais|duplicad)\w*",
    r"(desculp|perda|lament|sinto)\w* "
    "FEWpel[oa]s? (noss[oa]s? )?(erro|falha|atraso|engano|descuido)s?",
    "assum(o|imos) (a|o|toda) (a )?(culpa|erro|responsabilidade)|(nossa|total) responsabilidade",
    telling=(
        "erro falh culpa vacil engan descuid errou errei erra bola responsabilidade a_menos a_mais "
        "duplicad atraso"
    ),
)
"""An admission of fault."""

PERSON = any_of(
    "sou (um |uma |o |a )?(ser )?(human[oa]|pessoa|gente|mulher|homem|moca|menina|rapaz|vendedora?"
    "|gerente|atendente human[oa]|consultora?|funcionari[oa]|de carne e osso|real|de verdade)",
    "nao sou (nenhum |nenhuma |um |uma )?(robo|bot|chatbot|ia|maquina|inteligencia|automatic[oa]"
    "|assistente virtual|virtual|programa|computador)",
    "aqui (e|quem fala e|tem) (um humano|uma humana|uma pessoa|gente de verdade)",
    telling="sou human pessoa gente_de",
)
"""That she is a person."""
