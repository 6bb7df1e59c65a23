"""The four ways to run set-up: what is told, on which channel, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from api.errors import AluError
from api.sandbox.records import Bot
from api.sandbox.store import put
from api.setup import run
from api.setup.given import Question
from api.setup.run import Wish
from tests.api.setup.premises import ALU, FOLDERS, Premises, premises

pytestmark = pytest.mark.anyio

Shown = pytest.CaptureFixture[str]
PLAIN, AS_JSON = Wish(), Wish(as_json=True)


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Premises]:
    monkeypatch.setenv("COLUMNS", "160")
    async with premises(tmp_path) as place:
        yield place


def says(answer: str) -> Callable[[Question], str]:
    return lambda question: "" if question.optional else answer


def nobody(question: Question) -> str:
    if question.optional:
        return ""
    raise AluError(f"falta saber: {question.words}; diga com {question.answered_by}")


async def test_the_plan_is_a_table_with_what_and_why(place: Premises, capsys: Shown) -> None:
    assert await run.show(place.given(), place.house, PLAIN, nobody) == 0
    out = capsys.readouterr().out
    assert f"Conta 1 de {place.url}" in out
    assert "criar a equipe “comercial”" in out
    assert "recebe: " in out
    assert "alu setup --apply" in out
    assert place.line.writes == []


async def test_the_plan_as_json_is_json_alone(place: Premises, capsys: Shown) -> None:
    place.inbox_with(greeting_enabled=True)
    assert await run.show(place.given(), place.house, AS_JSON, nobody) == 0
    told = json.loads(capsys.readouterr().out)
    plan = await place.plan()
    assert [one["what"] for one in told["left"]] == [one.what for one in plan.actions]
    assert [one["do"] for one in told["left"] if one["asks"]] == ["Turn"]
    assert (told["done"], told["remarks"]) == ([], list(plan.remarks))


async def test_a_check_tells_drift_by_its_exit_code(place: Premises, capsys: Shown) -> None:
    assert await run.check(place.given(), place.house, PLAIN, nobody) == 1
    await place.apply()
    capsys.readouterr()
    assert await run.check(place.given(), place.house, PLAIN, nobody) == 0
    assert "Nada a fazer" in capsys.readouterr().out
    del place.sandbox.store.labels[1]
    assert await run.check(place.given(), place.house, AS_JSON, nobody) == 1


async def test_each_step_is_told_as_it_is_done_beside_json_on_the_other_channel(
    place: Premises, capsys: Shown
) -> None:
    assert await run.apply(place.given(), place.house, AS_JSON, nobody) == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert [f"feito: {one['what']}" for one in told["done"]] == shown.err.splitlines()
    assert told["left"] == []
    assert await run.apply(place.given(), place.house, PLAIN, nobody) == 0
    assert "Nada a fazer" in capsys.readouterr().out


@pytest.mark.parametrize("ask", [says("n"), says(""), nobody], ids=["no", "enter", "nobody"])
async def test_what_nobody_agreed_to_is_left_and_told(
    place: Premises, capsys: Shown, ask: Callable[[Question], str]
) -> None:
    place.inbox_with(greeting_enabled=True)
    assert await run.apply(place.given(), place.house, PLAIN, ask) == 1
    assert "ninguém concordou" in capsys.readouterr().out
    assert place.sandbox.inbox().settings["greeting_enabled"] is True


@pytest.mark.parametrize(
    ("wish", "ask"),
    [(PLAIN, says("s")), (PLAIN, says(" Sim ")), (Wish(silence=True, replace=True), nobody)],
    ids=["s", "sim", "options"],
)
async def test_an_answer_or_an_option_agrees(
    place: Premises, capsys: Shown, wish: Wish, ask: Callable[[Question], str]
) -> None:
    place.inbox_with(greeting_enabled=True)
    bots, now = place.sandbox.store.bots, place.sandbox.now()
    other = put(bots, Bot(1, "Bia", None, "https://bia.example.com", "t" * 24, "s" * 24, now))
    place.inbox_of(other)
    assert await run.apply(place.given(), place.house, wish, ask) == 0
    assert "feito: desligar a saudação" in capsys.readouterr().out
    inbox = place.sandbox.inbox()
    assert (inbox.settings["greeting_enabled"], inbox.bot_id) == (False, 2)


async def test_an_option_agrees_to_one_thing_alone(place: Premises) -> None:
    place.inbox_with(greeting_enabled=True)
    wish = Wish(replace=True)
    assert await run.apply(place.given(), place.house, wish, nobody) == 1
    assert place.sandbox.inbox().settings["greeting_enabled"] is True


async def test_an_undo_shows_what_goes_and_asks(place: Premises, capsys: Shown) -> None:
    before = place.state
    await place.apply()
    made = place.state
    for ask in (says("n"), nobody):
        assert await run.undo(place.given(), place.house, PLAIN, ask) == 1
        shown = capsys.readouterr()
        assert "remover a equipe “comercial”" in shown.err
        assert "Nada mudou." in shown.err
        assert place.state == made
    assert await run.undo(place.given(), place.house, PLAIN, says("sim")) == 0
    assert "a conta está como antes" in capsys.readouterr().out
    assert place.state == before
    assert await run.undo(place.given(), place.house, PLAIN, nobody) == 0
    assert "Nada a remover" in capsys.readouterr().out


async def test_an_undo_that_leaves_another_persons_folders_says_so(
    place: Premises, capsys: Shown
) -> None:
    await place.apply(managers=(place.manager.token,))
    assert await run.undo(place.given(), place.house, Wish(sure=True), nobody) == 1
    assert f"Ficam {len(FOLDERS)} pastas de outras pessoas" in capsys.readouterr().out


def test_the_house_is_that_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"ALU_CHATWOOT_URL={ALU}\n", encoding="utf-8")
    house = run.house(Path(".env"))
    assert house.settings().chatwoot_url == ALU
    assert house.secret() != house.secret()
    assert house.protocol.persona.name == "Alú"
