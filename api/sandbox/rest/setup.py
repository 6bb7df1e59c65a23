"""Setting up by the account's API: people, teams, labels, attributes (protocol 4.4)."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.responses import Response

from api.sandbox.records import Definition, Label, Team
from api.sandbox.rest import answers, house
from api.sandbox.rest.answers import silent, told
from api.sandbox.rest.call import Call, Door
from api.sandbox.store import following, put

TYPES = ("text", "number", "currency", "percent", "link", "date", "list", "checkbox")
MODELS = ("conversation_attribute", "contact_attribute")
STANDARD = (
    "status", "assignee_id", "inbox_id", "team_id", "display_id", "campaign_id", "labels", "priority",
    "browser_language", "conversation_language", "referer", "created_at", "last_activity_at",
)  # fmt: skip
TITLE = re.compile(r"[\w-]+")


def profile(call: Call) -> Response:
    """Who calls; a bot never comes here."""
    return told(house.profile(call.store.account, call.store.users[call.by.id]))


def agents(call: Call) -> Response:
    """The people of the team."""
    return told([house.agent(one) for one in call.store.users.values()])


def teams(call: Call) -> Response:
    """The teams."""
    return told([house.listed_team(one, call.viewer()) for one in call.store.teams.values()])


def create_team(call: Call) -> Response:
    """A new team; its name becomes lower-case."""
    asked, now = call.asked.within("team"), call.sandbox.now()
    name = (asked.text("name") or "").lower()
    if any(one.name == name for one in call.store.teams.values()):
        raise answers.invalid("Name has already been taken", "name")
    team = Team(following(call.store.teams), name, asked.text("description"),
                asked.flag("allow_auto_assign"), now, now)  # fmt: skip
    put(call.store.teams, team)
    return told(house.listed_team(team, call.viewer()))


def update_team(call: Call) -> Response:
    """Another description, or whether people are assigned by themselves."""
    team, asked = _team(call), call.asked.within("team")
    flag = "allow_auto_assign"
    new = replace(
        team,
        description=asked.text("description") or team.description,
        allow_auto_assign=asked.flag(flag) if flag in asked else team.allow_auto_assign,
        updated_at=call.sandbox.now(),
    )
    return told(house.listed_team(put(call.store.teams, new), call.viewer()))


def remove_team(call: Call) -> Response:
    """A team goes; its conversations have none."""
    team = _team(call)
    del call.store.teams[team.id]
    for talk in call.store.conversations.values():
        if talk.team_id == team.id:
            put(call.store.conversations, replace(talk, team_id=None))
    return silent()


def members(call: Call) -> Response:
    """The people of a team."""
    users = call.store.users
    return told([house.agent(users[one]) for one in _team(call).members if one in users])


def set_members(call: Call) -> Response:
    """These people and no others."""
    put(call.store.teams, replace(_team(call), members=call.asked.numbers("user_ids")))
    return members(call)


def add_members(call: Call) -> Response:
    """These people too."""
    team = _team(call)
    new = dict.fromkeys((*team.members, *call.asked.numbers("user_ids")))
    put(call.store.teams, replace(team, members=tuple(new)))
    return members(call)


def labels(call: Call) -> Response:
    """The labels of the account, by title."""
    found = sorted(call.store.labels.values(), key=lambda one: one.title)
    return told({"payload": [house.label(one) for one in found]})


def create_label(call: Call) -> Response:
    """A new label; its title becomes lower-case."""
    asked = call.asked.within("label")
    title = (asked.text("title") or "").lower()
    if not TITLE.fullmatch(title):
        raise answers.invalid("Title is invalid", "title")
    if any(one.title == title for one in call.store.labels.values()):
        raise answers.invalid("Title has already been taken", "title")
    label = Label(following(call.store.labels), title, asked.text("description"),
                  asked.text("color") or "#1f93ff", asked.flag("show_on_sidebar"))  # fmt: skip
    return told(house.label(put(call.store.labels, label)))


def update_label(call: Call) -> Response:
    """Another colour, description or place."""
    label, asked = _label(call), call.asked.within("label")
    sidebar = "show_on_sidebar"
    new = replace(
        label,
        description=asked.text("description") or label.description,
        color=asked.text("color") or label.color,
        show_on_sidebar=asked.flag(sidebar) if sidebar in asked else label.show_on_sidebar,
    )
    return told(house.label(put(call.store.labels, new)))


def remove_label(call: Call) -> Response:
    """A label goes; conversations keep its title."""
    del call.store.labels[_label(call).id]
    return silent()


def definitions(call: Call) -> Response:
    """The definitions of custom attributes, of conversations unless asked."""
    model = _named(call.query.get("attribute_model", MODELS[0]), MODELS)
    found = [one for one in call.store.definitions.values() if one.model == model]
    return told([house.definition(one) for one in found])


def create_definition(call: Call) -> Response:
    """A new definition; a key is unique in its model and no standard one."""
    asked = call.asked.within("custom_attribute_definition")
    key, model = (
        asked.text("attribute_key") or "",
        _named(asked.values.get("attribute_model"), MODELS),
    )
    if any((one.key, one.model) == (key, model) for one in call.store.definitions.values()):
        raise answers.invalid("Attribute key has already been taken", "attribute_key")
    if key in STANDARD:
        raise answers.invalid(
            "Attribute key A chave fornecida não é permitida pois pode entrar em conflito"
            " com os atributos padrão.",
            "attribute_key",
        )
    definition = Definition(
        following(call.store.definitions), key, asked.text("attribute_display_name") or "",
        _named(asked.values.get("attribute_display_type"), TYPES), model,
        asked.text("attribute_description"), asked.texts("attribute_values"), call.sandbox.now(),
    )  # fmt: skip
    return told(house.definition(put(call.store.definitions, definition)))


def update_definition(call: Call) -> Response:
    """Other values, another name or description."""
    definition, asked = _definition(call), call.asked.within("custom_attribute_definition")
    values = "attribute_values"
    new = replace(
        definition,
        name=asked.text("attribute_display_name") or definition.name,
        description=asked.text("attribute_description") or definition.description,
        values=asked.texts(values) if values in asked else definition.values,
    )
    return told(house.definition(put(call.store.definitions, new)))


def remove_definition(call: Call) -> Response:
    """A definition goes; values that are stored stay."""
    del call.store.definitions[_definition(call).id]
    return silent(204)


def _label(call: Call) -> Label:
    found = call.store.labels.get(call.number("label"))
    if not found:
        raise answers.not_found()
    return found


def _definition(call: Call) -> Definition:
    found = call.store.definitions.get(call.number("definition"))
    if not found:
        raise answers.not_found()
    return found


def _team(call: Call) -> Team:
    found = call.store.teams.get(call.number("team"))
    if not found:
        raise answers.not_found()
    return found


def _named(value: object, names: tuple[str, ...]) -> str:
    """A name, also given by its place in the list."""
    if isinstance(value, int) and value < len(names):
        return names[value]
    return value if isinstance(value, str) else names[0]


TEAM, LABEL = "/teams/{team:int}", "/labels/{label:int}"
DEFINITION = "/custom_attribute_definitions/{definition:int}"
DOORS = (
    Door("GET", "/agents", agents),
    Door("GET", "/teams", teams),
    Door("POST", "/teams", create_team, admins=True),
    Door("PATCH", TEAM, update_team, admins=True),
    Door("DELETE", TEAM, remove_team, admins=True),
    Door("GET", TEAM + "/team_members", members),
    Door("POST", TEAM + "/team_members", add_members, admins=True),
    Door("PATCH", TEAM + "/team_members", set_members, admins=True),
    Door("GET", "/labels", labels),
    Door("POST", "/labels", create_label, admins=True),
    Door("PATCH", LABEL, update_label, admins=True),
    Door("DELETE", LABEL, remove_label, admins=True),
    Door("GET", "/custom_attribute_definitions", definitions),
    Door("POST", "/custom_attribute_definitions", create_definition, admins=True),
    Door("PATCH", DEFINITION, update_definition, admins=True),
    Door("DELETE", DEFINITION, remove_definition, admins=True),
)
