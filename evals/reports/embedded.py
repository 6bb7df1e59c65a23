"""What the page is drawn from: a report as plain values, with every empty part left out. Pure.

The keys are read by the ``page*.js`` beside this file, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agent.room import Room
from evals.case import Split
from evals.record import Conversation, Failure, Screen, Step
from evals.report import Change, Difference, Gate, Metric, Report, Slice
from evals.reports import words
from evals.reports.compared import compared
from evals.reports.figures import (
    counts_shares,
    hard_first,
    is_waiting,
    share_passed,
    shares,
    wanted,
)
from evals.reports.totals import reasons

Told = dict[str, object]
Effect = Mapping[str, object]
SPLITS: tuple[Split, ...] = ("dev", "heldout")


def embedded(report: Report) -> Told:
    """The whole report."""
    return {
        "words": words.FOR_THE_PAGE,
        "held": report.held,
        "options": _plain(report.options),
        "fingerprint": report.fingerprint,
        "company": report.company,
        "metrics": list(_metrics(report)),
        "slots": [_plain(one) for one in report.slots],
        "teams": [_plain(one) for one in report.teams],
        "confusion": _plain(report.confusion),
        "slices": [_slice(one) for one in report.slices],
        "gates": [_gate(one, shares(report)) for one in hard_first(report.gates)],
        "coverage": _plain(report.coverage),
        "difference": _difference(report.difference, report) if report.difference else None,
        "infra": report.infra,
        "times": _plain(report.times),
        "conversations": [_conversation(one) for one in report.conversations],
    }


def anchor(key: str) -> str:
    """What a conversation is called in an address: ``id-seed``."""
    return key.replace("#", "-")


def _plain(room: Room) -> Told:
    return room.model_dump(mode="json")


def _metrics(report: Report) -> Iterator[Told]:
    """A row a metric: of all conversations, of dev, of held-out."""
    in_percent = shares(report)
    apart = {split: {one.name: one for one in report.splits.get(split, ())} for split in SPLITS}
    for metric in report.metrics:
        yield {
            "name": metric.name,
            "label": metric.label,
            "better": metric.better,
            "share": metric.name in in_percent,
            "all": _measured(metric),
            **{split: _measured(apart[split].get(metric.name)) for split in SPLITS},
        }


def _measured(metric: Metric | None) -> Told | None:
    if metric is None:
        return None
    return {"value": metric.value, "of": metric.of, "low": metric.low, "high": metric.high}


def _slice(one: Slice) -> Told:
    return {
        "name": one.name,
        "group": one.group,
        "conversations": one.conversations,
        "passed": one.passed,
        "share": share_passed(one),
        "metrics": one.metrics if share_passed(one) is not None else {},
    }


def _gate(gate: Gate, in_percent: frozenset[str]) -> Told:
    share = counts_shares(gate, in_percent)
    return {
        **_plain(gate),
        "share": share,
        "wants": wanted(gate, share=share),
        "waits": is_waiting(gate),
        "offending": [anchor(key) for key in gate.offending],
    }


def _difference(difference: Difference, report: Report) -> Told:
    return {
        "against": difference.against,
        "deltas": [_plain(one) for one in difference.deltas],
        "changes": [_change(one, report) for one in difference.changes],
    }


def _change(change: Change, report: Report) -> Told:
    return {**_plain(change), "anchor": anchor(change.key), "why": reasons(change, report)}


def _conversation(one: Conversation) -> Told:
    return _kept(
        {
            "anchor": anchor(one.key),
            "id": one.id,
            "seed": one.seed,
            "title": one.title,
            "tags": one.tags,
            "split": one.split,
            "author": one.author,
            "persona": one.persona,
            "file": one.file,
            "needs": list(_needs(one)),
            "passed": one.passed,
            "judged": one.played.ended != "infra",
            "ended": words.ended(one),
            "team": one.team,
            "lacking": one.lacking,
            "failures": [_failure(failure, one) for failure in one.failures],
            "steps": [_step(step) for step in one.played.steps],
            "screen": _screen(one.played.screen),
        }
    )


def _needs(one: Conversation) -> Iterator[str]:
    """The gold needs of a conversation; where its case tells none, those understood."""
    gold = [need for step in one.played.steps if step.gold for need in step.gold.needs]
    last = one.played.steps[-1:]
    yield from dict.fromkeys(gold or [need.kind for step in last for need in step.known.needs])


def _failure(failure: Failure, one: Conversation) -> Told:
    return {
        "turn": failure.turn,
        "when": words.turn(failure),
        "short": words.short(failure),
        "basis": failure.basis,
        "what": words.what(failure),
        "expected": words.expected(failure),
        "found": words.found(failure),
        "line": failure.line,
        "decides": failure.basis in one.basis,
    }


def _screen(screen: Screen) -> Told:
    return _kept(screen.model_dump(mode="json", exclude={"messages", "notes"}))


def _step(step: Step) -> Told:
    return _kept(
        {
            "number": step.number,
            "kind": step.kind,
            "now": step.now,
            "before": step.before,
            "after": step.after,
            "heard": [_kept(_plain(said)) for said in step.heard],
            "happened": list(_happened(step.effects)),
            "asks": step.asks,
            "options": step.options,
            "act": step.act,
            "reason": step.reason,
            "path": step.path,
            "uses": step.uses,
            "answer": step.answer,
            "acts": step.acts,
            "mood": step.mood,
            "needs": [[guess.kind, round(guess.confidence, 3)] for guess in step.needs],
            "fresh": step.fresh,
            "facts": [[one.slot, one.known, one.meant, one.verdict] for one in compared(step)],
            "due": step.silence_due,
            "requests": step.cost.requests,
            "tokens": step.cost.tokens_in + step.cost.tokens_out,
            "troubles": step.cost.failures,
        }
    )


def _happened(effects: Iterable[Effect]) -> Iterator[tuple[str, str]]:
    """What an outcome did, in order: the kind of effect, and its words or values in one line."""
    for effect in effects:
        told = [value for name, value in effect.items() if name != "do"]
        yield str(effect["do"]), _spoken(effect["do"], told)


def _spoken(kind: object, told: list[object]) -> str:
    values = words.VALUES_OF_EFFECTS.get(str(kind), {})
    shown = " · ".join(filter(None, map(_shown, told)))
    return values.get(shown, shown)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return " · ".join(f"{name}: {one}" for name, one in value.items() if one)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def _kept(told: Told) -> Told:
    """Without what is empty: the page takes a missing part for an empty one. ``False`` and 0 say something."""
    return {
        name: value
        for name, value in told.items()
        if value is not None and value not in ("", [], {}, ())
    }
