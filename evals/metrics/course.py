"""How conversations go: questions, silences, assertions, loops, what they cost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evals.gold import NEED
from evals.judging import questions_to_route
from evals.metrics.counting import mean, share
from evals.metrics.outcome import handover
from evals.promises import LOOP, episodes
from evals.record import Conversation, Step
from evals.report import Metric


def course(conversations: Sequence[Conversation]) -> Iterator[Metric]:
    """Questions, silence, grounding, wishes for a person, loops, cost."""
    steps = [step for one in conversations for step in one.played.steps]
    yield from _questions(conversations, steps)
    said = sum(len(step.said) for step in steps)
    yield share(
        "ungrounded", "Mensagens sem base", _broken("grounded", conversations), said, "less"
    )
    due = sum(step.silence_due for step in steps)
    kept = sum(step.silence_due and not step.said for step in steps)
    yield share("silence", "Silêncio quando devido", kept, due)
    wishes = sum(step.wants_person and step.before == "pending" for step in steps)
    ignored = _broken("person", conversations)
    yield share("person", "Pedidos de pessoa atendidos", wishes - ignored, wishes)
    looping = sum(_loops(one) for one in conversations)
    yield share("loops", "Conversas em círculo", looping, len(conversations), "less")
    yield from _cost(conversations)


def _questions(conversations: Sequence[Conversation], steps: Sequence[Step]) -> Iterator[Metric]:
    routed = [one for one in conversations if handover(one)]
    yield mean(
        "questions", "Perguntas até passar", [questions_to_route(o.played) for o in routed], "less"
    )
    complete = [one for one in routed if one.required]
    yield mean("excess", "Perguntas a mais", [excess(one) for one in complete], "less")
    asks = [(slot, step) for step in steps for slot in step.asks]
    redundant = sum(slot in step.settled for slot, step in asks)
    yield share("redundant", "Perguntas redundantes", redundant, len(asks), "less")
    yield share("repeated", "Perguntas repetidas", _repeated(conversations), len(asks), "less")


def excess(one: Conversation) -> float:
    """Questions until the route beyond the required slots that the first turn left open, and the need."""
    first = one.played.steps[0]
    told = {*first.settled, *first.known.contact}
    open_slots = sum(not told.intersection(slots.split("/")) for slots in one.required)
    had_to = open_slots + (NEED not in first.settled)
    return float(max(0, questions_to_route(one.played) - had_to))


def _repeated(conversations: Sequence[Conversation]) -> int:
    """Asks of a slot that was asked before in the same matter; a reminder is one by design, and does not count."""
    asked = (_asked(_answered(steps)) for one in conversations for steps in episodes(one))
    return sum(times - 1 for counts in asked for times in counts.values())


def _answered(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.kind != "step"]


def _loops(one: Conversation) -> bool:
    asked = (_asked(steps) for steps in episodes(one))
    return any(n >= LOOP for counts in asked for slot, n in counts.items() if slot != NEED)


def _asked(steps: Sequence[Step]) -> Counter[str]:
    return Counter(slot for step in steps for slot in step.asks)


def _broken(promise: str, conversations: Sequence[Conversation]) -> int:
    """The steps that broke a promise."""
    return sum(
        len({f.turn for f in one.failures if f.what == f"promise: {promise}"})
        for one in conversations
    )


def _cost(conversations: Sequence[Conversation]) -> Iterator[Metric]:
    requests = [float(sum(s.cost.requests for s in one.played.steps)) for one in conversations]
    tokens = [
        float(sum(s.cost.tokens_in + s.cost.tokens_out for s in one.played.steps))
        for one in conversations
    ]
    yield mean("requests", "Pedidos ao modelo por conversa", requests, "less")
    yield mean("tokens", "Tokens por conversa", tokens, "less")
