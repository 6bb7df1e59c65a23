"""The outcome as data: what is to happen in the world, in the order in which it is to happen. Nothing here acts."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Say(TypedDict):
    """A public message to the customer."""

    do: Literal["say"]
    text: str


class Note(TypedDict):
    """A private note to the team."""

    do: Literal["note"]
    text: str


class AddLabels(TypedDict):
    """Labels to add to whatever labels are there."""

    do: Literal["add_labels"]
    labels: list[str]


class SetAttributes(TypedDict):
    """Conversation attributes to set; those not named stay as they are."""

    do: Literal["set_attributes"]
    attributes: dict[str, str]


class UpdateContact(TypedDict):
    """The contact's name and e-mail where known, and its attributes; what is not named stays as it is."""

    do: Literal["update_contact"]
    name: str
    email: str
    attributes: dict[str, str]


class SetPriority(TypedDict):
    """The conversation's priority."""

    do: Literal["set_priority"]
    priority: Literal["urgent", "high", "medium", "low"]


class AssignTeam(TypedDict):
    """The team that gets the conversation, by the id of the protocol. ``ordered``: see ``SetStatus``."""

    do: Literal["assign_team"]
    team: str
    ordered: NotRequired[bool]


class SetStatus(TypedDict):
    """The conversation's status. ``ordered``: a person of the team asked for it, so it is done whoever answers now."""

    do: Literal["set_status"]
    status: Literal["open", "pending", "resolved", "snoozed"]
    ordered: NotRequired[bool]


Effect = (
    Say | Note | AddLabels | SetAttributes | UpdateContact | SetPriority | AssignTeam | SetStatus
)
