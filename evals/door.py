"""The verbs of ``alu eval`` at work: what is asked for, done once, told, and an exit code.

0: every gate held. 1: one failed. 2: a case, the corpus or the command is wrong. 3: the mind could not be used.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from ruamel.yaml import YAML

from agent.drawing import DrawingUnavailable, draw
from agent.graph import build
from agent.loading import ProtocolError
from agent.loading import load as load_company
from agent.mind.offline.corpus import utterances
from agent.mind.offline.semantic import SentencesUnavailable
from agent.protocol import Protocol
from evals import lint as linter
from evals import reading, run, summary
from evals.batch import Batch, Done, Job, WorkerDied
from evals.engines import Engine, mind
from evals.reading import Loaded, WrongCases
from evals.report import Options, Past, Report, Times
from evals.reports import page, terminal, written
from evals.run import Choice, Journal
from evals.sealed import sealed
from evals.summary import NoSummary, Summary
from prompts import HERE as WORDS

HELD, FAILED, WRONG, NO_MIND, INTERRUPTED = 0, 1, 2, 3, 130
TREND = 20  # earlier runs that a report shows
TAGS = Path(__file__).parent / "tags.yaml"
SHOWN_IN_TREND = ("passed", "pass_8", "route_accuracy", "slot_f1", "need_f1")


@dataclass(frozen=True, slots=True)
class Wish:
    """What ``alu eval`` was asked for, beside the mind. ``shared``: the baseline is the repository's own."""

    choice: Choice
    cases: tuple[Path, ...]
    baseline: Path
    shared: bool
    update: bool
    sure: bool
    out: Path
    jobs: int | None
    resume: bool
    fail_fast: bool
    heldout: bool
    verbose: bool
    as_json: bool

    @property
    def whole(self) -> bool:
        """True if the whole suite is played as it stands."""
        return self.choice == Choice() and not (self.cases or self.fail_fast)


def evaluate(engine: Engine, wish: Wish) -> int:
    """Plays, judges, writes every report; the exit code."""
    console, aside = Console(), Console(stderr=True)
    try:
        company = load_company(WORDS)
        cases = reading.load(wish.cases or reading.DIRECTORIES)
        _refuse_unknown(cases, company)
        baseline = summary.read(wish.baseline)
        mind(engine, company)
    except (ProtocolError, WrongCases, NoSummary) as wrong:
        return _told(aside, str(wrong), WRONG)
    except SentencesUnavailable as missing:
        return _told(aside, str(missing), NO_MIND)
    jobs = run.jobs(cases, wish.choice, engine)
    if not jobs:
        return _told(aside, "Nenhum caso corresponde a --only, --tag e --split.", WRONG)
    if wish.update and wish.shared and not (wish.whole and engine.name == "offline"):
        return _told(aside, "A referência só muda com a rodada inteira, offline.", WRONG)
    asked = run.options(wish.choice, engine)
    try:
        played, times = _played(jobs, engine, company, wish, asked, aside)
    except WorkerDied as died:
        return _told(aside, f"{died}. Continue com --resume.", NO_MIND)
    except KeyboardInterrupt:
        return _told(aside, "Parado. Continue com: alu eval --resume", INTERRUPTED)
    report = run.report([each.conversation for each in played], asked, company, baseline)
    report = report.model_copy(update={"times": _with_trend(times, report, wish)})
    (wish.out / "report.json").write_bytes(written.as_json(report))
    seen = report if wish.heldout else sealed(report)
    _written(seen, wish.out)
    _shown(console, seen, wish)
    if wish.update:
        _keep(report, wish, console)
    return _exit(report)


def compare(before: Path, after: Path, *, markdown: bool, as_json: bool) -> int:
    """Tells what is otherwise in the second; always exits with 0 when both can be read."""
    console, aside = Console(), Console(stderr=True)
    try:
        then, report = _summary_of(before), written.from_json(after.read_bytes())
    except (NoSummary, written.NotAReport) as wrong:
        return _told(aside, str(wrong), WRONG)
    change = summary.difference(then, Summary.of(report), report, before.name)
    compared = report.model_copy(update={"difference": change})
    if as_json:
        typer.echo(change.model_dump_json(indent=1))
    elif markdown:
        typer.echo(written.as_markdown(compared))
    else:
        terminal.difference(console, compared)
    return HELD


def lint(paths: Sequence[Path]) -> int:
    """Everything wrong with the cases and, where all were asked, with the corpus."""
    aside = Console(stderr=True)
    try:
        company = load_company(WORDS)
        cases = reading.load(paths or reading.DIRECTORIES)
    except (ProtocolError, WrongCases) as wrong:
        return _told(aside, str(wrong), WRONG)
    found = list(linter.problems(cases, linter.names(company, _tags()), company, whole=not paths))
    found += linter.of_corpus(utterances(), cases)
    if found:
        return _told(aside, "\n".join(found), WRONG)
    typer.echo(f"{len(cases)} casos, nada errado.")
    return HELD


