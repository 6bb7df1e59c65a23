"""A report as it is shown: headlines, and lists of what was counted, each beside the period before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.protocol import Protocol
from api.report import words
from api.report.figures import Dropped, Figures, Spread
from api.report.report import Report
from api.report.words import Name


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in words: its name, its value, what more there is to say, what it was before (empty: not known)."""

    label: str
    value: str
    more: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """How often something happened, and how often before; None is not known."""

    id: str
    label: str
    count: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind, the most frequent first. ``of`` is what each is a share of; None where they are no shares."""

    id: str
    title: str
    lines: tuple[Line, ...]
    of: int | None = None
    about: str = ""


def headlines(report: Report) -> list[Headline]:
    """The few figures that matter most."""
    now, was = report.figures, report.before
    return [
        Headline("Conversas", words.number(now.conversations), "", _was(was.conversations)),
        Headline("Encaminhadas", words.number(now.routed), "entregas a um time", _was(was.routed)),
        Headline(
            "Completas",
            words.share(now.complete, known(now)),
            f"{words.number(now.complete)} de {words.number(known(now))}",
            words.share(was.complete, known(was)) if known(was) else "",
        ),
        _to_route(report),
        Headline("Turnos por conversa", *_of_turns(now.turns), _middle(was.turns)),
        Headline(
            "Correções do time",
            words.number(sum(now.corrections.values())),
            "",
            _was(sum(was.corrections.values())),
        ),
    ]


def groups(report: Report, protocol: Protocol) -> list[Group]:
    """Everything that was counted by kind."""
    now, was = report.figures, report.before
    whole = report.was_whole
    return [
        Group(
            "needs", "O que pediram",
            _lines(now.needs, was.needs, words.need(protocol)), now.conversations,
            "Conversas por necessidade; uma conversa pode ter mais de uma.",
        ),
        Group(
            "teams", "Pra onde foram",
            _lines(now.teams, was.teams, words.team(protocol)), now.routed,
            "Encaminhamentos por time.",
        ),
        Group(
            "endings", "Como acabaram",
            _lines(now.endings, was.endings, words.among(words.ENDINGS)), now.conversations,
            "Conversas pelo último atendimento do período, como está agora.",
        ),
        Group(
            "missing", "O que faltou",
            _lines(now.missing, was.missing, words.missing(protocol)), known(now),
            "Dados que faltavam ao encaminhar.",
        ),
        Group(
            "reasons", "Por que encaminhei",
            _lines(now.reasons, was.reasons, words.reason(protocol)), now.routed,
        ),
        Group(
            "corrections", "O que o time corrigiu",
            _lines(now.corrections, was.corrections, words.among(words.CORRECTIONS)),
        ),
        Group(
            "suppressed", "Respostas que segurei",
            _lines(now.suppressed, was.suppressed if whole else None, words.among(words.WHY)),
            about="Mensagens prontas que não saíram, e por quê.",
        ),
        Group(
            "dropped", "O que não deu certo",
            _lines(_by_name(now.dropped), _by_name(was.dropped) if whole else None, _what_and_why),
            about="O que desisti de mandar ou fazer no Chatwoot, e por quê.",
        ),
        Group(
            "minds", "Quem entendeu",
            _lines(now.model.minds, was.model.minds, words.among(words.MINDS)),
            about="Turnos por quem entendeu o cliente.",
        ),
    ]  # fmt: skip


def of_the_model(report: Report) -> list[Headline]:
    """What the understanding cost, and where it failed."""
    now, was = report.figures.model, report.before.model
    found = [
        Headline("Entendimento de reserva", words.number(now.fallbacks), "turnos", _was(was.fallbacks)),
        Headline("Sem entendimento", words.number(now.helpless), "encaminhadas por isso", _was(was.helpless)),
        Headline("Espera além do limite", words.number(now.late), "encaminhadas por isso", _was(was.late)),
        Headline("Em dúvida", words.number(report.figures.doubts), "não sei se chegou", _doubts(report)),
        Headline("Tokens lidos", words.number(now.tokens_in), "", _was(was.tokens_in)),
        Headline("Tokens escritos", words.number(now.tokens_out), "", _was(was.tokens_out)),
    ]  # fmt: skip
    if now.cost is None or was.cost is None:
        return found
    told, before = (words.money(one, report.currency) for one in (now.cost, was.cost))
    return [*found, Headline("Custo do modelo", told, "", before)]


def remarks(report: Report) -> list[str]:
    """What has to be known to read the figures right."""
    found = []
    if not report.is_whole:
        since = f"{report.told_from.astimezone(report.period.zone):%d/%m/%Y}"
        found.append(
            f"O que foi ouvido e enviado só fica guardado desde {since}: o tempo até encaminhar, "
            "as respostas seguradas e o que não deu certo são de lá pra cá."
        )
    if report.figures.unknown:
        count = words.number(report.figures.unknown)
        found.append(f"De {count} encaminhada(s) não sei o que faltava; ficam fora das completas.")
    return found


def nothing(report: Report) -> str:
    """The one sentence for a period in which nothing happened."""
    return f"Nenhuma conversa comigo {words.period(report.period)}."


def known(figures: Figures) -> int:
    """The hand-overs of which it is known what they lacked."""
    return figures.routed - figures.unknown


def _to_route(report: Report) -> Headline:
    now, was = report.figures.to_route, report.before.to_route
    if now is None:
        return Headline("Tempo até encaminhar", words.NOTHING)
    before = words.span(was.median) if was and report.was_whole else ""
    more = f"9 em 10 até {words.span(now.p90)} (de {words.number(now.of)})"
    return Headline("Tempo até encaminhar", words.span(now.median), more, before)


def _of_turns(turns: Spread | None) -> tuple[str, str]:
    if turns is None:
        return words.NOTHING, ""
    return words.number(turns.median), f"9 em 10 até {words.number(turns.p90)}"


def _middle(values: Spread | None) -> str:
    return words.number(values.median) if values else ""


def _doubts(report: Report) -> str:
    return _was(report.before.doubts) if report.was_whole else ""


def _was(count: int) -> str:
    return words.number(count)


def _lines(now: Mapping[str, int], was: Mapping[str, int] | None, name: Name) -> tuple[Line, ...]:
    """Those of now, then those that there were only before."""
    gone = [one for one in was or {} if one not in now]
    return tuple(
        Line(one, name(one), now.get(one, 0), None if was is None else was.get(one, 0))
        for one in (*now, *gone)
    )


def _by_name(dropped: Sequence[Dropped]) -> dict[str, int]:
    return {f"{one.kind}: {one.reason}": one.count for one in dropped}


def _what_and_why(name: str) -> str:
    kind, _, why = name.partition(": ")
    return f"{words.KINDS.get(kind, kind)}: {words.WHY.get(why, why)}"
