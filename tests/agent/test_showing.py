"""What the channel's screens show of a conversation, and that only what changed is sent."""

from __future__ import annotations

from datetime import date

import pytest

from agent import card
from agent.effects import Effect
from agent.guards import Grounds
from agent.ledger import Ledger, Need, Proposal, SlotState
from agent.mind import Understanding
from agent.scene import Scene
from agent.showing import CONTACT_ATTRIBUTES, MOST_LETTERS, Showing, changes, shown_now, to_show
from agent.state import Habits, Plan, Stage
from agent.texts import Reason
from tests.agent.stub_mind import PROTOCOL, customer

GROUNDS = Grounds.of(())
CPF = "529.982.247-25"
FACTS = {
    "nome": "Bia", "email": "bia@metalforte.example", "tipo_pessoa": "pj", "empresa": "Metal Forte",
    "cnpj": "11222333000181", "cidade": "Sobral", "uf": "CE", "ja_cliente": "sim",
}  # fmt: skip


def ledger(*needs: str, state: SlotState = "confirmed", **facts: str) -> Ledger:
    opened = Ledger(needs=tuple(Need(kind) for kind in needs))
    return opened.merge(
        (Proposal(slot, value, value, "m1", state, item=0) for slot, value in facts.items()),
        PROTOCOL,
    )


def shown(known: Ledger, plan: Plan | None = None, habits: Habits | None = None) -> Showing:
    scene = Scene(
        PROTOCOL, GROUNDS, Understanding(), known, plan or {}, habits or {}, [customer("m1", "oi")],
        [customer("m1", "oi")], None, "Bom dia", True, date(2026, 11, 23),
    )  # fmt: skip
    return shown_now(known, scene)


def test_the_conversation_has_its_six_attributes_always() -> None:
    expected = {
        f"alu_{name}" for name in ("etapa", "necessidade", "falta", "resumo", "confianca", "motivo")
    }
    assert set(shown(Ledger()).conversation) == expected
    assert set(shown(ledger("compras", **FACTS)).conversation) == expected


def test_the_contact_shows_what_is_known_of_it() -> None:
    assert shown(ledger(**FACTS)).contact == FACTS
    assert set(FACTS) == {"nome", "email", *CONTACT_ATTRIBUTES}
    assert shown(ledger(nome="", cnpj="", state="refused")).contact == {}
    assert shown(ledger(cnpj="11222333000100", state="invalid")).contact == {}


@pytest.mark.parametrize(
    ("known", "plan", "stage"),
    [
        (Ledger(), {}, "necessidade"),
        (ledger("vagas"), {}, "coletar"),
        (ledger("vagas").routed(), {}, "necessidade"),
        (ledger("vagas"), {"stage": "qualificar"}, "qualificar"),
        (Ledger(), {"stage": "necessidade"}, "necessidade"),
        (ledger("vagas"), {"route": "complete", "stage": "humano"}, "humano"),
        (ledger("vagas"), {"route": "mind"}, "humano"),
    ],
)
def test_the_stage_is_where_the_protocol_stands(known: Ledger, plan: Plan, stage: Stage) -> None:
    assert shown(known, plan).conversation["alu_etapa"] == stage


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        (1.0, "alta"),
        (0.85, "alta"),
        (0.84, "media"),
        (0.6, "media"),
        (0.59, "baixa"),
        (0.0, "baixa"),
    ],
)
def test_confidence_is_told_in_three_words(sure: float, told: str) -> None:
    assert shown(Ledger(), habits={"confidence": sure}).conversation["alu_confianca"] == told


def test_without_any_understanding_confidence_is_low() -> None:
    assert shown(Ledger()).conversation["alu_confianca"] == "baixa"


@pytest.mark.parametrize("reason", ["complete", "asked_person", "mind"])
def test_the_motive_is_the_reason_in_words(reason: Reason) -> None:
    told = shown(Ledger(), {"route": reason}).conversation["alu_motivo"]
    assert told == getattr(PROTOCOL.reasons, reason)
    assert (
        shown(Ledger(), {"rest": "resting"}).conversation["alu_motivo"] == PROTOCOL.reasons.resting
    )
    assert shown(Ledger()).conversation["alu_motivo"] == PROTOCOL.reasons.asking


