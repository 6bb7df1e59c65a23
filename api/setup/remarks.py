"""What a person should know besides the plan: what is left to her, and what others made under our names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from api.chatwoot.house import Definition
from api.setup.found import lacking
from api.setup.sight import Sight
from api.setup.steps import Action, MakeTeam, Write
from api.setup.wanted import WantedAttribute

OLD_SERVER = (
    "Se este Chatwoot for anterior ao 4.13, o robô não é avisado quando uma conversa é devolvida: "
    "depois de criar o robô, o setup cria também um webhook da conta."
)
PEOPLE = (
    "As equipes novas estão sem gente: ponha as pessoas em Configurações → Times → Agentes. "
    "Sem gente, a conversa fica na equipe e ninguém é avisado."
)
RESTART = "Alú lê o .env quando começa: se `alu serve` está no ar, reinicie."
PRIVATE = (
    "O endereço de Alú é de rede interna: o Chatwoot 4.14 em diante o recusa. Use um endereço público com "
    "https, ou ponha SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true no Chatwoot (4.14.1 em diante)."
)
ALONE = (
    "Sem ALU_CHATWOOT_USER_TOKEN, Alú não grava o contato nem busca o que não ouviu, e em servidores até o 4.14.1 não "
    "põe etiquetas: as pastas ficariam vazias. Crie um agente só para ela, nas caixas dela, e dê o token dele."
)
UNSIGNED = "Este Chatwoot assina o que envia: ALU_WEBHOOK_UNSIGNED=true não é mais preciso; tire-o do .env."
UNSHOWN = (
    "O Chatwoot não mostra o token do robô: copie-o em Configurações → Bots e grave em "
    "ALU_CHATWOOT_BOT_TOKEN."
)
_INSIDE = re.compile(r"localhost|[^.]+|.*\.(local|internal|lan)", re.IGNORECASE)


def remarks(sight: Sight, actions: tuple[Action, ...]) -> Iterator[str]:
    """One sentence each."""
    if sight.signs is None:
        yield OLD_SERVER
    if sight.bot and not (sight.bot.access_token or sight.settings.chatwoot_bot_token):
        yield UNSHOWN
    if not sight.place.user_token:
        yield ALONE
    if sight.signs and sight.settings.webhook_unsigned:
        yield UNSIGNED
    if _inside(sight.place.alu):
        yield PRIVATE
    yield from _strangers(sight)
    yield from _of_others(sight)
    if any(isinstance(one.step, MakeTeam) for one in actions):
        yield PEOPLE
    if any(isinstance(one.step, Write) for one in actions):
        yield RESTART


def _inside(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(_INSIDE.fullmatch(host))


def _strangers(sight: Sight) -> Iterator[str]:
    """Bots of her name that are not hers: another installation's, or left by somebody."""
    known = {*sight.ours("bot"), sight.bot.id if sight.bot else None}
    for bot in sight.found.bots:
        if bot.name == sight.wanted.bot and bot.id not in known:
            yield f"Há outro robô chamado “{bot.name}” (nº {bot.id}), que não é este: fica como está."


def _of_others(sight: Sight) -> Iterator[str]:
    """What others made under a name of ours, where it will show less than it could."""
    for wanted in sight.wanted.attributes:
        there = sight.found.attribute(wanted.model, wanted.key)
        if there and there.id not in sight.ours("attribute"):
            yield from _of_another(there, wanted)
    for label in sight.wanted.labels:
        title = sight.found.label(label.title)
        if title and title.show_on_sidebar is False:
            yield f"A etiqueta “{label.title}” está fora da barra lateral: fica como está."


def _of_another(there: Definition, wanted: WantedAttribute) -> Iterator[str]:
    already = f"O atributo “{wanted.key}” já existia"
    if there.attribute_display_type not in (wanted.kind, "text"):
        yield f"{already} como {there.attribute_display_type}: fica como está, mas pode mostrar mal o que Alú escreve."
    elif values := lacking(there, wanted):
        yield f"{already}, sem {', '.join(values)}: acrescente em Configurações → Atributos personalizados."
