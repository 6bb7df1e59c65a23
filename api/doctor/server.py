"""The Chatwoot at the other end: whether it answers, what it can, how late its clock is, whom our tokens make us."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
from pydantic import SecretStr

from api.chatwoot import account as people
from api.chatwoot.account import PROFILE, Account
from api.chatwoot.answers import Done, Refused
from api.chatwoot.capabilities import detect
from api.chatwoot.client import Chatwoot
from api.chatwoot.house import User
from api.chatwoot.payloads import Shape, Soft, decoded
from api.chatwoot.wire import Wire, connected
from api.doctor import probing
from api.doctor.check import Check, seen
from api.doctor.finding import Found, error, ok, unseen, warning
from api.doctor.patient import Chart, Patient

ADMINISTRATOR = "administrator"
ABOUT = "/api"
NOTICED = 60.0
"""Seconds by which clocks may differ before it is worth a word."""


class _About(Shape):
    version: Soft[str] = None
    queue_services: Soft[str] = None
    data_services: Soft[str] = None


async def chatwoot(patient: Patient, chart: Chart) -> Found:
    """Asks who we are without saying so: a Chatwoot refuses that, in JSON."""
    url = chart.settings.chatwoot_url or ""
    chart.web = await chart.stack.enter_async_context(probing.browser())
    answer = await probing.tried(chart.web, "GET", url.rstrip("/") + PROFILE)
    shown = probing.origin(url)
    if not isinstance(answer, httpx.Response):
        return error(answer, url=shown)
    if there := probing.redirected(answer):
        return error("redirected", url=shown, there=there)
    if answer.status_code >= 500:
        return error("broken", url=shown, status=answer.status_code)
    if answer.status_code != 401 or not _is_json(answer):
        return error("stranger", url=shown, status=answer.status_code)
    chart.date = answer.headers.get("date", "")
    http = await chart.stack.enter_async_context(connected(url))
    chart.wire = Wire(http, patient.sleep, pauses=())
    return ok(url=shown)


async def clock(patient: Patient, chart: Chart) -> Found:
    """Its clock and ours: what it signs is taken for a few minutes only."""
    told = _moment(chart.date)
    if told is None:
        return unseen("untold")
    apart = abs((patient.clock() - told).total_seconds())
    seconds, most = f"{apart:.0f}", f"{chart.settings.webhook_tolerance:.0f}"
    if apart > chart.settings.webhook_tolerance:
        return error("apart", seconds=seconds, most=most)
    return warning("drifting", seconds=seconds) if apart > NOTICED else ok(seconds=seconds)


async def token_bot(_patient: Patient, chart: Chart) -> Found:
    """Whether it is a bot's, and what this server lets it do."""
    token = chart.settings.chatwoot_bot_token.get_secret_value()
    if not people.carriable(token):
        return error("garbled")
    if isinstance(await people.profile(chart.wire, token), Done):
        return error("person")
    number = chart.settings.chatwoot_account_id or 0
    answer = await detect(Chatwoot(chart.wire, number, token))
    if isinstance(answer, Refused) and answer.reason == "unauthorized":
        return error("refused")
    chart.bot_reads = seen(answer).bot_reads
    return ok()


async def version(_patient: Patient, chart: Chart) -> Found:
    """What this server is, by facts; the number is told, and nothing is decided by it."""
    answer = await probing.tried(
        chart.web, "GET", (chart.settings.chatwoot_url or "").rstrip("/") + ABOUT
    )
    about = _about(answer)
    services = (about.queue_services, about.data_services)
    if any(one not in (None, "ok") for one in services):
        return error("services", version=about.version or "?")
    return ok("reads" if chart.bot_reads else "blind", version=about.version or "?")


async def token_user(_patient: Patient, chart: Chart) -> Found:
    """Her own agent's: it reads what no bot may."""
    if not chart.settings.chatwoot_user_token.get_secret_value():
        return warning("none")
    found = await _person(chart, chart.settings.chatwoot_user_token)
    if isinstance(found, Found):
        return found
    chart.user = found
    role = found[1].role_in(found[0].account)
    return warning("administrator") if role == ADMINISTRATOR else ok()


async def token_admin(_patient: Patient, chart: Chart) -> Found:
    """An administrator's, if one is lent: it sees secrets and webhooks."""
    if not chart.settings.chatwoot_admin_token.get_secret_value():
        return unseen("none")
    found = await _person(chart, chart.settings.chatwoot_admin_token)
    if isinstance(found, Found):
        return found
    if found[1].accounts and found[1].role_in(found[0].account) not in (ADMINISTRATOR, ""):
        return error("agent")
    chart.admin = found
    return ok()


async def account(_patient: Patient, chart: Chart) -> Found:
    """Whether the account is one that our people belong to; from here on it is looked at with their eyes."""
    known = chart.admin or chart.user
    number = chart.settings.chatwoot_account_id or 0
    if known is None:
        return unseen("no_person")
    theirs, person = known
    if person.accounts and not person.role_in(number):
        there = ", ".join(str(one.id) for one in person.accounts)
        return error("unknown", number=number, there=there)
    if chart.user and chart.user[1].accounts and not chart.user[1].role_in(number):
        return error("stranger", number=number)
    chart.person = theirs
    return ok(number=number)


async def _person(chart: Chart, secret: SecretStr) -> tuple[Account, User] | Found:
    token = secret.get_secret_value()
    if not people.carriable(token):
        return error("garbled")
    answer = await people.profile(chart.wire, token)
    if isinstance(answer, Refused) and answer.reason in ("unauthorized", "not_for_bots"):
        return error("bot" if await _is_a_bots(chart, token) else "refused")
    return Account(chart.wire, chart.settings.chatwoot_account_id or 0, token), seen(answer)


async def _is_a_bots(chart: Chart, token: str) -> bool:
    """Chatwoot refuses a bot's token and a wrong one alike where it tells who somebody is."""
    number = chart.settings.chatwoot_account_id or 0
    return isinstance(await detect(Chatwoot(chart.wire, number, token)), Done)


def _is_json(answer: httpx.Response) -> bool:
    try:
        return isinstance(decoded(answer.content), dict)
    except ValueError:
        return False


def _about(answer: httpx.Response | probing.Trouble) -> _About:
    if not isinstance(answer, httpx.Response) or not answer.is_success or not _is_json(answer):
        return _About()
    return _About.model_validate(decoded(answer.content))


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


CHECKS = (
    Check("chatwoot", chatwoot, ("complete",)),
    Check("clock", clock, ("chatwoot",)),
    Check("token_bot", token_bot, ("chatwoot",)),
    Check("version", version, ("token_bot",)),
    Check("token_user", token_user, ("chatwoot",)),
    Check("token_admin", token_admin, ("chatwoot",)),
    Check("account", account, ("chatwoot",), after=("token_user", "token_admin")),
)
