"""What the terminal shows of an embedded Chatwoot: whose words these are, what changed, and no line too long."""

from __future__ import annotations

import pytest

from api.stage.noticing import Changed, Said, Subject, Voice
from tests.api.stage.room import Room


@pytest.mark.parametrize(
    ("voice", "title"),
    [
        ("customer", "─ cliente ─"),
        ("bot", "─ Alú ─"),
        ("human", "─ Alú ─"),
        ("note", "─ nota de Alú ─"),
    ],
)
def test_a_bubble_tells_whose_words_it_holds(voice: Voice, title: str) -> None:
    room = Room()
    room.picture.show(Said(1, voice, "Alú", "Bom dia!"))
    assert title in room.shown
    assert "│ Bom dia!" in room.shown


def test_only_the_customer_stands_on_the_right() -> None:
    room = Room()
    room.picture.show(Said(1, "customer", "Lia", "oi"))
    room.picture.show(Said(1, "bot", "Alú", "oi"))
    right, left = room.shown.splitlines()[0], room.shown.splitlines()[3]
    assert right.endswith("╮")
    assert len(right) == 80
    assert left.startswith("╭")


def test_files_are_named_under_the_words() -> None:
    room = Room()
    room.picture.show(Said(1, "customer", "Lia", "olha", ("foto.png", "pedido.pdf")))
    told = [line.strip("│ ") for line in room.shown.splitlines()[1:-1]]
    assert told == ["olha", "[foto.png]", "[pedido.pdf]"]


@pytest.mark.parametrize(
    ("subject", "now", "told"),
    [
        ("status", "open", "situação aberta · uma pessoa responde, Alú em silêncio"),
        ("status", "pending", "situação pendente · Alú responde"),
        ("priority", "urgent", "prioridade urgente"),
        ("priority", "-", "prioridade -"),
        ("team", "comercial", "time comercial"),
        ("labels", "+compras", "etiquetas +compras"),
        ("attributes", "etapa: coletar", "ficha etapa: coletar"),
        ("contact", "cidade: Sobral", "contato cidade: Sobral"),
        ("assignee", "Bruno", "responsável Bruno"),
    ],
)
def test_a_change_is_one_line(subject: Subject, now: str, told: str) -> None:
    room = Room()
    room.picture.show(Changed(1, subject, now))
    assert room.shown.strip() == told


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_screen_and_a_change_stays_one(width: int) -> None:
    room = Room(width)
    room.picture.show(Changed(1, "attributes", "resumo: " + "tubo quadrado branco, " * 20))
    (line,) = room.shown.splitlines()
    assert len(line) == width
    assert line.endswith("…")
    room.picture.show(Said(1, "note", "Alú", "uma nota muito comprida " * 20))
    room.picture.panel(room.talk.standing, room.talk.customer, {})
    assert max(map(len, room.shown.splitlines())) == width


@pytest.mark.parametrize("text", ["\x1b[2Jsumiu", "sino\x07", "\x9b31m", "volta\rpor cima"])
def test_words_from_outside_do_not_steer_the_terminal(text: str) -> None:
    room = Room()
    room.picture.show(Said(1, "customer", "Lia", text))
    room.picture.show(Changed(1, "contact", f"cidade: {text}"))
    assert not set(room.shown) & set("\x1b\x07\x9b\r")
    assert room.shown.count("\N{REPLACEMENT CHARACTER}") == 2


def test_words_that_look_like_markup_are_words() -> None:
    room = Room()
    room.picture.show(Said(1, "customer", "Lia", "[bold]oi[/] [link=x]"))
    assert "[bold]oi[/] [link=x]" in room.shown


def test_the_panel_names_attributes_as_chatwoot_does() -> None:
    room = Room()
    room.talk.snooze()
    room.orders("/painel")
    told = [line.strip("│ ") for line in room.shown.splitlines()[1:-1]]
    assert told == [
        "Situação     adiada · ninguém responde",
        "Adiada até   o cliente escrever",
        "Responsável  -",
        "Time         -",
        "Prioridade   -",
        "Etiquetas    -",
        "Cliente      Dona Lia · +5585900000001",
    ]
