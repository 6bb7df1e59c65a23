"""``alu setup``: the verb. It loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.errors import AluError

if TYPE_CHECKING:
    from api.setup.given import Question

ENV = Path(".env")
EPILOG = "Exemplo: alu setup --apply --alu https://alu.example.com"


def setup(
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Faz o que o plano mostra. Rodar de novo não muda nada.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Só mostra o plano; é assim quando nada se pede.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Só confere: sai com 1 se algo falta ou mudou.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Remove o que o setup criou, e nada mais.")
    ] = False,
    chatwoot: Annotated[str, typer.Option(help="Endereço do Chatwoot.")] = "",
    account: Annotated[int | None, typer.Option(min=1, help="Número da conta.")] = None,
    inbox: Annotated[
        list[int] | None, typer.Option(min=1, help="Caixa de entrada da Alú; pode repetir.")
    ] = None,
    alu: Annotated[str, typer.Option(help="Endereço público da Alú, onde o Chatwoot a encontra.")] = "",
    managers: Annotated[
        str, typer.Option(metavar="ARQUIVO", help="Tokens de quem recebe as pastas, um por linha; - é a entrada.")
    ] = "",
    silence_inbox: Annotated[
        bool, typer.Option("--silence-inbox", help="Concorda em desligar saudação e aviso de fora do horário.")
    ] = False,
    replace_bot: Annotated[
        bool, typer.Option("--replace-bot", help="Concorda em trocar o robô que a caixa já tem.")
    ] = False,
    sure: Annotated[bool, typer.Option("--yes", help="Não pergunta antes de --undo.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Em JSON.")] = False,
) -> None:  # fmt: skip
    """Prepara a conta do Chatwoot para a Alú: robô, equipes, etiquetas, atributos, pastas, .env.

    O token de administrador vem de ALU_CHATWOOT_ADMIN_TOKEN ou é perguntado; não é guardado.
    """
    from api.setup import run  # noqa: PLC0415
    from api.setup.given import Given  # noqa: PLC0415

    if sum((apply, dry_run, check, undo)) > 1:
        raise AluError("--apply, --dry-run, --check ou --undo: um só")
    way = run.apply if apply else run.undo if undo else run.check if check else run.show
    given = Given(chatwoot, account, tuple(inbox or ()), alu, _tokens(managers))
    wish = run.Wish(silence=silence_inbox, replace=replace_bot, sure=sure, as_json=as_json)
    raise typer.Exit(asyncio.run(way(given, run.house(ENV), wish, _ask)))


def _tokens(managers: str) -> tuple[str, ...]:
    if not managers:
        return ()
    try:
        text = sys.stdin.read() if managers == "-" else Path(managers).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise AluError(f"{managers}: {unreadable}") from None
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _ask(question: Question) -> str:
    """An answer from whoever is there. From a pipe, none to what is optional, else a line, or raises ``AluError``."""
    somebody = sys.stdin.isatty()
    if question.optional and not somebody:
        return ""
    default = "" if question.optional else None
    hidden = question.hidden and somebody
    try:
        return str(typer.prompt(question.words, default, hidden, show_default=False, err=True))
    except typer.Abort:
        sys.stderr.write("\n")
        raise AluError(f"falta saber: {question.words}; diga com {question.answered_by}") from None
