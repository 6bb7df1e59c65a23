"""Every figure of a run, from its records alone. Definitions: docs/evals.md; each has a test in which it must fail.

Conversations that ended for want of a mind (``infra``) are left out before anything is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics.course import course
from evals.metrics.outcome import outcome, pass_hat, teams
from evals.metrics.understood import confusion, slots, understood
from evals.record import Conversation
from evals.report import Metric

__all__ = ["confusion", "figures", "judgeable", "pass_hat", "slots", "teams"]


def judgeable(conversations: Sequence[Conversation]) -> list[Conversation]:
    """Those in which something was there to be judged."""
    return [one for one in conversations if one.played.ended != "infra"]


def figures(conversations: Sequence[Conversation]) -> tuple[Metric, ...]:
    """All figures, in the order in which they are shown."""
    judged = judgeable(conversations)
    return (*outcome(judged), *understood(judged), *course(judged))
