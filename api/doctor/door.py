"""Her door, as somebody finds it who comes the way that Chatwoot comes: the address, the certificate, the lock."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import httpx
import orjson

from api.doctor import figures, network, probing
from api.doctor.check import Check
from api.doctor.finding import Found, error, ok, unseen, warning
from api.doctor.patient import Chart, Patient

LIVE, READY, ALIVE = "/live", "/ready", "ok"
OF_NOBODY = 2_147_483_647
"""An account that is not ours: what is told of it is verified, acknowledged and forgotten."""
KNOCK = orjson.dumps(
    {"event": "webwidget_triggered", "id": 1, "account": {"id": OF_NOBODY, "name": "alu doctor"}}
)
FORGOTTEN = "other account"
UNPUBLISHED = (401, 403, 404)


async def reach(_patient: Patient, chart: Chart) -> Found:
    """Whether somebody is there at all, and is she."""
    url = probing.origin(chart.base)
    answer = await probing.tried(chart.web, "GET", chart.base + LIVE)
    if not isinstance(answer, httpx.Response):
        return error(answer, url=url)
    if there := probing.redirected(answer):
        return error("redirected", url=url, there=there)
    if answer.status_code in UNPUBLISHED:
        return ok("unpublished", url=url, status=answer.status_code)
    if not answer.is_success:
        return error("broken", url=url, status=answer.status_code)
    return ok(url=url) if answer.text.strip() == ALIVE else error("stranger", url=url)


async def ready(_patient: Patient, chart: Chart) -> Found:
    """How she says that she is."""
    answer = await probing.tried(chart.web, "GET", chart.base + READY)
    if not isinstance(answer, httpx.Response) or answer.status_code in UNPUBLISHED:
        return unseen("hidden")
    try:
        told = orjson.loads(answer.content)
        database, chatwoot = told["database"], told["chatwoot"]
    except (ValueError, KeyError, TypeError):
        return error("stranger", status=answer.status_code)
    if not database:
        return error("database")
    if answer.status_code != 200:
        return error("backlog", seconds=told.get("backlog_seconds", "?"))
    return warning("chatwoot") if chatwoot == "unreachable" else ok()


async def knock(patient: Patient, chart: Chart) -> Found:
    """A delivery of nobody's, signed as Chatwoot signs: a door that is ours opens, and nothing is kept of it."""
    places = dict.fromkeys(figures.places(chart.settings, chart.base))
    before = {place: await figures.read(chart.web, place) for place in places}
    url = chart.bot.outgoing_url or ""
    headers = _signed(_secret(chart), KNOCK, patient.clock())
    answer = await probing.tried(chart.web, "POST", url, KNOCK, headers)
    shown = probing.origin(url)
    if not isinstance(answer, httpx.Response):
        return error("no_answer", url=shown, reason=answer)
    if there := probing.redirected(answer):
        return error("redirected", url=shown, there=there)
    if wrong := {401: "signature", 404: "path"}.get(answer.status_code):
        return error(wrong, url=shown)
    if answer.status_code != 200 or answer.content:
        return error("stranger", url=shown, status=answer.status_code)
    for place, old in before.items():
        new = await figures.read(chart.web, place)
        if old is not None and new is not None and FORGOTTEN in figures.grown(old, new):
            chart.metrics = place
            break
    return ok(url=shown)


async def private(_patient: Patient, chart: Chart) -> Found:
    """Whether Chatwoot 4.14 and later would refuse the address. What has arrived was not refused."""
    url = probing.origin(chart.base)
    inside = await network.leads_inside(chart.base)
    if inside is None:
        return unseen("unresolved", url=url)
    if not inside:
        return ok(url=url)
    if chart.delivered:
        return ok("allowed", url=url)
    if chart.delivered is False:
        return error("refused", url=url)
    return warning("inside", url=url) if chart.untried else unseen("untested", url=url)


def _secret(chart: Chart) -> str:
    """What Chatwoot signs with, where we are shown it; else what she should accept."""
    ours = [one.get_secret_value() for one in chart.settings.webhook_secrets]
    return chart.bot.secret or next(iter(ours), "")


def _signed(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    if not secret:
        return headers
    moment = str(int(now.timestamp()))
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        **headers,
        "X-Chatwoot-Timestamp": moment,
        "X-Chatwoot-Signature": f"sha256={mac}",
    }


CHECKS = (
    Check("reach", reach, ("address",)),
    Check("ready", ready, ("reach",)),
    Check("knock", knock, ("reach",), unless=("secret",)),
)
PRIVATE = (Check("private_address", private, ("address",), after=("selftest",)),)
