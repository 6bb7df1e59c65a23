"""What a run of the judges found, as data: ``report.json``. Every other report is made from this and nothing else.

``times`` is the only part that differs between two runs with the same seeds.
"""

from __future__ import annotations

from typing import Literal

from agent.room import Room
from evals.case import Split
from evals.record import VERSION, Conversation

Better = Literal["more", "less"]
Outcome = Literal["held", "failed", "unmeasured"]
ChangeKind = Literal["newly failing", "newly passing", "other path", "new", "gone"]


class Metric(Room):
    """One figure. ``of`` is how many things it was measured on; ``value`` is None where there was none.

    ``low`` and ``high`` are its 95 % interval where it is a share (Wilson).
    """

    name: str
    label: str
    value: float | None
    of: int
    better: Better = "more"
    low: float | None = None
    high: float | None = None


class Slot(Room):
    """How well one slot is understood."""

    name: str
    precision: float
    recall: float
    f1: float
    of: int


class Team(Room):
    """How well one team's conversations reach it."""

    name: str
    precision: float
    recall: float
    of: int


class Confusion(Room):
    """Needs that are (row) against needs understood (column); the last of each is "none"."""

    labels: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()


class Slice(Room):
    """The figures of one kind of conversations; ``metrics`` by name, None where nothing was measured."""

    name: str
    group: Literal["tag", "need", "persona", "split", "author"]
    conversations: int
    passed: int
    metrics: dict[str, float | None] = {}


class Gate(Room):
    """A promise that the run must keep.

    Hard ones (``hard``) want ``wanted`` exactly; soft ones may be ``tolerance`` worse than the baseline's ``wanted``.
    ``offending``: the keys (``id#seed``) of conversations that broke it.
    """

    name: str
    label: str
    hard: bool
    outcome: Outcome
    value: float | None
    wanted: float | None
    tolerance: float = 0.0
    better: Better = "more"
    offending: tuple[str, ...] = ()


class Way(Room):
    """An edge of the graph and how many steps walked it."""

    source: str
    target: str
    walked: int


class Reached(Room):
    """One kind of things that a suite may reach: how many there are, and which it never did."""

    kind: Literal["nodes", "edges", "slots", "questions", "texts", "answers", "reasons"]
    of: int
    missed: tuple[str, ...] = ()


class Coverage(Room):
    """What of the product the conversations reach."""

    reached: tuple[Reached, ...] = ()
    ways: tuple[Way, ...] = ()


class Change(Room):
    """A conversation that went another way than in the baseline; paths are turns of nodes."""

    key: str
    title: str
    kind: ChangeKind
    why: tuple[str, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    after: tuple[tuple[str, ...], ...] = ()


class Delta(Room):
    """A figure before and after."""

    name: str
    label: str
    before: float | None
    after: float | None
    better: Better = "more"


class Difference(Room):
    """What is otherwise than in another run."""

    against: str
    deltas: tuple[Delta, ...] = ()
    changes: tuple[Change, ...] = ()


class Options(Room):
    """What was asked for: which cases, with which mind."""

    engine: str = "offline"
    model: str = ""
    split: str = ""
    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seeds: int | None = None


class Past(Room):
    """One earlier run, for the trend: when (ISO 8601) and its main figures by name."""

    at: str
    metrics: dict[str, float | None] = {}


class Times(Room):
    """Everything that a clock or a machine decides. Milliseconds of one run of the graph, at the 50th and 95th of 100.

    ``slowest`` are conversation keys with their milliseconds; ``peak_mib`` the memory of all processes together.
    """

    at: str = ""
    seconds: float = 0.0
    jobs: int = 1
    turns: int = 0
    p50: float = 0.0
    p95: float = 0.0
    peak_mib: float = 0.0
    slowest: tuple[tuple[str, float], ...] = ()
    trend: tuple[Past, ...] = ()


class Report(Room):
    """A whole run. ``metrics`` are of all conversations, ``splits`` of dev and held-out apart."""

    version: int = VERSION
    options: Options = Options()
    fingerprint: str = ""
    company: str = ""
    mermaid: str = ""
    metrics: tuple[Metric, ...] = ()
    splits: dict[Split, tuple[Metric, ...]] = {}
    slots: tuple[Slot, ...] = ()
    teams: tuple[Team, ...] = ()
    confusion: Confusion = Confusion()
    slices: tuple[Slice, ...] = ()
    gates: tuple[Gate, ...] = ()
    coverage: Coverage = Coverage()
    difference: Difference | None = None
    conversations: tuple[Conversation, ...] = ()
    infra: tuple[str, ...] = ()
    times: Times = Times()

    @property
    def held(self) -> bool:
        """True if no gate failed."""
        return all(gate.outcome != "failed" for gate in self.gates)

    def metric(self, name: str) -> Metric:
        """The figure of that name. Raises ``KeyError``."""
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(name)
