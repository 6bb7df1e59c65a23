"""Orders, edits, a hand-back, words that never arrived, all in one turn: nothing is lost, nothing written twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.conversation import Taken
from agent.effects import Effect
from agent.ledger import Ledger
from agent.state import Edit, Order, Status
from agent.writing import WRITES, together
from tests.agent.stub_mind import customer, done, effects, notes, person, said
from tests.agent.test_steering import ASKED_FOR_WHO, Led, attributes

pytestmark = pytest.mark.anyio


@pytest.fixture
def talk() -> Led:
    return Led()


def ordered(*texts: str) -> list[Order]:
    return [{"id": f"n{n}", "text": text, "name": "Rui"} for n, text in enumerate(texts)]


async def at_once(
    talk: Led, *orders: str, status: Status = "pending", unsaid: str = "", **values: str
) -> Taken:
    told: dict[str, object] = {"orders": ordered(*orders), "edits": talk.edits(values)}
    return await talk._steer(status, **told, **({"unsaid": [unsaid]} if unsaid else {}))


# --- with a hand-back ---


async def with_a_person(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.turn("open", person("h1", "oi, aqui é o Rui"))


async def test_a_hand_back_with_an_order_leaves_both_notes_and_the_screens(talk: Led) -> None:
    await with_a_person(talk)
    taken = await at_once(talk, "/alu cidade: Crato")
    assert [note.partition(".")[0].partition(":")[0] for note in notes(taken)] == [
        "Voltei",
        "Anotado",
    ]
    assert attributes(taken)["alu_etapa"] == "coletar"
    assert attributes(taken)["alu_falta"] == "nome, tipo"
    assert done(taken).count("set_attributes") == 1


async def test_a_hand_back_sent_on_at_once_writes_once(talk: Led) -> None:
    await with_a_person(talk)
    taken = await at_once(talk, "/alu encaminhe para rh")
    assert taken.path == ("human", "gate", "route", "reply")
    assert done(taken) == [
        "note", "note", "add_labels", "set_attributes", "say", "assign_team", "set_status"
    ]  # fmt: skip
    assert attributes(taken)["alu_etapa"] == "humano"


async def test_told_to_stop_she_leaves_a_waiting_customer_to_people(talk: Led) -> None:
    await with_a_person(talk)
    await talk.turn("open", customer("c2", "sou a Bia"))
    taken = await at_once(talk, "/alu pare")
    assert (said(taken), done(taken)) == ([], ["note", "set_status"])
    assert said(await talk.turn("open", customer("c3", "e aí?"))) == []
    assert said(await talk.turn("pending"))  # given back, she answers what waits


async def test_told_to_go_on_while_a_person_answers_she_waits_for_the_status(talk: Led) -> None:
    await with_a_person(talk)
    await talk.turn("open", customer("c2", "sou a Bia"))
    assert said(await at_once(talk, "/alu siga", status="open")) == []
    assert "Bia" in said(await talk.turn("pending"))[0]


# --- orders that contradict each other: the last one counts ---

ENDS = {
    ("/alu pare", "/alu siga"): ["open", "pending"],
    ("/alu pare", "/alu pare"): ["open"],
    ("/alu siga", "/alu pare"): ["open"],
    ("/alu pare", "/alu encaminhe para rh"): ["open"],
    ("/alu encaminhe para rh", "/alu siga"): [],
    ("/alu encaminhe para rh", "/alu pare"): ["open"],
    ("/alu encaminhe para rh", "/alu encaminhe para financeiro"): ["open"],
}


@pytest.mark.parametrize(("orders", "ends"), ENDS.items(), ids=map(" ".join, ENDS))
async def test_the_last_order_counts(talk: Led, orders: tuple[str, ...], ends: list[str]) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order(*orders)
    assert [e["status"] for e in effects(taken) if e["do"] == "set_status"] == ends


async def test_back_and_on_to_a_team_while_a_person_answers_says_nothing(talk: Led) -> None:
    await with_a_person(talk)
    taken = await talk.order("/alu siga", "/alu encaminhe para rh", status="open")
    assert done(taken) == ["note", "set_status", "note", "assign_team", "set_status"]
    assert effects(taken)[-1] == {"do": "set_status", "status": "open", "ordered": True}


async def test_of_two_teams_the_last_gets_it_and_one_word_is_said(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu encaminhe para rh", "/alu encaminhe para financeiro")
    assert [e["team"] for e in effects(taken) if e["do"] == "assign_team"] == ["financeiro"]
    assert len(said(taken)) == 1


# --- with edits ---


async def test_what_an_edit_changes_is_shown_beside_an_order(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await at_once(talk, "/alu falta", nome="Bia")
    assert notes(taken) == ["Falta: tipo, cidade"]
    assert attributes(taken) == {"alu_falta": "tipo, cidade"}
    assert attributes(await talk.says("hmm")).get("nome") is None


async def test_a_value_wiped_from_the_panel_is_unknown_and_asked_anew(talk: Led) -> None:
    await talk.says(f"{ASKED_FOR_WHO} pra Sobral")
    await talk.edit(cidade="")
    taken = await talk.says("Bia, pra mim mesma")
    assert taken.outcome["asks"] == ["cidade"]
    assert "cidade" not in attributes(taken)
    routed = await talk.says("Crato")
    assert attributes(routed)["cidade"] == "Crato"


def test_wiping_what_is_not_known_changes_nothing() -> None:
    assert Ledger().wiped(["cidade"], "w1") == Ledger()


async def test_a_wrong_value_beside_a_wrong_one_is_left_to_people_until_they_mend_it(
    talk: Led,
) -> None:
    await talk.says(f"{ASKED_FOR_WHO}, CNPJ 11.222.333/0001-81")
    await talk.edit(cnpj="123")
    await talk.edit(cnpj="11444777000161")
    assert await talk.value("cnpj") == ("11444777000161", "corrected", "team")
    assert "cnpj" not in (await talk.memory())["edited"]


@pytest.mark.parametrize("order", ["/alu nome: " + "Bia " * 500, "/alu empresa: " + "x" * 201])
async def test_a_value_without_end_is_none(talk: Led, order: str) -> None:
    await talk.says(ASKED_FOR_WHO)
    assert "Não confere" in notes(await talk.order(order))[0]


async def test_what_the_customer_does_not_want_is_no_fact(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    assert notes(await talk.order("/alu o cliente não quer 20 barras"))[0].startswith("Não entendi")
    await talk.order("/alu ele não quer 30, são 20 barras")
    assert (await talk.value("quantidade"))[0] == "20"


async def test_how_many_says_nothing_against_what(talk: Led) -> None:
    await talk.says("quero 6 chapas lisas de 1 mm")
    await talk.order("/alu são 8 chapas")
    assert (await talk.value("quantidade"))[0] == "8"
    assert (await talk.value("produto"))[0] == "chapa lisa"
    assert (await talk.value("medida"))[0] == "1 mm"


# --- when the episode ends, and when her words never arrived ---


async def test_an_order_that_comes_with_the_end_does_not_keep_the_episode(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await at_once(talk, "/alu nome: Bia", status="resolved")
    assert notes(taken)[0].startswith("Anotado: nome Bia")
    memory = await talk.memory()
    assert memory["ledger"]["needs"] == []
    assert memory["ledger"]["contact"]["nome"]["value"] == "Bia"


async def test_what_the_team_put_right_outlasts_a_reply_that_never_arrived(talk: Led) -> None:
    await talk.says("bom dia")
    await talk.says(f"{ASKED_FOR_WHO} pra Sobral")
    await talk.order("/alu cidade: Crato", "/alu são 20 barras")
    await talk.edit(nome="Beatriz")
    await at_once(talk, unsaid="t2:alu")
    assert (await talk.value("cidade"))[0] == "Crato"
    assert (await talk.value("quantidade"))[0] == "20"
    assert (await talk.value("nome"))[0] == "Beatriz"


async def test_a_hand_over_that_never_arrived_keeps_what_was_put_right_with_it(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.order("/alu cidade: Crato", "/alu encaminhe para rh")
    await at_once(talk, status="open", unsaid="t2:alu")
    assert (await talk.value("cidade"))[0] == "Crato"


# --- few writes, whatever comes ---

EVENTS = st.tuples(
    st.sampled_from(["pending", "open", "resolved", "snoozed"]),
    st.lists(
        st.sampled_from(
            [
                "/alu falta", "/alu siga", "/alu pare", "/alu nome: Bia", "/alu são 20 barras", "/alu é financeiro",
                "/alu encaminhe para rh", "/alu cidade: Sobral; tipo: empresa", "/alu x",
            ]
        ),
        max_size=3,
    ),
    st.dictionaries(
        st.sampled_from(["nome", "cidade", "cnpj", "alu_necessidade", "alu_resumo"]),
        st.sampled_from(["", "Crato", "vagas", "11222333000181"]),
        max_size=2,
    ),
    st.sampled_from(["", "Bia, pra mim mesma", "quero falar com uma pessoa", "e o boleto 4417?"]),
)  # fmt: skip


def told_to_stop(orders: list[str]) -> bool:
    """The last order about who answers was to stop, and no team gets it in this turn."""
    about_that = [
        one for one in orders if one in ("/alu siga", "/alu pare", "/alu encaminhe para rh")
    ]
    return about_that[-1:] == ["/alu pare"] and "/alu encaminhe para rh" not in about_that


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, min_size=1, max_size=4))
async def test_no_turn_writes_a_kind_twice_or_speaks_where_people_answer(
    events: list[tuple[Status, list[str], dict[str, str], str]],
) -> None:
    talk = Led()
    await talk.says(f"{ASKED_FOR_WHO} pra Sobral")
    for status, orders, values, line in events:
        said_now = [customer(f"c{talk.turns}", line)] if line and not orders else []
        edits: list[Edit] = talk.edits(values)
        taken = await talk._steer(status, *said_now, orders=ordered(*orders), edits=edits)
        kinds = [kind for kind in done(taken) if kind in WRITES]
        assert len(kinds) == len(set(kinds))
        assert len(said(taken)) <= 1
        if status != "pending" or told_to_stop(orders):
            assert said(taken) == []
        assert len(notes(taken)) >= len(orders) - orders.count("/alu encaminhe para rh")


def test_writes_are_put_together_where_the_last_one_stood() -> None:
    effects_: list[Effect] = [
        {"do": "add_labels", "labels": ["compras"]},
        {"do": "update_contact", "name": "Bia", "email": "", "attributes": {"uf": "CE"}},
        {"do": "set_attributes", "attributes": {"alu_etapa": "coletar", "alu_falta": "nome"}},
        {"do": "note", "text": "um"},
        {"do": "note", "text": "dois"},
        {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
        {"do": "set_attributes", "attributes": {"alu_etapa": "humano"}},
        {"do": "update_contact", "name": "", "email": "b@x.example", "attributes": {"uf": "PE"}},
    ]
    assert together(effects_) == [
        {"do": "note", "text": "um"},
        {"do": "note", "text": "dois"},
        {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
        {"do": "set_attributes", "attributes": {"alu_etapa": "humano", "alu_falta": "nome"}},
        {"do": "update_contact", "name": "Bia", "email": "b@x.example", "attributes": {"uf": "PE"}},
    ]
