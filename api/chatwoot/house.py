"""What an administrator's API shows of an account: people, bots, inboxes, teams, labels, attributes, folders, webhooks.

Only the keys we read. Tokens and secrets stay out of every ``repr``.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import Field, TypeAdapter

from api.chatwoot.payloads import Id, Shape, Soft

S = TypeVar("S", bound=Shape)

Model = Literal["conversation_attribute", "contact_attribute"]


class Membership(Shape):
    """An account that a person belongs to, and as what."""

    id: Id
    name: Soft[str] = None
    role: Soft[str] = None


class User(Shape):
    """Whose token it is."""

    id: Id
    name: Soft[str] = None
    accounts: list[Membership] = Field(default_factory=list)

    def role_in(self, account: int) -> str:
        """``administrator``, ``agent``, or nothing where the person is a stranger."""
        return next((one.role or "" for one in self.accounts if one.id == account), "")


class Bot(Shape):
    """An agent bot. Servers before 4.13 have no secret, for they sign nothing."""

    id: Id
    name: Soft[str] = None
    outgoing_url: Soft[str] = Field(default=None, repr=False)
    access_token: Soft[str] = Field(default=None, repr=False)
    secret: Soft[str] = Field(default=None, repr=False)
    system_bot: Soft[bool] = None


class Inbox(Shape):
    """An inbox, with the options that let Chatwoot itself speak to the customer."""

    id: Id
    name: Soft[str] = None
    greeting_enabled: Soft[bool] = None
    working_hours_enabled: Soft[bool] = None
    out_of_office_message: Soft[str] = None
    enable_auto_assignment: Soft[bool] = None
    lock_to_single_conversation: Soft[bool] = None


class Team(Shape):
    """A team; Chatwoot keeps names in lower case."""

    id: Id
    name: str
    description: Soft[str] = None


class Label(Shape):
    """A label of the account."""

    id: Id
    title: str
    description: Soft[str] = None
    color: Soft[str] = None
    show_on_sidebar: Soft[bool] = None


class Definition(Shape):
    """The definition of a custom attribute: its key is unique in its model."""

    id: Id
    attribute_key: str
    attribute_model: str
    attribute_display_name: Soft[str] = None
    attribute_display_type: Soft[str] = None
    attribute_values: Soft[list[str]] = None


class Folder(Shape):
    """A saved filter, seen by the person who made it alone; names are not unique."""

    id: Id
    name: Soft[str] = None
    query: dict[str, object]


class Hook(Shape):
    """An account webhook; its address is unique. It has a secret since 4.11.2."""

    id: Id
    url: str = Field(repr=False)
    subscriptions: Soft[list[str]] = None
    secret: Soft[str] = Field(default=None, repr=False)


class _Inboxes(Shape):
    payload: list[Inbox]


class _Labels(Shape):
    payload: list[Label]


class _Named(Shape):
    id: Soft[Id] = None


class _BotOfInbox(Shape):
    agent_bot: _Named


class _Hooks(Shape):
    webhooks: list[Hook]


class _HookList(Shape):
    payload: _Hooks


class _OneHook(Shape):
    webhook: Hook


class _Counts(Shape):
    all_count: Id


class _Filtered(Shape):
    meta: _Counts


class _HookMade(Shape):
    payload: _OneHook


def user(body: object) -> User:
    """A profile. Raises ``ValidationError``, like all below."""
    return User.model_validate(body)


def bot(body: object) -> Bot:
    """One bot."""
    return Bot.model_validate(body)


def bots(body: object) -> tuple[Bot, ...]:
    """The bots of the account, and of the installation."""
    return _all(Bot, body)


def inboxes(body: object) -> tuple[Inbox, ...]:
    """The inboxes that the caller may see; an administrator sees all."""
    return tuple(_Inboxes.model_validate(body).payload)


def inbox(body: object) -> Inbox:
    """One inbox."""
    return Inbox.model_validate(body)


def bot_of_inbox(body: object) -> int | None:
    """The id of the bot of an inbox; its token is an object here and is not read."""
    return _BotOfInbox.model_validate(body).agent_bot.id


def team(body: object) -> Team:
    """One team."""
    return Team.model_validate(body)


def teams(body: object) -> tuple[Team, ...]:
    """The teams."""
    return _all(Team, body)


def label(body: object) -> Label:
    """One label."""
    return Label.model_validate(body)


def labels(body: object) -> tuple[Label, ...]:
    """The labels."""
    return tuple(_Labels.model_validate(body).payload)


def definition(body: object) -> Definition:
    """One attribute's definition."""
    return Definition.model_validate(body)


def definitions(body: object) -> tuple[Definition, ...]:
    """The definitions of one model."""
    return _all(Definition, body)


def folder(body: object) -> Folder:
    """One folder."""
    return Folder.model_validate(body)


def folders(body: object) -> tuple[Folder, ...]:
    """The folders of whoever asks."""
    return _all(Folder, body)


def how_many(body: object) -> int:
    """How many conversations there are in all, of which one page is shown."""
    return _Filtered.model_validate(body).meta.all_count


def hook(body: object) -> Hook:
    """One webhook, as the answers to writing show it."""
    return _HookMade.model_validate(body).payload.webhook


def hooks(body: object) -> tuple[Hook, ...]:
    """The account webhooks."""
    return tuple(_HookList.model_validate(body).payload.webhooks)


def _all(shape: type[S], body: object) -> tuple[S, ...]:
    return tuple(TypeAdapter(list[shape]).validate_python(body))  # type: ignore[valid-type]
