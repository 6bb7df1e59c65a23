"""The figures of a running Alú: deliveries by what became of them. By them another process sees her hear."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families

from api.doctor import probing
from api.settings import Settings

METRICS = "/metrics"
FAMILY, SAMPLE = "alu_deliveries", "alu_deliveries_total"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104

Figures = Mapping[str, float]


def places(settings: Settings, base: str) -> tuple[str, ...]:
    """Where they may be read: on this machine, else where Chatwoot finds her."""
    host = EVERYWHERE.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}", base


async def read(web: httpx.AsyncClient, place: str) -> Figures | None:
    """Deliveries so far by result; None where no figures are to be had."""
    answer = await probing.tried(web, "GET", place + METRICS)
    if not isinstance(answer, httpx.Response) or not answer.is_success:
        return None
    try:
        families = list(text_string_to_metric_families(answer.text))
    except ValueError:
        return None
    hers = [one for one in families if one.name == FAMILY]
    if not hers:
        return None
    return {s.labels["result"]: s.value for s in hers[0].samples if s.name == SAMPLE}


def grown(before: Figures, after: Figures) -> frozenset[str]:
    """The results that there are more of."""
    return frozenset(one for one, count in after.items() if count > before.get(one, 0.0))
