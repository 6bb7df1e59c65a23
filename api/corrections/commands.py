"""``alu corrections``: the verbs. Each loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from agent.protocol import Protocol
    from api.report.period import Period
    from api.settings import Settings

corrections_app = typer.Typer(
    help="O que o time corrigiu do que Alú decidiu, até um dia depois de ela passar a conversa.",
    no_args_is_help=True,
)
Since = Annotated[str, typer.Option(help="Desde quando: 24h, 7d, 4w ou um dia, 2026-11-16.")]
AsJson = Annotated[bool, typer.Option("--json", help="Em JSON.")]


@corrections_app.command("list", epilog="Exemplo: alu corrections list --since 30d")
def list_corrections(since: Since = "7d", *, as_json: AsJson = False) -> None:
    """As correções, a mais antiga primeiro. Os valores que o time escreveu aparecem: podem ser dados pessoais."""
    from api.corrections import shown, visits  # noqa: PLC0415

    configured, protocol, period = _asked(since)
    found = asyncio.run(visits.made(configured, period))
    if as_json:
        sys.stdout.write(shown.answer(found))
    else:
        shown.table(Console(), found, protocol)


@corrections_app.command(epilog="Exemplo: alu corrections export --out corrections.jsonl")
def export(
    since: Since = "7d",
    *,
    out: Annotated[
        Path, typer.Option(help="O arquivo a gravar; só quem o grava pode ler.", dir_okay=False)
    ] = Path("corrections.jsonl"),
    as_json: Annotated[bool, typer.Option("--json", help="O resumo em JSON.")] = False,
) -> None:
    """Grava as correções para `alu eval import`, uma por linha (docs/corrections.md).

    O arquivo leva as conversas como foram escritas, com dados pessoais de clientes: guarde bem e apague depois.
    """
    from api.corrections import shown, visits  # noqa: PLC0415
    from api.setup import private  # noqa: PLC0415

    configured, protocol, period = _asked(since)
    made = asyncio.run(visits.export(configured, period, protocol))
    private.write(out, shown.lines(made))
    sys.stdout.write(shown.summary(made, out) if as_json else shown.told(made, out))


def _asked(since: str) -> tuple[Settings, Protocol, Period]:
    from api import bootstrap, settings  # noqa: PLC0415
    from api.report.period import between  # noqa: PLC0415

    configured = settings.from_environment()
    protocol = bootstrap.company(configured)
    return (
        configured,
        protocol,
        between(since, "", bootstrap.clock()(), protocol.hours.timezone),
    )
