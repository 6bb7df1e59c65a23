"""``alu report`` on both databases, with the clock on the wall."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import cli
from api.errors import AluError
from api.storage.engine import opened
from api.storage.seal import Seal
from tests.api.report.ledgerbook import Book
from tests.api.storage.conftest import emptied

CANARY = "canário"
Alu = Callable[..., str]


@pytest.fixture
def alu(url: str) -> Alu:
    """The command on a database with one conversation, handed over an hour ago."""

    async def filled() -> None:
        async with opened(url, Seal()) as engine:
            await emptied(engine)
            await handed_over().write(engine)

    def run(*words: str, **settings: str) -> str:
        told = {f"ALU_{name}": value for name, value in settings.items()}
        ran = CliRunner().invoke(
            cli.app, ("report", *words), env={"ALU_DATABASE_URL": url, "COLUMNS": "120", **told}
        )
        if ran.exception:
            raise ran.exception
        return ran.stdout

    asyncio.run(filled())
    return run


def handed_over() -> Book:
    book, at = Book(), datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251  # the command knows no other clock
    book.conversation(1, status="open")
    book.route(1, 1, at, heard=at - timedelta(seconds=30), told=at + timedelta(seconds=30))
    return book


def test_a_table_json_and_a_page(alu: Alu, tmp_path: Path) -> None:
    assert "time comercial" in alu()
    told = json.loads(alu("--json", "--since", "24h"))
    assert told["figures"]["seconds_to_route"] == {"median": 60.0, "p90": 60.0, "of": 1}
    page = tmp_path / "r.html"
    assert alu("--html", str(page)) == f"Relatório gravado em {page}.\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    both = json.loads(alu("--html", str(page), "--json"))
    assert both["version"] == 1
    assert stat.S_ISREG(page.stat().st_mode)


def test_only_the_inboxes_and_the_account_of_the_settings(alu: Alu) -> None:
    for settings, count in (
        ({}, 1),
        ({"CHATWOOT_ACCOUNT_ID": "1", "CHATWOOT_INBOX_IDS": "5,7"}, 1),
        ({"CHATWOOT_ACCOUNT_ID": "2"}, 0),
        ({"CHATWOOT_INBOX_IDS": "7"}, 0),
    ):
        assert json.loads(alu("--json", **settings))["figures"]["conversations"] == count


def test_prices_of_the_settings_or_of_the_command_line(alu: Alu) -> None:
    prices = {"LLM_PRICE_IN": "1", "LLM_PRICE_OUT": "2", "LLM_CURRENCY": "R$"}
    assert json.loads(alu("--json"))["currency"] is None
    assert json.loads(alu("--json", **prices))["currency"] == "R$"
    given = ("--price-in", "3", "--price-out", "4", "--currency", "€")
    told = json.loads(alu("--json", *given, **prices))
    assert (told["currency"], told["figures"]["model"]["cost"]) == ("€", 0.0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--since", "sempre"), "--since sempre: escreva 24h, 7d"),
        (("--until", "2020-01-01"), "tem que ser depois"),
        (("--price-in", "3"), "os dois juntos"),
        (("--html", "/proc/nada/r.html"), "/proc/nada/r.html: No such file"),
    ],
)
def test_what_cannot_be_done_is_told(alu: Alu, words: tuple[str, ...], message: str) -> None:
    with pytest.raises(AluError, match=message):
        alu(*words)


def test_no_database(tmp_path: Path) -> None:
    nowhere = {"ALU_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'alu.db'}"}
    ran = CliRunner().invoke(cli.app, ["report"], env=nowhere)
    assert isinstance(ran.exception, AluError)
    assert "ainda não há banco de dados" in str(ran.exception)
    assert list(tmp_path.iterdir()) == []
