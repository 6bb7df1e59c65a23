"""The operator's verbs of ``alu``. Each loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.errors import AluError

if TYPE_CHECKING:
    from api.storage.slips import Slip

outbox_app = typer.Typer(help="O que espera para ser dito no Chatwoot.", no_args_is_help=True)
conversation_app = typer.Typer(help="As conversas como estão guardadas.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Em JSON.")]
Words = Annotated[
    bool, typer.Option("--text", help="Mostra também o que foi escrito: são dados pessoais.")
]
Keys = Annotated[
    list[str] | None,
    typer.Argument(metavar="CHAVE...", help="conversa:turno:parte, como na lista."),
]
Sure = Annotated[bool, typer.Option("--yes", help="Não pergunta.")]
YES = frozenset({"s", "sim", "y", "yes"})


def migrate() -> None:
    """Põe o banco de dados em dia; cria um onde não há."""
    from api import settings  # noqa: PLC0415
    from api.operator import door  # noqa: PLC0415

    before, after = asyncio.run(door.migrate(settings.from_environment()))
    if before == after:
        typer.echo(f"Nada a fazer: o banco de dados já está na revisão {after}.")
    else:
        typer.echo(f"Banco de dados em dia: da revisão {before or '(nenhuma)'} à {after}.")


@outbox_app.command("list", epilog="Exemplo: alu outbox list --conversation 42 --all --json")
def list_outbox(
    *,
    conversation: Annotated[str, typer.Option(help="Só de uma conversa: 42 ou conta:42.")] = "",
    ended: Annotated[
        bool, typer.Option("--all", help="Também o suprimido e o descartado nos últimos 7 dias.")
    ] = False,
    as_json: AsJson = False,
    text: Words = False,
) -> None:
    """O que ainda não foi dito, o mais antigo primeiro."""
    from api import bootstrap, settings  # noqa: PLC0415
    from api.operator import answers, tables, visits  # noqa: PLC0415

    now = bootstrap.clock()()
    visit = visits.outbox(settings.from_environment(), conversation, now, ended=ended, text=text)
    shown, words = asyncio.run(visit)
    if as_json:
        sys.stdout.write(answers.rows(shown, now, words))
    else:
        tables.rows(Console(), shown, now, words)


@outbox_app.command(epilog="Exemplo: alu outbox retry 42:3:1")
def retry(
    keys: Keys = None,
    *,
    all_parked: Annotated[
        bool, typer.Option("--all-parked", help="Tudo o que está em dúvida.")
    ] = False,
    sure: Sure = False,
) -> None:
    """Põe de volta na fila o que não saiu, para ir agora. O servidor no ar leva em até 30 s."""
    from api import bootstrap, settings  # noqa: PLC0415
    from api.operator import moves, visits  # noqa: PLC0415

    if bool(keys) == all_parked:
        raise AluError("diga quais chaves, ou --all-parked; `alu outbox list` mostra as que há")
    configured, clock = settings.from_environment(), bootstrap.clock()
    visit = visits.chosen(configured, keys) if keys else visits.parked(configured)
    rows = asyncio.run(visit)
    moves.assert_may_retry(rows)
    if (doubts := moves.doubts(rows, clock())) and not sure:
        _agree(doubts, "Enviar de novo pode dizer duas vezes. Enviar mesmo assim?")
    asyncio.run(visits.retry(configured, rows, clock()))
    _tell([*moves.remarks(rows), f"De volta na fila: {_count(rows)}. {moves.SWEEP}"])


@outbox_app.command(epilog="Exemplo: alu outbox drop 42:3:1 42:3:2")
def drop(keys: Keys = None, *, sure: Sure = False) -> None:
    """Desiste de dizer o que espera. Alú fica sabendo que o cliente não recebeu."""
    from api import bootstrap, settings  # noqa: PLC0415
    from api.operator import moves, visits  # noqa: PLC0415

    if not keys:
        raise AluError("diga quais chaves; `alu outbox list` mostra as que há")
    configured, clock = settings.from_environment(), bootstrap.clock()
    rows = asyncio.run(visits.chosen(configured, keys))
    moves.assert_may_drop(rows)
    if not sure:
        _agree(moves.losses(rows, clock()), "Descartar?")
    asyncio.run(visits.drop(configured, rows, clock()))
    _tell([f"Descartado: {_count(rows)}."])


@conversation_app.command("list", epilog="Exemplo: alu conversation list --limit 50")
def list_conversations(
    *,
    limit: Annotated[int, typer.Option(min=1, help="Quantas, no máximo.")] = 20,
    as_json: AsJson = False,
) -> None:
    """As conversas que mudaram por último: situação, o que há a ler e a enviar, o último turno."""
    from api import bootstrap, settings  # noqa: PLC0415
    from api.operator import answers, tables, visits  # noqa: PLC0415

    shown = asyncio.run(visits.conversations(settings.from_environment(), limit))
    if as_json:
        sys.stdout.write(answers.glances(shown))
    else:
        tables.glances(Console(), shown, bootstrap.clock()())


@conversation_app.command(epilog="Exemplo: alu conversation show 42")
def show(
    number: Annotated[
        str, typer.Argument(metavar="ID", help="O número no Chatwoot, ou conta:número.")
    ],
    *,
    as_json: AsJson = False,
    text: Words = False,
) -> None:
    """Uma conversa inteira: o que Alú sabe do cliente, cada turno, o que não foi dito, o que espera."""
    from api import bootstrap, settings  # noqa: PLC0415
    from api.operator import answers, tables, visits  # noqa: PLC0415

    configured = settings.from_environment()
    protocol, now = bootstrap.company(configured), bootstrap.clock()()
    shown, words = asyncio.run(visits.conversation(configured, number, text=text))
    if as_json:
        sys.stdout.write(answers.story(shown, protocol, now, words))
    else:
        tables.story(Console(), shown, protocol, now, words)


def path_of(conversation: str, turn: int | None) -> tuple[str, ...]:
    """The nodes to mark for a stored conversation: of its last turn, of one, or (0) of all."""
    from api import settings  # noqa: PLC0415
    from api.operator import visits  # noqa: PLC0415

    return asyncio.run(visits.path(settings.from_environment(), conversation, turn))


def _agree(lines: Sequence[str], question: str) -> None:
    """Asks; ends the command unless the answer is yes."""
    for line in lines:
        typer.echo(line, err=True)
    try:
        answer = typer.prompt(f"{question} [s/N]", default="", show_default=False, err=True)
    except typer.Abort:
        raise AluError("nada mudou; para não ser perguntado, use --yes") from None
    if answer.strip().lower() not in YES:
        typer.echo("Nada mudou.", err=True)
        raise typer.Exit(1)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(line)


def _count(rows: Sequence[Slip]) -> str:
    return "1 item" if len(rows) == 1 else f"{len(rows)} itens"
