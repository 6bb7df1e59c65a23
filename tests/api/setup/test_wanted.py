"""What is wanted follows from the protocol, whatever the company; and fits what Chatwoot accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.loading import load
from api.sandbox.rest.setup import STANDARD
from api.setup.wanted import Wanted, wanted
from prompts import HERE
from tests.recordings.reading import calls

COMPANIES = [
    HERE,
    *sorted(
        one.parent for one in (Path(__file__).parents[2] / "companies").glob("*/protocol.yaml")
    ),
]


@pytest.fixture(params=COMPANIES, ids=lambda one: one.name)
def want(request: pytest.FixtureRequest) -> Wanted:
    return wanted(load(request.param), (3, 5))


def test_there_is_a_label_for_every_need_and_a_team_for_every_route(
    request: pytest.FixtureRequest,
) -> None:
    for home in COMPANIES:
        protocol = load(home)
        want = wanted(protocol, (1,))
        titles = {one.title for one in want.labels}
        assert {need.replace("_", "-") for need in protocol.needs} <= titles
        assert {protocol.team_of(need) for need in (*protocol.needs, None)} <= {
            one.name for one in want.teams
        }


def test_chatwoot_accepts_the_names(want: Wanted) -> None:
    assert all(
        re.fullmatch(r"[\w-]+", one.title) and one.title == one.title.lower() for one in want.labels
    )
    assert all(re.fullmatch(r"#[0-9A-F]{6}", one.color) for one in want.labels)
    assert all(one.name == one.name.lower() for one in want.teams)
    assert all(
        re.fullmatch(r"[\w.-]+", one.key) and one.key not in STANDARD for one in want.attributes
    )
    for names in (
        [one.title for one in want.labels],
        [one.name for one in want.teams],
        [one.key for one in want.attributes],
    ):
        assert len(set(names)) == len(names)


def test_no_filter_ends_with_and(want: Wanted) -> None:
    for folder in want.folders:
        payload = folder.query["payload"]
        assert isinstance(payload, list)
        assert [one["query_operator"] for one in payload] == ["and"] * (len(payload) - 1) + [None]
        assert all(one["values"] for one in payload)


def test_the_folders_that_were_recorded_are_made_as_recorded() -> None:
    folders = {one.name: one.query for one in wanted(load(HERE), (1,)).folders}
    for number in ("217", "219"):
        recorded = calls()[number]["request"]["json"]["custom_filter"]
        assert folders[recorded["name"]] == recorded["query"]


def test_the_stage_is_defined_as_recorded() -> None:
    recorded = calls()["210"]["request"]["json"]["custom_attribute_definition"]
    stage = next(one for one in wanted(load(HERE), (1,)).attributes if one.key == "alu_etapa")
    assert list(stage.values) == recorded["attribute_values"]
    assert (stage.kind, stage.model) == (
        recorded["attribute_display_type"],
        recorded["attribute_model"],
    )


def test_whatever_the_mind_shows_has_a_definition() -> None:
    """The keys of a real turn's showing, of the conversation and of the contact."""
    from agent.ledger import Ledger
    from agent.showing import CONTACT_ATTRIBUTES, back

    protocol = load(HERE)
    defined = {(one.model, one.key) for one in wanted(protocol, (1,)).attributes}
    shown = {("conversation_attribute", key) for key in back(Ledger(), protocol).conversation}
    assert shown | {("contact_attribute", key) for key in CONTACT_ATTRIBUTES} <= defined
