"""A step becomes a call, and a note of what it made. What can be made twice is noted before the call as well."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from api.chatwoot.account import Account
from api.chatwoot.answers import Answer, Done
from api.chatwoot.house import Bot, Definition, Folder, Hook, Label, Team
from api.setup import env_file
from api.setup.found import THE_HOOK, Found
from api.setup.record import Kind, Linked, Made
from api.setup.steps import (
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
    PointBot,
    Remove,
    Step,
    Turn,
    Unlink,
    Write,
)
from api.setup.trouble import is_gone
from api.setup.visit import Visit
from api.setup.wanted import HOOKED, WantedFolder

Thing = Bot | Team | Label | Definition | Folder | Hook
Make = Callable[[], Awaitable[Answer[Thing]]]


async def perform(visit: Visit, found: Found, step: Step) -> Answer[object]:
    """Takes one step. Raises ``AluError`` where the disk refuses; what Chatwoot says is the answer."""
    match step:
        case MakeBot() | MakeTeam() | MakeLabel() | MakeAttribute() | MakeFolder() | MakeHook():
            return await _made(visit, found, step)
        case Write():
            env_file.write(visit.house.env, dict(step.values))
            return Done(None)
        case Remove():
            return await _removed(visit, step.piece)
        case Link():
            return await _linked(visit, step)
        case Unlink():
            return await _unlinked(visit, step)
        case Turn():
            return await _turned(visit, step)
        case _:
            return await _mended(visit, step)


async def _made(
    visit: Visit,
    found: Found,
    step: MakeBot | MakeTeam | MakeLabel | MakeAttribute | MakeFolder | MakeHook,
) -> Answer[Thing]:
    kind, key, user, make = _making(visit, step)
    same = (kind, key, user)
    before = [p.id for p in found.pieces() if (p.kind, p.key, p.user) == same]
    keeper = visit.keeper
    keeper.keep(keeper.record.meaning(kind, key, before, user))
    answer = await make()
    if isinstance(answer, Done):
        keeper.keep(keeper.record.making(Made(kind, key, answer.value.id, user)))
    return answer


def _making(
    visit: Visit, step: MakeBot | MakeTeam | MakeLabel | MakeAttribute | MakeFolder | MakeHook
) -> tuple[Kind, str, int, Make]:
    """What the record calls it, whose it is, and the call that makes it."""
    admin = visit.admin
    match step:
        case MakeBot(name, description, url):
            return "bot", name, 0, lambda: admin.make_bot(name, description, url)
        case MakeTeam(team):
            return "team", team.name, 0, lambda: admin.make_team(team.name, team.description)
        case MakeLabel(label):
            return (
                "label",
                label.title,
                0,
                lambda: admin.make_label(label.title, label.description, label.color),
            )
        case MakeAttribute(one):
            key = f"{one.model}.{one.key}"
            return (
                "attribute",
                key,
                0,
                lambda: admin.define(
                    one.model, one.key, one.name, one.kind, one.description, one.values
                ),
            )
        case MakeFolder(user, folder):
            hand = visit.hands[user]
            return "folder", folder.name, user, lambda: _folder(hand, folder)
        case MakeHook(url):
            return "webhook", THE_HOOK, 0, lambda: admin.make_hook(url, HOOKED)


async def _folder(hand: Account, folder: WantedFolder) -> Answer[Thing]:
    """The filter is tried first: a folder that cannot be opened would be accepted all the same."""
    tried = await hand.filtered(folder.query)
    if not isinstance(tried, Done):
        return tried
    return await hand.make_folder(folder.name, folder.query)


async def _mended(visit: Visit, step: PointBot | Extend | MendFolder | MendHook) -> Answer[object]:
    admin = visit.admin
    match step:
        case PointBot(bot, url):
            return await admin.point_bot(bot, url)
        case Extend(definition, values):
            return await admin.extend(definition, values)
        case MendFolder(user, number, folder):
            tried = await visit.hands[user].filtered(folder.query)
            if not isinstance(tried, Done):
                return tried
            return await visit.hands[user].mend_folder(number, folder.query)
        case MendHook(hook, url, events):
            return await admin.mend_hook(hook, url, events)


async def _linked(visit: Visit, step: Link) -> Answer[object]:
    keeper = visit.keeper
    keeper.keep(keeper.record.linking(Linked(step.inbox, step.bot or 0, step.before)))
    return await visit.admin.link(step.inbox, step.bot)


async def _unlinked(visit: Visit, step: Unlink) -> Answer[object]:
    answer = await visit.admin.link(step.inbox, step.bot)
    if isinstance(answer, Done):
        visit.keeper.keep(visit.keeper.record.unlinking(step.inbox))
    return answer


async def _turned(visit: Visit, step: Turn) -> Answer[object]:
    keeper = visit.keeper
    if not step.on:
        keeper.keep(keeper.record.silencing(step.inbox, step.options))
    answer = await visit.admin.set_options(step.inbox, dict.fromkeys(step.options, step.on))
    if step.on and isinstance(answer, Done):
        keeper.keep(keeper.record.sounding(step.inbox))
    return answer


async def _removed(visit: Visit, piece: Made) -> Answer[object]:
    """Gone already is as good."""
    answer: Answer[None] = await _removing(visit, piece)
    if is_gone(answer):
        answer = Done(None)
    if isinstance(answer, Done):
        visit.keeper.keep(visit.keeper.record.forgetting(piece))
    return answer


def _removing(visit: Visit, piece: Made) -> Awaitable[Answer[None]]:
    admin: Account = visit.admin
    match piece.kind:
        case "bot":
            return admin.remove_bot(piece.id)
        case "team":
            return admin.remove_team(piece.id)
        case "label":
            return admin.remove_label(piece.id)
        case "attribute":
            return admin.undefine(piece.id)
        case "webhook":
            return admin.remove_hook(piece.id)
        case "folder":
            return visit.hands[piece.user].remove_folder(piece.id)
