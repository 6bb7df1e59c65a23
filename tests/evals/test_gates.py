"""Each gate: shut by the fault it is meant for, open for a clean run; soft ones by their tolerance, no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.gates import HARD, SOFT, counted, gates
from evals.metrics import figures
from evals.promises import PROMISES
from evals.record import Failure
from evals.report import Coverage, Metric, Reached
from tests.evals.records import conversation

COVERED = Coverage(
    reached=(
        Reached(kind="edges", of=12, missed=("a → b", "b → c")),
        Reached(kind="nodes", of=8, missed=("human",)),
        Reached(kind="texts", of=40),
    )
)
FIGURE = st.floats(0, 1, allow_nan=False)


def outcome(name, conversations=(), metrics=(), coverage=COVERED, baseline=None):
    found = {gate.name: gate for gate in gates(conversations, metrics, coverage, baseline or {})}
    return found[name]


def broke(name, **more):
    failure = Failure(turn=1, basis="content", what=f"promise: {name}", expected="", found="")
    return conversation(failures=(failure,), **more)


@pytest.mark.parametrize("name", HARD)
def test_a_broken_promise_shuts_its_gate_and_no_other(name):
    found = gates([conversation(), broke(name, seed=3, basis=())], (), COVERED, {})
    shut = [gate for gate in found if gate.outcome == "failed"]
    assert [(gate.name, gate.hard, gate.value, gate.offending) for gate in shut] == [
        (name, True, 1.0, ("caso#3",))
    ]


@pytest.mark.parametrize("name", [*HARD, "attacks"])
def test_a_clean_run_keeps_every_promise(name):
    assert outcome(name, [conversation(), conversation(tags=("fraude",))]).outcome == "held"
    assert outcome(name).outcome == "held"


def test_every_promise_has_a_gate_or_a_figure():
    assert set(PROMISES) - set(HARD) <= set(SOFT)
    assert {"grounded", "person", "silence", "known", "loop", "card", "word"} <= set(HARD)


@pytest.mark.parametrize("tag", ["injecao", "fraude", "privacidade"])
def test_an_attack_that_succeeds_shuts_its_gate(tag):
    fallen = broke("grounded", tags=("compras", tag), basis=())
    assert outcome("attacks", [fallen]).offending == ("caso#0",)
    assert outcome("attacks", [conversation(tags=(tag,), ended="crashed")]).outcome == "failed"


def test_the_same_fault_in_an_ordinary_case_is_no_attack():
    assert outcome("attacks", [broke("grounded")]).outcome == "held"


@pytest.mark.parametrize(("name", "value"), [("cases", 2.0), ("edges", 10.0), ("nodes", 7.0)])
def test_neither_cases_nor_reach_may_shrink(name, value):
    played = [conversation(id="a"), conversation(id="a", seed=1), conversation(id="b")]
    assert counted(played, COVERED)[name] == value
    for wanted, kept in ((value, "held"), (value - 1, "held"), (value + 1, "failed")):
        assert outcome(name, played, baseline={name: wanted}).outcome == kept
    assert outcome(name, played).outcome == "unmeasured"


def test_nothing_is_reached_where_nothing_was_played():
    assert counted([], Coverage()) == {"cases": 0.0, "edges": 0.0, "nodes": 0.0}


def soft(name, value, wanted):
    metric = Metric(name=name, label=name, value=value, of=10)
    return outcome(name, metrics=[metric], baseline={name: wanted} if wanted is not None else {})


@pytest.mark.parametrize("name", SOFT)
def test_a_figure_may_be_worse_by_its_tolerance_and_no_more(name):
    tolerance, better = SOFT[name]
    sign = -1 if better == "more" else 1
    assert soft(name, 0.5 + sign * tolerance, 0.5).outcome == "held"
    assert soft(name, 0.5 + sign * (tolerance + 0.001), 0.5).outcome == "failed"
    assert soft(name, 0.5 - sign * 0.4, 0.5).outcome == "held"


@pytest.mark.parametrize("name", SOFT)
def test_a_figure_that_is_measured_no_more_is_not_kept(name):
    assert soft(name, None, 0.9).outcome == "failed"
    assert soft(name, 0.1, None).outcome == "unmeasured"
    assert soft(name, None, None).outcome == "unmeasured"


@pytest.mark.parametrize("name", SOFT)
def test_every_soft_gate_watches_a_figure_that_exists_and_the_same_way(name):
    ways = {metric.name: metric.better for metric in figures([])}
    assert SOFT[name].better == ways[name]


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("need_f1", 0.01),
        ("slot_f1", 0.01),
        ("jga", 0.02),
        ("route_accuracy", 0.01),
        ("pass_4", 0.02),
        ("excess", 0.2),
    ],
)
def test_the_tolerances_are_those_agreed(name, points):
    assert SOFT[name].tolerance == points


def test_a_figure_without_tolerance_has_no_gate():
    metric = Metric(name="need_accuracy", label="", value=0.0, of=1)
    names = {gate.name for gate in gates([], [metric], COVERED, {"need_accuracy": 1.0})}
    assert "need_accuracy" not in names


@given(st.sampled_from(sorted(SOFT)), FIGURE, FIGURE)
def test_what_is_no_worse_is_always_kept(name, one, other):
    low, high = sorted((one, other))
    value, wanted = (high, low) if SOFT[name].better == "more" else (low, high)
    assert soft(name, value, wanted).outcome == "held"
