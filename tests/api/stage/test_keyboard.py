"""The keyboard: a line being edited, and a real terminal whose keys are heard one by one."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import signal
import termios
from collections.abc import Iterator
from contextlib import suppress

import pytest
from rich.console import Console

from api.stage.keyboard import KEY, Keyboard, Line
from tests.api.stage.room import comes_true

LEFT, RIGHT, HOME, END, DELETE, RUB = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x1b[3~", "\x7f"


@pytest.mark.parametrize(
    ("keys", "text", "cursor"),
    [
        ("bom dia", "bom dia", 7),
        ("ação 😀", "ação 😀", 6),
        ("tubo" + RUB, "tub", 3),
        (RUB + "a", "a", 1),
        ("tbo" + LEFT * 2 + "u", "tubo", 2),
        ("tubo" + LEFT * 9 + "x", "xtubo", 1),
        ("tubo" + LEFT + RIGHT * 9 + "s", "tubos", 5),
        ("bo" + HOME + "tu" + END + "s", "tubos", 5),
        ("bo\x01tu\x05s", "tubos", 5),
        ("tuubo" + LEFT * 3 + RUB, "tubo", 1),
        ("tuubo" + LEFT * 4 + DELETE, "tubo", 1),
        ("quero dez barras\x17", "quero dez ", 10),
        ("quero dez  \x17", "quero ", 6),
        ("quero" + LEFT * 3 + "\x15", "ero", 0),
        ("quero" + LEFT * 3 + "\x0b", "qu", 2),
        ("a\x1b[A\x1b[5~\x1bx\t\x1b[1;5Cb", "ab", 2),  # keys that mean nothing here
    ],
)
def test_a_line_is_edited_key_by_key(keys: str, text: str, cursor: int) -> None:
    line = Line()
    for key in KEY.findall(keys):
        line = line.typed(key)
    assert (line.text, len(line.before)) == (text, cursor)


class Terminal:
    """A pseudo terminal: we type at one end, the keyboard listens at the other."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        self.heard: asyncio.Queue[str | None] = asyncio.Queue()
        self.screen = io.StringIO()
        console = Console(
            file=self.screen, force_terminal=True, width=60, _environ={"TERM": "xterm"}
        )
        self.console = console
        self.keyboard = Keyboard(console, self.theirs, self.heard.put_nowait)

    def types(self, keys: str | bytes) -> None:
        os.write(self.ours, keys if isinstance(keys, bytes) else keys.encode())

    async def hears(self) -> str | None:
        return await asyncio.wait_for(self.heard.get(), 5)

    @property
    def by_key(self) -> bool:
        """Whether the terminal hands on every key, and shows none itself."""
        flags = termios.tcgetattr(self.theirs)[3]
        return not flags & termios.ICANON and not flags & termios.ECHO


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    one = Terminal()
    yield one
    os.close(one.theirs)
    if one.ours >= 0:
        os.close(one.ours)


@pytest.mark.anyio
async def test_lines_are_heard_as_they_are_entered(terminal: Terminal) -> None:
    with terminal.keyboard.listening():
        terminal.types("bom dia\nquero tubo\r")
        assert [await terminal.hears(), await terminal.hears()] == ["bom dia", "quero tubo"]


@pytest.mark.anyio
async def test_a_letter_that_comes_in_pieces_is_a_letter(terminal: Terminal) -> None:
    with terminal.keyboard.listening():
        first, second = "é".encode()[:1], "é".encode()[1:]
        terminal.types(first)
        await asyncio.sleep(0.05)
        terminal.types(second + b"\n")
        assert await terminal.hears() == "é"


@pytest.mark.anyio
async def test_what_was_typed_before_is_not_lost(terminal: Terminal) -> None:
    terminal.types("cedo demais\nmeia ")
    with terminal.keyboard.listening():
        assert await terminal.hears() == "cedo demais"
        terminal.types("linha\n")
        assert await terminal.hears() == "meia linha"


@pytest.mark.anyio
async def test_what_is_printed_meanwhile_leaves_the_line_whole(terminal: Terminal) -> None:
    with terminal.keyboard.listening():
        terminal.types("quero um or")
        await comes_true(lambda: "quero um or" in terminal.screen.getvalue())
        terminal.screen.truncate(0)
        terminal.screen.seek(0)
        terminal.console.print("chegou uma mensagem")
        shown = terminal.screen.getvalue()
        assert "chegou uma mensagem" in shown
        assert shown.rindex("quero um or") > shown.index("chegou uma mensagem")
        terminal.types("çamento\n")
        assert await terminal.hears() == "quero um orçamento"


@pytest.mark.anyio
@pytest.mark.parametrize(("keys", "heard"), [("\x04", [None]), ("oi\x04\n\x04", ["oi", None])])
async def test_ctrl_d_ends_only_on_an_empty_line(
    terminal: Terminal, keys: str, heard: list[str | None]
) -> None:
    with terminal.keyboard.listening():
        terminal.types(keys)
        assert [await terminal.hears() for _ in heard] == heard


@pytest.mark.anyio
async def test_a_terminal_that_is_gone_ends_it(terminal: Terminal) -> None:
    with terminal.keyboard.listening():
        os.close(terminal.ours)
        terminal.ours = -1
        assert await terminal.hears() is None


@pytest.mark.anyio
async def test_the_terminal_is_as_it_was_afterwards(terminal: Terminal) -> None:
    before = termios.tcgetattr(terminal.theirs)
    assert not terminal.by_key
    with suppress(ZeroDivisionError), terminal.keyboard.listening():
        assert terminal.by_key
        raise ZeroDivisionError
    assert termios.tcgetattr(terminal.theirs) == before
    cursor_back, _, rest = terminal.screen.getvalue().rpartition("\x1b[?25h")
    assert cursor_back
    assert rest == "\r\x1b[1A\x1b[2K"  # and no prompt is left


@pytest.mark.anyio
async def test_back_from_ctrl_z_keys_are_heard_again(terminal: Terminal) -> None:
    with terminal.keyboard.listening():
        settings = termios.tcgetattr(terminal.theirs)
        settings[3] |= termios.ICANON | termios.ECHO  # what a shell does meanwhile
        termios.tcsetattr(terminal.theirs, termios.TCSANOW, settings)
        os.kill(os.getpid(), signal.SIGCONT)
        await comes_true(lambda: terminal.by_key)
