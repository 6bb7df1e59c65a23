"""What becomes of an effect after each answer: a table of every kind against every answer there is."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.effects import Effect
from api import ways
from api.chatwoot.answers import Answer, Done, Doubt, Indefinite, Refusal, Refused
from api.ways import Again, GivenUp, Sent, Way
from api.ways import Doubt as InDoubt

EFFECTS: dict[str, Effect] = {
    "say": {"do": "say", "text": "Olá"},
    "note": {"do": "note", "text": "cartão"},
    "add_labels": {"do": "add_labels", "labels": ["compras"]},
    "set_attributes": {"do": "set_attributes", "attributes": {"alu_etapa": "coletar"}},
    "update_contact": {"do": "update_contact", "name": "Ju", "email": "", "attributes": {}},
    "set_priority": {"do": "set_priority", "priority": "high"},
    "assign_team": {"do": "assign_team", "team": "comercial"},
    "set_status": {"do": "set_status", "status": "open"},
}
KINDS = tuple(EFFECTS)
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)
DOUBTS: tuple[Doubt, ...] = get_args(Doubt)
WAITED_FOR = {"unreachable", "rate_limited"}
PASSING = {"too_many_messages", "unread"}
MOST = {"say": 8, "set_status": 8}


def way(kind: str, answer: Answer[object], attempts: int = 1, chance: float = 0.5) -> Way:
    return ways.way(EFFECTS[kind], answer, attempts, chance)


def of_refusal(kind: str, reason: str) -> type[Way]:
    """The rule, told once more: what may pass is tried again, and what only a user's token lacks is let go."""
    if reason in WAITED_FOR | PASSING or kind == "set_status":
        return Again
    return Again if reason == "unauthorized" and kind in {"say", "note"} else GivenUp


def test_every_kind_of_effect_is_in_the_table() -> None:
    assert set(KINDS) == set(get_args(ways.Kind))


@pytest.mark.parametrize("kind", KINDS)
def test_done_is_told_and_only_a_message_has_an_id(kind: str) -> None:
    message = 501 if kind in {"say", "note"} else None
    assert way(kind, Done(501)) == Sent(message)
    assert way(kind, Done(None)) == Sent(None)
    assert way(kind, Done({"any": "thing"})) == Sent(None)


@pytest.mark.parametrize(("kind", "reason"), [*product(KINDS, REFUSALS)])
def test_a_refusal_is_tried_again_only_where_it_may_pass(kind: str, reason: Refusal) -> None:
    told = way(kind, Refused(reason, 400))
    assert type(told) is of_refusal(kind, reason)
    assert not isinstance(told, Sent | InDoubt)
    assert told.reason == reason


@pytest.mark.parametrize(("kind", "reason"), [*product(KINDS, DOUBTS)])
def test_after_a_doubt_only_what_may_be_repeated_is_repeated(kind: str, reason: Doubt) -> None:
    told = way(kind, Indefinite(reason, 500))
    assert type(told) is (InDoubt if kind in {"say", "note"} else Again)
    assert told.reason == reason


@pytest.mark.parametrize(("kind", "reason"), [*product(KINDS, sorted(WAITED_FOR))])
def test_a_chatwoot_that_is_down_is_waited_for_however_long(kind: str, reason: Refusal) -> None:
    assert isinstance(way(kind, Refused(reason), attempts=10_000), Again)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ways.MESSAGES])
def test_what_may_pass_is_given_up_after_its_last_attempt(kind: str) -> None:
    most = MOST.get(kind, 3)
    assert isinstance(way(kind, Refused("unread"), most - 1), Again)
    assert way(kind, Refused("unread"), most) == GivenUp("unread")
    if kind != "set_status":
        assert isinstance(way(kind, Indefinite("timeout"), most - 1), Again)
        assert way(kind, Indefinite("timeout"), most) == GivenUp("timeout")


@pytest.mark.parametrize("reason", DOUBTS)
def test_the_hand_over_itself_is_never_given_up_for_an_outage(reason: Doubt) -> None:
    """Without it the conversation stays pending: Alú is silent, and no person sees it."""
    assert isinstance(way("set_status", Indefinite(reason), attempts=10_000), Again)


@pytest.mark.parametrize("kind", sorted(ways.MESSAGES))
def test_a_message_is_never_told_again_on_a_doubt_however_often_it_was_tried(kind: str) -> None:
    assert all(isinstance(way(kind, Indefinite("timeout"), n), InDoubt) for n in (1, 8, 100))


@pytest.mark.parametrize("kind", sorted(ways.MESSAGES))
def test_a_message_shown_to_be_absent_is_told_again_but_not_for_ever(kind: str) -> None:
    most = MOST.get(kind, 3)
    assert isinstance(ways.absent(EFFECTS[kind], most - 1, 0.5), Again)
    assert isinstance(ways.absent(EFFECTS[kind], most, 0.5), GivenUp)


def test_the_server_is_waited_for_as_long_as_it_asks() -> None:
    assert way("say", Refused("rate_limited", 429, after=7.0)) == Again(7.0, "rate_limited")


def test_a_timeout_is_looked_into_later_than_an_answer_that_was_no_answer() -> None:
    """The call may still be at work in the server: too early a look would show an absence that is none."""
    late, soon = way("say", Indefinite("timeout")), way("say", Indefinite("server_error", 500))
    assert isinstance(late, InDoubt)
    assert isinstance(soon, InDoubt)
    assert late.seconds >= 30 > soon.seconds


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 1.0), (1, 1.0), (2, 2.0), (3, 4.0), (6, 32.0), (7, 60.0), (8, 60.0), (10_000, 60.0)],
)
def test_pauses_double_up_to_a_minute(attempts: int, seconds: float) -> None:
    assert ways.pause(attempts, 0.5) == seconds


@given(st.integers(0, 5000), st.floats(0, 1))
def test_chance_spreads_a_pause_by_a_quarter_and_never_to_nothing(n: int, chance: float) -> None:
    assert 0.75 <= ways.pause(n, 0.0) <= ways.pause(n, chance) <= ways.pause(n, 1.0) <= 75.0


def test_a_takeover_voids_what_acts_and_nothing_that_helps() -> None:
    assert set(KINDS) - ways.ACTS == {"note", "set_attributes", "update_contact"}
