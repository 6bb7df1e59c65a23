"""What somebody who looks at the embedded Chatwoot notices between two looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api.sandbox import arriving, steering
from api.sandbox.arriving import Known
from api.sandbox.speaking import File
from api.stage.noticing import Changed, Said
from tests.api.stage.room import Room


@pytest.fixture
def room() -> Room:
    return Room()


def steered(room: Room, act: Callable[..., object], *more: object) -> Callable[[], None]:
    def acting() -> None:
        with room.world.sandbox.acting(room.world.sandbox.bot()) as one:
            act(one, room.talk.conversation, *more)

    return acting


def test_nothing_is_noticed_where_nothing_happens(room: Room) -> None:
    assert room.notices(lambda: None) == []


def test_every_voice_is_told_apart(room: Room) -> None:
    def speaking() -> None:
        room.talk.write("oi")
        room.talk.reply("Bom dia")
        room.talk.note("cliente antiga")

    assert room.notices(speaking) == [
        Said(1, "customer", "Dona Lia", "oi"),
        Said(1, "human", "Bruno Atendente", "Bom dia"),
        Said(1, "note", "Bruno Atendente", "cliente antiga"),
    ]


def test_the_names_of_files_come_with_the_message(room: Room) -> None:
    file = File("foto.png", "image/png", b"1234")
    (said,) = room.notices(lambda: room.talk.write(None, file))
    assert said == Said(1, "customer", "Dona Lia", "", ("foto.png",))


def test_a_takeover_is_a_status_and_an_assignee(room: Room) -> None:
    assert room.notices(room.talk.open) == [
        Changed(1, "status", "open"),
        Changed(1, "assignee", "Bruno Atendente"),
    ]


def test_the_status_comes_before_the_words_that_changed_it(room: Room) -> None:
    room.talk.resolve()
    assert room.notices(lambda: room.talk.write("mais uma coisa")) == [
        Changed(1, "status", "pending"),
        Said(1, "customer", "Dona Lia", "mais uma coisa"),
    ]


def test_a_team_comes_and_goes(room: Room) -> None:
    team = room.world.store.teams[1]
    assert room.notices(steered(room, steering.set_team, team)) == [Changed(1, "team", "comercial")]
    assert room.notices(steered(room, steering.set_team, None)) == [Changed(1, "team", "-")]


def test_labels_that_came_and_that_went(room: Room) -> None:
    room.notices(steered(room, steering.set_labels, ("compras", "vip")))
    changed = room.notices(steered(room, steering.set_labels, ("compras", "ia-transferido")))
    assert changed == [Changed(1, "labels", "+ia-transferido −vip")]


def test_attributes_that_changed_appeared_and_disappeared(room: Room) -> None:
    room.notices(steered(room, steering.set_attributes, {"alu_etapa": "qualificar", "obra": "x"}))
    new = {"alu_etapa": "coletar", "alu_falta": "cidade"}
    changed = room.notices(steered(room, steering.set_attributes, new))
    assert changed == [Changed(1, "attributes", "etapa: coletar · falta: cidade · obra: -")]


def test_a_priority(room: Room) -> None:
    assert room.notices(steered(room, steering.set_priority, "high")) == [
        Changed(1, "priority", "high")
    ]
    assert room.notices(steered(room, steering.set_priority, None)) == [Changed(1, "priority", "-")]


def test_a_customer_who_is_known_better(room: Room) -> None:
    def better() -> None:
        with room.world.sandbox.acting(room.world.store.users[1]) as act:
            known = Known(
                name="Lia", email="lia@example.com", custom_attributes={"cidade": "Sobral"}
            )
            arriving.change(act, room.talk.customer, known)

    told = "nome: Lia · e-mail: lia@example.com · cidade: Sobral"
    assert room.notices(better) == [Changed(0, "contact", told)]


def test_that_a_customer_was_here_is_no_news(room: Room) -> None:
    assert [type(one) for one in room.notices(lambda: room.talk.write("oi"))] == [Said]
