"""``alu report``: the verb. It loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.errors import AluError

if TYPE_CHECKING:
    from agent.protocol import Protocol
    from api.report.period import Period
    from api.report.report import Report
    from api.settings import Settings

EPILOG = "Exemplo: alu report --since 30d --html relatorio.html"


def report(
    *,
    since: Annotated[
        str, typer.Option(help="Desde quando: 24h, 7d, 4w ou um dia, 2026-11-16.")
    ] = "7d",
    until: Annotated[str, typer.Option(help="Até quando; um dia conta inteiro. Sem ele, agora.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Em JSON (docs/report.md).")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Grava uma página com gráficos neste arquivo.", dir_okay=False)
    ] = None,
    price_in: Annotated[
        float | None, typer.Option(min=0, help="Preço de um milhão de tokens lidos.")
    ] = None,
    price_out: Annotated[
        float | None, typer.Option(min=0, help="Preço de um milhão de tokens escritos.")
    ] = None,
    currency: Annotated[str, typer.Option(help="A moeda dos preços.")] = "",
) -> None:  # fmt: skip
    """O que Alú fez: conversas, necessidades, times, o que faltou, tempos, correções, custo.

    Ao lado, o período anterior, do mesmo tamanho. Só números: nenhum nome, nenhuma palavra de cliente.
    """
    from api import bootstrap, settings  # noqa: PLC0415
    from api.report import answers, tables  # noqa: PLC0415
    from api.report.period import between  # noqa: PLC0415

    configured = _priced(settings.from_environment(), price_in, price_out, currency)
    protocol, now = bootstrap.company(configured), bootstrap.clock()()
    period = between(since, until, now, protocol.hours.timezone)
    made = asyncio.run(_made(configured, protocol, period))
    if html:
        _write(html, made, protocol)
    if as_json:
        sys.stdout.write(answers.written(made, protocol))
    elif html:
        typer.echo(f"Relatório gravado em {html}.")
    else:
        tables.printed(Console(), made, protocol)


async def _made(configured: Settings, protocol: Protocol, period: Period) -> Report:
    from api import bootstrap  # noqa: PLC0415
    from api.operator import door  # noqa: PLC0415
    from api.report import report as reports  # noqa: PLC0415

    async with door.reading(configured) as tx:
        return await reports.made(tx, configured, protocol, period, bootstrap.clock()())


def _priced(
    configured: Settings, price_in: float | None, price_out: float | None, currency: str
) -> Settings:
    """The prices of the command line instead of those of the settings."""
    if (price_in is None) != (price_out is None):
        raise AluError("--price-in e --price-out: os dois juntos")
    told: dict[str, object] = {"llm_currency": currency} if currency else {}
    if price_in is not None:
        told |= {"llm_price_in": price_in, "llm_price_out": price_out}
    return configured.model_copy(update=told)


def _write(file: Path, made: Report, protocol: Protocol) -> None:
    from api.report.page import as_page  # noqa: PLC0415

    try:
        file.write_text(as_page(made, protocol), encoding="utf-8")
    except OSError as unwritable:
        raise AluError(f"{file}: {unwritable.strerror}") from None
