"""One look at an account: everything that a plan compares, read by the tokens at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from api.chatwoot.account import Account
from api.chatwoot.house import Definition, Folder
from api.setup.found import Found
from api.setup.trouble import done


async def look(
    admin: Account,
    hands: Mapping[int, Account],
    people: Mapping[int, str],
    inboxes: Collection[int],
) -> Found:
    """The account as it is; of ``inboxes`` also which bot each has. Raises ``Stopped``."""
    inboxes_there = done(await admin.inboxes(), "ver as caixas de entrada")
    return Found(
        bots=done(await admin.bots(), "ver os robôs"),
        inboxes=inboxes_there,
        linked=await _linked(admin, [one.id for one in inboxes_there if one.id in inboxes]),
        teams=done(await admin.teams(), "ver as equipes"),
        labels=done(await admin.labels(), "ver as etiquetas"),
        attributes=await _attributes(admin),
        folders=await _folders(hands, people),
        hooks=done(await admin.hooks(), "ver os webhooks da conta"),
        people=people,
    )


async def _linked(admin: Account, inboxes: Sequence[int]) -> dict[int, int | None]:
    return {one: done(await admin.bot_of(one), f"ver o robô da caixa {one}") for one in inboxes}


async def _attributes(admin: Account) -> tuple[Definition, ...]:
    doing = "ver os atributos personalizados"
    of_conversation = done(await admin.definitions("conversation_attribute"), doing)
    return (*of_conversation, *done(await admin.definitions("contact_attribute"), doing))


async def _folders(
    hands: Mapping[int, Account], people: Mapping[int, str]
) -> dict[int, tuple[Folder, ...]]:
    return {
        user: done(await account.folders(), f"ver as pastas de {people[user]}")
        for user, account in hands.items()
    }
