"""The way back: what set-up made goes, what it turned is turned back, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.chatwoot.house import Bot
from api.setup.applying import Outcome, Tell, until_nothing_is_left
from api.setup.found import THE_HOOK, Found, settled
from api.setup.plan import VOICES
from api.setup.record import Kind, Made, Record
from api.setup.sight import Sight
from api.setup.steps import Action, Plan, Remove, Turn, Unlink, Write
from api.setup.visit import Visit

ORDER: tuple[Kind, ...] = ("folder", "webhook", "attribute", "label", "team", "bot")
OURS, AS_BEFORE = "foi o setup que criou", "volta a ser como era antes do setup"
PENDING = (
    "As conversas pendentes continuam pendentes, e sem a Alú ninguém as vê: abra-as no Chatwoot."
)


async def to_undo(visit: Visit) -> Plan:
    """What there is to take back. Nothing changes, here or there."""
    return _back(visit, await visit.look(), ())


async def undone(visit: Visit, tell: Tell) -> Outcome:
    """Takes it back. The record keeps only what this visit may not touch, and goes when that is nothing."""
    outcome = await until_nothing_is_left(
        visit, lambda found, taken: _back(visit, found, taken), lambda _: True, tell
    )
    keeper = visit.keeper
    others = tuple(one for one in keeper.record.made if _of_another(visit, one))
    if others:
        keeper.keep(Record(keeper.record.chatwoot, keeper.record.account, made=others))
    else:
        keeper.forget()
    return outcome


def _back(visit: Visit, found: Found, taken: Sequence[Action]) -> Plan:
    sight = visit.sight(found, settled(visit.keeper.record, found))
    actions = (*_links(sight), *_voices(sight), *_settings(sight), *_pieces(visit, sight))
    return Plan(actions, tuple(_remarks(visit, sight, (*taken, *actions))))


def _links(sight: Sight) -> Iterator[Action]:
    """Where somebody has put another bot meanwhile, that one stays."""
    for one in sight.record.linked:
        if sight.found.linked.get(one.inbox) == one.bot:
            before, inbox = sight.found.bot(one.before), sight.found.inbox(one.inbox)
            what = (
                f"devolver a caixa “{inbox.name}” ao robô “{before.name}”"
                if before
                else f"desligar o robô da caixa “{inbox.name}”"
            )
            yield Action(Unlink(one.inbox, before.id if before else None), what, AS_BEFORE)


def _voices(sight: Sight) -> Iterator[Action]:
    numbers = dict.fromkeys(one.inbox for one in sight.record.silenced)
    there = {one.id: one for one in sight.found.inboxes}
    for number in numbers:
        inbox = there.get(number)
        off = tuple(
            one.option
            for one in sight.record.silenced
            if one.inbox == number and inbox and getattr(inbox, one.option) is False
        )
        if inbox and off:
            voices = " e ".join(VOICES[one] for one in off)
            yield Action(
                Turn(number, off, on=True),
                f"religar {voices} da caixa “{inbox.name}”",
                AS_BEFORE,
            )


def _settings(sight: Sight) -> Iterator[Action]:
    """What dies with the bot and the teams: a token that nobody has, secrets that sign nothing, ids of nothing."""
    values = {**_of_bot(sight), **_of_teams(sight)}
    if values:
        names = ", ".join(f"ALU_{name}" for name in values)
        yield Action(Write(tuple(values.items())), f"tirar do .env: {names}", "não valem mais")


def _of_bot(sight: Sight) -> dict[str, str | None]:
    bot, settings = sight.bot, sight.settings
    if bot is None or Made("bot", bot.name or "", bot.id) not in sight.record.made:
        return {}
    told: dict[str, str | None] = {}
    if bot.access_token and settings.chatwoot_bot_token.get_secret_value() == bot.access_token:
        told["CHATWOOT_BOT_TOKEN"] = None
    secrets = [one.get_secret_value() for one in settings.webhook_secrets]
    left = [one for one in secrets if one not in _dead(sight, bot)]
    if left != secrets:
        told["WEBHOOK_SECRETS"] = ",".join(left) or None
    return told


def _dead(sight: Sight, bot: Bot) -> set[str]:
    hooks = (one.secret for one in sight.found.hooks if one.id in sight.ours("webhook"))
    return {one for one in (bot.secret, *hooks) if one}


def _of_teams(sight: Sight) -> dict[str, str | None]:
    teams = sight.settings.chatwoot_teams
    left = {name: number for name, number in teams.items() if number not in sight.ours("team")}
    if left == teams:
        return {}
    return {"CHATWOOT_TEAMS": ",".join(f"{name}:{number}" for name, number in left.items()) or None}


def _pieces(visit: Visit, sight: Sight) -> Iterator[Action]:
    there = set(sight.found.pieces())
    for kind in ORDER:
        for one in sight.record.made:
            if one.kind == kind and one in there and not _of_another(visit, one):
                yield Action(Remove(one), f"remover {_called(one, visit.people)}", OURS)


def _of_another(visit: Visit, one: Made) -> bool:
    """Whether it is a folder that only its owner's token can take away."""
    return one.kind == "folder" and one.user not in visit.hands


def _remarks(visit: Visit, sight: Sight, actions: tuple[Action, ...]) -> Iterator[str]:
    there = {(one.kind, one.id): one for one in sight.found.pieces()}
    for one in sight.record.made:
        now = there.get((one.kind, one.id))
        if now and now.key != one.key:
            yield f"{_called(one, visit.people)} agora se chama “{now.key}”: alguém o usa, e fica."
    others = [one for one in sight.record.made if _of_another(visit, one)]
    if others:
        yield f"Ficam {len(others)} pastas de outras pessoas: rode de novo com o token delas em --managers."
    if any(isinstance(one.step, Unlink) for one in actions):
        yield PENDING


def _called(one: Made, people: Mapping[int, str]) -> str:
    match one.kind:
        case "bot":
            return f"o robô “{one.key}”"
        case "team":
            return f"a equipe “{one.key}”"
        case "label":
            return f"a etiqueta “{one.key}”"
        case "attribute":
            return f"o atributo “{one.key.partition('.')[2]}”"
        case "webhook":
            return f"o webhook da {THE_HOOK}"
        case "folder":
            return f"a pasta “{one.key}” de {people.get(one.user) or 'um gerente'}"
