"""What REST answers show of the house: people, bots, teams, labels, attributes, the inbox, webhooks."""

from __future__ import annotations

from api.sandbox.moments import iso
from api.sandbox.records import (
    Account,
    Bot,
    Definition,
    Folder,
    Hook,
    Inbox,
    Json,
    Label,
    Team,
    User,
)

THE_ACCOUNT = 1  # there is no second
WORKING_DAYS = range(1, 6)  # Monday to Friday; Sunday is 0
OTHER_CHANNELS = (
    "callback_webhook_url",
    "business_name",
    "allowed_domains",
    "widget_color",
    "website_url",
    "welcome_title",
    "welcome_tagline",
    "web_widget_script",
    "website_token",
    "selected_feature_flags",
    "reply_time",
    "messaging_service_sid",
    "phone_number",
    "provider",
)


def anyone(who: User | Bot) -> Json:
    """An assignee."""
    return agent(who) if isinstance(who, User) else slim_bot(who)


def agent(who: User) -> Json:
    """A person of the team."""
    return {
        "id": who.id,
        "account_id": THE_ACCOUNT,
        "availability_status": who.availability,
        "auto_offline": True,
        "confirmed": True,
        "email": who.email,
        "provider": "email",
        "available_name": who.name,
        "name": who.name,
        "role": who.role,
        "thumbnail": "",
        "custom_role_id": None,
    }


def profile(account: Account, who: User) -> Json:
    """Who a token belongs to."""
    return {
        "access_token": who.token,
        "account_id": account.id,
        "available_name": who.name,
        "avatar_url": "",
        "confirmed": True,
        "display_name": None,
        "message_signature": None,
        "email": who.email,
        "id": who.id,
        "inviter_id": None,
        "name": who.name,
        "provider": "email",
        "pubsub_token": "none",
        "role": who.role,
        "ui_settings": {},
        "uid": who.email,
        "type": None,
        "accounts": [
            {
                "id": account.id,
                "name": account.name,
                "status": "active",
                "onboarding_step": None,
                "active_at": iso(account.created_at),
                "role": who.role,
                "permissions": [who.role],
                "availability": "online",
                "availability_status": who.availability,
                "auto_offline": True,
                "custom_role_id": None,
                "custom_role": None,
            }
        ],
    }


def slim_bot(bot: Bot) -> Json:
    """A bot as an assignee."""
    return {
        "id": bot.id,
        "name": bot.name,
        "description": bot.description,
        "thumbnail": "",
        "outgoing_url": bot.url,
        "bot_type": "webhook",
    }


def bot(one: Bot, viewer: User | Bot) -> Json:
    """A bot with its token; its secret is the administrators'."""
    admin = isinstance(viewer, User) and viewer.role == "administrator"
    return {
        **slim_bot(one),
        "bot_config": {},
        "account_id": THE_ACCOUNT,
        "access_token": one.token,
        **({"secret": one.secret} if admin else {}),
        "system_bot": False,
    }


def bot_of_inbox(one: Bot, viewer: User | Bot) -> Json:
    """A bot of an inbox: here its token is a record."""
    token = {
        "id": one.id,
        "owner_type": "AgentBot",
        "owner_id": one.id,
        "token": one.token,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.created_at),
    }
    return {**bot(one, viewer), "access_token": token}


def team(one: Team) -> Json:
    """A team as a row."""
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "allow_auto_assign": one.allow_auto_assign,
        "account_id": THE_ACCOUNT,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
    }


def listed_team(one: Team, viewer: User | Bot) -> Json:
    """A team as a person sees it."""
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "allow_auto_assign": one.allow_auto_assign,
        "account_id": THE_ACCOUNT,
        "is_member": isinstance(viewer, User) and viewer.id in one.members,
    }


def label(one: Label) -> Json:
    """A label of the account."""
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "color": one.color,
        "show_on_sidebar": one.show_on_sidebar,
    }


def definition(one: Definition) -> Json:
    """The definition of a custom attribute."""
    return {
        "id": one.id,
        "attribute_display_name": one.name,
        "attribute_display_type": one.type,
        "attribute_description": one.description,
        "attribute_key": one.key,
        "regex_pattern": None,
        "regex_cue": None,
        "attribute_values": list(one.values),
        "attribute_model": one.model,
        "default_value": None,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.created_at),
    }


def folder(one: Folder) -> Json:
    """A folder."""
    return {
        "id": one.id,
        "name": one.name,
        "filter_type": one.type,
        "query": one.query,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
    }


def hook(one: Hook) -> Json:
    """An account webhook."""
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "account_id": THE_ACCOUNT,
        "subscriptions": list(one.subscriptions),
        "secret": one.secret,
    }


def inbox(one: Inbox) -> Json:
    """An inbox; keys of channels it isn't are null, and its hours are those Chatwoot begins with."""
    return {
        **dict.fromkeys(OTHER_CHANNELS),
        "enable_email_collect": True,
        "csat_config": {},
        "auto_assignment_config": {},
        "working_hours": [_hours(day) for day in range(7)],
        "sender_name_type": "friendly",
        "hmac_mandatory": False,
        "hmac_token": "none",
        "secret": one.secret,
        "additional_attributes": {},
        "id": one.id,
        "avatar_url": "",
        "channel_id": one.id,
        "name": one.name,
        "channel_type": "Channel::Api",
        "greeting_enabled": False,
        "greeting_message": None,
        "working_hours_enabled": False,
        "csat_survey_enabled": False,
        "enable_auto_assignment": False,
        "out_of_office_message": None,
        "timezone": "UTC",
        "allow_messages_after_resolved": True,
        "lock_to_single_conversation": one.lock,
        "webhook_url": one.webhook_url,
        "inbox_identifier": one.identifier,
        **one.settings,
    }


def _hours(day: int) -> Json:
    working = day in WORKING_DAYS
    return {
        "day_of_week": day,
        "closed_all_day": not working,
        "open_hour": 9 if working else None,
        "open_minutes": 0 if working else None,
        "close_hour": 17 if working else None,
        "close_minutes": 0 if working else None,
        "open_all_day": False,
    }
