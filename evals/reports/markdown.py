"""A report as Markdown, fit for a comment on a pull request: short, what matters first, the rest folded.

What customers write is quoted as code, so that it is neither markup nor a mention.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from evals.case import Split
from evals.record import Conversation
from evals.report import Change, Difference, Gate, Metric, Outcome, Report, Slice
from evals.reports import figures, totals, words
from evals.reports.figures import figure
from evals.reports.marked import marked

LIMIT = 60_000  # characters; GitHub refuses a comment of more than 65,536
DRAWN = 10
LISTED = 25
LONGEST = 200
SIGNS: dict[Outcome, str] = {"held": "✅", "failed": "❌", "unmeasured": "⚪"}
SPLITS: tuple[Split, ...] = ("dev", "heldout")
MARKUP = re.compile(r"([\\`*_\[\]|~])")
CALLS = re.compile("([@#])")
CUT = "\n_Cortado aqui. O relatório inteiro está em report.html._\n"


def as_markdown(report: Report) -> str:
    """The comment: verdict, gates, what changed, then folded the drawings, the figures and the slices."""
    return _fitting(
        [
            _verdict(report),
            _gates(report),
            *(_difference(report.difference, report) if report.difference else []),
            *_failures(report),
            *_drawings(report),
            _metrics(report),
            _slices(report),
        ]
    )


def _fitting(parts: Iterable[str]) -> str:
    """The parts as far as there is room; each is whole or absent."""
    written = ""
    for part in filter(None, parts):
        if len(written) + len(part) + len(CUT) > LIMIT:
            return written + CUT
        written += f"{part}\n"
    return written


def _verdict(report: Report) -> str:
    sign = "✅" if report.held else "❌"
    told = totals.told(totals.totals(report))
    against = report.difference
    compared = f" Contra {_text(against.against)}: {totals.changes(against)}." if against else ""
    return f"## {sign} {totals.verdict(report)}\n\n{told}.{compared}\n"


def _gates(report: Report) -> str:
    in_percent = figures.shares(report)
    judged = [gate for gate in report.gates if not figures.is_waiting(gate)]
    rows = [_gate(gate, in_percent) for gate in figures.hard_first(judged)]
    table = _table(("", "Critério", "Veio", "Quer", "Quem quebrou"), rows, numbers=(2, 3))
    return f"{table}{_waiting(len(report.gates) - len(judged))}"


def _waiting(gates: int) -> str:
    told = words.many(gates, "critério", "critérios")
    return f"\n⚪ {told} sem base com que comparar.\n" if gates else ""


def _gate(gate: Gate, in_percent: frozenset[str]) -> tuple[str, ...]:
    share = figures.counts_shares(gate, in_percent)
    label = _text(gate.label) if gate.hard else f"{_text(gate.label)} _(sobre a base)_"
    return (
        SIGNS[gate.outcome], label, figure(gate.value, share=share), figures.wanted(gate, share=share),
        _keys(gate.offending, 3),
    )  # fmt: skip


def _keys(keys: Sequence[str], shown: int) -> str:
    more = f" e mais {len(keys) - shown}" if len(keys) > shown else ""
    return ", ".join(map(_code, keys[:shown])) + more


def _difference(difference: Difference, report: Report) -> Iterator[str]:
    in_percent = figures.shares(report)
    moved = [one for one in difference.deltas if figures.direction(one) != "same"]
    rows = [
        (
            _text(one.label),
            figure(one.before, share=one.name in in_percent),
            figure(one.after, share=one.name in in_percent),
            figures.shift(one.before, one.after, share=one.name in in_percent)
            + ("" if figures.direction(one) == "better" else " ⚠️"),
        )
        for one in moved
    ]
    yield _table(("Medida", "Antes", "Agora", "Diferença"), rows, numbers=(1, 2, 3))
    failing = [one for one in difference.changes if one.kind == "newly failing"]
    if failing:
        yield _failing(failing, report)
    passing = [one.key for one in difference.changes if one.kind == "newly passing"]
    if passing:
        yield f"**Passaram a dar certo:** {_keys(passing, LISTED)}\n"


def _failing(failing: Sequence[Change], report: Report) -> str:
    lines = [f"### Passaram a falhar ({len(failing)})\n"]
    for change in failing[:LISTED]:
        lines.append(f"- {_code(change.key)} {_text(change.title)}")
        lines += [f"  - {_code(why)}" for why in totals.reasons(change, report)]
    return "\n".join([*lines, *_left(failing), ""])


def _left(some: Sequence[object]) -> Iterator[str]:
    if len(some) > LISTED:
        yield f"- … e mais {len(some) - LISTED}"


def _failures(report: Report) -> Iterator[str]:
    """The conversations that fail, beside those just told."""
    told = {one.key for one in _changes(report) if one.kind == "newly failing"}
    wrong = [one for one in totals.failed(report) if one.key not in told]
    if wrong:
        title = words.many(len(wrong), "outra falha", "outras falhas") if told else "Falhas"
        yield _folded(title, "\n".join([*map(_failure, wrong[:LISTED]), *_left(wrong)]))


def _failure(one: Conversation) -> str:
    why = words.why(one.deciding[0]) if one.deciding else words.ended(one)
    return f"- {_code(one.key)} {_text(one.title)}: {_code(why)}"


def _changes(report: Report) -> tuple[Change, ...]:
    return report.difference.changes if report.difference else ()


def _drawings(report: Report) -> Iterator[str]:
    """The graph of each conversation that went another way, those that fail now first."""
    order = list(words.CHANGES)
    changed = [
        one for one in _changes(report) if one.before != one.after and one.before and one.after
    ]
    first = sorted(changed, key=lambda one: (order.index(one.kind), one.key))[:DRAWN]
    for change in first:
        yield _folded(
            f"{words.CHANGES[change.kind]}: {change.key}", _drawing(change, report.mermaid)
        )


def _drawing(change: Change, mermaid: str) -> str:
    graph = marked(mermaid, change.before, change.after)
    legend = "Verde: só agora. Vermelho tracejado: só antes. Cinza: antes e agora.\n"
    picture = f"```mermaid\n{graph}```\n\n{legend}" if graph else ""
    return f"{_apart(change)}\n{picture}"


def _apart(change: Change) -> str:
    """The turns whose path is another."""
    pairs = zip_longest(change.before, change.after, fillvalue=())
    rows = [
        (str(number), _path(before), _path(after))
        for number, (before, after) in enumerate(pairs, start=1)
        if before != after
    ]
    return _table(("Turno", "Antes", "Agora"), rows)


def _path(path: Sequence[str]) -> str:
    return " → ".join(path) or figures.NOTHING


def _metrics(report: Report) -> str:
    rows = [_metric(one, report) for one in report.metrics]
    headings = ("Medida", "Todas", "dev", "reservadas", "n")
    return _folded("Medidas", _table(headings, rows, numbers=(1, 2, 3, 4))) if rows else ""


def _metric(one: Metric, report: Report) -> tuple[str, ...]:
    share = one.name in figures.shares(report)
    apart = [figures.named(one.name, report.splits.get(split, ())) for split in SPLITS]
    measured = (_measured(each, share=share) for each in (one, *apart))
    return _text(one.label), *measured, words.count(one.of)


def _measured(metric: Metric | None, *, share: bool) -> str:
    if metric is None:
        return figures.NOTHING
    interval = figures.interval(metric)
    return figure(metric.value, share=share) + (f" ({interval})" if interval else "")


def _slices(report: Report) -> str:
    tables = [_group(group, title, report) for group, title in words.GROUPS.items()]
    return _folded("Recortes", "\n".join(filter(None, tables))) if any(tables) else ""


def _group(group: str, title: str, report: Report) -> str:
    rows = [_slice(one) for one in report.slices if one.group == group]
    return _table((title, "Conversas", "Certas"), rows, numbers=(1, 2))


def _slice(one: Slice) -> tuple[str, ...]:
    share = figure(figures.share_passed(one), share=True)
    return _text(one.name), words.count(one.conversations), share


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{html.escape(title)}</summary>\n\n{body}\n\n</details>\n"


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Iterable[int] = ()
) -> str:
    """A table; nothing without rows. Columns of ``numbers`` stand to the right."""
    if not rows:
        return ""
    right = set(numbers)
    rule = ["---:" if place in right else "---" for place in range(len(headings))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows)) + "\n"


def _text(text: str) -> str:
    """Words that are shown as they stand: no markup, no mention."""
    bare = html.escape(_clipped(text), quote=False)
    return CALLS.sub("\\1\u200b", MARKUP.sub(r"\\\1", bare))


def _code(text: str) -> str:
    """Words as code, in a table too."""
    bare = _clipped(text).replace("`", "ˋ").replace("|", "¦")
    return f"`{bare}`" if bare else ""


def _clipped(text: str) -> str:
    """In one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
