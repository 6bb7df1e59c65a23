"""The terminal conversation: what each line of a person or a script does."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from agent.resources import Resources
from api.chat import Chat
from api.screen import STATUS, Screen
from api.talk import follow, scripted, talk, typed
from tests.agent.stub_mind import MONDAY_10, ORDER, PROTOCOL, StubMind, heard


class Terminal:
    """A conversation with a scripted mind, and everything that was printed."""

    def __init__(self, mind: StubMind | None = None) -> None:
        self.mind = mind or StubMind()
        self.chat = Chat(
            Resources.of(PROTOCOL, self.mind), lambda: datetime.fromisoformat(MONDAY_10)
        )
        self._out = io.StringIO()
        self._screen = Screen(Console(file=self._out, width=120), PROTOCOL)

    async def reads(self, *lines: str) -> str:
        await talk(self.chat, self._screen, lines)
        return self._out.getvalue()

    def follows(self, lines: Iterable[str]) -> str:
        follow(self.chat, self._screen, lines)
        return self._out.getvalue()

    @property
    def heard(self) -> list[list[str]]:
        return [[line.text for line in reading.lines] for reading in self.mind.readings]


@pytest.mark.anyio
async def test_a_line_is_a_message_of_the_customer() -> None:
    terminal = Terminal(StubMind(heard("greets")))
    shown = await terminal.reads("  bom dia  ")
    assert terminal.heard == [["bom dia"]]
    assert shown.index("cliente") < shown.index("bom dia") < shown.index("Aqui é a Alú")


@pytest.mark.anyio
async def test_two_semicolons_separate_the_messages_of_a_burst() -> None:
    terminal = Terminal()
    await terminal.reads("bom dia;; quero tubo ;;30 barras")
    assert terminal.heard == [["bom dia", "quero tubo", "30 barras"]]


@pytest.mark.anyio
@pytest.mark.parametrize("line", ["oi;;", ";;oi", "oi;;  ;;"])
async def test_nothing_between_semicolons_is_no_message(line: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(line)
    memory = await terminal.chat.memory()
    assert [m["text"] for m in memory["messages"] if m["role"] == "customer"] == ["oi"]
    assert shown.count("cliente") == 1


@pytest.mark.anyio
async def test_empty_lines_say_nothing_and_sair_ends() -> None:
    terminal = Terminal()
    await terminal.reads("", "   ", "oi", " /sair ", "nunca lido")
    assert terminal.heard == [["oi"]]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("/abrir", "open"),
        ("/pendente", "pending"),
        ("/resolver", "resolved"),
        ("/adiar", "snoozed"),
    ],
)
async def test_a_command_changes_the_status(command: str, status: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(command)
    assert terminal.chat.desk.status == status
    assert "Alú em silêncio" in shown
    assert terminal.heard == []


@pytest.mark.anyio
@pytest.mark.parametrize(("command", "status"), [("/abrir", "open"), ("/adiar", "snoozed")])
async def test_while_others_answer_the_silence_is_explained(command: str, status: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(command, "tem alguém?")
    assert shown.count(STATUS[status]) == 2  # type: ignore[index]  # parametrised
    assert "Aqui é a Alú" not in shown


@pytest.mark.anyio
async def test_humano_is_a_person_of_the_team_until_pendente() -> None:
    terminal = Terminal(StubMind(heard(need="compras")))
    shown = await terminal.reads("/humano Oi, aqui é o Rui", "quero tubo", "/pendente")
    assert shown.index("atendente") < shown.index("Oi, aqui é o Rui") < shown.index("quero tubo")
    assert terminal.heard == [["quero tubo"]]
    assert terminal.chat.desk.status == "pending"


@pytest.mark.anyio
@pytest.mark.parametrize("line", ["/humano", "/humano   "])
async def test_humano_without_a_text_shows_the_help(line: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(line)
    assert "/humano TEXTO" in shown
    assert terminal.chat.desk.status == "pending"
    assert "messages" not in await terminal.chat.memory()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "kind",
    ["audio", "image", "video", "document", "location", "contact", "sticker", "reaction", "unsupported"],
)  # fmt: skip
async def test_an_attachment_of_each_kind_is_received(kind: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(f"/anexo {kind}")
    assert f"[{kind}]" in shown
    memory = await terminal.chat.memory()
    assert memory["messages"][0]["kind"] == kind
    assert "Aqui é a Alú" in shown


@pytest.mark.anyio
@pytest.mark.parametrize("line", ["/anexo", "/anexo pdf", "/anexo text", "/anexo AUDIO"])
async def test_a_wrong_attachment_is_told_with_the_right_ones(line: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(line)
    assert "/anexo: diga o tipo: audio, image" in shown
    assert "messages" not in await terminal.chat.memory()


@pytest.mark.anyio
async def test_estado_shows_what_she_knows() -> None:
    terminal = Terminal(StubMind(ORDER))
    shown = await terminal.reads("tudo", "/estado")
    inside = shown[shown.index("por dentro") :]
    for told in ("Bia", "Sobral", "Compras", "item 1", "tubo", "Falta: nada", "set_status"):
        assert told in inside
    assert "gate → understand → qualify → need → collect → route → reply" in inside


@pytest.mark.anyio
async def test_before_any_need_the_need_is_missing() -> None:
    assert "Falta: nada" not in await Terminal().reads("/estado")


@pytest.mark.anyio
async def test_what_is_missing_is_told_in_portuguese() -> None:
    shown = await Terminal(StubMind(heard(need="compras"))).reads("quero comprar", "/estado")
    assert "tipo_pessoa" not in shown


@pytest.mark.anyio
async def test_grafo_draws_the_way_of_the_last_turn() -> None:
    terminal = Terminal()
    before = await terminal.reads("/grafo")
    assert "○ gate" in before
    assert "● gate" not in before
    after = (await terminal.reads("oi", "/grafo")).removeprefix(before)
    assert all(f"● {node}" in after for node in ("gate", "understand", "need", "reply"))
    assert "○ human" in after


@pytest.mark.anyio
@pytest.mark.parametrize("line", ["/ajuda", "/", "/nada", "/ANEXO audio"])
async def test_any_other_command_shows_the_help(line: str) -> None:
    terminal = Terminal()
    shown = await terminal.reads(line)
    for command in ("/abrir", "/humano", "/anexo", "/estado", "/grafo", "/resolver", "/sair"):
        assert command in shown
    assert terminal.heard == []


# --- a conversation to its end ---


def test_one_conversation_is_followed_through_all_its_lines() -> None:
    terminal = Terminal(StubMind(heard("greets"), heard(need="compras")))
    shown = terminal.follows(["bom dia", "", "quero tubo"])
    assert terminal.heard == [["bom dia"], ["quero tubo"]]
    assert shown.index("bom dia") < shown.index("Aqui é a Alú") < shown.index("quero tubo")
    assert len(terminal.chat.desk.messages) == 2


def test_after_sair_no_line_is_asked_for() -> None:
    def lines() -> Iterator[str]:
        yield "oi"
        yield "  /sair "
        pytest.fail("a line was asked for after /sair")

    terminal = Terminal()
    terminal.follows(lines())
    assert terminal.heard == [["oi"]]


def test_a_line_is_asked_for_only_after_the_answer_to_the_one_before() -> None:
    terminal, said = Terminal(), []

    def lines() -> Iterator[str]:
        for line in ("oi", "quero tubo"):
            yield line
            said.append(len(terminal.chat.desk.messages))

    terminal.follows(lines())
    assert said == [1, 2]


# --- where lines come from ---


def test_a_script_is_read_without_its_remarks(tmp_path: Path) -> None:
    script = tmp_path / "conversa.txt"
    script.write_text("# remark\nbom dia;;é o João\n\n/estado\n", encoding="utf-8")
    assert list(scripted(script)) == ["bom dia;;é o João", "", "/estado"]


def test_a_script_saved_with_a_byte_order_mark_is_the_same_script(tmp_path: Path) -> None:
    script = tmp_path / "conversa.txt"
    script.write_text("# remark\noi\n", encoding="utf-8-sig")
    assert list(scripted(script)) == ["oi"]


def test_typed_lines_end_with_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("oi\né o João\n"))
    monkeypatch.setattr("sys.stdout", out := io.StringIO())
    assert list(typed(Console(file=out, width=60))) == ["oi", "é o João"]


def test_an_interrupt_ends_the_typing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    monkeypatch.setattr("sys.stdout", out := io.StringIO())
    assert list(typed(Console(file=out, width=60))) == []
