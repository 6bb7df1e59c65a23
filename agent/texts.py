"""Her fixed sentences and the reasons of what she does, as ``prompts/protocol.yaml`` holds them."""

from __future__ import annotations

from typing import Literal

from agent.room import Room, Variants


class Texts(Room):
    """Her fixed sentences, each in natural variants."""

    greeting: Variants
    greeting_back: Variants
    ask_need: Variants
    ask_need_again: Variants
    disambiguate: Variants
    not_understood: Variants
    noted_items: Variants
    other_need: Variants
    several_needs: Variants
    noted: Variants
    pleased: Variants
    corrected: Variants
    refused: Variants
    later: Variants
    no_price: Variants
    no_fact: Variants
    told_by_team: Variants
    sorry: Variants
    i_am_virtual: Variants
    off_topic: Variants
    not_possible: Variants
    calm: Variants
    here: Variants
    thanks: Variants
    farewell: Variants
    welcome: Variants
    audio: Variants
    media_received: Variants
    cnpj_invalid: Variants
    privacy: Variants
    opt_out: Variants
    out_of_hours: Variants
    reminder: Variants
    reminder_opening: Variants
    handover: Variants
    handover_short: Variants
    handover_fact: Variants
    handover_price: Variants
    handover_person: Variants
    handover_stuck: Variants
    handover_out_of_hours: Variants
    handover_trouble: Variants


class Reasons(Room):
    """Why she did what she did, in the team's language: alu_motivo and the card."""

    complete: str
    incomplete: str
    asked_person: str
    price: str
    not_understood: str
    patience: str
    mind: str
    opted_out: str
    privacy: str
    abuse: str
    chased: str
    back: str
    asking: str
    resting: str
    automated: str
    nothing_to_say: str
    human: str
    told_by_human: str
    answered_team: str
    reminded: str
    unanswered: str
    waited: str


class Notes(Room):
    """Private notes for the team, when a message could not be read, decided or delivered.

    ``undelivered`` quotes the message in place of ``{texto}``; the others are told as they stand.
    """

    in_doubt: str
    undelivered: str
    window_closed: str
    unreadable: str
    trouble: str
    stale: str
    unanswered: str
    waited: str


Reason = Literal[
    "complete", "incomplete", "asked_person", "price", "not_understood", "patience", "mind", "opted_out", "privacy",
    "abuse", "chased", "back", "asking", "resting", "automated", "nothing_to_say", "human", "told_by_human",
    "answered_team", "reminded", "unanswered", "waited",
]  # fmt: skip
