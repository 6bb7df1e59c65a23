"""How Alú is wired into the account: inboxes, bot, address, what proves a delivery; and who else speaks there."""

from __future__ import annotations

from api.chatwoot.house import Hook, Inbox
from api.doctor import network, probing
from api.doctor.check import Check, seen
from api.doctor.finding import Found, error, ok, unseen, warning
from api.doctor.patient import Chart, Patient
from api.setup.found import WEBHOOK
from api.setup.wanted import HOOKED


async def inboxes(_patient: Patient, chart: Chart) -> Found:
    """Whether the inboxes that are hers are there, and the person sees them."""
    there = seen(await chart.person.inboxes())
    chosen = chart.settings.chatwoot_inbox_ids
    known = {one.id for one in there}
    if strange := [str(one) for one in chosen if one not in known]:
        listed = ", ".join(f"{one.id} ({one.name})" for one in there)
        return error("unknown", numbers=", ".join(strange), there=listed or "—")
    chart.inboxes = tuple(one for one in there if one.id in chosen) or there
    if not chosen:
        return warning("none")
    return ok(names=_names(chart.inboxes))


async def bot(_patient: Patient, chart: Chart) -> Found:
    """The bot whose token is ours, as the account knows it."""
    token = chart.settings.chatwoot_bot_token.get_secret_value()
    known = seen(await chart.person.bots())
    mine = next((one for one in known if one.access_token == token), None)
    if mine is None:
        return unseen("hidden") if not any(one.access_token for one in known) else error("none")
    chart.bot = mine
    return ok(name=mine.name)


async def linked(_patient: Patient, chart: Chart) -> Found:
    """Whether each of her inboxes has her bot."""
    without = [
        one for one in chart.inboxes if seen(await chart.person.bot_of(one.id)) != chart.bot.id
    ]
    if without:
        return error("not", names=_names(without), bot=chart.bot.name)
    return ok(names=_names(chart.inboxes))


async def address(patient: Patient, chart: Chart) -> Found:
    """Where Chatwoot believes that she is."""
    url = chart.bot.outgoing_url or ""
    base, door, rest = url.partition(WEBHOOK)
    if not url:
        return error("none")
    if not door or not base.startswith(("http://", "https://")):
        return error("stranger", url=probing.origin(url))
    shown = probing.origin(url)
    if problem := _token(rest, chart):
        return error(problem, url=shown)
    wanted = patient.alu.partition(WEBHOOK)[0].rstrip("/")
    if wanted and wanted != base:
        return error("elsewhere", url=shown, alu=probing.origin(wanted))
    chart.base = base
    if base.startswith("http://") and await network.leads_inside(base) is False:
        return warning("in_clear", url=shown)
    return ok(url=shown)


async def secret(_patient: Patient, chart: Chart) -> Found:
    """Whether what Chatwoot signs with is among what she accepts."""
    settings = chart.settings
    if chart.admin is None:
        return unseen("hidden")
    if not chart.bot.secret:
        return ok("unsigned") if settings.webhook_unsigned else error("unsigned")
    if chart.bot.secret not in [one.get_secret_value() for one in settings.webhook_secrets]:
        return error("other")
    return warning("lenient") if settings.webhook_unsigned else ok()


async def hook(_patient: Patient, chart: Chart) -> Found:
    """Servers before 4.13 tell a bot not all it needs; later ones tell it twice with a webhook beside it."""
    if chart.admin is None:
        return unseen("hidden")
    hooks = seen(await chart.person.hooks())
    mine = next((one for one in hooks if one.url == chart.bot.outgoing_url), None)
    if chart.bot.secret:
        return warning("twice") if mine else ok()
    return ok("old") if mine and _tells_enough(mine) else error("missing")


async def voices(_patient: Patient, chart: Chart) -> Found:
    """Whether Chatwoot itself speaks to the customer as well."""
    greeting = [one for one in chart.inboxes if one.greeting_enabled]
    away = [one for one in chart.inboxes if _answers_when_away(one)]
    if greeting and away:
        return warning("both", names=_names([*greeting, *away]))
    if greeting:
        return warning("greeting", names=_names(greeting))
    return warning("away", names=_names(away)) if away else ok()


async def auto_assignment(_patient: Patient, chart: Chart) -> Found:
    """Whether Chatwoot picks a person by itself, perhaps while she still attends."""
    on = [one for one in chart.inboxes if one.enable_auto_assignment]
    if not on:
        return ok()
    counts = chart.settings.assignee_takes_over
    return error("takes_over", names=_names(on)) if counts else warning("on", names=_names(on))


async def lock(_patient: Patient, chart: Chart) -> Found:
    """Whether a customer who comes back stays in his conversation."""
    off = [one for one in chart.inboxes if one.lock_to_single_conversation is False]
    return warning("off", names=_names(off)) if off else ok()


def _token(rest: str, chart: Chart) -> str:
    """What is wrong with the secret part of the path, or nothing."""
    tokens = [one.get_secret_value() for one in chart.settings.webhook_path_token]
    given = rest.removeprefix("/")
    if given and not tokens:
        return "unknown_token"
    if tokens and not given:
        return "no_token"
    return "other_token" if given and given not in tokens else ""


def _tells_enough(hook: Hook) -> bool:
    return set(HOOKED) <= set(hook.subscriptions or ())


def _answers_when_away(inbox: Inbox) -> bool:
    return bool(inbox.working_hours_enabled and (inbox.out_of_office_message or "").strip())


def _names(inboxes: list[Inbox] | tuple[Inbox, ...]) -> str:
    return ", ".join(dict.fromkeys(one.name or str(one.id) for one in inboxes))


CHECKS = (
    Check("inboxes", inboxes, ("account",)),
    Check("bot", bot, ("account", "token_bot")),
    Check("linked", linked, ("inboxes", "bot")),
    Check("address", address, ("bot",)),
    Check("secret", secret, ("bot",)),
    Check("hook", hook, ("address",)),
)
OPTIONS = (
    Check("voices", voices, ("inboxes",)),
    Check("auto_assignment", auto_assignment, ("inboxes",)),
    Check("lock", lock, ("inboxes",)),
)
