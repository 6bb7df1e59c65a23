"""The terminal conversation itself: reads lines from a person or a script, and does what each says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from rich.console import Console

from agent import drawing
from agent.state import MessageKind, Status
from api.chat import Chat
from api.errors import AluError
from api.screen import Screen

STATUS_COMMANDS: dict[str, Status] = {
    "/abrir": "open",
    "/pendente": "pending",
    "/resolver": "resolved",
    "/adiar": "snoozed",
}
BURST = ";;"
LEAVE = "/sair"


def follow(chat: Chat, screen: Screen, lines: Iterable[str]) -> None:
    """One conversation, until the lines end, say ``/sair`` or are interrupted.

    The lines are awaited outside the event loop, so that Ctrl-C reaches whoever waits for them.
    """
    with asyncio.Runner() as runner:
        for line in lines:
            if line.strip() == LEAVE:
                break
            runner.run(hear(chat, screen, line))


async def talk(chat: Chat, screen: Screen, lines: Iterable[str]) -> None:
    """The same within an event loop that runs already, for lines that are there."""
    for line in lines:
        if line.strip() == LEAVE:
            break
        await hear(chat, screen, line)


async def hear(chat: Chat, screen: Screen, line: str) -> None:
    """One line: a message or a burst of them, or a command."""
    if line.strip():
        await _one(chat, screen, line.strip())


def typed(console: Console) -> Iterator[str]:
    """The lines a person types, until the end of input or an interrupt."""
    while True:
        try:
            yield console.input("[green]você ›[/] ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def scripted(path: Path) -> Iterator[str]:
    """The lines of a script; those that start with ``#`` are remarks."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise AluError(f"{path}: {unreadable}") from None
    for line in text.splitlines():
        if not line.startswith("#"):
            yield line


async def _one(chat: Chat, screen: Screen, line: str) -> None:
    command, _, rest = line.partition(" ")
    if command in STATUS_COMMANDS:
        await chat.status(STATUS_COMMANDS[command])
        await _show(chat, screen)
    elif command == "/humano" and rest.strip():
        screen.human(rest, "atendente")
        await chat.human(rest, "atendente")
        await _show(chat, screen)
    elif command == "/anexo":
        await _attach(chat, screen, rest)
    elif command == "/estado":
        screen.state(chat.last, chat.desk, await chat.memory())
    elif command == "/grafo":
        screen.drawing(str(drawing.draw(chat.agent, "ascii", chat.last.path)))
    elif command.startswith("/"):
        screen.help()
    else:
        await _write(chat, screen, line)


async def _write(chat: Chat, screen: Screen, line: str) -> None:
    texts = [text.strip() for text in line.split(BURST) if text.strip()]
    for text in texts:
        screen.customer(text)
    await chat.customer(texts)
    await _show(chat, screen)


async def _attach(chat: Chat, screen: Screen, kind: str) -> None:
    kinds = {name: name for name in get_args(MessageKind) if name != "text"}
    if kind not in kinds:
        screen.wrong(f"/anexo: diga o tipo: {', '.join(kinds)}")
        return
    screen.customer(f"[{kind}]")
    await chat.customer([""], kinds[kind])
    await _show(chat, screen)


async def _show(chat: Chat, screen: Screen) -> None:
    screen.turn(chat.last, chat.desk, await chat.memory())
