"""Who we are, which account and inboxes, where Alú is: what is wrong is told with its remedy, what is missing asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import Response

from api.errors import AluError
from api.sandbox.store import put
from tests.api.setup.premises import ALU, Premises, premises

pytestmark = pytest.mark.anyio

Changed = Callable[[object], object]
ADMIN = "ALU_CHATWOOT_ADMIN_TOKEN"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Premises]:
    async with premises(tmp_path) as place:
        yield place


async def wrong(place: Premises, **more: object) -> str:
    """What is told; nothing was changed there or here."""
    before = place.state
    with pytest.raises(AluError) as told:
        await place.apply(**more)
    assert place.state == before
    assert not place.env.exists()
    assert not place.record.exists()
    assert place.environment.get(ADMIN, "nenhum") not in str(told.value)
    return str(told.value)


async def test_a_wrong_token(place: Premises) -> None:
    place.environment[ADMIN] = "errado"
    told = await wrong(place)
    assert told.startswith("token do administrador: o token não serve")
    assert "Perfil → Token de acesso" in told


@pytest.mark.parametrize("token", ["tem espaço", "ç", 'aspas"', "linha\nnova"])
async def test_a_token_that_no_header_carries(place: Premises, token: str) -> None:
    place.environment[ADMIN] = token
    assert "copie de novo" in await wrong(place)


async def test_a_token_without_the_right(place: Premises) -> None:
    place.environment[ADMIN] = place.manager.token
    assert "Bruno Atendente não é administrador da conta 1" in await wrong(place)


async def test_the_token_of_a_bot(place: Premises) -> None:
    await place.apply()
    place.environment[ADMIN] = place.settings().chatwoot_bot_token.get_secret_value()
    with pytest.raises(AluError, match="token de um robô; é preciso o de uma pessoa"):
        await place.plan()


async def test_an_account_that_does_not_exist(place: Premises) -> None:
    assert "conta 7: não existe para este token; ele vê: 1 (Loja Teste)" in await wrong(
        place, account=7
    )


async def test_an_inbox_that_does_not_exist(place: Premises) -> None:
    assert "caixa 9: não existe nesta conta; há: 1 (WhatsApp (API))" in await wrong(
        place, inboxes=(1, 9)
    )


async def test_an_account_without_an_inbox(place: Premises) -> None:
    place.sandbox.store.inboxes.clear()
    assert "não tem caixa de entrada" in await wrong(place)


async def test_a_manager_with_a_wrong_token(place: Premises) -> None:
    told = await wrong(place, managers=(place.manager.token, "errado"))
    assert told.startswith("token do 2º gerente: o token não serve")
    assert "errado" not in told


@pytest.mark.parametrize(
    "alu", ["sem url", "ftp://alu.example.com", "alu.example.com", "http://:80", "https://"]
)
async def test_an_address_that_is_none_is_refused_here_for_chatwoot_would_take_it(
    place: Premises, alu: str
) -> None:
    assert "não é um endereço; escreva https://" in await wrong(place, alu=alu)


@pytest.mark.parametrize(
    "alu",
    [f"{ALU}/", f"{ALU}/webhooks/chatwoot", f"{ALU}/webhooks/chatwoot/", f"{ALU}?x=1", f" {ALU} "],
)
async def test_an_address_is_understood_as_people_write_it(place: Premises, alu: str) -> None:
    await place.apply(alu=alu)
    assert place.sandbox.store.bots[1].url == f"{ALU}/webhooks/chatwoot"


async def test_an_address_copied_from_the_browser_finds_chatwoot(place: Premises) -> None:
    await place.apply(chatwoot=f"{place.url}/app/accounts/1/dashboard")
    assert place.settings().chatwoot_url == place.url


async def test_something_that_is_no_chatwoot(place: Premises) -> None:
    async def page(_number: int, _method: str, _path: str) -> object:
        return Response(b"<html>nginx</html>")

    place.line.before = page
    assert "não parece um Chatwoot" in await wrong(place)


async def test_a_redirect_is_not_followed_with_the_token(place: Premises) -> None:
    async def elsewhere(_number: int, _method: str, _path: str) -> object:
        return Response(b"", 301, {"location": "https://outro.example.com"})

    place.line.before = elsewhere
    assert "use o final, com https" in await wrong(place)


async def test_what_is_missing_is_asked_and_secrets_are_hidden(place: Premises) -> None:
    put(place.sandbox.store.inboxes, replace(place.sandbox.inbox(), id=2, name="Site"))
    token = place.environment.pop(ADMIN)
    place.answers = {
        "Endereço do Chatwoot": place.url,
        "Token de um administrador": token,
        "Quais caixas": "1, 2",
        "público da Alú": ALU,
        "só da Alú": place.manager.token,
    }
    await place.apply(chatwoot="", alu="")
    assert [one.hidden for one in place.asked] == [False, True, False, False, True]
    assert place.settings().chatwoot_user_token.get_secret_value() == place.manager.token
    assert "1 (WhatsApp (API)), 2 (Site)" in place.asked[2].words
    assert place.settings().chatwoot_inbox_ids == (1, 2)
    assert token not in place.env.read_text(encoding="utf-8")


async def test_the_token_of_her_own_agent_is_tried_before_it_is_written(place: Premises) -> None:
    place.answers = {"só da Alú": "errado"}
    told = await wrong(place)
    assert told.startswith("token do agente da Alú (ALU_CHATWOOT_USER_TOKEN): o token não serve")


async def test_without_an_agent_of_her_own_it_is_told_what_is_lost(place: Premises) -> None:
    plan = await place.plan()
    assert any("as pastas ficariam vazias" in one for one in plan.remarks)
    place.environment["ALU_CHATWOOT_USER_TOKEN"] = place.manager.token
    plan = await place.plan()
    assert not any("as pastas ficariam vazias" in one for one in plan.remarks)


async def test_what_was_said_once_is_not_asked_again(place: Premises) -> None:
    await place.apply()
    await place.apply(chatwoot="", alu="")
    await place.undo(chatwoot="", alu="")
    assert place.asked == []


async def test_the_record_of_another_account_is_not_mistaken_for_this_one(place: Premises) -> None:
    await place.apply()
    text = place.record.read_text(encoding="utf-8").replace('"account": 1', '"account": 2')
    place.record.write_text(text, encoding="utf-8")
    place.line.forget()
    with pytest.raises(AluError, match="guarda o que foi criado na conta 2"):
        await place.undo()
    assert place.line.writes == []


@pytest.mark.parametrize("text", ["", "{", '{"made": 3}', "\x00"])
async def test_a_broken_record_is_told(place: Premises, text: str) -> None:
    place.record.parent.mkdir()
    place.record.write_text(text, encoding="utf-8")
    with pytest.raises(AluError, match="não é um registro do setup"):
        await place.apply()
    assert place.line.writes == []


@pytest.mark.parametrize(
    ("alu", "inside"),
    [
        ("http://alu:8000", True), ("http://127.0.0.1:8000", True), ("http://10.1.2.3", True),
        ("http://192.168.0.9:8000", True), ("http://[::1]:8000", True), ("http://alu.local", True),
        (ALU, False), ("https://8.8.8.8", False),
    ],
)  # fmt: skip
async def test_an_address_that_newer_servers_refuse_is_told(
    place: Premises, alu: str, inside: bool
) -> None:
    plan = await place.plan(alu=alu)
    assert any("SAFE_FETCH_ALLOW_PRIVATE_NETWORK" in one for one in plan.remarks) is inside


def of_accounts(user: int, *accounts: tuple[int, str, str]) -> Changed:
    """Profiles as they are, but this person's: of these accounts, each with its number, name and role."""
    listed = [{"id": number, "name": name, "role": role} for number, name, role in accounts]

    def changed(told: object) -> object:
        if isinstance(told, dict) and "accounts" in told and told["id"] == user:
            return {**told, "accounts": listed}
        return told

    return changed


