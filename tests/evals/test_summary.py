"""The baseline: what is kept of a run, read again as it was, and told apart from the next run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.record import VERSION, Failure
from evals.report import Coverage, Metric, Options, Reached, Report
from evals.summary import NoSummary, Summary, Trace, difference, read, write
from tests.evals.records import conversation, turn

ASKS, ROUTES = ("gate", "understand", "reply"), ("gate", "understand", "route", "reply")
COVERED = Coverage(reached=(Reached(kind="edges", of=9, missed=("a → b",)),))


def failure(what="asks", basis="asks"):
    return Failure(turn=2, basis=basis, what=what, expected="nome", found="cidade")


def played(name="a", *, path=ASKS, right=True, **more):
    step = turn("oi", path=path)
    return conversation(
        step, id=name, title=name.upper(), failures=() if right else (failure(),), **more
    )


def report(*conversations, f1=0.9, **more):
    metric = Metric(name="slot_f1", label="Dados", value=f1, of=3)
    return Report(conversations=conversations, metrics=(metric,), coverage=COVERED, **more)


def changes(before, after):
    found = difference(Summary.of(before), Summary.of(after), after, "antes")
    return [(one.kind, one.key) for one in found.changes]


def deltas(before, after):
    found = difference(Summary.of(before), Summary.of(after), after, "antes")
    return {one.name: (one.before, one.after) for one in found.deltas}


def test_a_run_in_short():
    short = Summary.of(report(played(), played("b", path=ROUTES, right=False), played("b", seed=1)))
    assert short.metrics == {"slot_f1": 0.9, "cases": 2.0, "edges": 8.0, "nodes": 0.0}
    assert set(short.conversations) == {"a#0", "b#0", "b#1"}
    assert short.conversations["b#0"].why == ("2: asks: nome / cidade",)
    assert not short.conversations["b#0"].passed
    assert short.paths == (ASKS, ROUTES)
    assert (short.walked("a#0"), short.walked("b#0"), short.walked("c#0")) == (
        (ASKS,),
        (ROUTES,),
        (),
    )


def test_only_what_decides_is_a_reason_and_not_too_many():
    many = tuple(failure(str(place)) for place in range(9))
    one = conversation(failures=(failure("x", "path"), *many), basis=("asks",))
    assert len(Summary.of(report(one)).conversations["caso#0"].why) == 3
    assert "x" not in str(Summary.of(report(one)).conversations["caso#0"].why)


def test_what_ended_for_want_of_a_mind_is_neither_kept_nor_compared():
    fine, lost = report(played(), played("b")), report(played(), played("b", ended="infra"))
    assert set(Summary.of(lost).conversations) == {"a#0"}
    assert Summary.of(lost).metrics["cases"] == 1.0
    assert changes(fine, lost) == []


def test_it_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "baseline.json"
    short = Summary.of(report(played(), played("ção"), options=Options(seeds=2, only=("a*",))))
    write(path, short)
    assert read(path) == short
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"title"' in line for line in lines) == 2
    assert json.loads(path.read_bytes())["version"] == VERSION


def test_the_same_run_is_written_letter_for_letter(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, Summary.of(report(played(), played("b"))))
    write(two, Summary.of(report(played(), played("b"))))
    assert one.read_bytes() == two.read_bytes()


def test_an_empty_run_can_be_kept(tmp_path):
    write(tmp_path / "baseline.json", Summary())
    assert read(tmp_path / "baseline.json") == Summary()


NAMES = st.text('aã"\\\n{}é', max_size=6)


@given(NAMES, NAMES, st.lists(st.lists(NAMES, max_size=2).map(tuple), max_size=3, unique=True))
def test_any_words_come_back(tmp_path_factory, key, why, paths):
    path = tmp_path_factory.mktemp("any") / "baseline.json"
    trace = Trace(title=why, passed=False, why=(why,), turns=tuple(range(len(paths))))
    short = Summary(metrics={key: None}, paths=tuple(paths), conversations={key: trace})
    write(path, short)
    assert read(path) == short


def test_no_baseline_is_none(tmp_path):
    assert read(tmp_path / "baseline.json") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Invalid JSON"),
        ("[]", "object"),
        ('{"metrics": {"jga": "alto"}}', "metrics.jga"),
        ('{"surprise": 1}', "surprise"),
        (f'{{"version": {VERSION + 1}}}', f"version {VERSION + 1}"),
    ],
)
def test_a_baseline_that_cannot_be_read_says_why_and_where(tmp_path, text, why):
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoSummary, match=why) as wrong:
        read(path)
    assert str(path) in str(wrong.value)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (played(), played(right=False), "newly failing"),
        (played(right=False), played(), "newly passing"),
        (played(), played(path=ROUTES), "other path"),
        (played(right=False), played(right=False, path=ROUTES), "other path"),
    ],
)
def test_each_change_is_named_with_both_paths(before, after, kind):
    assert changes(report(before), report(after)) == [(kind, "a#0")]
    (one,) = difference(
        Summary.of(report(before)), Summary.of(report(after)), report(after), "x"
    ).changes
    assert (one.before, one.after) == (
        (before.played.steps[0].path,),
        (after.played.steps[0].path,),
    )
    assert bool(one.why) == (kind in ("newly failing", "newly passing"))


def test_what_came_and_what_went_is_told():
    assert changes(report(played()), report(played(), played("b"))) == [("new", "b#0")]
    assert changes(report(played(), played("b")), report(played())) == [("gone", "b#0")]


def test_of_a_part_of_the_suite_nothing_is_gone_and_no_figure_compared():
    whole, part = (
        report(played(), played("b")),
        report(played(right=False), f1=0.1, options=Options(only=("a",))),
    )
    assert changes(whole, part) == [("newly failing", "a#0")]
    assert deltas(whole, part) == {}


def test_the_same_again_is_no_difference():
    assert changes(report(played()), report(played())) == []
    assert deltas(report(played()), report(played())) == {}


def test_only_figures_that_moved_are_told_with_their_label():
    before, after = report(played()), report(played(), played("b"), f1=0.8)
    assert deltas(before, after) == {"slot_f1": (0.9, 0.8), "cases": (1.0, 2.0)}
    assert deltas(before, report(played(), f1=None)) == {"slot_f1": (0.9, None)}
    found = difference(Summary.of(before), Summary.of(after), after, "antes")
    assert [(one.label, one.better) for one in found.deltas] == [
        ("Dados", "more"),
        ("cases", "more"),
    ]
    assert found.against == "antes"
