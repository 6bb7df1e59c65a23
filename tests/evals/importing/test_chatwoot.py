"""What a running Chatwoot told, in its API and its webhooks, read as conversations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.importing import chatwoot
from evals.importing.activities import is_by, status_in, team_in
from evals.importing.refused import NotImportable
from evals.importing.talk import Assigned, Change, Line
from tests.recordings.reading import calls, deliveries, samples

FILE = Path("conversa.json")
BEGAN = 1_795_000_000


def message(number: int, text: str | None, kind: int = 0, **more: Any) -> dict[str, Any]:
    """A message of the API, a minute after the one before."""
    sender = {
        0: {"type": "contact", "name": "Nara Bento"},
        1: {"type": "user", "name": "Rui Alencar"},
    }
    return {
        "id": number, "content": text, "message_type": kind, "created_at": BEGAN + 60 * number, "private": False,
        "content_attributes": {}, "sender": sender.get(kind), **more,
    }  # fmt: skip


def bot(number: int, text: str) -> dict[str, Any]:
    return message(number, text, 1, sender={"type": "agent_bot", "name": "Alú"})


@pytest.fixture
def told(company):
    """How one conversation is read, as words."""

    def read(content: object) -> list[str]:
        (talk,) = chatwoot.read(json.dumps(content), FILE, company)
        return [words(entry) for entry in talk.entries]

    return read


def words(entry: Line | Change | Assigned) -> str:
    if isinstance(entry, Line):
        kind = "" if entry.kind == "text" else f" [{entry.kind}]"
        return f"{entry.who}{kind}: {entry.text}".strip()
    if isinstance(entry, Change):
        return f"{entry.status} by {'alu' if entry.by_alu else 'people'}"
    return f"to {entry.team}"


def test_the_recorded_list_of_messages(company):
    (talk,) = chatwoot.read(json.dumps(calls()["231"]["response"]["json"]), FILE, company)
    assert [words(entry) for entry in talk.entries] == [
        "alu: Escolha:",
        "alu: valor Maria Da Silva e 2 x",
        "alu: quebrado {% if %} {{ contact.name",
        "alu: linha1\\\nlinha2",
        "open by alu",
        "customer: tem alguém aí?",
        "human: Oi Maria, sou o Bruno.",
        "human: segunda resposta",
        "to financeiro",
        "pending by people",
        "customer: voltei a falar com o robô",
        "alu: Robô de volta.",
        "human: humano responde em pendente",
        "open by people",
        "resolved by people",
        "customer: obrigada! mais uma coisa",
        "resolved by alu",
        "alu: mensagem do robô em conversa resolvida",
        "human: mensagem humana em conversa resolvida",
        "open by people",
        "snoozed by people",
        "customer: acordei",
        "snoozed by people",
        "pending by people",
        "snoozed by alu",
        "pending by alu",
        "open by alu",
        "resolved by people",
    ]
    assert talk.team == "financeiro"
    assert talk.labels == ("cotacao",)
    assert (talk.contact.name, talk.contact.phone) == ("Maria S. Souza", "+5511987654321")
    assert ("email", "maria@example.com") in talk.contact.told


def test_the_recorded_webhooks_are_the_same_conversation(company):
    raw = "\n".join(one["raw_body"].replace("\n", "") for one in deliveries())
    talks = chatwoot.read(raw, FILE, company)
    assert len(talks) == 14
    first = talks[0]
    said = [words(line) for line in first.lines]
    assert said[0] == "customer: Olá, bom dia!"
    assert "human: Oi Maria, sou o Bruno." in said
    assert "alu: Robô de volta." in said
    assert not any("cliente antigo, cuidado" in line for line in said), "a note was read"
    done = [words(entry) for entry in first.entries if not isinstance(entry, Line)]
    assert done[:3] == ["open by alu", "to financeiro", "pending by people"]
    assert (first.status, first.team, first.key) == ("pending", "financeiro", "1")


def test_a_webhook_delivered_again_is_one_message(company):
    raw = deliveries()[0]["raw_body"].replace("\n", "")
    (talk,) = chatwoot.read(f"{raw}\n{raw}\n", FILE, company)
    assert len(talk.lines) == 1


def test_what_was_sent_is_read_by_its_kind(company):
    kinds = {
        "02_message_created.incoming_audio.pending": ("audio", ""),
        "04_message_created.incoming_image_no_text.pending": ("image", ""),
        "06_message_created.incoming_location.pending": ("location", ""),
        "07_message_created.incoming_shared_contact.pending": ("contact", None),
        "60_legacy_v3.13.message_created.incoming_text": ("text", None),
    }
    for name, (kind, text) in kinds.items():
        (talk,) = chatwoot.read(json.dumps(samples()[name]), FILE, company)
        assert talk.lines[0].kind == kind, name
        assert text is None or talk.lines[0].text == text, name


def test_what_was_said_in_an_audio_is_read_where_it_was_written_down(company):
    sample = samples()["03_message_updated.incoming_audio_transcribed.enterprise"]
    (talk,) = chatwoot.read(json.dumps(sample), FILE, company)
    assert talk.lines[0].kind == "audio"
    assert talk.lines[0].text.startswith("preciso de quarenta")


@pytest.mark.parametrize(
    "name",
    [
        "19_message_created.private_note_by_human.pending",
        "21_message_created.template_greeting.pending",
        "22_message_created.outgoing_by_automation.pending",
        "24_message_created.template_csat.resolved",
    ],
)
def test_notes_and_machines_say_nothing(name, company):
    (talk,) = chatwoot.read(json.dumps(samples()[name]), FILE, company)
    assert talk.lines == ()


def test_a_person_writing_on_the_phone_is_a_person(company):
    sample = samples()["18_message_created.outgoing_external_echo.pending"]
    (talk,) = chatwoot.read(json.dumps(sample), FILE, company)
    assert [line.who for line in talk.lines] == ["human"]


def test_a_list_of_messages_alone_will_do(told):
    deleted = message(4, "isso foi apagado", content_attributes={"deleted": True})
    said = [message(2, "quero 30 barras"), message(1, "oi"), bot(3, "Claro!"), deleted]
    assert told(said) == ["customer: oi", "customer: quero 30 barras", "alu: Claro!"]


def test_several_things_sent_at_once_are_several_lines(told):
    files = [{"file_type": "image", "extension": "jpg"}, {"file_type": "file"}]
    assert told([message(1, "segue", attachments=files)]) == [
        "customer [image]: segue",
        "customer [document]:",
    ]


def test_what_the_channel_delivers_twice_is_marked(company):
    twice = [message(1, "oi", source_id="wamid.1"), message(2, "oi", source_id="wamid.1")]
    (talk,) = chatwoot.read(json.dumps(twice), FILE, company)
    assert [line.again for line in talk.lines] == [False, True]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Conversa foi marcada como pendente por Rui Alencar", "pending"),
        ("Conversa foi reaberta por Rui Alencar", "open"),
        ("A conversa foi marcada como aberta pelo sistema devido a um erro com o robô de atendimento", "open"),
        ("Conversa foi marcada como resolvida por Rui Alencar", "resolved"),
        ("Conversa foi adiada por Rui Alencar", "snoozed"),
        ("Conversation was marked resolved by Rui", "resolved"),
        ("Conversation was reopened by Rui", "open"),
        ("Conversation was marked as pending by Rui", "pending"),
        ("Conversation was snoozed by Rui", "snoozed"),
        ("Conversa desatribuída por Rui Alencar", None),
        ("Rui Alencar adicionou urgente, cotacao", None),
        ("Conversa atribuída por Ana Aberta", None),
    ],
)  # fmt: skip
def test_the_history_tells_the_status(text, status):
    assert status_in(text) == status


def test_the_history_tells_the_team_and_who_did_it(company):
    assert team_in("Atribuído a financeiro por Rui Alencar", company) == "financeiro"
    assert team_in("Atribuído a Rui Alencar via pos venda por Ana", company) == "pos-venda"
    assert team_in("Assigned to time comercial by Rui", company) == "comercial"
    assert team_in("Atribuído a Rui Alencar por Ana", company) == ""
    assert is_by("Conversa foi reaberta por Robô Loja", {"Robô Loja"})
    assert not is_by("Conversa foi reaberta por Rui", {"Robô Loja"})


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ('{"payload": []}', "conversa.json: payload: List should have at least 1 item"),
        ('[{"id": 1, "message_type": 0}]', "conversa.json: payload.0.created_at: Field required"),
        ('{"event": "contact_created"}', "conversa.json: nenhum webhook é de uma conversa"),
        ('{"event": "message_created", "conversation": {"id": 3}}\n{"event": ', "conversa.json:1: id: Field required"),
        ('{"event": "conversation_updated", "id": 3}\n{"event": "x', "conversa.json:2: não é JSON"),
        ('{"event": "conversation_updated", "id": 3}\n["a"]', "conversa.json:2: o JSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_place_and_remedy(raw, told, company):
    with pytest.raises(NotImportable) as refused:
        chatwoot.read(raw, FILE, company)
    assert str(refused.value).startswith(told)
    assert ". " in str(refused.value).splitlines()[0], "no remedy"
