"""Where Chatwoot is and which inboxes are Alú's, and where Chatwoot finds her. Chatwoot would take any address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from pydantic import TypeAdapter, ValidationError

from api.chatwoot.account import Account
from api.errors import AluError
from api.settings import Settings, Url
from api.setup.found import WEBHOOK, address_of, our_bot
from api.setup.given import Ask, Given, Question
from api.setup.record import Record
from api.setup.trouble import Stopped, done
from api.setup.who import listed, number

CHATWOOT = Question("Endereço do Chatwoot (https://…)", "--chatwoot ou ALU_CHATWOOT_URL")
ALU = Question("Endereço público da Alú (https://…), onde o Chatwoot a encontra", "--alu")
_URL = TypeAdapter[str](Url)


def chatwoot(given: Given, settings: Settings, ask: Ask) -> str:
    """The address of Chatwoot, without a slash at its end. Raises ``AluError``."""
    url = given.chatwoot or settings.chatwoot_url or ask(CHATWOOT)
    whole = _address(url, "o endereço do Chatwoot")
    return whole.partition("/app/")[0].removesuffix("/app")  # as copied from a browser


def _address(text: str, what: str) -> str:
    """Without a query and a slash at its end. Raises ``AluError`` where it is none: Chatwoot would take anything."""
    try:
        parts = urlsplit(_URL.validate_python(text.strip()))
    except (ValidationError, ValueError):
        raise AluError(f"{what}: {text!r} não é um endereço; escreva https://…") from None
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, "", "")).rstrip("/")


async def inboxes(admin: Account, given: Given, settings: Settings, ask: Ask) -> tuple[int, ...]:
    """The inboxes that are hers. Raises ``AluError`` where one does not exist."""
    found = done(await admin.inboxes(), "ver as caixas de entrada")
    there = {one.id: one.name or "" for one in found}
    chosen = given.inboxes or settings.chatwoot_inbox_ids or _only_inbox(there, ask)
    if strange := [one for one in chosen if one not in there]:
        raise Stopped(f"caixa {strange[0]}: não existe nesta conta; há: {listed(there)}")
    return tuple(dict.fromkeys(chosen))


def _only_inbox(there: Mapping[int, str], ask: Ask) -> tuple[int, ...]:
    if not there:
        raise Stopped("a conta não tem caixa de entrada; crie a do WhatsApp e rode de novo")
    if len(there) == 1:
        return tuple(there)
    question = f"Quais caixas de entrada são da Alú? {listed(there)} (números, com vírgula)"
    answer = ask(Question(question, "--inbox ou ALU_CHATWOOT_INBOX_IDS"))
    return tuple(number(one) for one in answer.split(",") if one.strip())


async def alu(
    admin: Account, given: Given, name: str, record: Record, settings: Settings, ask: Ask | None
) -> str:
    """Where Chatwoot reaches Alú, without the webhook's path: as said, as the bot has it already, or as answered."""
    if given.alu:
        return _without_path(given.alu)
    bots = done(await admin.bots(), "ver os robôs")
    token = settings.chatwoot_bot_token.get_secret_value()
    known = address_of(our_bot(bots, name, "", record, token))
    return known if known or ask is None else _without_path(ask(ALU))


def _without_path(text: str) -> str:
    """People give the webhook's whole address as well."""
    return _address(text, "o endereço da Alú").partition(WEBHOOK)[0]
