"""``alu corrections``: what is listed, what is written, what is left out and said to be, on both databases."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from api import cli
from api.errors import AluError
from api.storage import corrections, inbox, outbox
from api.storage.corrections import Correction
from api.storage.engine import opened
from api.storage.inbox import Heard
from api.storage.seal import Key, Seal
from api.storage.tables import corrections as rows
from api.storage.tables import outbox as said
from api.storage.thread import Thread
from tests.api.storage.conftest import emptied

THREAD, QUIET = Thread(1, 42), Thread(1, 43)
KEY = Key(bytes(range(32)))


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the command knows no other clock


def correction(
    thread: Thread = THREAD, at: timedelta = timedelta(hours=1), **human: object
) -> Correction:
    alu = {
        "team": "logistica", "need": ["entrega", "conserto"], "labels": ["entrega", "ia-transferido"],
        "slots": {"nome": "Juliana", "pedido": "77120"}, "items": [], "reason": "complete", "asked": ["nome"],
        "lacks": ["cidade"], "path": ["gate"], "prompts": "9f2c",
    }  # fmt: skip
    return Correction(thread, 9, 3, "team", str(at), "screen", now() - at, alu, human)


TEAM = correction(team="pos-venda")
LABELS = replace(
    correction(labels_added=["pos-venda"], labels_removed=["entrega"], at=timedelta(minutes=50)),
    kind="labels",
)
SLOTS = replace(
    correction(slots={"pedido": "77121", "cor": "azul"}, at=timedelta(minutes=40)),
    kind="slots",
    way="order",
)
NEED = replace(correction(labels_added=["financeiro"], at=timedelta(minutes=30)), kind="need")
RENAMED = correction(team="varejo", at=timedelta(minutes=20))
RETIRED = replace(
    correction(labels_added=["rh"], at=timedelta(minutes=10)),
    contact=None,
    alu={"team": "varejo"},
    kind="labels",
)
WORDLESS = correction(QUIET, team="rh")
OLD = correction(team="rh", at=timedelta(days=8))


@pytest.fixture(params=[Seal(), Seal((KEY,))], ids=["clear", "sealed"])
def seal(request: pytest.FixtureRequest) -> Seal:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def alu(
    url: str, seal: Seal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """The command, beside a database with a conversation and these corrections."""
    monkeypatch.chdir(tmp_path)
    asyncio.run(_filled(url, seal))
    key = {"ALU_STATE_KEY": KEY.secret.hex()} if seal.keys else {}
    environment = {"ALU_DATABASE_URL": url, "COLUMNS": "220", **key}
    return lambda *words: CliRunner().invoke(cli.app, ["corrections", *words], env=environment)


async def _filled(url: str, seal: Seal) -> None:
    began = now() - timedelta(hours=2)
    async with opened(url, seal) as engine:
        await emptied(engine)
        async with engine.begin() as tx:
            for number, (event, text) in enumerate(
                [("message_created", "o pedido chegou amassado"), ("message_created", "engano"),
                 ("message_updated", ""), ("message_created", "é o 77120")], 1
            ):  # fmt: skip
                body = {"role": "customer", "kind": "text", "text": text, "name": "", "ddd": "88"}
                message = min(number, 2) if number < 4 else 7
                await inbox.hear(tx, Heard(THREAD, event, body, began, message, contact=9))
            human = {"role": "human", "kind": "image", "text": "", "name": "Rui"}
            await inbox.hear(tx, Heard(THREAD, "message_created", human, began, 9, contact=9))
            status = Heard(THREAD, "status", {"status": "open"}, began)
            await inbox.hear(tx, status)
            await outbox.add(tx, THREAD, 1, 0, [{"do": "say", "text": "Prontinho!"}] * 2, began)
            await tx.execute(update(said).where(said.c.part == 1).values(state="sent", message=8))
            made = (TEAM, LABELS, SLOTS, NEED, RENAMED, RETIRED, WORDLESS, OLD)
            await corrections.add(tx, [*made, TEAM])
            erased = correction(team="rh", at=timedelta(minutes=5))
            await corrections.add(tx, [erased])
            gone = rows.c.watermark == erased.watermark
            await tx.execute(update(rows).where(gone).values(body=None))


def test_the_list_shows_both_sides(alu: Callable[..., Result]) -> None:
    told = alu("list")
    assert told.exit_code == 0, told.output
    for words in (
        "logistica", "pos-venda", "+pos-venda -entrega", "pedido: 77120, cor: (nada)", "pedido: 77121, cor: azul",
        "entrega, ia-transferido", "+financeiro", "por nota", "na tela", "(apagado)", "1:42", "necessidade",
    ):  # fmt: skip
        assert words in told.stdout
    assert len(json.loads(alu("list", "--json").stdout)["corrections"]) == 8
    assert len(json.loads(alu("list", "--since", "30d", "--json").stdout)["corrections"]) == 9


def test_the_export_holds_what_can_be_told_and_counts_the_rest(
    alu: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "fora" / "c.jsonl"
    told = alu("export", "--out", str(out), "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == {
        "out": str(out), "written": 5, "erased": 1, "without_lines": 1, "unknown": 1
    }  # fmt: skip
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    team, _, slots, _, retired = map(json.loads, out.read_text().splitlines())
    texts = [(one["role"], one["kind"], one["text"]) for one in team["messages"]]
    assert texts == [
        ("customer", "text", "o pedido chegou amassado"),
        ("customer", "text", "é o 77120"),
        ("alu", "text", "Prontinho!"),
        ("human", "image", ""),
    ]
    assert [one.get("name") for one in team["messages"][2:]] == ["Alú", "Rui"]
    assert (team["human"], slots["human"]) == (
        {"team": "pos-venda"},
        {"slots": {"pedido": "77121"}},
    )
    assert (team["ddd"], team["alu"]["need"]) == ("88", ["entrega"])
    assert {"path", "lacks", "prompts"}.isdisjoint(team["alu"])
    assert "team" not in retired["alu"]
    assert "42" not in team["conversation"]
    assert team["conversation"] == slots["conversation"]


def test_a_person_is_told_what_the_file_holds(alu: Callable[..., Result], tmp_path: Path) -> None:
    told = alu("export")
    assert "5 correções em corrections.jsonl" in told.stdout
    assert "dados pessoais" in told.stdout
    assert "1 apagadas a pedido" in told.stdout
    assert (tmp_path / "corrections.jsonl").exists()
    one = alu("export", "--since", "55m")
    assert isinstance(one.exception, AluError)
    assert "dados pessoais" in " ".join(alu("export", "--help").stdout.split())


def test_the_exported_file_is_imported(alu: Callable[..., Result], tmp_path: Path) -> None:
    alu("export")
    words = ["eval", "import", "corrections.jsonl", "--author", "ana", "--out", "cases"]
    made = CliRunner().invoke(cli.app, words)
    assert made.exit_code == 0, made.output
    assert len(list((tmp_path / "cases").glob("*.yaml"))) == 5


def test_nothing_is_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def empty() -> None:
        async with opened(url, Seal()) as engine:
            await emptied(engine)

    asyncio.run(empty())
    alu = CliRunner(env={"ALU_DATABASE_URL": url})
    assert "Nenhuma correção" in alu.invoke(cli.app, ["corrections", "list"]).stdout
    told = alu.invoke(cli.app, ["corrections", "export"])
    assert "0 correções" in told.stdout
    assert "Ficaram" not in told.stdout


def test_a_file_that_cannot_be_written_is_named(alu: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "pasta").write_text("")
    told = alu("export", "--out", "pasta/c.jsonl")
    assert isinstance(told.exception, AluError)
    assert "pasta" in str(told.exception)
