"""``alu setup`` as people run it: processes of their own, from an empty account to Alú's first answer."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.errors import AluError
from api.sandbox import Console, over
from api.sandbox.arriving import Known
from tests.api.setup.premises import ALU, FOLDERS, Premises, premises

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
ALU_COMMAND = "from api import cli; cli.main()"
AT_MOST = 60.0
STEPS_AT_WHICH_IT_IS_KILLED = (1, 14, 33)


@dataclass(frozen=True)
class Ran:
    """A process that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, list[dict[str, object]]]:
        return dict(json.loads(self.out))


@asynccontextmanager
async def started(
    place: Premises, *words: str, stdin: int = asyncio.subprocess.PIPE, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """``alu`` with these words, in the folder of the place; it is gone when the block ends."""
    environment = {
        "PYTHONPATH": str(ROOT), "PATH": "", "COLUMNS": "160", "LANGSMITH_TRACING": "false",
        **place.environment, **{f"ALU_{name}": value for name, value in settings.items()},
    }  # fmt: skip
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ALU_COMMAND, *words,
        stdin=stdin, stdout=pipe, stderr=pipe, cwd=place.home, env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate(b"" if process.stdin else None)


async def alu(place: Premises, *words: str, typed: str = "", **settings: str) -> Ran:
    async with started(place, "setup", *words, **settings) as process:
        out, err = await process.communicate(typed.encode())
    return discreet(place, Ran(process.returncode or 0, out.decode(), err.decode()))


def discreet(place: Premises, ran: Ran) -> Ran:
    """What ran, if no token and no secret of anybody was shown."""
    store = place.sandbox.store
    secrets = {one.token for one in (*store.users.values(), *store.bots.values())}
    secrets |= {one.secret for one in store.bots.values()}
    assert len(secrets) >= len(store.users) > 0
    assert not [one for one in secrets if one in ran.out + ran.err]
    return ran


async def alu_at_a_terminal(place: Premises, *words: str, secret: str) -> Ran:
    """``alu setup`` by a person at a terminal, who is asked for one secret; what the terminal shows is in ``out``."""
    here, there = os.openpty()
    try:
        async with started(place, "setup", *words, stdin=there) as process:
            assert process.stderr
            question = await process.stderr.readuntil(b"): ")
            os.write(here, f"{secret}\n".encode())
            out, err = await process.communicate()
        os.set_blocking(here, False)
        with suppress(BlockingIOError):
            out += os.read(here, 1024)
    finally:
        os.close(here)
        os.close(there)
    ran = Ran(process.returncode or 0, out.decode(), (question + err).decode())
    return discreet(place, ran)


def said(place: Premises) -> tuple[str, ...]:
    return ("--chatwoot", place.url, "--alu", ALU)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Premises]:
    async with premises(tmp_path) as place:
        yield place


async def test_a_life_of_the_command(place: Premises) -> None:
    before = place.state
    shown = await alu(place, *said(place))
    assert (shown.code, shown.err) == (0, "")
    assert "criar a equipe “comercial”" in shown.out
    assert list(place.home.iterdir()) == []
    assert place.line.writes == []
    done = await alu(place, "--apply", *said(place))
    assert (done.code, done.err) == (0, "")
    assert "feito: ligar o robô “Alú” à caixa “WhatsApp (API)”" in done.out
    assert "Agora: alu serve" in done.out
    place.line.forget()
    checked = await alu(place, "--check", "--json")
    assert (checked.code, checked.json["left"]) == (0, [])
    assert place.line.writes == []
    undone = await alu(place, "--undo", typed="sim\n")
    assert undone.code == 0, undone.err
    assert place.state == before


async def test_questions_are_answered_at_the_prompt(place: Premises) -> None:
    token = place.environment.pop("ALU_CHATWOOT_ADMIN_TOKEN")
    done = await alu(place, "--apply", typed=f"{place.url}\n{token}\n{ALU}\n")
    assert done.code == 0, done.err
    assert token not in place.env.read_text(encoding="utf-8")


async def test_managers_come_from_a_file_or_a_pipe(place: Premises) -> None:
    file = place.home / "gerentes.txt"
    file.write_text(f"# quem vê as pastas\n{place.manager.token}\n\n", encoding="utf-8")
    done = await alu(place, "--apply", "--json", *said(place), "--managers", file.name)
    assert done.json["left"] == []
    assert len(done.json["done"]) == done.err.count("feito: ")
    mine = [
        one.name for one in place.sandbox.store.folders.values() if one.user_id == place.manager.id
    ]
    assert mine == list(FOLDERS)
    again = await alu(place, "--check", "--managers", "-", typed=f"{place.manager.token}\n")
    assert again.code == 0


