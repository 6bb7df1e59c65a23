"""Desired against found: the actions that make up the difference, in order. Pure.

The bot is linked last, when Alú's settings are written: before that nobody would answer what it is told. What other
people made under the same name is taken as it is, and never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.chatwoot.house import Bot, Inbox
from api.setup.found import WEBHOOK, comes_to, lacking, same_filter
from api.setup.record import Made
from api.setup.remarks import remarks
from api.setup.sight import Sight
from api.setup.steps import (
    Action,
    Extend,
    Link,
    MakeAttribute,
    MakeBot,
    MakeFolder,
    MakeHook,
    MakeLabel,
    MakeTeam,
    MendFolder,
    MendHook,
    Plan,
    PointBot,
    Remove,
    Turn,
    Unlink,
)
from api.setup.wanted import HOOKED, WantedAttribute, WantedFolder
from api.setup.written import settings

VOICES = {"greeting_enabled": "a saudação", "working_hours_enabled": "o aviso de fora do horário"}


def plan(sight: Sight, taken: Sequence[Action] = (), *, open_env: bool = False) -> Plan:
    """What is to be done so that all is as wanted, after what was ``taken`` already.

    ``open_env``: others may read the ``.env``.
    """
    actions = (
        *_twins(sight),
        *_bot(sight),
        *_teams(sight),
        *_labels(sight),
        *_attributes(sight),
        *_folders(sight),
        *_voices(sight),
        *settings(sight, open_env=open_env),
        *_address(sight),
        *_hook(sight),
        *_links(sight),
        *_unlinks(sight),
    )
    return Plan(actions, tuple(remarks(sight, (*taken, *actions))))


def _twins(sight: Sight) -> Iterator[Action]:
    """Two set-ups at once may both have made what Chatwoot does not keep unique: the older one stays."""
    for piece in sight.record.made:
        if _older_twin(sight, piece):
            yield Action(
                Remove(piece),
                f"remover {_called(piece)} (nº {piece.id}), que está em dobro",
                "outro setup criou o mesmo ao mesmo tempo; fica o mais antigo",
            )


def _older_twin(sight: Sight, piece: Made) -> bool:
    if piece.kind == "bot":
        equal = [
            one.id
            for one in sight.found.bots
            if one.name == sight.wanted.bot and comes_to(one.outgoing_url, sight.place.alu)
        ]
    elif piece.kind == "folder":
        wanted = next((one for one in sight.wanted.folders if one.name == piece.key), None)
        mine = sight.found.folders.get(piece.user, ())
        equal = [one.id for one in mine if wanted and same_filter(one, wanted)]
    else:
        return False
    return piece.id in equal and min(equal) < piece.id


def _called(piece: Made) -> str:
    return "o robô" if piece.kind == "bot" else f"a pasta “{piece.key}”"


def _bot(sight: Sight) -> Iterator[Action]:
    wanted = sight.wanted
    if sight.bot is None:
        yield Action(
            MakeBot(wanted.bot, wanted.description, sight.url),
            f"criar o robô “{wanted.bot}”",
            f"é com ele que ela fala; o que acontece nas conversas vai para {sight.place.alu}",
        )


def _address(sight: Sight) -> Iterator[Action]:
    """After the settings, for the secret part of a new address must be known to Alú first."""
    bot = sight.bot
    if bot and bot.outgoing_url != sight.url and not _another_token(sight, bot):
        yield Action(
            PointBot(bot.id, sight.url),
            f"mudar o endereço do robô “{bot.name}” para {sight.place.alu}",
            "hoje o Chatwoot avisa outro lugar, e Alú não ouve nada",
        )


def _another_token(sight: Sight, bot: Bot) -> bool:
    """While the secret part is being changed, each of the two is right."""
    door = sight.place.alu + WEBHOOK
    tokens = sight.settings.webhook_path_token
    return any(bot.outgoing_url == f"{door}/{one.get_secret_value()}" for one in tokens)


def _teams(sight: Sight) -> Iterator[Action]:
    for team in sight.wanted.teams:
        if sight.found.team(team.name) is None:
            needs = ", ".join(team.needs) or "o que não é de outro time"
            yield Action(MakeTeam(team), f"criar a equipe “{team.name}”", f"recebe: {needs}")


def _labels(sight: Sight) -> Iterator[Action]:
    for label in sight.wanted.labels:
        if sight.found.label(label.title) is None:
            yield Action(
                MakeLabel(label),
                f"criar a etiqueta “{label.title}”, na barra lateral",
                f"marca as conversas: {label.description}",
            )


def _attributes(sight: Sight) -> Iterator[Action]:
    for wanted in sight.wanted.attributes:
        there = sight.found.attribute(wanted.model, wanted.key)
        if there is None:
            yield Action(
                MakeAttribute(wanted),
                f"criar o atributo “{wanted.key}” {_of(wanted)}",
                f"mostra no painel, ao lado da conversa: {wanted.description}",
            )
        elif (values := lacking(there, wanted)) and there.id in sight.ours("attribute"):
            yield Action(
                Extend(there.id, (*(there.attribute_values or ()), *values)),
                f"acrescentar a “{wanted.key}”: {', '.join(values)}",
                "é uma lista, e estes valores não apareceriam",
            )


def _of(wanted: WantedAttribute) -> str:
    return "da conversa" if wanted.model == "conversation_attribute" else "do contato"


def _folders(sight: Sight) -> Iterator[Action]:
    for user in sight.found.folders:
        for folder in sight.wanted.folders:
            yield from _folder(sight, user, folder)


def _folder(sight: Sight, user: int, folder: WantedFolder) -> Iterator[Action]:
    there, name = sight.found.folders[user], sight.found.people[user]
    if any(same_filter(one, folder) for one in there):
        return
    ours = sight.ours("folder")
    mine = next((one for one in there if one.id in ours and one.name == folder.name), None)
    if mine:
        yield Action(
            MendFolder(user, mine.id, folder),
            f"corrigir o filtro da pasta “{folder.name}” de {name}",
            f"deve mostrar {folder.why}",
        )
    else:
        yield Action(
            MakeFolder(user, folder),
            f"criar a pasta “{folder.name}” para {name}",
            f"mostra {folder.why}",
        )


def _voices(sight: Sight) -> Iterator[Action]:
    for number in sight.wanted.inboxes:
        inbox = sight.found.inbox(number)
        if options := _speaking(inbox):
            told = " e ".join(VOICES[one] for one in options)
            yield Action(
                Turn(number, options, on=False),
                f"desligar {told} da caixa “{inbox.name}”",
                "o Chatwoot e Alú responderiam os dois ao mesmo cliente",
                asks=f"Desligar {told} da caixa “{inbox.name}”?",
            )


def _speaking(inbox: Inbox) -> tuple[str, ...]:
    away = bool(inbox.working_hours_enabled and (inbox.out_of_office_message or "").strip())
    on = {"greeting_enabled": bool(inbox.greeting_enabled), "working_hours_enabled": away}
    return tuple(option for option, speaks in on.items() if speaks)


def _hook(sight: Sight) -> Iterator[Action]:
    if sight.signs is not False:
        return
    why = (
        "este Chatwoot é anterior ao 4.13: sem ele, Alú não saberia que uma conversa foi devolvida"
    )
    mine = next((one for one in sight.found.hooks if one.id in sight.ours("webhook")), None)
    there = sight.hook or mine
    if there is None:
        yield Action(MakeHook(sight.url), "criar o webhook da conta", why)
    elif there.url != sight.url or not set(HOOKED) <= set(there.subscriptions or ()):
        events = tuple(dict.fromkeys([*(there.subscriptions or ()), *HOOKED]))
        mend = MendHook(there.id, sight.url, events)
        yield Action(mend, "corrigir o endereço e os eventos do webhook da conta", why)


def _links(sight: Sight) -> Iterator[Action]:
    for number in sight.wanted.inboxes:
        current, name = sight.found.linked[number], sight.found.inbox(number).name
        if sight.bot is None or current != sight.bot.id:
            other = sight.found.bot(current)
            yield Action(
                Link(number, sight.bot.id if sight.bot else None, current),
                f"ligar o robô “{sight.wanted.bot}” à caixa “{name}”"
                + (f", no lugar de “{other.name}”" if other else ""),
                "as conversas novas desta caixa passam a nascer pendentes, com Alú",
                asks=f"A caixa “{name}” tem o robô “{other.name}”. Trocar?" if other else "",
            )  # fmt: skip


def _unlinks(sight: Sight) -> Iterator[Action]:
    """An inbox that is no longer hers: its conversations would wait for nobody."""
    for one in sight.record.linked:
        mine = sight.found.linked.get(one.inbox) == one.bot
        if mine and one.inbox not in sight.wanted.inboxes:
            before = sight.found.bot(one.before)
            yield Action(
                Unlink(one.inbox, before.id if before else None),
                f"desligar o robô da caixa “{sight.found.inbox(one.inbox).name}”",
                "ela não é mais da Alú, e as conversas ficariam pendentes sem ninguém",
            )
