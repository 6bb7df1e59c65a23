"""The demo and the sandbox as doors: the real thing over sockets, in a process of its own where it must end well."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from api import demo
from api.app import application
from api.errors import AluError, WrongSettings
from api.serving import served
from api.settings import Settings, from_values

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "demo.txt"
MONDAY = "2026-11-23T10:05-03:00"
PROMPT = "você › "
AT_ONCE = 10.0  # seconds, for a busy machine; a quiet one needs half of one
DOOR = """\
import signal, sys
from pathlib import Path
from rich.console import Console
from api import settings
settings.harden()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background has none
from api import demo
sys.exit(demo.{call})
"""
DEMO = f"demo(Console(width=80), settings.from_environment(), begins={MONDAY!r})"


def played(script: Path) -> str:
    return DEMO.replace("begins", f"script=Path({str(script)!r}), begins")


def environment(home: Path) -> dict[str, str]:
    (home / "tmp").mkdir(exist_ok=True)
    return {
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
    }


def process(home: Path, call: str, **how: object) -> subprocess.Popen[bytes]:
    """A door in a process and a session of its own; a warning there is an error."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", DOOR.format(call=call)], cwd=home,
        env=environment(home), start_new_session=True, **how,  # type: ignore[call-overload]
    )  # fmt: skip