@pytest.mark.parametrize("step", STEPS_AT_WHICH_IT_IS_KILLED)
async def test_killed_by_the_system_and_run_again(place: Premises, step: int) -> None:
    """SIGKILL when the ``step``-th write has been done and not yet answered."""
    before, writes = place.state, 0
    async with started(place, "setup", "--apply", *said(place)) as process:

        async def kill(_number: int, method: str, _path: str) -> object:
            nonlocal writes
            writes += method != "GET"
            if writes == step:
                process.kill()
                await place.line.over.wait()
            return None

        place.line.after = kill
        await process.communicate(b"")
    assert process.returncode == -signal.SIGKILL
    place.line.forget()
    again = await alu(place, "--apply", *said(place))
    assert again.code == 0, again.err
    assert (await place.plan()).actions == ()
    assert [one.name for one in place.sandbox.store.folders.values()] == list(FOLDERS)
    assert len(place.sandbox.store.bots) == 1
    await place.undo()
    assert place.state == before


# --- what is wrong before anything is called ---


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs the verb in an empty folder, with nobody there; what it says is wrong."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALU_CHATWOOT_ADMIN_TOKEN", raising=False)

    def telling(*words: str) -> str:
        ran = CliRunner().invoke(app, ["setup", *words])
        assert isinstance(ran.exception, AluError)
        assert list(tmp_path.glob(".env")) == []
        return str(ran.exception)

    return telling


@pytest.mark.parametrize(
    "words", [("--apply", "--undo"), ("--check", "--dry-run"), ("--apply", "--check")]
)
def test_one_thing_at_a_time(told: Callable[..., str], words: tuple[str, ...]) -> None:
    assert "um só" in told(*words)


@pytest.mark.parametrize("way", [(), ("--apply",), ("--check",), ("--undo",)])
def test_nobody_there_to_answer_is_told_what_to_say(
    told: Callable[..., str], way: tuple[str, ...]
) -> None:
    assert "diga com --chatwoot ou ALU_CHATWOOT_URL" in told(*way)
    assert "diga com ALU_CHATWOOT_ADMIN_TOKEN" in told(*way, "--chatwoot", "http://127.0.0.1:9")


def test_help_has_an_example() -> None:
    assert "alu setup --apply --alu" in CliRunner().invoke(app, ["setup", "--help"]).output


def test_a_file_of_managers_that_cannot_be_read(told: Callable[..., str], tmp_path: Path) -> None:
    assert "gerente.txt" in told("--managers", "gerente.txt")
    (tmp_path / "foto.png").write_bytes(b"\x89PNG\xff")
    assert "foto.png" in told("--managers", "foto.png")


# --- from nothing to the first answer ---


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@asynccontextmanager
async def serving(place: Premises, port: int) -> AsyncIterator[None]:
    """``alu serve``, from the ``.env`` that set-up wrote."""
    async with started(place, "serve", "--port", str(port)) as process:
        async with httpx.AsyncClient(trust_env=False) as http:
            await until(lambda: _answers_or_died(process, http, port))
        if process.returncode is not None:
            pytest.fail((await process.communicate(b""))[1].decode())
        yield
        process.terminate()
        await process.communicate(b"")


async def _answers_or_died(
    process: asyncio.subprocess.Process, http: httpx.AsyncClient, port: int
) -> bool:
    try:
        answer = await http.get(f"http://127.0.0.1:{port}/live")
    except httpx.ConnectError:
        return process.returncode is not None
    return answer.status_code == 200


async def until(true: Callable[[], object], seconds: float = 40.0) -> None:
    async with asyncio.timeout(seconds):
        while not (await seen if asyncio.iscoroutine(seen := true()) else seen):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_from_an_empty_account_to_the_first_answer(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """One command; then she is served, a customer writes, and she answers and hands over what is wanted."""
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        premises(tmp_path, deliver=over(client), clock=now) as place,
    ):
        began, port = time.monotonic(), free_port()
        here = ("--chatwoot", place.url, "--alu", f"http://127.0.0.1:{port}")
        done = await alu_at_a_terminal(place, "--apply", *here, secret=place.manager.token)
        assert done.code == 0, done.err
        assert "agente só da Alú" in done.err
        prepared = time.monotonic() - began
        async with serving(place, port):
            talk = Console.begin(
                place.sandbox, Known(name="Jussara Lima", phone_number="+5585900000001")
            )
            assert talk.standing.status == "pending"
            talk.write("oi, bom dia! quero falar com uma pessoa do financeiro")
            await until(
                lambda: any(
                    one.sender and one.sender[0] == "AgentBot" and not one.private
                    for one in talk.messages
                )
            )
            seconds = time.monotonic() - began
            await until(lambda: talk.standing.status == "open")
        record_property("prepared_seconds", round(prepared, 1))
        record_property("seconds_to_first_answer", round(seconds, 1))
        assert seconds <= AT_MOST
        known = {one.title for one in place.sandbox.store.labels.values()}
        assert set(talk.standing.labels) <= known
        assert "ia-transferido" in talk.standing.labels
        assert talk.standing.team in {one.name for one in place.sandbox.store.teams.values()}
        assert set(talk.standing.attributes) <= {
            one.key for one in place.sandbox.store.definitions.values()
        }
        assert stat.S_IMODE(place.env.stat().st_mode) == 0o600


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251
