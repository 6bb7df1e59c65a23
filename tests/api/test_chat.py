"""A conversation without Chatwoot: what the customer, a person of the team and the status do to it."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.ledger import Proposal, from_json
from agent.mind import NeedGuess, Understanding
from agent.resources import Resources
from agent.state import Status
from api.chat import Chat
from tests.agent.stub_mind import MONDAY_10, ORDER, PROTOCOL, StubMind, heard

pytestmark = pytest.mark.anyio


def chat(mind: StubMind, contact: dict[str, str] | None = None, ddd: str = "") -> Chat:
    return Chat(
        Resources.of(PROTOCOL, mind),
        lambda: datetime.fromisoformat(MONDAY_10),
        contact=contact or {},
        ddd=ddd,
    )


async def test_a_burst_is_read_as_one_turn() -> None:
    mind = StubMind(heard("greets"))
    await chat(mind, ddd="88").customer(["bom dia", "quero tubo"])
    (reading,) = mind.readings
    assert [line.text for line in reading.lines] == ["bom dia", "quero tubo"]
    assert reading.ddd == "88"


async def test_the_same_script_gives_the_same_ids_and_words() -> None:
    async def play() -> tuple[list[str], tuple[str, ...]]:
        talk = chat(StubMind(heard("greets"), ORDER))
        await talk.customer(["oi"])
        await talk.customer(["quero 30 tubos"])
        return [message["id"] for message in (await talk.memory())["messages"]], talk.desk.messages

    first, second = await play(), await play()
    assert first == second
    assert len(set(first[0])) == 4


async def test_a_complete_order_is_handed_over_on_the_desk() -> None:
    talk = chat(StubMind(ORDER))
    taken = await talk.customer(["tudo"])
    assert taken is talk.last
    assert (talk.desk.status, talk.desk.team) == ("open", "comercial")
    assert talk.desk.contact["nome"] == "Bia"
    assert len(talk.desk.notes) == 1


async def test_after_the_hand_over_she_is_silent() -> None:
    talk = chat(StubMind(ORDER))
    await talk.customer(["tudo"])
    taken = await talk.customer(["alguém aí?"])
    assert not taken.outcome.get("effects")
    assert talk.desk.status == "open"


async def test_a_person_who_writes_takes_the_conversation() -> None:
    talk = chat(StubMind(heard("greets")))
    await talk.customer(["oi"])
    taken = await talk.human("Oi, aqui é o Rui", "Rui")
    assert not taken.outcome.get("effects")
    assert talk.desk.status == "open"
    last = (await talk.memory())["messages"][-1]
    assert (last["role"], last["name"], last["text"]) == ("human", "Rui", "Oi, aqui é o Rui")


async def test_given_back_she_answers_what_waits() -> None:
    talk = chat(StubMind(heard(need="compras")))
    await talk.human("Oi", "Rui")
    await talk.customer(["e o tubo?"])
    taken = await talk.status("pending")
    assert taken.outcome["act"] == "ask"
    assert talk.desk.status == "pending"


@pytest.mark.parametrize("status", ["open", "snoozed"])
async def test_while_others_answer_the_customer_changes_nothing(status: Status) -> None:
    talk = chat(StubMind())
    await talk.status(status)
    taken = await talk.customer(["oi"])
    assert not taken.outcome.get("effects")
    assert talk.desk.status == status


async def test_a_customer_who_comes_back_makes_a_resolved_conversation_pending() -> None:
    talk = chat(StubMind(ORDER, heard("greets")))
    await talk.customer(["tudo"])
    await talk.status("resolved")
    taken = await talk.customer(["oi de novo"])
    assert talk.desk.status == "pending"
    assert taken.outcome["act"] == "ask"
    assert from_json((await talk.memory())["ledger"]).value("nome") == "Bia"


async def test_who_abuses_her_twice_is_handed_to_a_person() -> None:
    talk = chat(StubMind(heard("abuses"), heard("abuses")))
    first = await talk.customer(["…"])
    assert (first.outcome["act"], talk.desk.status) == ("ask", "pending")
    assert any(text in talk.desk.messages[0] for text in PROTOCOL.texts.calm)
    second = await talk.customer(["…"])
    assert (second.outcome["act"], second.outcome["reason"]) == ("route", "abuse")
    assert (talk.desk.status, talk.desk.team) == ("open", "atendimento")
    assert f"Motivo: {PROTOCOL.reasons.abuse} (time de atendimento)" in talk.desk.notes[0]
    assert talk.desk.attributes["alu_motivo"] == PROTOCOL.reasons.abuse
    assert "?" not in talk.desk.messages[1]


async def test_abuse_is_counted_anew_once_a_person_has_answered() -> None:
    talk = chat(StubMind(*[heard("abuses", need="vagas")] * 2))
    await talk.customer(["…"])
    await talk.human("Oi, posso ajudar?", "Rui")
    await talk.status("pending")
    taken = await talk.customer(["…"])
    assert taken.outcome["act"] == "ask"


async def test_what_the_channel_knows_of_the_contact_is_not_asked() -> None:
    talk = chat(StubMind(heard(need="vagas")), contact={"nome": "Bia", "cidade": "Sobral"})
    taken = await talk.customer(["vaga"])
    assert taken.outcome["asks"] == ["area"]


async def test_an_attachment_without_words_is_received() -> None:
    talk = chat(StubMind())
    taken = await talk.customer([""], "image")
    assert taken.outcome["act"] == "ask"
    assert any(text in talk.desk.messages[0] for text in PROTOCOL.texts.media_received)


async def test_two_chats_share_no_memory() -> None:
    name = Understanding(needs=(NeedGuess("compras", 1.0),), proposals=(Proposal("nome", "Bia"),))
    one, other = chat(StubMind(name)), chat(StubMind(heard("greets")))
    await one.customer(["sou a Bia"])
    await other.customer(["oi"])
    assert from_json((await other.memory()).get("ledger")).value("nome") == ""
