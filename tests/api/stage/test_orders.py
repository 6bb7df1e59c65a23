"""Orders: every command at the real sandbox, and every line that asks for nothing that can be done."""

from __future__ import annotations

import pytest

from api.sandbox import shapes, steering
from api.stage import orders
from api.stage.orders import HELP, Unmet, WrongOrder
from tests.api.stage.room import Room


@pytest.fixture
def room() -> Room:
    return Room()


def said(room: Room) -> list[tuple[str, bool, str | None]]:
    return [
        (one.kind, one.private, one.content) for one in room.talk.messages if one.kind != "activity"
    ]


def test_plain_text_is_the_customer_s(room: Room) -> None:
    room.orders("  bom dia  ")
    assert said(room) == [("incoming", False, "bom dia")]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("bom dia;; quero tubo ;;30 barras", ["bom dia", "quero tubo", "30 barras"]),
        ("oi;;  ;;", ["oi"]),
        (";;", []),
    ],
)
def test_two_semicolons_separate_the_messages_of_a_burst(
    room: Room, line: str, texts: list[str]
) -> None:
    room.orders(line)
    assert [content for _, _, content in said(room)] == texts


@pytest.mark.parametrize(
    ("line", "status"),
    [("/abrir", "open"), ("/resolver", "resolved"), ("/adiar", "snoozed")],
)
def test_the_manager_changes_the_status_and_gives_it_back(
    room: Room, line: str, status: str
) -> None:
    room.orders(line)
    assert room.talk.standing.status == status
    room.orders("/pendente")
    assert room.talk.standing.status == "pending"


def test_whoever_writes_after_a_resolve_opens_it_again(room: Room) -> None:
    room.orders("/resolver")
    room.orders("mais uma coisa")
    assert room.talk.standing.status == "pending"


def test_the_manager_answers_and_leaves_a_note(room: Room) -> None:
    room.orders("/responder  Bom dia, Lia ")
    room.orders("/nota cliente antiga")
    assert said(room) == [
        ("outgoing", False, "Bom dia, Lia"),
        ("outgoing", True, "cliente antiga"),
    ]


@pytest.mark.parametrize(
    ("kind", "name", "file_type"),
    [
        ("imagem", "foto.png", "image"),
        ("IMAGE", "foto.png", "image"),
        ("figurinha", "figurinha.webp", "image"),
        ("sticker", "figurinha.webp", "image"),
        ("audio", "voz.ogg", "audio"),
        ("áudio", "voz.ogg", "audio"),
        ("vídeo", "video.mp4", "video"),
        ("documento", "pedido.pdf", "file"),
    ],
)
def test_the_customer_sends_a_file(room: Room, kind: str, name: str, file_type: str) -> None:
    room.orders(f"/anexo {kind}")
    (message,) = room.talk.messages
    (file,) = message.attachments
    assert (message.kind, message.content, file.name) == ("incoming", None, name)
    assert shapes.file_type(file.content_type) == file_type


def test_help_names_every_command_but_the_scripts_own(room: Room) -> None:
    room.orders("/ajuda")
    for verb in orders.VERBS.keys() - {"/espera"}:
        assert verb in HELP
        assert verb in room.shown
    assert "/sair" in room.shown


@pytest.mark.parametrize("line", ["/sair", "/encerrar", " /sair "])
def test_leaving_is_an_order_of_its_own(line: str) -> None:
    assert orders.read(line).leaves


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/xyz", "/xyz: não conheço"),
        ("/", "não conheço"),
        ("/responder", "diga o texto"),
        ("/responder   ", "diga o texto"),
        ("/nota", "diga o texto"),
        ("/anexo", "imagem, figurinha, audio, video, documento"),
        ("/anexo planta", "diga o tipo"),
        ("/espera", "diga a situação"),
        ("/espera fechada", "pendente, aberta, resolvida, adiada"),
        ("/espera aberta dono=eu", "time=… e etiquetas=…"),
    ],
)
def test_a_line_that_cannot_be_done_says_why(line: str, told: str) -> None:
    with pytest.raises(WrongOrder) as wrong:
        orders.read(line)
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "line",
    [
        "/espera pendente",
        "/espera pendente etiquetas=",
        "/espera pendente time=comercial",
        "/espera pendente time=comercial etiquetas=",
    ],
)
def test_what_a_script_expects_and_finds(room: Room, line: str) -> None:
    if "time=" in line:
        give(room, "comercial")
    room.orders(line)
    assert "✓ como o roteiro espera" in room.shown


@pytest.mark.parametrize(
    "line",
    ["/espera aberta", "/espera pendente time=financeiro", "/espera pendente etiquetas=compras"],
)
def test_what_a_script_expects_and_does_not_find(room: Room, line: str) -> None:
    give(room, "comercial")
    with pytest.raises(Unmet) as unmet:
        room.orders(line)
    assert "ficou:    pendente · time comercial · etiquetas nenhuma" in str(unmet.value)
    assert line.removeprefix("/espera ") in str(unmet.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [(";;".join(["oi"] * 201), "tantas mensagens por minuto"), ("o" * 150_001, "tão longa")],
    ids=["too many", "too long"],
)
def test_what_chatwoot_does_not_take_is_told(room: Room, line: str, told: str) -> None:
    with pytest.raises(WrongOrder, match=told):
        room.orders(line)


def give(room: Room, team: str) -> None:
    (row,) = (one for one in room.world.store.teams.values() if one.name == team)
    with room.world.sandbox.acting(room.talk.manager) as act:
        steering.set_team(act, room.talk.conversation, row)