def run(home: Path, call: str, given: bytes = b"") -> tuple[int, str, str]:
    """Exit code, what was shown, what was complained of."""
    door = process(
        home, call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = door.communicate(given, timeout=50)
    return door.returncode, out.decode("utf-8"), err.decode("utf-8")


def nothing_is_left(home: Path, door: subprocess.Popen[bytes]) -> bool:
    """No process of its session, no file of its own."""
    try:
        os.killpg(door.pid, 0)
    except ProcessLookupError:
        return not list((home / "tmp").iterdir())
    return False


def in_order(shown: str, *signs: str) -> bool:
    place = 0
    for sign in signs:
        place = shown.index(sign, place) + len(sign)
    return True


# A script


def test_the_script_beside_the_readme_reaches_its_end(tmp_path: Path) -> None:
    code, shown, complained = run(tmp_path, played(SCRIPT))
    assert (code, complained) == (0, "")
    assert in_order(
        shown, "│ bom dia", "Bom dia! Aqui é a Alú", "necessidade: compras", "contato nome: Ju",
        "› /abrir", "situação aberta", "alguém aí?", "│ Oi Ju, aqui é o Bruno", "nota de Bruno",
        "situação pendente", "Voltei.", "│ é pra Sobral", "Cliente: Ju, empresa, Metal Forte, Sobral/CE",
        "etiquetas +compras +ia-transferido", "time comercial", "✓ como o roteiro espera", "resolvida",
        "situação pendente", "nota 8871", "time financeiro", "painel", "Necessidade  financeiro",
        "✓ como o roteiro espera", "Fim: aberta · time financeiro",
    )  # fmt: skip
    assert "espera; o roteiro segue" not in shown
    assert "\x1b[" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert not list((tmp_path / "tmp").iterdir())


class Screen:
    """A demo in this process, and what it showed."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        self.console = Console(file=self._out, width=100)

    @property
    def shown(self) -> str:
        return self._out.getvalue()

    def plays(self, home: Path, *lines: str, settings: Settings | None = None) -> int:
        path = home / "roteiro.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        return demo.demo(self.console, settings or Settings(), script=path, begins=MONDAY)


@pytest.fixture
def screen() -> Screen:
    return Screen()


def test_a_script_that_ends_otherwise_has_exit_code_1(tmp_path: Path, screen: Screen) -> None:
    assert screen.plays(tmp_path, "bom dia", "/espera aberta time=comercial") == 1
    assert "ficou:    pendente · time nenhum · etiquetas nenhuma" in screen.shown
    assert "Bom dia! Aqui é a Alú" in screen.shown


def test_a_broken_line_is_told_before_anything_is_served(tmp_path: Path, screen: Screen) -> None:
    with pytest.raises(AluError, match=r"roteiro\.txt:2: /anexo: diga o tipo"):
        screen.plays(tmp_path, "bom dia", "/anexo planta")
    assert screen.shown == ""


def test_a_moment_without_an_offset_is_refused(screen: Screen) -> None:
    with pytest.raises(WrongSettings, match="--agora"):
        demo.demo(screen.console, Settings(), script=SCRIPT, begins="2026-11-23T10:05")


def test_settings_of_a_real_server_are_left_alone(tmp_path: Path, screen: Screen) -> None:
    real = from_values(
        {
            "ALU_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/de-verdade.db",
            "ALU_STATE_KEY": "0" * 64,
            "ALU_CHATWOOT_URL": "http://127.0.0.1:1",
            "ALU_CHATWOOT_ACCOUNT_ID": "7",
            "ALU_CHATWOOT_INBOX_IDS": "9",
            "ALU_CHATWOOT_BOT_TOKEN": "de-verdade",
            "ALU_CHATWOOT_TEAMS": "comercial:99",
            "ALU_WEBHOOK_SECRETS": "de-verdade",
            "ALU_WEBHOOK_PATH_TOKEN": "de-verdade",
        }
    )
    lines = ("quero falar com o time comercial", "/espera aberta time=comercial")
    assert screen.plays(tmp_path, *lines, settings=real) == 0
    assert not (tmp_path / "de-verdade.db").exists()


def test_the_model_that_is_set_is_used_and_failing_forgiven(tmp_path: Path, screen: Screen) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
    model = Settings(llm_base_url=url, llm_model="modelo-x")
    assert screen.plays(tmp_path, "bom dia", "/espera pendente", settings=model) == 0
    assert "entende com modelo-x" in screen.shown
    assert "Bom dia! Aqui é a Alú" in screen.shown


def test_ctrl_c_ends_a_script_with_130(tmp_path: Path) -> None:
    script = tmp_path / "roteiro.txt"
    script.write_text("bom dia\n" * 50, encoding="utf-8")
    door = process(tmp_path, played(script), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert door.stdout
    while "bom dia" not in door.stdout.readline().decode("utf-8"):
        pass
    door.send_signal(signal.SIGINT)
    _, complained = door.communicate(timeout=AT_ONCE)
    assert (door.returncode, complained) == (130, b"")
    assert nothing_is_left(tmp_path, door)


# Lines from a pipe


def test_lines_come_through_a_pipe(tmp_path: Path) -> None:
    code, shown, complained = run(tmp_path, DEMO, b"bom dia\n/painel\n/sair\nnunca dita\n")
    assert (code, complained) == (0, "")
    assert in_order(shown, "│ bom dia", "Bom dia! Aqui é a Alú", "painel", "Fim: pendente")
    assert "nunca dita" not in shown


def test_a_wrong_line_through_a_pipe_has_exit_code_1(tmp_path: Path) -> None:
    code, shown, complained = run(tmp_path, DEMO, b"/xyz\n/nota oi")
    assert (code, complained) == (1, "")
    assert in_order(shown, "/xyz: não conheço", "nota de Bruno Atendente")


# A person at a terminal


class Person:
    """Somebody at a real terminal, whose keys are the terminal's own: Ctrl-C is one of them."""

    AT_A_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"

    def __init__(self, home: Path) -> None:
        self.home = home
        self._ours, theirs = pty.openpty()
        code = self.AT_A_TERMINAL + DOOR.format(call=DEMO)
        self.door = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code], cwd=home, env=environment(home),
            start_new_session=True, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self._seen = b""

    def sees(self, sign: str, seconds: float = 25) -> None:
        """Until the sign is on the screen once more than what was seen to before."""
        end = time.monotonic() + seconds
        while sign not in self.screen[self._looked :]:
            assert time.monotonic() < end, self.screen
            self._read(0.1)
        self._looked += self.screen[self._looked :].index(sign) + len(sign)

    _looked = 0

    @property
    def screen(self) -> str:
        """All that was ever written there, without what steers the cursor."""
        return re.sub(r"\x1b\[[0-9;?]*\w|\r", "", self._seen.decode("utf-8", "ignore"))

    def types(self, keys: str) -> None:
        os.write(self._ours, keys.encode("utf-8"))

    def leaves(self) -> int:
        """Until the door has ended; its exit code."""
        end = time.monotonic() + AT_ONCE
        while time.monotonic() < end and self._read(0.1):
            pass
        return self.door.wait(max(0.1, end - time.monotonic()))

    @property
    def cursor_is_back(self) -> bool:
        return self._seen.rindex(b"\x1b[?25h") > self._seen.rindex(b"\x1b[?25l")

    def goes_away(self) -> None:
        if self.door.poll() is None:
            self.door.kill()
            self.door.wait()
        os.close(self._ours)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            part = os.read(self._ours, 65536)
        except OSError:  # the other side is gone
            return False
        self._seen += part
        return bool(part)


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    somebody = Person(tmp_path)
    yield somebody
    somebody.goes_away()


