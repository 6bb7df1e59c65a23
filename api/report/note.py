"""A report as a private note for the team: at most ten lines, figures alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agent.protocol import Protocol
from api.report import shown, words
from api.report.report import Report
from api.report.words import Name

MOST_NAMED = 4


def as_note(report: Report, protocol: Protocol) -> str:
    """The lines; what did not happen has none."""
    if report.is_empty:
        return shown.nothing(report)
    return "\n".join(_lines(report, protocol))


def _lines(report: Report, protocol: Protocol) -> Iterator[str]:
    now, was = report.figures, report.before
    yield f"Meu resumo {words.period(report.period)}."
    yield f"Conversas: {words.number(now.conversations)} (antes {words.number(was.conversations)})"
    if now.needs:
        yield f"Pediram: {_named(now.needs, words.need(protocol))}"
    if now.endings:
        yield f"Como acabaram: {_named(now.endings, words.among(words.ENDINGS))}"
    if now.routed:
        routed = f"Encaminhei {words.number(now.routed)} (antes {words.number(was.routed)})"
        yield f"{routed}: {_named(now.teams, words.team(protocol))}"
        yield _completeness(report, protocol)
    if now.to_route:
        half, most = words.span(now.to_route.median), words.span(now.to_route.p90)
        yield f"Tempo até encaminhar: metade em até {half}, 9 em 10 em até {most}"
    if now.corrections:
        yield f"O time corrigiu: {_named(now.corrections, words.among(words.CORRECTIONS))}"
    if trouble := _trouble(report):
        yield trouble
    if now.model.tokens_in or now.model.tokens_out:
        yield _cost(report)


def _completeness(report: Report, protocol: Protocol) -> str:
    now = report.figures
    known = shown.known(now)
    told = f"Completas: {now.complete} de {known} ({words.share(now.complete, known)})"
    if not now.missing:
        return told
    return f"{told}. Faltou: {_named(now.missing, words.missing(protocol))}"


def _trouble(report: Report) -> str:
    now = report.figures
    counts = {
        "respostas que segurei": sum(now.suppressed.values()),
        "coisas que não deram certo no Chatwoot": sum(one.count for one in now.dropped),
        "entendidas de reserva": now.model.fallbacks,
        "sem entendimento": now.model.helpless,
    }
    told = ", ".join(f"{name} {words.number(count)}" for name, count in counts.items() if count)
    return f"Fora do comum: {told}" if told else ""


def _cost(report: Report) -> str:
    model = report.figures.model
    tokens = (
        f"Modelo: {words.number(model.tokens_in)} tokens lidos, {words.number(model.tokens_out)} escritos"
    )  # fmt: skip
    return tokens if model.cost is None else f"{tokens}, {words.money(model.cost, report.currency)}"


def _named(counts: Mapping[str, int], name: Name) -> str:
    """The most frequent by name, the others together."""
    shown_first = list(counts.items())[:MOST_NAMED]
    others = sum(counts.values()) - sum(count for _, count in shown_first)
    told = [f"{name(one)} {words.number(count)}" for one, count in shown_first]
    return ", ".join([*told, f"outros {words.number(others)}"] if others else told)
