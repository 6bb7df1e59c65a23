"""When something will happen."""

from __future__ import annotations

from agent.guards.claims.phrase import any_of

_BY = "(ate|pra|para|antes de|antes do|ja|ainda)( a| o| as| essa| esta| esse| este| na| no)?"
_DAYS = (
    "segunda terca quarta quinta sexta sabado domingo hoje amanha dia fim_d final_d que_vem / "
    "0h 1h 2h 3h 4h 5h 6h 7h 8h 9h _h"
)

DEADLINE = any_of(
    f"{_BY}( proxim[oa])? DAY",
    "amanha|hoje (ainda|mesmo)|(semana|mes|ano) que vem|proxim[oa] (semana|mes)|proximos dias",
    "dias? (uteis|util|corridos?)|entrega (rapida|imediata|expressa)",
    "(em|dentro de|daqui|daqui a|prazo|prazo de|prazo e de|leva|demora|ate|maximo|com|apos|mais)"
    " (ate |cerca de |no maximo |uns |umas |mais |menos de |de )?"
    r"(COUNT( (a|ou|e) COUNT)? UNITS|\d+hs?|(1|um) mes)",
    "COUNT (a|ou) COUNT UNITS",
    "(cheg|entreg|sa[ie]|fica|respond|retorn|lig[ao]|mand|envi|resolv|receb|despach|busc|retir)"
    r"\w* FEWDAY",
    telling=f"{_DAYS} proxim entrega_ minut segundo hora semana instante meses 1_mes um_mes",
)
"""A deadline, promised or agreed to."""

NEEDED = any_of(
    "(voce|vc) (precisa|quer|pediu|queria|gostaria) "
    r"((?!e |que |recebe|cheg|sai)\w+ ){0,6}?(ate|pra|para|antes de)( a| o| essa| esta| esse)? DAY",
    telling=_DAYS,
)
"""What the customer needs, told as such, is no promise: "você precisa pra sexta"."""
