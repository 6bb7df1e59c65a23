"""``alu doctor`` as people run it: a process of its own, a table or JSON, and an exit code."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api import cli
from api.doctor.everything import CHECKS
from api.errors import AluError
from tests.api.doctor.chain import Chain, chain

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
KEYS = {"id", "severity", "case", "facts", "title", "found", "why", "remedy", "seconds"}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


async def doctor(home: Path, *words: str, **environment: str) -> Ran:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from api.cli import main; main()", "doctor", *words,
        stdout=pipe, stderr=pipe, cwd=home,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "COLUMNS": "160", **environment},
    )  # fmt: skip
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


async def of(here: Chain, *words: str) -> Ran:
    return await doctor(here.place.home, *words, **here.place.environment)


async def test_healthy_is_told_in_a_table_and_exits_with_0(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        ran = await of(here, "--conversation", str(here.conversation))
        assert (ran.code, ran.err.count("recado privado")) == (0, 1)
        assert "Tudo certo." in ran.out
        told = await of(here, "--lang", "en", "--no-self-test")
    assert told.code == 1  # a private address, and nobody tried
    assert "SAFE_FETCH_ALLOW_PRIVATE_NETWORK" in told.out
    assert "What to do" in told.out
    assert told.err == ""


async def test_json_has_the_same_keys_whatever_is_found(tmp_path: Path) -> None:
    async with chain(tmp_path) as here:
        here.store.teams.clear()
        ran = await of(here, "--json", "--no-self-test")
        told = json.loads(ran.out)
        shown = ran.out + ran.err
        settings = here.settings
    assert ran.code == told["exit"] == 2
    assert told["version"] == 1
    assert [one["id"] for one in told["checks"]] == [one.id for one in CHECKS]
    assert all(set(one) == KEYS for one in told["checks"])
    teams = next(one for one in told["checks"] if one["id"] == "teams")
    assert (teams["severity"], teams["case"], teams["remedy"]) == (
        "error", "missing", "rode `alu setup --apply`"
    )  # fmt: skip
    for one in (
        settings.chatwoot_bot_token,
        settings.chatwoot_user_token,
        *settings.webhook_secrets,
    ):
        assert one.get_secret_value() not in shown


def here(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """In this process, in that folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "160")
    return CliRunner().invoke(cli.app, ["doctor", *words])


def test_only_some_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = here(tmp_path, monkeypatch, "--only", "settings,disk", "--only", "words", "--json")
    assert [one["id"] for one in json.loads(ran.stdout)["checks"]] == ["settings", "words", "disk"]
    assert ran.exit_code == 0
    told = here(tmp_path, monkeypatch, "--only", "settings")
    assert "Tudo certo." in told.stdout


def test_a_check_that_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = here(tmp_path, monkeypatch, "--only", "tudo")
    assert isinstance(ran.exception, AluError)
    assert "--only tudo" in str(ran.exception)
    assert ran.stdout == ""


def test_an_empty_house_is_told_without_a_cascade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = here(tmp_path, monkeypatch)
    assert ran.exit_code == 2
    assert ran.stdout.count("O que fazer:") == 3  # not enough to serve, no database, no key
    assert ran.stdout.count("não olhei, por causa de") == 2  # of the first and of the second
    assert "2 erro(s), 1 aviso(s)" in ran.stdout
    assert not (tmp_path / "var").exists()


@contextmanager
def dead() -> Iterator[int]:
    """A port at which connections are never taken: what a dead network looks like."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


async def test_a_dead_network_is_told_soon(tmp_path: Path) -> None:
    with dead() as port:
        nowhere = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        ran = await doctor(
            tmp_path, "--json", ALU_CHATWOOT_URL=nowhere, ALU_CHATWOOT_ACCOUNT_ID="1",
            ALU_CHATWOOT_BOT_TOKEN="b", ALU_WEBHOOK_SECRETS="s", ALU_LLM_BASE_URL=nowhere,
            ALU_LLM_MODEL="m",
        )  # fmt: skip
        took = time.monotonic() - began
    told = {
        one["id"]: one["case"] for one in json.loads(ran.out)["checks"] if one["case"] != "skipped"
    }
    assert (told["chatwoot"], told["model"]) == ("timeout", "unreachable")
    assert took < 20
