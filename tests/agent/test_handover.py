"""A hand-over, and a second one: what the team reads again, and what moves a conversation up in its list."""

from __future__ import annotations

import pytest

from agent.ledger import Proposal
from agent.mind import Understanding
from agent.mind.labels import Act
from agent.protocol import Priority
from tests.agent.stub_mind import (
    ORDER,
    PROTOCOL,
    SUNDAY_10,
    StubMind,
    Talk,
    effects,
    heard,
    notes,
    person,
)

pytestmark = pytest.mark.anyio


async def returned(talk: Talk) -> None:
    """A person takes the conversation, says a word, and gives it back."""
    await talk.turn("open", person("h1", "Bom dia, já vejo."))
    await talk.turn("pending")


# --- the second card ---


async def test_the_same_knowledge_is_not_told_twice() -> None:
    talk = Talk(StubMind(ORDER, heard("asks_person")))
    (first,) = notes(await talk.says("quero 30 tubos"))
    await returned(talk)
    (again,) = notes(await talk.says("quero falar com uma pessoa"))
    assert len(first.splitlines()) > 1
    assert again == (
        "Sem novidade desde meu último resumo. Motivo: pediu para falar com uma pessoa (time comercial)"
    )


async def test_what_is_new_makes_a_new_card() -> None:
    more = heard(need="compras", source="m4", produto="chapa", quantidade="5")
    talk = Talk(StubMind(ORDER, more))
    await talk.says("quero 30 tubos")
    await returned(talk)
    (again,) = notes(await talk.says("e 5 chapas"))
    assert "5 chapas" in again
    assert again.startswith("Cliente: ")


async def test_after_the_end_the_same_words_make_a_whole_card() -> None:
    talk = Talk(StubMind(ORDER, ORDER))
    (first,) = notes(await talk.says("quero 30 tubos"))
    await talk.turn("resolved")
    (again,) = notes(await talk.says("quero 30 tubos"))
    assert again.splitlines()[1:] == first.splitlines()[1:]


async def test_a_hand_over_whose_word_never_arrived_tells_everything_again() -> None:
    talk = Talk(StubMind(ORDER, ORDER))
    (first,) = notes(await talk.says("quero 30 tubos"))
    await talk.turn("open", unsaid=["t1:alu"])
    (again,) = notes(await talk.turn("pending"))
    assert again == first


async def test_out_of_hours_the_card_says_so_and_she_routes_all_the_same() -> None:
    taken = await Talk(StubMind(ORDER), now=SUNDAY_10).says("quero 30 tubos")
    assert "(time comercial, fora do horário agora)" in notes(taken)[0]
    assert effects(taken)[-1] == {"do": "set_status", "status": "open"}


# --- priority ---


@pytest.mark.parametrize(
    ("text", "acts", "known", "priority"),
    [
        ("oi", (), "", None),
        ("oi", (), "nao", None),
        ("oi", (), "sim", "medium"),
        ("é urgente", (), "sim", "high"),
        ("quero fazer uma reclamação", (), "", "high"),
        ("que absurdo", ("complains",), "sim", "high"),
        ("a obra parada e eu vou no procon", (), "sim", "urgent"),
    ],
)
async def test_priority_is_the_highest_that_a_rule_gives(
    text: str, acts: tuple[Act, ...], known: str, priority: Priority | None
) -> None:
    before = (Proposal("ja_cliente", known, known, "m1"),) if known else ()
    mood = "annoyed" if acts else "calm"
    order = Understanding(
        frozenset(acts), ORDER.needs, proposals=(*ORDER.proposals, *before), mood=mood
    )
    taken = await Talk(StubMind(order)).says(text)
    assert [e["priority"] for e in effects(taken) if e["do"] == "set_priority"] == (
        [priority] if priority else []
    )


async def test_a_site_that_stood_still_at_first_is_urgent_at_the_end() -> None:
    talk = Talk(StubMind(heard(need="compras"), ORDER))
    await talk.says("a obra parada aqui")
    taken = await talk.says("30 tubos")
    assert {"do": "set_priority", "priority": "urgent"} in effects(taken)


async def test_a_company_may_treat_everybody_alike() -> None:
    alike = PROTOCOL.urgency.model_copy(update={"known_customer": None})
    known = heard(need="compras", ja_cliente="sim", nome="Bia", tipo_pessoa="pf", cidade="Sobral",
                  uf="CE", produto="tubo", quantidade="3")  # fmt: skip
    talk = Talk(StubMind(known))
    protocol = PROTOCOL.model_copy(update={"urgency": alike})
    talk.resources = talk.resources.of(protocol, talk.mind)
    taken = await talk.says("3 tubos, já compro com vocês")
    assert "set_priority" not in [effect["do"] for effect in effects(taken)]
