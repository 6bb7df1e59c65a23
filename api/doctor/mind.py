"""The model, where one is set: reachable, understood, in the way that is set or in another, and how quick it is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import get_args
from urllib.parse import urlsplit

from agent.ledger import Ledger
from agent.mind import Line, MindUnavailable, Reading
from api import bootstrap
from api.doctor import probing
from api.doctor.check import Check
from api.doctor.finding import Found, error, ok, warning
from api.doctor.patient import Chart, Patient
from api.settings import Settings, StructuredMethod

ASKED = Reading(
    (Line("m1", "customer", "Bom dia, quero 20 barras de perfil U"),), (), None, Ledger()
)
"""What the model is asked: a line of nobody's."""
METHODS: tuple[StructuredMethod, ...] = get_args(StructuredMethod)
SECONDS_TO_CONNECT = 2.0
SLOW = 0.5
"""The part of ``ALU_LLM_TIMEOUT`` beyond which an answer is only just in time."""
HOPELESS = ("timeout", "unreachable", "http 401", "http 403", "http 404", "http 429")


async def first(patient: Patient, chart: Chart) -> Found:
    """The model that is asked first."""
    return await _examined(patient, chart, "llm", chart.settings.llm_base_url)


async def second(patient: Patient, chart: Chart) -> Found:
    """The one that is asked when the first fails."""
    return await _examined(patient, chart, "llm2", chart.settings.llm_fallback_base_url)


async def _examined(patient: Patient, chart: Chart, name: str, url: str | None) -> Found:
    if not url:
        return ok("none")
    shown = probing.origin(url)
    if not await _listens(url):
        return error("unreachable", url=shown)
    configured = chart.settings.llm_structured_method
    begins = patient.seconds()
    problem = await _asked(chart, name, configured)
    seconds = patient.seconds() - begins
    if problem:
        return await _explained(chart, name, shown, problem)
    told = {"url": shown, "method": configured, "seconds": f"{seconds:.1f}"}
    late = seconds > chart.settings.llm_timeout * SLOW
    return warning("slow", **told, most=f"{chart.settings.llm_timeout:g}") if late else ok(**told)


async def _explained(chart: Chart, name: str, shown: str, problem: str) -> Found:
    """What keeps it from answering; if it is the method, which one would do."""
    if case := {"http 401": "key", "http 403": "key", "http 404": "model"}.get(problem):
        return error(case, url=shown)
    configured = chart.settings.llm_structured_method
    others = [] if problem in HOPELESS else [one for one in METHODS if one != configured]
    for method in others:
        if not await _asked(chart, name, method):
            return error("method", url=shown, method=configured, other=method)
    return error("useless", url=shown, problem=problem)


async def _asked(chart: Chart, name: str, method: StructuredMethod) -> str:
    """What went wrong, in a word or two; nothing where it understood."""
    settings: Settings = chart.settings.model_copy(update={"llm_structured_method": method})
    minds = dict(bootstrap.models(settings, chart.protocol))
    try:
        await minds[name].read(ASKED)
    except MindUnavailable as failed:
        return failed.attempts[-1].failure if failed.attempts else "empty"
    finally:
        for mind in minds.values():
            await mind.aclose()
    return ""


async def _listens(url: str) -> bool:
    """Whether anybody takes a connection there: a dead address would keep us waiting much longer."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    try:
        async with asyncio.timeout(SECONDS_TO_CONNECT):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


CHECKS = (
    Check("model", first, ("words",), seconds=13.0, late="warning"),
    Check("model_fallback", second, ("words",), seconds=13.0, late="warning"),
)
