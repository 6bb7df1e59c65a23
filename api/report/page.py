"""A report as one page: HTML with its style and charts in it, nothing loaded from elsewhere, no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from agent.protocol import Protocol
from api.report import charts, shown, words
from api.report.report import Report
from api.report.shown import Group, Headline

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_page(report: Report, protocol: Protocol) -> str:
    """The whole page; one sentence where nothing happened."""
    title = f"Alú {words.period(report.period)}"
    body = _empty(report) if report.is_empty else _full(report, protocol)
    return f"""<!DOCTYPE html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
{_head(report)}
{body}
{_foot(report)}
</main>
</body>
</html>
"""


def _head(report: Report) -> str:
    before = words.period(report.period.before)
    return (
        f"<header><h1>O que a Alú fez</h1>"
        f"<p>{escape(report.company)}, {words.period(report.period)}. "
        f"“Antes” é o período anterior, do mesmo tamanho: {before}.</p></header>"
    )


def _empty(report: Report) -> str:
    return f'<p class="empty">{escape(shown.nothing(report))}</p>'


def _full(report: Report, protocol: Protocol) -> str:
    groups = [group for group in shown.groups(report, protocol) if group.lines]
    return "\n".join(
        [
            *(f'<p class="remark">{escape(one)}</p>' for one in shown.remarks(report)),
            _tiles(shown.headlines(report)),
            _course(report),
            f'<div class="groups">{"".join(map(_group, groups))}</div>',
            _model(report),
        ]
    )


def _tiles(headlines: Iterable[Headline]) -> str:
    return f'<dl class="tiles">{"".join(map(_tile, headlines))}</dl>'


def _tile(one: Headline) -> str:
    more = f"<span>{escape(one.more)}</span>" if one.more else ""
    before = f"<span>antes {escape(one.before)}</span>" if one.before else ""
    return (
        f"<div><dt>{escape(one.label)}</dt><dd><b>{escape(one.value)}</b>{more}{before}</dd></div>"
    )


def _course(report: Report) -> str:
    by_hour = report.period.by_hour
    drawn = charts.course(report.figures.course, by_hour=by_hour)
    return (
        f'<section id="course"><h2>{"Hora a hora" if by_hour else "Dia a dia"}</h2>'
        '<p class="legend"><span><i class="came"></i>conversas que começaram</span>'
        '<span><i class="went"></i>encaminhamentos</span></p>'
        f'<div class="wide">{drawn}</div></section>'
    )


def _group(group: Group) -> str:
    about = f'<p class="about">{escape(group.about)}</p>' if group.about else ""
    return (
        f'<section id="{group.id}"><h2>{escape(group.title)}</h2>{about}{charts.bars(group)}</section>'
    )  # fmt: skip


def _model(report: Report) -> str:
    tiles = _tiles(shown.of_the_model(report))
    return f'<section id="model"><h2>Entendimento e entrega</h2>{tiles}</section>'


def _foot(report: Report) -> str:
    return (
        f"<footer>Horas de {escape(report.period.zone.key)}. Só números: nenhum nome, nenhuma palavra de cliente."
        "</footer>"
    )  # fmt: skip
