"""The team steers: orders in private notes, and values put right on the screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from agent.conversation import Taken, take_turn
from agent.effects import Effect
from agent.ledger import from_json
from agent.mind.offline import offline_mind
from agent.state import Edit, Status
from tests.agent.stub_mind import PROTOCOL, Talk, customer, done, effects, notes, person, said

pytestmark = pytest.mark.anyio
MIND = offline_mind(PROTOCOL)
ASKED_FOR_WHO = "preciso de 30 barras de tubo quadrado 50x50"
TEN_LINES = 10


@dataclass
class Led(Talk):
    """A conversation with the offline mind, and colleagues who steer it."""

    mind: object = field(default=MIND)  # type: ignore[assignment]  # any mind

    async def order(self, *texts: str, status: Status = "pending") -> Taken:
        orders = [
            {"id": f"n{self.turns}.{n}", "text": t, "name": "Rui"} for n, t in enumerate(texts)
        ]
        return await self._steer(status, orders=orders)

    async def edit(self, status: Status = "pending", **values: str) -> Taken:
        return await self._steer(status, edits=self.edits(values))

    def edits(self, values: dict[str, str]) -> list[Edit]:
        return [{"name": k, "value": v, "id": f"w{self.turns}"} for k, v in values.items()]

    async def _steer(self, status: Status, *messages: object, **more: object) -> Taken:
        self.turns += 1
        turn = {
            "status": status,
            "messages": list(messages),
            "now": self.now,
            "turn_id": f"t{self.turns}",
            "contact": {},
            "ddd": "85",
            "unsaid": [],
            **more,
        }
        return await take_turn(self.agent, self.thread, turn, self.resources)  # type: ignore[arg-type]

    async def value(self, slot: str) -> tuple[str, str, str]:
        known = from_json((await self.memory()).get("ledger"))
        items = [item for need in known.needs for item in need.items]
        rooms = (known.contact, *(need.slots for need in known.needs), *items)
        found = next(room[slot] for room in rooms if slot in room)
        return found.value, found.state, found.by


@pytest.fixture
def talk() -> Led:
    return Led()


def attributes(taken: Taken) -> dict[str, str]:
    shown: dict[str, str] = {}
    for effect in effects(taken):
        if effect["do"] in ("set_attributes", "update_contact"):
            shown |= effect["attributes"]  # type: ignore[typeddict-item]
    return shown


# --- questions of a colleague ---


async def test_the_help_tells_every_command(talk: Led) -> None:
    (note,) = notes(await talk.order("/alu ajuda"))
    for word in ("resumo", "falta", "por quê", "pare", "siga", "encaminhe", "cidade: Sobral"):
        assert word in note
    assert len(note.splitlines()) <= TEN_LINES


async def test_what_is_no_fact_and_no_command_gets_the_help(talk: Led) -> None:
    taken = await talk.order("/alu faz um café")
    assert notes(taken)[0].startswith("Não entendi “faz um café”.")
    assert done(taken) == ["note"]


async def test_she_tells_what_she_knows_and_what_is_missing(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    (told,) = notes(await talk.order("/alu resumo"))
    assert "30 barras de tubo quadrado de 50x50 mm" in told
    (lacking,) = notes(await talk.order("/alu falta"))
    assert lacking.startswith("Falta: nome")


async def test_why_names_the_question_the_rule_and_the_words(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    (why,) = notes(await talk.order("/alu por quê?"))
    assert "Perguntei nome e tipo, pra compras" in why
    assert "Regra: compras vai pro time comercial, com nome" in why
    assert f"(“{ASKED_FOR_WHO}”)" in why
    assert len(why.splitlines()) <= TEN_LINES


async def test_an_order_says_nothing_to_the_customer_and_disturbs_nothing(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    before = await talk.memory()
    for order in ("/alu resumo", "/alu falta", "/alu por quê", "/alu ajuda", "/alu xyz"):
        taken = await talk.order(order)
        assert (said(taken), done(taken)) == ([], ["note"])
    after = await talk.memory()
    for kept in ("messages", "question", "habits", "handled", "ledger", "shown"):
        assert after.get(kept) == before.get(kept), kept
    assert said(await talk.says("Bia, pra mim mesma"))  # her question is still open
    assert (await talk.value("nome"))[0] == "Bia"


async def test_two_managers_at_once_are_both_answered(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu falta", "/alu resumo")
    assert [note.partition(":")[0] for note in notes(taken)] == ["Falta", "Cliente"]


async def test_before_anybody_wrote_she_answers_too(talk: Led) -> None:
    for order in ("/alu resumo", "/alu falta", "/alu por quê"):
        assert notes(await talk.order(order))


# --- stop, go on ---


async def test_stop_opens_the_conversation(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu pare")
    assert effects(taken)[-1] == {"do": "set_status", "status": "open", "ordered": True}
    assert said(taken) == []


async def test_go_on_gives_it_back_and_no_pause_is_ended_by_an_order(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.turn("open", person("h1", "oi, aqui é o Rui"))
    taken = await talk.order("/alu siga", status="open")
    assert effects(taken)[-1] == {"do": "set_status", "status": "pending", "ordered": True}
    assert said(await talk.turn("open", customer("c2", "oi Rui"))) == []
    back = await talk.turn("pending", customer("c3", "sou a Bia, pra mim mesma"))
    assert "Bia" in said(back)[0]


async def test_what_is_so_already_is_told(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    assert done(await talk.order("/alu siga")) == ["note"]
    assert done(await talk.order("/alu pare", status="open")) == ["note"]


# --- facts put right ---

FACTS = {
    "/alu são 20 barras": ("quantidade", "20"),
    "/alu quantidade: 45": ("quantidade", "45"),
    "/alu medida: 40x40": ("medida", "40x40 mm"),
    "/alu cidade: Sobral": ("cidade", "Sobral"),
    "/alu a cidade é Sobral": ("cidade", "Sobral"),
    "/alu nome: Beatriz Lima": ("nome", "Beatriz Lima"),
    "/alu tipo: empresa": ("tipo_pessoa", "pj"),
    "/alu empresa: Metal Forte": ("empresa", "Metal Forte"),
    "/alu cnpj: 11.222.333/0001-81": ("cnpj", "11222333000181"),
    "/alu email: bia@forte.example": ("email", "bia@forte.example"),
    "/alu prazo: sexta de manhã": ("prazo", "sexta de manhã"),
    "/alu já é cliente: sim": ("ja_cliente", "sim"),
}


@pytest.mark.parametrize(("order", "fact"), FACTS.items(), ids=FACTS)
async def test_a_fact_of_the_teams_is_taken_as_theirs(
    talk: Led, order: str, fact: tuple[str, str]
) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order(order)
    value, state, by = await talk.value(fact[0])
    assert (value, by) == (fact[1], "team")
    assert state in ("confirmed", "corrected")
    assert notes(taken)[0].startswith("Anotado: ")
    assert "Falta: " in notes(taken)[0]
    assert done(taken).count("set_attributes") <= 1


async def test_several_facts_in_one_note(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.order("/alu nome: Bia; cidade: Sobral, tipo: pessoa física")
    for slot, value in {"nome": "Bia", "cidade": "Sobral", "tipo_pessoa": "pf"}.items():
        assert await talk.value(slot) == (value, "confirmed", "team")


async def test_what_the_team_put_right_is_on_the_screens_and_not_asked(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu cidade: Sobral")
    assert attributes(taken)["cidade"] == "Sobral"
    routed = await talk.says("Bia, pra mim mesma")
    assert "assign_team" in done(routed)


async def test_the_teams_word_stands_until_it_is_corrected_in_so_many_words(talk: Led) -> None:
    await talk.says("preciso de 30 barras de tubo quadrado 50x50 pra Sobral")
    await talk.order("/alu cidade: Iguatu")
    await talk.says("Bia, é em Sobral, pra mim mesma")
    assert await talk.value("cidade") == ("Iguatu", "corrected", "team")
    await talk.says("não, na verdade é pra Crato, Iguatu não")
    assert (await talk.value("cidade"))[0] == "Crato"


@pytest.mark.parametrize(
    "order", ["/alu cnpj: 11.222.333/0001-82", "/alu email: bia arroba", "/alu tipo: talvez"]
)
async def test_a_value_that_fails_its_check_is_told_and_not_taken(talk: Led, order: str) -> None:
    await talk.says(ASKED_FOR_WHO)
    before = (await talk.memory())["ledger"]
    assert "Não confere" in notes(await talk.order(order))[0]
    assert (await talk.memory())["ledger"] == before


@pytest.mark.parametrize("order", ["/alu necessidade: financeiro", "/alu é financeiro"])
async def test_the_need_is_put_right(talk: Led, order: str) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order(order)
    assert attributes(taken)["alu_necessidade"] == "financeiro"


async def test_facts_are_put_right_after_the_hand_over_too(talk: Led) -> None:
    await talk.says(f"{ASKED_FOR_WHO} pra Sobral")
    assert "assign_team" in done(await talk.says("Bia, pra mim mesma"))
    taken = await talk.order("/alu são 20 barras", status="open")
    assert await talk.value("quantidade") == ("20", "corrected", "team")
    assert "20 barras" in attributes(taken)["alu_resumo"]
    assert from_json((await talk.memory())["ledger"]).open_needs == ()


# --- to another team ---


async def test_a_colleague_sends_it_to_another_team(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu encaminhe para financeiro")
    assert taken.path == ("gate", "route", "reply")
    kinds = done(taken)
    assert [k for k in kinds if k != "update_contact"] == [
        "note", "add_labels", "set_attributes", "say", "assign_team", "set_status"
    ]  # fmt: skip
    assert {"do": "assign_team", "team": "financeiro"} in effects(taken)
    assert "a pedido de um colega (time financeiro)" in notes(taken)[0]
    assert "time financeiro" in said(taken)[0]
    assert taken.outcome["lacks"] == ["nome", "tipo_pessoa", "cidade"]


async def test_while_a_person_answers_only_the_team_changes(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.turn("open", person("h1", "oi"))
    taken = await talk.order("/alu passa pra logística", status="open")
    assert done(taken) == ["note", "assign_team"]
    assert effects(taken)[-1] == {"do": "assign_team", "team": "logistica", "ordered": True}


async def test_an_unknown_team_gets_the_list(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    (note,) = notes(await talk.order("/alu encaminhe para a diretoria"))
    assert all(team in note for team in PROTOCOL.teams)


async def test_a_note_before_the_hand_over_is_not_lost(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk.order("/alu falta", "/alu encaminhe para rh")
    assert [note.partition(":")[0] for note in notes(taken)] == ["Falta", "Cliente"]


# --- values changed on the screens ---


async def test_an_edit_is_a_fact_by_a_person_and_is_not_written_back(talk: Led) -> None:
    await talk.says(f"{ASKED_FOR_WHO} pra Sobral")
    taken = await talk.edit(cidade="Fortaleza")
    assert await talk.value("cidade") == ("Fortaleza", "corrected", "team")
    assert "cidade" not in attributes(taken)
    routed = await talk.says("Bia, pra mim mesma")
    assert attributes(routed)["cidade"] == "Fortaleza"


async def test_the_need_edited_decides_the_team(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.edit(alu_necessidade="financeiro")
    await talk.says("sou a Bia da Metal Forte, é o boleto 4417")
    taken = await talk.says("quero a segunda via")
    assert {"do": "assign_team", "team": "financeiro"} in effects(taken)


@pytest.mark.parametrize("name", ["alu_resumo", "alu_falta", "alu_motivo", "alu_confianca"])
async def test_what_people_wrote_over_hers_stays(talk: Led, name: str) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.edit(**{name: "deixa assim"})
    for line in ("Bia", "pra mim mesma", "Sobral"):
        assert name not in attributes(await talk.says(line))


async def test_a_wrong_value_on_the_screen_is_no_fact_and_stays_there(talk: Led) -> None:
    await talk.says(f"{ASKED_FOR_WHO}, CNPJ 11.222.333/0001-81")
    await talk.edit(cnpj="123")
    assert (await talk.value("cnpj"))[0] == "11222333000181"
    assert "cnpj" not in attributes(await talk.says("Bia, de Sobral"))


async def test_an_edit_may_come_with_the_customers_words(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    taken = await talk._steer(
        "pending", customer("c9", "Bia, pra mim mesma"), edits=talk.edits({"cidade": "Sobral"})
    )
    assert "assign_team" in done(taken)
    assert attributes(taken)["cidade"] == "Sobral"


async def test_after_the_end_her_attributes_are_hers_again(talk: Led) -> None:
    await talk.says(ASKED_FOR_WHO)
    await talk.edit(alu_resumo="deixa assim")
    await talk.turn("resolved")
    assert "alu_resumo" in attributes(await talk.says("agora preciso de 5 chapas lisas"))


# --- few writes ---


def writes(taken: Taken) -> Iterator[Effect]:
    return (one for one in effects(taken) if one["do"] in ("set_attributes", "add_labels"))


async def test_no_turn_writes_attributes_or_labels_twice(talk: Led) -> None:
    turns = [
        await talk.says(ASKED_FOR_WHO),
        await talk.order("/alu são 20 barras", "/alu cidade: Sobral", "/alu nome: Bia"),
        await talk.edit(tipo_pessoa="pf", alu_falta="nada mesmo"),
        await talk.order("/alu falta", "/alu medida: 40x40", "/alu encaminhe para comercial"),
    ]
    for taken in turns:
        kinds = [one["do"] for one in writes(taken)]
        assert len(kinds) == len(set(kinds))
