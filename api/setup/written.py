"""What ``.env`` should say once the account is prepared: only settings that differ are written. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from api.setup.sight import Sight
from api.setup.steps import Action, Write

WHY = "é o que `alu serve` precisa saber"


def settings(sight: Sight, *, open_env: bool) -> Iterator[Action]:
    """The settings, at most once; ``open_env``: others may read the file."""
    values = _values(sight)
    known = sight.bot is not None and all(sight.found.team(one.name) for one in sight.wanted.teams)
    if not known:
        what = "gravar no .env o token e o segredo do robô, a conta, as caixas e as equipes"
        yield Action(Write((), known=False), what, WHY)
    elif values:
        names = ", ".join(f"ALU_{name}" for name in values)
        yield Action(Write(tuple(values.items())), f"gravar no .env: {names}", WHY)
    elif open_env:
        yield Action(Write(()), "fechar o .env para os outros", "há nele tokens e segredos")


def _values(sight: Sight) -> dict[str, str | None]:
    """The settings that are not yet as they should be."""
    settings, place, bot = sight.settings, sight.place, sight.bot
    if bot is None:
        return {}
    told: dict[str, str | None] = {}
    if (settings.chatwoot_url or "").rstrip("/") != place.chatwoot:
        told["CHATWOOT_URL"] = place.chatwoot
    if settings.chatwoot_account_id != place.account:
        told["CHATWOOT_ACCOUNT_ID"] = str(place.account)
    if set(settings.chatwoot_inbox_ids) != set(sight.wanted.inboxes):
        told["CHATWOOT_INBOX_IDS"] = ",".join(map(str, sight.wanted.inboxes))
    if bot.access_token and settings.chatwoot_bot_token.get_secret_value() != bot.access_token:
        told["CHATWOOT_BOT_TOKEN"] = bot.access_token
    if place.user_token != settings.chatwoot_user_token.get_secret_value():
        told["CHATWOOT_USER_TOKEN"] = place.user_token
    return told | _door(sight) | _team_ids(sight)


def _door(sight: Sight) -> dict[str, str | None]:
    """What proves that a delivery is Chatwoot's. Secrets that were set stay: one may be on its way out."""
    settings = sight.settings
    told: dict[str, str | None] = {}
    set_already = [one.get_secret_value() for one in settings.webhook_secrets]
    wanted = [one.secret for one in (sight.bot, sight.hook) if one and one.secret]
    if not set(wanted) <= set(set_already):
        told["WEBHOOK_SECRETS"] = ",".join(dict.fromkeys([*wanted, *set_already]))
    if sight.signs is False and not settings.webhook_unsigned:
        told["WEBHOOK_UNSIGNED"] = "true"
    if sight.path_token and not settings.webhook_path_token:
        told["WEBHOOK_PATH_TOKEN"] = sight.path_token
    return told


def _team_ids(sight: Sight) -> dict[str, str | None]:
    there = {one.name: sight.found.team(one.name) for one in sight.wanted.teams}
    ids = {name: team.id for name, team in there.items() if team}
    merged = {**sight.settings.chatwoot_teams, **ids}
    if merged == sight.settings.chatwoot_teams:
        return {}
    return {"CHATWOOT_TEAMS": ",".join(f"{name}:{number}" for name, number in merged.items())}
