"""A report on a terminal, in Portuguese. Calm at first: totals, gates, failures. Nothing in it is taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.case import Split
from evals.record import Conversation, Failure
from evals.report import Change, ChangeKind, Delta, Difference, Gate, Metric, Outcome, Report, Slice
from evals.reports import figures, totals, words
from evals.reports.figures import NOTHING, figure
from evals.reports.lines import Line, last_lines
from evals.reports.story import conversation
from evals.sealed import is_sealed

__all__ = ["conversation", "difference", "printed"]

SHOWN = 20
TRANSCRIPT = 3
CONFUSIONS = 12
COLOURS: dict[Outcome, str] = {"held": "green", "failed": "bold red", "unmeasured": "yellow"}
BETTER = {"better": "green", "worse": "red", "same": "dim"}
KINDS: dict[ChangeKind, str] = {"newly failing": "red", "newly passing": "green"}
SPLITS: tuple[Split, ...] = ("dev", "heldout")


def printed(console: Console, report: Report, *, verbose: bool = False) -> None:
    """The verdict, the gates, the first failures; with ``verbose`` every failure and every figure."""
    _heading(console, report)
    _gates(console, report, verbose=verbose)
    _failures(console, report, verbose=verbose)
    _hidden(console, report)
    if verbose:
        _metrics(console, report)
        _slots_and_teams(console, report)
        _confusions(console, report)
        _slices(console, report)
        _coverage(console, report)
        _times(console, report)
    if report.difference and verbose:
        difference(console, report)
    elif report.difference:
        _compared(console, report.difference)


def difference(console: Console, report: Report) -> None:
    """What is otherwise than in the baseline: every conversation that changed and why, every figure."""
    if report.difference is None:
        console.print("Não há com que comparar.")
        return
    _compared(console, report.difference)
    for change in report.difference.changes:
        _changed(console, change, report)
    _deltas(console, report.difference.deltas, figures.shares(report))


def _compared(console: Console, found: Difference) -> None:
    console.print(Text(f"Contra {found.against}: {totals.changes(found)}."))


def _changed(console: Console, change: Change, report: Report) -> None:
    heading = Text.assemble(
        (f"{words.CHANGES[change.kind]} ", KINDS.get(change.kind, "dim")), (change.key, "bold"), f"  {change.title}"
    )  # fmt: skip
    console.print(Padding(heading, (0, 0, 0, 2)))
    for why in totals.reasons(change, report):
        console.print(Padding(Text(why, style="dim"), (0, 0, 0, 4)))


def _heading(console: Console, report: Report) -> None:
    colour = "green" if report.held else "red"
    console.print(Text(totals.verdict(report), style=f"bold {colour}"))
    console.print(Text(f"{totals.told(totals.totals(report))}."))
    if report.infra:
        console.print(Text(f"Sem entendimento: {', '.join(report.infra)}", style="yellow"))


def _gates(console: Console, report: Report, *, verbose: bool) -> None:
    gates = figures.hard_first(report.gates)
    hard, soft = [one for one in gates if one.hard], [one for one in gates if not one.hard]
    in_percent = figures.shares(report)
    _gate_table(console, "Critérios obrigatórios", hard, in_percent)
    if verbose or any(one.outcome != "unmeasured" for one in soft):
        _gate_table(console, "Critérios sobre a base", soft, in_percent)
    elif soft:
        console.print(Text("Critérios sobre a base: sem base com que comparar.", style="dim"))


def _gate_table(
    console: Console, title: str, gates: Sequence[Gate], in_percent: frozenset[str]
) -> None:
    table = _table("critério", "", "veio", "quer", numbers=(2, 3))
    for gate in gates:
        share = figures.counts_shares(gate, in_percent)
        outcome = Text(words.OUTCOMES[gate.outcome], style=COLOURS[gate.outcome])
        value, wanted = figure(gate.value, share=share), figures.wanted(gate, share=share)
        table.add_row(Text(gate.label), outcome, value, wanted)
    _titled(console, title, table)
    for gate in gates:
        if gate.offending:
            console.print(Text.assemble((f"  {gate.label}: ", "red"), _some(gate.offending)))


def _some(keys: Sequence[str], shown: int = 3) -> str:
    more = f" e mais {len(keys) - shown}" if len(keys) > shown else ""
    return f"{', '.join(keys[:shown])}{more}"


def _failures(console: Console, report: Report, *, verbose: bool) -> None:
    wrong = totals.failed(report)
    if not wrong:
        return
    console.print(Text("Falhas", style="bold"))
    for one in wrong if verbose else wrong[:SHOWN]:
        _failure(console, one)
    if not verbose and len(wrong) > SHOWN:
        left = words.many(len(wrong) - SHOWN, "falha", "falhas")
        console.print(Text(f"… e mais {left}: --verbose mostra todas.", style="dim"))


def _hidden(console: Console, report: Report) -> None:
    if hidden := sum(map(is_sealed, report.conversations)):
        told = words.many(hidden, "reservada falhou", "reservadas falharam")
        console.print(Text(f"{told}: --heldout mostra como, e as gasta.", style="dim"))


def _failure(console: Console, one: Conversation) -> None:
    place = f"{one.file}:{line}" if (line := _first_line(one)) else one.file
    console.print(Text.assemble(("✗ ", "red"), (one.key, "bold"), f"  {one.title}"))
    console.print(Padding(Text(f"{place}  {words.ended(one)}", style="dim"), (0, 0, 0, 2)))
    turns = {failure.turn for failure in one.deciding}
    for turn in sorted(turns, key=lambda turn: (not turn, turn)):
        _turn(console, one, turn)


def _turn(console: Console, one: Conversation, turn: int) -> None:
    for line in last_lines(one, turn, TRANSCRIPT):
        console.print(Padding(_spoken(line), (0, 0, 0, 4)))
    for failure in one.deciding:
        if failure.turn == turn:
            console.print(Padding(_why(failure), (0, 0, 0, 2)))


def _spoken(line: Line) -> Text:
    who = (f"{line.turn} {line.who}: ", "dim")
    return Text.assemble(who, line.text, no_wrap=True, overflow="ellipsis")


def _why(failure: Failure) -> Text:
    wish = [": esperado ", (words.expected(failure), "green"), ", veio "]
    what = (words.what(failure), "bold")
    wished = wish if words.expected(failure) else [": "]
    return Text.assemble(
        (f"{words.turn(failure)} ", "red"), what, *wished, (words.found(failure), "red")
    )


def _first_line(one: Conversation) -> int:
    return next((failure.line for failure in one.deciding), 0)


def _metrics(console: Console, report: Report) -> None:
    table = _table(
        "medida", "todas", "95 %", "dev", "95 %", "reservadas", "95 %", "n", numbers=range(1, 8)
    )
    for metric in report.metrics:
        share = metric.name in figures.shares(report)
        apart = (figures.named(metric.name, report.splits.get(split, ())) for split in SPLITS)
        cells = [cell for one in (metric, *apart) for cell in _measured(one, share=share)]
        table.add_row(Text(metric.label), *cells, words.count(metric.of))
    _titled(console, "Medidas", table)


def _measured(metric: Metric | None, *, share: bool) -> tuple[str, str]:
    if metric is None:
        return NOTHING, ""
    return figure(metric.value, share=share), figures.interval(metric)


def _slots_and_teams(console: Console, report: Report) -> None:
    slots = _table("dado", "precisão", "cobertura", "F1", "n", numbers=range(1, 5))
    for slot in report.slots:
        shown = _shares(slot.of, slot.precision, slot.recall, slot.f1)
        slots.add_row(slot.name, *shown, words.count(slot.of))
    _titled(console, "Dados", slots)
    teams = _table("time", "precisão", "cobertura", "n", numbers=range(1, 4))
    for team in report.teams:
        shown = _shares(team.of, team.precision, team.recall)
        teams.add_row(team.name, *shown, words.count(team.of))
    _titled(console, "Times", teams)


def _shares(of: int, *values: float) -> Iterator[str]:
    """Shares of something; of nothing there are none."""
    return (figure(value if of else None, share=True) for value in values)


def _confusions(console: Console, report: Report) -> None:
    table = _table("era", "entendeu", "vezes", numbers=(2,))
    for one in totals.confusions(report.confusion)[:CONFUSIONS]:
        table.add_row(one.meant, one.understood, words.count(one.times))
    _titled(console, "Confusões", table)


def _slices(console: Console, report: Report) -> None:
    names = list(dict.fromkeys(name for one in report.slices for name in one.metrics))
    labels = {metric.name: metric.label for metric in report.metrics}
    for group, title in words.GROUPS.items():
        table = _table(
            title.lower(),
            "conversas",
            "certas",
            *(labels.get(name, name) for name in names),
            numbers=range(1, 9),
        )
        for one in report.slices:
            if one.group == group:
                table.add_row(*_slice(one, names, figures.shares(report)))
        _titled(console, f"Por {title.lower()}", table)


def _slice(one: Slice, names: Iterable[str], in_percent: frozenset[str]) -> Iterator[str]:
    """A slice under five conversations tells its count and no more."""
    share = figures.share_passed(one)
    yield from (one.name, words.count(one.conversations), figure(share, share=True))
    for name in names:
        value = None if share is None else one.metrics.get(name)
        yield figure(value, share=name in in_percent)


def _coverage(console: Console, report: Report) -> None:
    table = _table("o quê", "alcançado", "nunca", numbers=(1,))
    for one in report.coverage.reached:
        met = f"{one.of - len(one.missed)} de {one.of}"
        table.add_row(words.REACHED[one.kind], met, Text(", ".join(one.missed)))
    _titled(console, "Cobertura", table)


def _times(console: Console, report: Report) -> None:
    times = report.times
    table = _table("tempo", "", numbers=(1,))
    table.add_row(
        "a avaliação inteira",
        f"{figures.number(times.seconds)} s, {words.many(times.jobs, 'processo', 'processos')}",
    )
    table.add_row("turnos", words.count(times.turns))
    table.add_row("um turno, metade em até", f"{figures.number(times.p50)} ms")
    table.add_row("um turno, 95 % em até", f"{figures.number(times.p95)} ms")
    table.add_row("memória, no máximo", f"{figures.number(times.peak_mib)} MiB")
    for key, spent in times.slowest:
        table.add_row(Text(key), f"{figures.number(spent)} ms")
    _titled(console, "Tempo", table)


def _deltas(console: Console, deltas: Iterable[Delta], in_percent: frozenset[str]) -> None:
    table = _table("medida", "antes", "agora", "diferença", numbers=(1, 2, 3))
    for one in deltas:
        share = one.name in in_percent
        moved = Text(
            figures.shift(one.before, one.after, share=share), style=BETTER[figures.direction(one)]
        )
        table.add_row(
            Text(one.label), figure(one.before, share=share), figure(one.after, share=share), moved
        )
    _titled(console, "Diferença", table)


def _table(*headings: str, numbers: Iterable[int] = ()) -> Table:
    """Columns of ``numbers`` stand to the right."""
    right = set(numbers)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(
            Text(heading), justify="right" if place in right else "left", overflow="fold"
        )
    return table


def _titled(console: Console, title: str, table: Table) -> None:
    if table.row_count:
        console.print(Text(title, style="bold"))
        console.print(table)
