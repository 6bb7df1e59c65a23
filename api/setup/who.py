"""Whose tokens these are, and whether they may do what is to be done. A token is never shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.chatwoot import account as chatwoot
from api.chatwoot.account import Account
from api.chatwoot.house import User
from api.chatwoot.wire import Wire
from api.errors import AluError
from api.settings import Settings
from api.setup.given import Ask, Given, Question
from api.setup.trouble import Stopped, done

ADMINISTRATOR = "administrator"
TOKEN_OF_ADMIN = Question(
    "Token de um administrador (Perfil → Token de acesso)", "ALU_CHATWOOT_ADMIN_TOKEN", hidden=True
)
TOKEN_OF_USER = Question(
    "Token de um agente só da Alú, para ler conversas e gravar contatos e etiquetas (Enter: sem)",
    "ALU_CHATWOOT_USER_TOKEN",
    hidden=True,
    optional=True,
)


async def who(wire: Wire, token: str, whose: str) -> User:
    """The person behind a token. Raises ``Stopped``, naming ``whose`` it was said to be."""
    if not chatwoot.carriable(token):
        raise Stopped(f"{whose}: tem sinais que um token não tem; copie de novo")
    return done(await chatwoot.profile(wire, token), whose)


def account(given: Given, settings: Settings, me: User, ask: Ask) -> int:
    """The account that is meant, if the person is an administrator there. Raises ``AluError``."""
    number = given.account or settings.chatwoot_account_id or _only_account(me, ask)
    if me.accounts and number not in _accounts(me):
        raise Stopped(
            f"conta {number}: não existe para este token; ele vê: {listed(_accounts(me))}"
        )
    if me.accounts and me.role_in(number) != ADMINISTRATOR:
        raise Stopped(
            f"token do administrador: {me.name} não é administrador da conta {number}; "
            "peça o token de quem é, ou que lhe deem esse papel"
        )
    return number


def _only_account(me: User, ask: Ask) -> int:
    known = _accounts(me)
    if len(known) == 1:
        return next(iter(known))
    question = f"Qual conta? {listed(known)}"
    return number(ask(Question(question, "--account ou ALU_CHATWOOT_ACCOUNT_ID")))


def _accounts(me: User) -> dict[int, str]:
    return {one.id: one.name or "" for one in me.accounts}


async def managers(
    wire: Wire, admin: Account, me: User, tokens: Sequence[str]
) -> tuple[dict[int, Account], dict[int, str]]:
    """Those who get folders: the administrator, and everybody whose token is given."""
    hands, people = {me.id: admin}, {me.id: me.name or ""}
    for at, token in enumerate(tokens, 1):
        user = await who(wire, token, f"token do {at}º gerente")
        if user.accounts and not user.role_in(admin.account):
            raise Stopped(f"token do {at}º gerente: {user.name} não é da conta {admin.account}")
        hands.setdefault(user.id, Account(wire, admin.account, token))
        people.setdefault(user.id, user.name or "")
    return hands, people


async def user(wire: Wire, account: int, settings: Settings, ask: Ask | None) -> str:
    """The token of Alú's own agent: as set, as answered, or none. Raises ``Stopped`` where it is a bad one."""
    set_already = settings.chatwoot_user_token.get_secret_value()
    token = set_already or (ask(TOKEN_OF_USER).strip() if ask else "")
    if token:
        user = await who(wire, token, "token do agente da Alú (ALU_CHATWOOT_USER_TOKEN)")
        if user.accounts and not user.role_in(account):
            raise Stopped(f"ALU_CHATWOOT_USER_TOKEN: {user.name} não é da conta {account}")
    return token


def number(text: str) -> int:
    """A number as a person writes it. Raises ``AluError``."""
    if not text.strip().isdecimal():
        raise AluError(f"{text!r} não é um número")
    return int(text)


def listed(named: Mapping[int, str]) -> str:
    """Accounts or inboxes, number and name."""
    return ", ".join(f"{number} ({name})" for number, name in named.items()) or "nenhuma"
