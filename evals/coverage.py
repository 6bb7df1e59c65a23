"""What of the product a suite reaches: nodes, edges, slots, questions, texts, approved answers, reasons. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from langgraph.graph import END, START

from agent.drawing.sketch import Drawable, Sketch
from agent.protocol import Protocol, Question
from agent.texts import Reasons, Texts
from evals.record import Conversation, Step
from evals.report import Coverage, Reached, Way

LEFT = frozenset({"reply", "gate"})
"""Nodes from which a run ends; one that stops elsewhere is paused there."""


def coverage(conversations: Sequence[Conversation], company: Protocol, graph: Drawable) -> Coverage:
    """What was reached and what never was."""
    steps = [step for one in conversations for step in one.played.steps]
    sketch = Sketch.of(graph, ())
    walked = Counter(edge for step in steps for edge in edges(step.path))
    ways = tuple(
        Way(source=way.source, target=way.target, walked=walked[way.source, way.target])
        for way in sketch.ways
    )
    missed_ways = [f"{one.source} → {one.target}" for one in ways if not one.walked]
    nodes = set(sketch.nodes) - {START, END}
    filled, used = _filled(steps), {key for step in steps for key in step.uses}
    return Coverage(
        reached=(
            _reached("nodes", nodes, {node for step in steps for node in step.path}),
            Reached(kind="edges", of=len(ways), missed=tuple(missed_ways)),
            _reached("slots", company.slots, filled),
            _questions(company.questions, used),
            _reached("texts", Texts.model_fields, used),
            _reached(
                "answers", [one.id for one in company.answers], {s.answer or "" for s in steps}
            ),
            _reached("reasons", Reasons.model_fields, {step.reason for step in steps}),
        ),
        ways=ways,
    )


def edges(path: Sequence[str]) -> list[tuple[str, str]]:
    """The edges of one run: from START, and to END where it did not pause."""
    if not path:
        return []
    ends = [END] if path[-1] in LEFT else []
    return list(pairwise((START, *path, *ends)))


def _filled(steps: Iterable[Step]) -> set[str]:
    """Every slot that some ledger knew."""
    return {
        name
        for step in steps
        for room in (
            step.known.contact,
            *(need.slots for need in step.known.needs),
            *(item for need in step.known.needs for item in need.items),
        )
        for name in room
    }


def _questions(questions: Sequence[Question], used: set[str]) -> Reached:
    names = {f"question:{place}": _name(one) for place, one in enumerate(questions)}
    missed = [name for key, name in names.items() if key not in used]
    return Reached(kind="questions", of=len(names), missed=tuple(missed))


def _name(question: Question) -> str:
    needs = f" ({', '.join(question.needs)})" if question.needs else ""
    return f"{' + '.join(question.asks)}{needs}"


def _reached(kind: str, all_of: Iterable[str], found: Iterable[str]) -> Reached:
    names = list(all_of)
    missed = sorted(set(names) - set(found))
    return Reached(kind=kind, of=len(names), missed=tuple(missed))  # type: ignore[arg-type]
