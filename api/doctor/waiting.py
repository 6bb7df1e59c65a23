"""Customers whom nobody answers: pending in Chatwoot, their line the last, and longer ago than she takes."""

from __future__ import annotations

from api.chatwoot.client import Chatwoot
from api.chatwoot.shown import Line
from api.doctor.check import Check, seen
from api.doctor.finding import Found, error, ok
from api.doctor.own import PATIENCE
from api.doctor.patient import Chart, Patient

MOST_READ = 10
UNSPOKEN = ("note", "activity", "template", "csat")


async def pending(patient: Patient, chart: Chart) -> Found:
    """Counts them among the conversations that changed last; no word of theirs is kept."""
    chatwoot = Chatwoot(chart.wire, chart.person.account, "", chart.person.token)
    before = (patient.clock() - PATIENCE).timestamp()
    waits: list[float] = []
    for inbox in chart.inboxes:
        there = seen(await chatwoot.read_pending(inbox.id))
        for one in [one for one in there if one.waiting][:MOST_READ]:
            since = _unanswered(seen(await chatwoot.read_messages(one.id)))
            waits += [since] if since is not None and since < before else []
    if not waits:
        return ok()
    minutes = int(patient.clock().timestamp() - min(waits)) // 60
    return error("waiting", count=len(waits), minutes=minutes)


def _unanswered(lines: tuple[Line, ...]) -> float | None:
    """When the customer wrote, if nobody has spoken since."""
    spoken = [one for one in lines if one.who not in UNSPOKEN]
    return spoken[-1].sent_at if spoken and spoken[-1].who == "customer" else None


CHECKS = (Check("pending", pending, ("inboxes",)),)
