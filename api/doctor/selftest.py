"""The self-test: a private note in a conversation of choice, and whether its delivery comes back signed to Alú.

Another process cannot look over her shoulder; but she counts deliveries by what became of them, and what becomes of a
delivery that is not Chatwoot's own is not counted as heard. So her own figures are the proof, and name the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

import httpx

from api.chatwoot.answers import Answer, Done, read
from api.chatwoot.client import Chatwoot
from api.chatwoot.payloads import Id, Shape
from api.doctor import figures
from api.doctor.check import Check, seen
from api.doctor.finding import Found, error, ok, unseen
from api.doctor.patient import LONGEST_WAIT, Chart, Patient

NOTE = "Teste da Alú (alu doctor): pode ignorar este recado, o cliente não vê."
CONTACT = "alu doctor"
"""The name of the contact whose conversation is for tests, where none is named."""
GRACE, PAUSE = 1.0, 0.1
"""How long a refusal may be a stranger's, who knocked just then; how often to look."""

T = TypeVar("T")
REFUSED = {
    "signature wrong": "signature",
    "signature missing": "unsigned",
    "signature malformed": "signature",
    "signature stale": "stale",
    "unknown path": "path",
    "other account": "account",
    "other inbox": "inbox",
    "busy": "busy",
}


class _Contact(Shape):
    id: Id
    name: str | None = None


class _Found(Shape):
    payload: list[_Contact]


class _Conversation(Shape):
    id: Id


class _Conversations(Shape):
    payload: list[_Conversation]


async def selftest(patient: Patient, chart: Chart) -> Found:
    """Leaves the note and waits for its delivery to be counted."""
    conversation = await _conversation(patient, chart)
    before = await figures.read(chart.web, chart.metrics) if chart.metrics else None
    if conversation is None or before is None:
        chart.untried = True
        reason = "nowhere" if patient.self_test else "declined"
        return unseen(reason if conversation is None else "no_figures")
    patient.announce(conversation)
    answer = await _note(chart, conversation, patient.nonce)
    if not isinstance(answer, Done):
        return error("no_note", conversation=conversation, reason=answer.reason)
    begins = patient.seconds()
    results = await _heard(patient, chart, before)
    chart.delivered = bool(results)
    took = f"{patient.seconds() - begins:.1f}"
    return _judged(results, conversation, took)


async def _conversation(patient: Patient, chart: Chart) -> int | None:
    if not patient.self_test:
        return None
    return patient.conversation or await _of_the_test_contact(chart)


async def _heard(patient: Patient, chart: Chart, before: figures.Figures) -> frozenset[str]:
    """What became of the deliveries since; empty where there were none in time."""
    until, results = patient.seconds() + patient.wait, frozenset[str]()
    while patient.seconds() < until and results <= REFUSED.keys():
        await patient.sleep(PAUSE)
        now = await figures.read(chart.web, chart.metrics)
        results = results if now is None else figures.grown(before, now)
        if results:
            until = min(until, patient.seconds() + GRACE)
    return results


def _judged(results: Collection[str], conversation: int, took: str) -> Found:
    if not results:
        return error("lost", conversation=conversation, seconds=took)
    if set(results) <= REFUSED.keys():
        return error(REFUSED[min(results)], conversation=conversation)
    return ok(conversation=conversation, seconds=took)


async def _note(chart: Chart, conversation: int, nonce: str) -> Answer[int]:
    settings = chart.settings
    number, token = (
        settings.chatwoot_account_id or 0,
        settings.chatwoot_bot_token.get_secret_value(),
    )
    chatwoot = Chatwoot(chart.wire, number, token)
    return await chatwoot.note(conversation, NOTE, f"doctor-{nonce}")


async def _of_the_test_contact(chart: Chart) -> int | None:
    found = seen(await _read(chart, "contacts/search", _Found.model_validate, {"q": CONTACT}))
    mine = next((one.id for one in found.payload if one.name == CONTACT), None)
    if mine is None:
        return None
    path = f"contacts/{mine}/conversations"
    theirs = seen(await _read(chart, path, _Conversations.model_validate))
    return max((one.id for one in theirs.payload), default=None)


async def _read(
    chart: Chart,
    path: str,
    reading: Callable[[object], T],
    query: Mapping[str, str | int] | None = None,
) -> Answer[T]:
    whole = f"/api/v1/accounts/{chart.person.account}/{path}"
    answer = await chart.wire.get(whole, chart.person.token, query)
    return read(answer, reading) if isinstance(answer, httpx.Response) else answer


CHECKS = (
    Check(
        "selftest",
        selftest,
        ("knock", "linked"),
        unless=("secret", "clock"),
        seconds=LONGEST_WAIT + 6.0,
    ),
)