def test_a_person_is_customer_and_manager_while_the_screen_moves(person: Person) -> None:
    person.sees("/sair  termina")
    person.sees(PROMPT)
    person.types("bom dia;;quero 30 barras de tubo\n")
    person.sees("│ quero 30 barras")
    person.types("é pra mim, João")  # while she waits, thinks and answers
    person.sees("Bom dia! Aqui é a Alú")
    person.sees("ficha etapa")
    person.sees(f"{PROMPT}é pra mim, João")
    person.types(" Souza\n")
    person.sees("│ é pra mim, João Souza")
    person.types("/abrir\n")
    person.sees("situação aberta")
    person.types("/xyz\n")
    person.sees("/xyz: não conheço")
    person.types("/painel\n")
    person.sees("Responsável  Bruno Atendente")
    person.types("/sair\n")
    assert person.leaves() == 0
    assert "Fim: aberta" in person.screen
    assert "Traceback" not in person.screen
    assert person.cursor_is_back
    assert nothing_is_left(person.home, person.door)


@pytest.mark.parametrize(
    "keys", ["\x03", "meia linha\x03", "\x04"], ids=["ctrl-c", "mid-line", "ctrl-d"]
)
def test_leaving_by_a_key_leaves_nothing_behind(person: Person, keys: str) -> None:
    person.sees(PROMPT)
    person.types(keys)
    assert person.leaves() == 0
    assert "Traceback" not in person.screen
    assert person.cursor_is_back
    assert nothing_is_left(person.home, person.door)


def test_ctrl_c_while_she_answers_leaves_nothing_behind(person: Person) -> None:
    person.sees(PROMPT)
    person.types("bom dia, quero 30 barras de tubo!\n")
    person.sees("│ bom dia")
    person.types("\x03")
    assert person.leaves() == 0
    assert "Traceback" not in person.screen
    assert nothing_is_left(person.home, person.door)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_supervisor_or_a_closed_window_ends_it_as_well(
    person: Person, how: signal.Signals
) -> None:
    person.sees(PROMPT)
    person.door.send_signal(how)
    assert person.leaves() == 143
    assert "Traceback" not in person.screen
    assert person.cursor_is_back
    assert nothing_is_left(person.home, person.door)


# The sandbox alone


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port: int = door.getsockname()[1]
        return port