def show(key: str, out: Path, *, heldout: bool) -> int:
    """One conversation of the last run."""
    aside, path = Console(stderr=True), out / "report.json"
    if not path.exists():
        return _told(aside, f"Não há {path}: rode alu eval primeiro.", WRONG)
    try:
        report = written.from_json(path.read_bytes())
    except written.NotAReport as wrong:
        return _told(aside, str(wrong), WRONG)
    wanted = key if "#" in key else f"{key}#0"
    for one in report.conversations:
        if one.key == wanted and one.split == "heldout" and not heldout:
            return _told(aside, f"{wanted} é reservada: --heldout a mostra, e a gasta.", WRONG)
        if one.key == wanted:
            terminal.conversation(Console(), one)
            return HELD
    return _told(aside, f"Não há {wanted} na última rodada ({path}).", WRONG)


def _played(
    jobs: Sequence[Job],
    engine: Engine,
    company: Protocol,
    wish: Wish,
    asked: Options,
    aside: Console,
) -> tuple[list[Done], Times]:
    journal = Journal(wish.out / f"journal-{run.fingerprint(asked)}.jsonl")
    wanted = {job.key for job in jobs}
    kept = journal.read() if wish.resume else []
    done = [one for one in kept if one.conversation.key in wanted]
    known = {one.conversation.key for one in done}
    write, began = journal.start(done), time.perf_counter()
    workers = wish.jobs or os.cpu_count() or 1
    batch = Batch(engine, company, workers)
    left = [job for job in jobs if job.key not in known]
    with _progress(aside, len(jobs), len(done)) as progress:
        for one in batch.run(left):
            write(one)
            done.append(one)
            progress.advance(progress.task_ids[0])
            if wish.fail_fast and not one.conversation.passed:
                break
    times = run.timed(
        done,
        at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        seconds=time.perf_counter() - began,
        workers=workers,
        peak_mib=batch.peak_mib,
    )
    if len(done) == len(jobs):
        journal.forget()
    return done, times


def _progress(aside: Console, of: int, done: int) -> Progress:
    progress = Progress(
        TextColumn("conversas"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=aside,
        transient=True,
        disable=not aside.is_terminal,
    )
    progress.add_task("", total=of, completed=done)
    return progress


def _refuse_unknown(cases: Sequence[Loaded], company: Protocol) -> None:
    """A case that names what does not exist would be judged for nothing."""
    known = linter.names(company, _tags())
    if found := list(linter.unknown(cases, known, company)):
        raise WrongCases(found)


def _tags() -> list[str]:
    groups = YAML(typ="safe").load(TAGS.read_text(encoding="utf-8"))
    return [tag for tags in groups.values() for tag in tags]


def _summary_of(path: Path) -> Summary:
    """A report, or a baseline, in short."""
    try:
        return Summary.of(written.from_json(path.read_bytes()))
    except written.NotAReport:
        found = summary.read(path)
        if found is None:
            raise NoSummary(f"{path}: there is no such file") from None
        return found


def _with_trend(times: Times, report: Report, wish: Wish) -> Times:
    """With the earlier runs of the whole suite, and this one kept among them."""
    history = wish.out / "history.jsonl"
    lines = history.read_bytes().splitlines() if history.exists() else []
    past = tuple(Past.model_validate_json(line) for line in lines[-TREND:])
    if wish.whole and report.options.engine == "offline":
        now = {name: report.metric(name).value for name in SHOWN_IN_TREND}
        history.parent.mkdir(parents=True, exist_ok=True)
        with history.open("ab") as file:
            file.write(orjson.dumps({"at": times.at, "metrics": now}) + b"\n")
    return times.model_copy(update={"trend": past})


def _written(report: Report, out: Path) -> None:
    """Every report that people read."""
    (out / "report.md").write_text(written.as_markdown(report), encoding="utf-8")
    (out / "junit.xml").write_text(written.as_junit(report), encoding="utf-8")
    (out / "report.html").write_text(page.as_page(report, _drawing()), encoding="utf-8")


def _drawing() -> str:
    """The graph as SVG; nothing where it can't be drawn here."""
    try:
        return str(draw(build(), "svg"))
    except DrawingUnavailable:
        return ""


def _shown(console: Console, report: Report, wish: Wish) -> None:
    if wish.as_json:
        typer.echo(written.as_json(report))
        return
    terminal.printed(console, report, verbose=wish.verbose)
    console.print(f"Relatórios em {wish.out}/: report.html, report.md, report.json, junit.xml")


def _keep(report: Report, wish: Wish, console: Console) -> None:
    """The run becomes the baseline, once the difference was shown and somebody agreed."""
    terminal.difference(console, report)
    if wish.sure or typer.confirm(f"Esta rodada passa a ser a referência em {wish.baseline}?"):
        summary.write(wish.baseline, Summary.of(report))
        console.print(f"Referência gravada em {wish.baseline}.")


def _exit(report: Report) -> int:
    if len(report.infra) == len(report.conversations):
        return NO_MIND
    if not report.held:
        return FAILED
    return NO_MIND if report.infra else HELD


def _told(aside: Console, why: str, code: int) -> int:
    aside.print(why, markup=False, highlight=False, soft_wrap=True)
    return code
