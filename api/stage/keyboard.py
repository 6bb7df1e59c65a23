"""The keyboard: a line that a person types while the screen above goes on moving. Never waits, has no thread."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import re
import signal
import termios
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live
from rich.text import Text

PROMPT = "você › "
KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?|.", re.DOTALL)
END_OF_INPUT = "\x04"
LAST_WORD = re.compile(r"\S*\s*$")
READ_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """A line being typed, with the cursor between ``before`` and ``after``. Pure."""

    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The whole line."""
        return self.before + self.after

    def typed(self, key: str) -> Line:
        """The line after one key; keys that mean nothing here change nothing."""
        if key in EDITING:
            return EDITING[key](self)
        return Line(self.before + key, self.after) if key.isprintable() else self


EDITING: Mapping[str, Callable[[Line], Line]] = {
    **dict.fromkeys(("\x7f", "\x08"), lambda line: Line(line.before[:-1], line.after)),
    "\x1b[3~": lambda line: Line(line.before, line.after[1:]),
    "\x15": lambda line: Line("", line.after),
    "\x0b": lambda line: Line(line.before),
    "\x17": lambda line: Line(LAST_WORD.sub("", line.before, count=1), line.after),
    **dict.fromkeys(
        ("\x1b[D", "\x1bOD", "\x02"),
        lambda line: Line(line.before[:-1], line.before[-1:] + line.after),
    ),
    **dict.fromkeys(
        ("\x1b[C", "\x1bOC", "\x06"),
        lambda line: Line(line.before + line.after[:1], line.after[1:]),
    ),
    **dict.fromkeys(("\x1b[H", "\x1bOH", "\x1b[1~", "\x01"), lambda line: Line("", line.text)),
    **dict.fromkeys(("\x1b[F", "\x1bOF", "\x1b[4~", "\x05"), lambda line: Line(line.text)),
}


class Keyboard:
    """Hands every line to ``heard`` as it is entered, and None when there will be no more."""

    def __init__(
        self, console: Console, terminal: int, heard: Callable[[str | None], None]
    ) -> None:
        self._terminal = terminal
        self._heard = heard
        self._line = Line()
        self._decode = codecs.getincrementaldecoder("utf-8")("ignore").decode
        self._live = Live(self._shown(), console=console, auto_refresh=False, transient=True)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keys are heard while the block lasts; then the terminal is as it was. Needs a running event loop."""
        loop = asyncio.get_running_loop()
        with _key_by_key(self._terminal), self._live:
            loop.add_reader(self._terminal, self._read)
            loop.add_signal_handler(signal.SIGCONT, self._return)
            try:
                yield
            finally:
                loop.remove_signal_handler(signal.SIGCONT)
                loop.remove_reader(self._terminal)

    def _read(self) -> None:
        try:
            keys = os.read(self._terminal, READ_AT_ONCE)
        except OSError:  # the terminal is gone
            keys = b""
        if not keys:
            self._leave()
        for key in KEY.findall(self._decode(keys)):
            self._press(key)
        self._live.update(self._shown(), refresh=True)

    def _press(self, key: str) -> None:
        if key in "\r\n":
            self._heard(self._line.text)
            self._line = Line()
        elif key != END_OF_INPUT:
            self._line = self._line.typed(key)
        elif not self._line.text:
            self._leave()

    def _leave(self) -> None:
        asyncio.get_running_loop().remove_reader(self._terminal)
        self._heard(None)

    def _return(self) -> None:
        """Back from Ctrl-Z: the shell has set the terminal its own way."""
        with contextlib.suppress(termios.error):
            tty.setcbreak(self._terminal, termios.TCSADRAIN)
        self._live.refresh()

    def _shown(self) -> Text:
        line, cursor = self._line, self._line.after[:1] or " "
        return Text.assemble((PROMPT, "green"), line.before, (cursor, "reverse"), line.after[1:])


@contextmanager
def _key_by_key(terminal: int) -> Iterator[None]:
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSADRAIN)  # what was typed before is not thrown away
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