class Sandbox:
    """An embedded Chatwoot in a process of its own, and its journal."""

    def __init__(self, home: Path, port: int, **how: object) -> None:
        words = "".join(f", {name}={value!r}" for name, value in how.items())
        call = f"sandbox(Console(width=200), settings.from_environment(), port={port}{words})"
        self.door = process(home, call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.shown = ""

    def shows(self, sign: str) -> None:
        assert self.door.stdout
        while sign not in self.shown:
            line = self.door.stdout.readline().decode("utf-8")
            assert line, self.door.communicate()
            self.shown += line

    @property
    def env(self) -> dict[str, str | None]:
        """The lines it asks to be put in ``.env``."""
        self.shows("Ctrl-C termina")
        return dict(re.findall(r"^(ALU_\w+)=(.*)$", self.shown, re.MULTILINE))

    def ends(self, how: signal.Signals) -> tuple[int, bytes]:
        self.door.send_signal(how)
        _, complained = self.door.communicate(timeout=AT_ONCE)
        return self.door.returncode, complained


@contextmanager
def sandbox(home: Path, port: int | None = None, **how: object) -> Iterator[Sandbox]:
    one = Sandbox(home, port or free_port(), **how)
    try:
        yield one
    finally:
        if one.door.poll() is None:
            one.door.kill()
        one.door.communicate()


@pytest.mark.anyio
async def test_an_alu_with_the_lines_it_shows_answers_whom_it_brings(tmp_path: Path) -> None:
    at = free_port()
    with sandbox(tmp_path, seed=True, webhook=f"http://127.0.0.1:{at}/webhooks/chatwoot") as shop:
        told = {**shop.env, "ALU_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/alu.db"}
        (url,) = re.findall(r"curl -F content='bom dia' (\S+)", shop.shown)
        async with (
            served(application(from_values(told)), port=at),
            httpx.AsyncClient(trust_env=False) as customer,
        ):
            written = await customer.post(
                url, files={"content": (None, "bom dia, quero 30 barras de tubo!")}
            )
            assert written.is_success
            await asyncio.to_thread(shop.shows, "ficha: etapa")
        assert in_order(
            shop.shown, "#1 cliente: bom dia", "#1 Alú: Bo", "30 barras de tubo", "#1 ficha"
        )
        assert "webhook http" not in shop.shown
        assert shop.ends(signal.SIGINT) == (0, b"")
        assert nothing_is_left(tmp_path, shop.door)


@pytest.mark.anyio
async def test_without_an_alu_it_tells_that_nobody_answers(tmp_path: Path) -> None:
    webhook = f"http://127.0.0.1:{free_port()}/webhooks/chatwoot"
    with sandbox(tmp_path, seed=True, webhook=webhook) as shop:
        assert shop.env
        (url,) = re.findall(r"curl -F content='bom dia' (\S+)", shop.shown)
        async with httpx.AsyncClient(trust_env=False) as customer:
            await customer.post(url, files={"content": (None, "bom dia")})
        await asyncio.to_thread(shop.shows, "situação")
        assert in_order(
            shop.shown,
            "#1 cliente: bom dia",
            f"webhook {webhook} não respondeu",
            "#1 situação: aberta",
        )
        assert shop.ends(signal.SIGTERM) == (143, b"")


def test_teams_labels_and_attributes_are_there(tmp_path: Path) -> None:
    with sandbox(tmp_path) as shop:
        api = f"{shop.env['ALU_CHATWOOT_URL']}/api/v1/accounts/1"
        token = {"Api-Access-Token": str(shop.env["ALU_CHATWOOT_USER_TOKEN"])}
        with httpx.Client(trust_env=False, headers=token) as admin:
            teams = [one["name"] for one in admin.get(f"{api}/teams").json()]
            labels = [one["title"] for one in admin.get(f"{api}/labels").json()["payload"]]
            found = admin.get(f"{api}/custom_attribute_definitions").json()
            hooks = admin.get(f"{api}/agent_bots").json()
    assert teams == [
        "comercial", "suprimentos", "financeiro", "logistica", "pos-venda", "rh", "atendimento",
    ]  # fmt: skip
    assert {"compras", "pos-venda", "ia-transferido", "ia-falta-dado"} <= set(labels)
    assert [one["attribute_key"] for one in found] == [
        "alu_etapa", "alu_necessidade", "alu_falta", "alu_resumo", "alu_confianca", "alu_motivo",
    ]  # fmt: skip
    assert [one["outgoing_url"] for one in hooks] == [demo.ALU]


def test_a_port_that_is_taken_is_told_with_the_remedy(screen: Screen) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AluError, match=rf"127\.0\.0\.1:{port}: .*--port"):
            demo.sandbox(screen.console, Settings(), port=port)
    assert screen.shown == ""


def test_tokens_outlive_a_restart_here_and_are_secrets_where_others_reach_them(
    tmp_path: Path,
) -> None:
    with (
        sandbox(tmp_path) as before,
        sandbox(tmp_path) as after,
        sandbox(tmp_path, host="0.0.0.0") as reachable,  # noqa: S104
    ):
        tokens = [one.env["ALU_CHATWOOT_USER_TOKEN"] for one in (before, after, reachable)]
    assert tokens[0] == tokens[1] != tokens[2]
