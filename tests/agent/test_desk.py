"""The desk: what a conversation's screen would show once the effects are performed."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from agent.desk import Desk
from agent.effects import Effect

SAY: Effect = {"do": "say", "text": "Oi."}
NOTE: Effect = {"do": "note", "text": "Nota."}


CASES: list[tuple[Effect, Desk]] = [
        (SAY, Desk(messages=("Oi.",))),
        (NOTE, Desk(notes=("Nota.",))),
        ({"do": "add_labels", "labels": ["compras"]}, Desk(labels=frozenset({"compras"}))),
        ({"do": "set_attributes", "attributes": {"alu_etapa": "humano"}}, Desk(attributes={"alu_etapa": "humano"})),
        (
            {"do": "update_contact", "name": "Bia", "email": "", "attributes": {"uf": "CE"}},
            Desk(contact={"nome": "Bia", "uf": "CE"}),
        ),
        (
            {"do": "update_contact", "name": "", "email": "b@x.example", "attributes": {}},
            Desk(contact={"email": "b@x.example"}),
        ),
        ({"do": "set_priority", "priority": "urgent"}, Desk(priority="urgent")),
        ({"do": "assign_team", "team": "rh"}, Desk(team="rh")),
        ({"do": "set_status", "status": "open"}, Desk(status="open")),
    ]  # fmt: skip


@pytest.mark.parametrize(("effect", "after"), CASES)
def test_an_effect_does_one_thing_to_an_empty_desk(effect: Effect, after: Desk) -> None:
    assert Desk().after([effect]) == after


def test_every_effect_has_a_case_here() -> None:
    kinds = {kind for one in get_args(Effect) for kind in get_args(get_type_hints(one)["do"])}
    assert {effect["do"] for effect, _ in CASES} == kinds


def test_effects_add_to_what_is_there_in_order() -> None:
    desk = Desk(labels=frozenset({"vip"}), attributes={"a": "1", "b": "1"}, contact={"nome": "Zé"})
    after = desk.after(
        [
            SAY,
            {"do": "say", "text": "Tchau."},
            {"do": "add_labels", "labels": ["vagas", "vip"]},
            {"do": "set_attributes", "attributes": {"b": "2"}},
            {"do": "update_contact", "name": "Bia", "email": "", "attributes": {"uf": ""}},
            {"do": "set_status", "status": "open"},
            {"do": "set_status", "status": "resolved"},
        ]
    )
    assert after.messages == ("Oi.", "Tchau.")
    assert after.labels == {"vip", "vagas"}
    assert after.attributes == {"a": "1", "b": "2"}
    assert after.contact == {"nome": "Bia", "uf": ""}
    assert after.status == "resolved"


def test_a_desk_is_never_changed_itself() -> None:
    desk = Desk()
    desk.after([SAY, NOTE, {"do": "set_attributes", "attributes": {"a": "1"}}])
    assert desk == Desk()
    assert desk.after([]) is desk
