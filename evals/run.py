"""A whole run: cases chosen, played by a batch, judged, and told as one ``Report``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import orjson

from agent.drawing import draw
from agent.graph import build
from agent.protocol import Protocol
from evals import coverage as reach
from evals.batch import Done, Job
from evals.engines import Engine
from evals.gates import gates
from evals.metrics import confusion, figures, judgeable, slots, teams
from evals.reading import Loaded
from evals.record import Conversation
from evals.report import Gate, Options, Report, Times
from evals.slicing import slices
from evals.summary import Summary, difference

ROOT = Path(__file__).parent.parent
CODE = ("agent", "prompts", "evals")
WRITTEN = frozenset({".py", ".yaml", ".md", ".npz", ".txt", ".csv"})
SLOWEST = 5


class Choice(NamedTuple):
    """Which cases: by id pattern, tag and split; and how many seeds of the simulated ones (None: their own)."""

    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    split: str = ""
    seeds: int | None = None


def jobs(cases: Iterable[Loaded], choice: Choice, engine: Engine) -> list[Job]:
    """The conversations to play, in the order of their ids."""
    return [
        Job(one, seed)
        for one in cases
        if _chosen(one, choice) and engine.plays(one.case)
        for seed in range(_seeds(one, choice))
    ]


def _chosen(one: Loaded, choice: Choice) -> bool:
    case = one.case
    named = not choice.only or any(fnmatchcase(case.id, pattern) for pattern in choice.only)
    tagged = not choice.tags or bool(set(choice.tags).intersection(case.tags))
    return named and tagged and choice.split in ("", case.split)


def _seeds(one: Loaded, choice: Choice) -> int:
    return one.case.seeds if choice.seeds is None or not one.case.simulate else choice.seeds


def options(choice: Choice, engine: Engine) -> Options:
    """What was asked for, as the report tells it."""
    return Options(
        engine=engine.name,
        model=engine.model,
        split=choice.split,
        only=choice.only,
        tags=choice.tags,
        seeds=choice.seeds,
    )


def fingerprint(asked: Options, root: Path = ROOT) -> str:
    """Sixteen letters that change with any file of the mind, the words or the judges, and with what was asked."""
    summed = hashlib.sha256(asked.model_dump_json().encode())
    for directory in CODE:
        for file in sorted((root / directory).rglob("*")):
            if file.suffix in WRITTEN:
                summed.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return summed.hexdigest()[:16]


def report(
    played: Sequence[Conversation], asked: Options, company: Protocol, baseline: Summary | None
) -> Report:
    """Everything that can be said of what was played; ``times`` is for whoever held the watch."""
    conversations = tuple(sorted(played, key=lambda one: (one.id, one.seed)))
    judged, graph = judgeable(conversations), build()
    found = Report(
        options=asked,
        fingerprint=fingerprint(asked),
        company=company.company.name,
        mermaid=str(draw(graph, "mermaid")),
        metrics=figures(judged),
        splits={
            "dev": figures([one for one in judged if one.split == "dev"]),
            "heldout": figures([one for one in judged if one.split == "heldout"]),
        },
        slots=slots(judged),
        teams=teams(judged),
        confusion=confusion(judged),
        slices=slices(judged),
        coverage=reach.coverage(judged, company, graph),
        conversations=conversations,
        infra=tuple(f"{one.key}: {one.played.error}" for one in conversations if one not in judged),
    )
    return compared(found, baseline)


def compared(found: Report, baseline: Summary | None) -> Report:
    """With its gates, and with what is otherwise than in the baseline.

    Figures are compared where the baseline was asked for the same; of a part, only conversations are; another mind
    is not held against the baseline's at all.
    """
    judged = judgeable(found.conversations)
    same = baseline is not None and baseline.options == found.options
    wanted: Mapping[str, float | None] = baseline.metrics if baseline and same else {}
    kept = gates(judged, found.metrics, found.coverage, wanted)
    if baseline is None:
        return found.model_copy(update={"gates": kept})
    change = difference(baseline, Summary.of(found), found, "baseline")
    if not same and baseline.options.engine == found.options.engine:
        kept = (
            *kept,
            _nothing_newly_failing([c.key for c in change.changes if c.kind == "newly failing"]),
        )
    return found.model_copy(update={"gates": kept, "difference": change})


def _nothing_newly_failing(broken: Sequence[str]) -> Gate:
    """For a part of the suite, whose figures can't be compared with those of the whole."""
    return Gate(
        name="newly_failing",
        label="Nenhuma conversa que passava deixou de passar",
        hard=True,
        outcome="failed" if broken else "held",
        value=float(len(broken)),
        wanted=0.0,
        better="less",
        offending=tuple(broken),
    )


def timed(done: Sequence[Done], *, at: str, seconds: float, workers: int, peak_mib: float) -> Times:
    """What the clock and the machine say of a run."""
    turns = sorted(one for each in done for one in each.milliseconds)
    whole = [(each.conversation.key, round(sum(each.milliseconds), 1)) for each in done]
    return Times(
        at=at,
        seconds=round(seconds, 2),
        jobs=workers,
        turns=len(turns),
        p50=round(_at(turns, 0.5), 2),
        p95=round(_at(turns, 0.95), 2),
        peak_mib=round(peak_mib, 1),
        slowest=tuple(sorted(whole, key=lambda pair: -pair[1])[:SLOWEST]),
    )


def _at(ranked: Sequence[float], share: float) -> float:
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


class Journal:
    """What was played so far, one conversation a line, so that a run that was cut short can go on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Done]:
        """What an earlier run of the very same has left; half a line at the end is not counted."""
        if not self._path.exists():
            return []
        return list(self._lines())

    def _lines(self) -> Iterator[Done]:
        for line in self._path.read_bytes().split(b"\n")[:-1]:
            one, milliseconds = orjson.loads(line)
            yield Done(Conversation.model_validate(one), tuple(milliseconds))

    def start(self, kept: Iterable[Done]) -> Callable[[Done], None]:
        """Begins anew with what is kept; the answer writes one more."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"".join(map(_line, kept)))

        def write(done: Done) -> None:
            with self._path.open("ab") as journal:
                journal.write(_line(done))

        return write

    def forget(self) -> None:
        """The run is whole: nothing is left to go on with."""
        self._path.unlink(missing_ok=True)


def _line(done: Done) -> bytes:
    return orjson.dumps([done.conversation.model_dump(mode="json"), done.milliseconds]) + b"\n"
