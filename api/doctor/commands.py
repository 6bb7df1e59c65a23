"""``alu doctor``: the verb. It loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

ENV = Path(".env")
EPILOG = "Exemplo: alu doctor --conversation 42 (sai com 0 tudo certo, 1 com avisos, 2 com erros)"


def doctor(
    *,
    conversation: Annotated[
        int | None, typer.Option(min=1, help="Conversa de teste: recebe um recado privado.")
    ] = None,
    self_test: Annotated[
        bool, typer.Option("--self-test/--no-self-test", help="Se deixa o recado e espera que volte.")
    ] = True,
    alu: Annotated[str, typer.Option(help="Endereço público da Alú, para comparar.")] = "",
    only: Annotated[
        list[str] | None, typer.Option(help="Só estes exames, com vírgula; docs/doctor.md tem a lista.")
    ] = None,
    lang: Annotated[Literal["pt", "en"], typer.Option(help="Língua.")] = "pt",
    as_json: Annotated[bool, typer.Option("--json", help="Em JSON.")] = False,
) -> None:  # fmt: skip
    """Examina a corrente inteira, do .env ao Chatwoot: o que achou, por que importa, o que fazer.

    No Chatwoot só escreve o recado do autoteste; no banco de dados, nada.
    """
    from api.doctor import run  # noqa: PLC0415

    who = run.patient(ENV, alu, conversation, self_test=self_test)
    raise typer.Exit(asyncio.run(run.doctor(who, run.Wish(lang, tuple(only or ()), as_json))))