async def test_which_of_several_accounts_is_asked(place: Premises) -> None:
    both = ((1, "Loja Teste", "administrator"), (2, "Outra", "administrator"))
    place.line.changed = of_accounts(1, *both)
    place.answers = {"Qual conta? 1 (Loja Teste), 2 (Outra)": "1", "só da Alú": ""}
    await place.apply()
    assert place.settings().chatwoot_account_id == 1


async def test_an_account_that_is_no_number(place: Premises) -> None:
    both = ((1, "Loja Teste", "administrator"), (2, "Outra", "administrator"))
    place.line.changed = of_accounts(1, *both)
    place.answers = {"Qual conta?": "a primeira"}
    assert "'a primeira' não é um número" in await wrong(place)


async def test_a_manager_of_another_account(place: Premises) -> None:
    place.line.changed = of_accounts(2, (9, "Outra", "agent"))
    told = await wrong(place, managers=(place.manager.token,))
    assert told == "token do 1º gerente: Bruno Atendente não é da conta 1"


async def test_an_agent_of_her_own_of_another_account(place: Premises) -> None:
    place.line.changed = of_accounts(2, (9, "Outra", "agent"))
    place.environment["ALU_CHATWOOT_USER_TOKEN"] = place.manager.token
    assert "ALU_CHATWOOT_USER_TOKEN: Bruno Atendente não é da conta 1" in await wrong(place)


async def test_a_token_that_is_wrong_is_not_said_to_pass_by_itself(place: Premises) -> None:
    place.environment[ADMIN] = "errado"
    assert "Rode de novo" not in await wrong(place)
    place.environment[ADMIN] = place.sandbox.store.users[1].token
    assert "Rode de novo" in await wrong(place, chatwoot="http://127.0.0.1:9")


async def test_a_record_that_cannot_be_read(place: Premises) -> None:
    place.record.mkdir(parents=True)
    with pytest.raises(AluError, match=r"setup\.json: Is a directory"):
        await place.apply()
    assert place.line.writes == []