def test_need_gaps_and_summary_are_those_of_the_card() -> None:
    known = ledger("compras", "vagas", produto="tubo", quantidade="30")
    told = shown(known).conversation
    assert told["alu_necessidade"] == "compras"
    assert told["alu_falta"] == card.missing(known, PROTOCOL)
    assert told["alu_resumo"].startswith("Compras: 30 tubos")


def test_the_summary_keeps_the_needs_apart() -> None:
    told = shown(ledger("compras", "vagas", produto="tubo")).conversation["alu_resumo"]
    assert told == "Compras: tubo; Vagas: sem detalhes ainda"


@pytest.mark.parametrize("value", ["{{7*7}}", "<b>Zé</b>", "*Zé*", "<script>x</script>"])
def test_strange_words_are_harmless(value: str) -> None:
    found = shown(ledger("pos_venda", nome=value, problema=value, empresa=value)).all_values
    assert not any(set("{}<>*") & set(told) for told in found.values())


def test_a_long_story_is_cut() -> None:
    known = ledger("pos_venda", problema="chegou torto " * 100)
    assert len(shown(known).conversation["alu_resumo"]) <= MOST_LETTERS


@pytest.mark.parametrize("slot", ["problema", "nome", "empresa", "cidade", "email"])
@pytest.mark.parametrize("text", ["meu cpf é {}", "{}", "Bia {}"])
@pytest.mark.parametrize("cpf", [CPF, "".join(filter(str.isdigit, CPF))])
def test_no_cpf_is_shown(slot: str, text: str, cpf: str) -> None:
    found = shown(ledger("pos_venda", **{slot: text.format(cpf)})).all_values
    assert not any("982" in told or "529" in told or "247" in told for told in found.values())


def test_a_masked_cpf_is_what_the_contact_and_the_summary_show() -> None:
    found = shown(ledger("pos_venda", nome=f"Bia {CPF}", problema=f"cpf {CPF}"))
    assert found.contact["nome"] == "Bia •••.•••.•••-••"
    assert "cpf •••.•••.•••-••" in found.conversation["alu_resumo"]


# --- only what changed ---

SHOWING = Showing(
    {"alu_etapa": "coletar", "alu_falta": "nome"}, {"nome": "Bia", "cidade": "Sobral"}
)


def test_the_first_time_everything_is_shown() -> None:
    assert changes(SHOWING, {}) == [
        {"do": "set_attributes", "attributes": SHOWING.conversation},
        {"do": "update_contact", "name": "Bia", "email": "", "attributes": {"cidade": "Sobral"}},
    ]


def test_what_was_shown_is_not_shown_again() -> None:
    assert changes(SHOWING, SHOWING.all_values) == []


@pytest.mark.parametrize(
    ("before", "effect"),
    [
        ({"alu_falta": "cidade"}, {"do": "set_attributes", "attributes": {"alu_falta": "nome"}}),
        ({"nome": "Zé"}, {"do": "update_contact", "name": "Bia", "email": "", "attributes": {}}),
        (
            {"cidade": "Caucaia"},
            {"do": "update_contact", "name": "", "email": "", "attributes": {"cidade": "Sobral"}},
        ),
        ({"uf": "CE"}, {"do": "update_contact", "name": "", "email": "", "attributes": {"uf": ""}}),
    ],
)
def test_only_what_changed_is_shown(before: dict[str, str], effect: Effect) -> None:
    assert changes(SHOWING, {**SHOWING.all_values, **before}) == [effect]


def test_her_words_come_first_and_silence_says_nothing() -> None:
    assert to_show("Oi.", SHOWING, SHOWING.all_values) == [{"do": "say", "text": "Oi."}]
    assert to_show("", SHOWING, SHOWING.all_values) == []
    assert [effect["do"] for effect in to_show("Oi.", SHOWING, {})] == [
        "say",
        "set_attributes",
        "update_contact",
    ]
