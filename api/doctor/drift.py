"""What set-up makes and people may have taken away or changed: teams, labels, attributes, folders."""

from __future__ import annotations

from collections.abc import Iterable

from api.chatwoot.house import Folder
from api.doctor.check import Check, seen
from api.doctor.finding import Found, error, ok, warning
from api.doctor.patient import Chart, Patient
from api.setup.found import lacking, same_filter
from api.setup.wanted import Wanted, WantedFolder, wanted


async def teams(_patient: Patient, chart: Chart) -> Found:
    """Whether every team that she routes to is there, by the number that she knows it by."""
    there = {one.name.lower(): one.id for one in seen(await chart.person.teams())}
    names = [one.name for one in _wanted(chart).teams]
    if missing := [one for one in names if one not in there]:
        return error("missing", names=_listed(missing))
    known = chart.settings.chatwoot_teams
    if wrong := [one for one in names if known.get(one, there[one]) != there[one]]:
        return error("numbers", names=_listed(wrong))
    if chart.user is None and not known.keys() >= set(names):
        return error("nameless", names=_listed(one for one in names if one not in known))
    return ok(count=len(names))


async def labels(_patient: Patient, chart: Chart) -> Found:
    """Whether the labels that she puts on conversations show."""
    there = {one.title.lower() for one in seen(await chart.person.labels())}
    titles = [one.title for one in _wanted(chart).labels]
    missing = [one for one in titles if one not in there]
    return warning("missing", names=_listed(missing)) if missing else ok(count=len(titles))


async def attributes(_patient: Patient, chart: Chart) -> Found:
    """Whether what she writes in the panel shows there."""
    there = {
        (one.attribute_model, one.attribute_key): one
        for one in (
            *seen(await chart.person.definitions("conversation_attribute")),
            *seen(await chart.person.definitions("contact_attribute")),
        )
    }
    all_ = _wanted(chart).attributes
    if missing := [one.key for one in all_ if (one.model, one.key) not in there]:
        return warning("missing", names=_listed(missing))
    short = [one.key for one in all_ if lacking(there[one.model, one.key], one)]
    return warning("values", names=_listed(short)) if short else ok(count=len(all_))


async def folders(_patient: Patient, chart: Chart) -> Found:
    """Whether the administrator has the folders; everybody's own are seen by himself alone."""
    there = seen(await chart.person.folders())
    missing = [
        one.name
        for one in _wanted(chart).folders
        if not any(_shows(other, one, chart) for other in there)
    ]
    return warning("missing", names=_listed(missing)) if missing else ok()


def _shows(folder: Folder, wanted: WantedFolder, chart: Chart) -> bool:
    """Where no inbox is chosen, nobody knows which ones its filter should name."""
    if not chart.settings.chatwoot_inbox_ids:
        return folder.name == wanted.name
    return same_filter(folder, wanted)


def _wanted(chart: Chart) -> Wanted:
    return wanted(chart.protocol, chart.settings.chatwoot_inbox_ids)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


CHECKS = (
    Check("teams", teams, ("account", "words")),
    Check("labels", labels, ("account", "words")),
    Check("attributes", attributes, ("account", "words")),
    Check("folders", folders, ("token_admin", "inboxes", "words")),
)
