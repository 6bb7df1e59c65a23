"""The first sentence suggested to the team: it claims nothing, asks nothing twice, calls the customer by name."""

from __future__ import annotations

from typing import get_args

import pytest

from agent import suggestion
from agent.ledger import Ledger, Proposal, SlotState
from agent.protocol import Protocol
from agent.texts import Reason
from tests.agent.stub_mind import PROTOCOL
from tests.agent.test_card import FULL, WHO, ledger


def told(
    known: Ledger, reason: Reason = "complete", team: str = "", protocol: Protocol = PROTOCOL
) -> str:
    """What is suggested, to the need's own team where none is named."""
    own = protocol.team_of(known.first.kind if known.first else None)
    return suggestion.first_reply(known, reason, team or own, protocol)


# --- whom it calls ---


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("kind", [*PROTOCOL.needs, ""])
@pytest.mark.parametrize(("name", "begins"), [("Bia Prado", "Oi, Bia! "), ("", "Oi! ")])
def test_it_calls_the_client_by_name_if_there_is_one(
    reason: Reason, kind: str, name: str, begins: str
) -> None:
    needs = [kind] if kind else []
    text = told(ledger(*needs, nome=name) if name else ledger(*needs), reason)
    assert "{" not in text
    assert text.startswith(begins) or reason == "opted_out"


def replying(text: str) -> Protocol:
    """The company with another first reply for purchases, which need nothing."""
    need = PROTOCOL.needs["compras"].model_copy(update={"first_reply": text, "required": ()})
    return PROTOCOL.model_copy(update={"needs": {**PROTOCOL.needs, "compras": need}})


@pytest.mark.parametrize("text", ["Olá {nome}, já vi seu pedido.", "{nome}, já vi seu pedido."])
def test_without_a_name_no_hole_is_left_whatever_the_companys_words(text: str) -> None:
    assert "nome" not in told(ledger("compras"), protocol=replying(text))


def test_without_a_name_a_first_reply_that_names_nobody_stays() -> None:
    assert told(ledger("compras"), protocol=replying("Oi! Já vi.")) == "Oi! Já vi."


# --- what it claims ---


def test_with_everything_known_it_is_the_needs_own_sentence() -> None:
    assert told(FULL) == PROTOCOL.needs["compras"].first_reply.replace("{nome}", "Bia")


@pytest.mark.parametrize("reason", ["asked_person", "abuse", "told_by_human"])
def test_without_a_need_it_claims_none(reason: Reason) -> None:
    assert told(ledger(nome="Bia"), reason) == "Oi, Bia! Como posso te ajudar?"


@pytest.mark.parametrize("reason", sorted(suggestion.UNREAD))
def test_who_was_not_understood_is_not_asked_again_for_what_they_told(reason: Reason) -> None:
    assert told(Ledger(), reason) == "Oi! Já li sua mensagem e vou te ajudar."


def test_another_team_than_the_needs_claims_nothing_of_the_need() -> None:
    assert told(FULL, "told_by_human", "financeiro") == (
        "Oi, Bia! Sou do time financeiro e já vi sua conversa."
    )


def test_of_two_needs_the_teams_own_is_answered() -> None:
    known = ledger("vagas", "compras", nome="Bia", area="corte", cidade="Sobral")
    assert told(known, "asked_person", "comercial").endswith(" É pra empresa ou pra você?")
    assert told(known, "complete", "rh") == PROTOCOL.needs["vagas"].first_reply.replace(
        "{nome}", "Bia"
    )


@pytest.mark.parametrize("known", [FULL, Ledger(), ledger("vagas")])
def test_who_waited_is_asked_nothing(known: Ledger) -> None:
    for reason in ("chased", "waited"):
        assert "Desculpa a espera" in told(known, reason)  # type: ignore[arg-type]  # two reasons
        assert "?" not in told(known, reason)  # type: ignore[arg-type]  # two reasons


def test_who_wants_no_more_messages_gets_none() -> None:
    assert told(FULL, "opted_out").startswith("não escreva mais")


def test_who_asked_about_their_data_is_answered_about_their_data() -> None:
    assert "seus dados" in told(FULL, "privacy")


# --- what it asks ---


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (ledger("compras"), "Como é seu nome?"),
        (ledger("compras", nome="Bia"), "É pra empresa ou pra você?"),
        (ledger("compras", **WHO), "Qual produto você precisa?"),
        (ledger("compras", **WHO, produto="tubo"), "E de tubo, quanto você precisa?"),
        (
            ledger("compras", nome="Bia", tipo_pessoa="pf", produto="tubo", quantidade="3"),
            "Pra qual cidade seria?",
        ),
        (ledger("entrega", nome="Bia", pedido="4512"), "O pedido é pra qual cidade?"),
        (ledger("vagas", nome="Bia", area="corte"), "Você é de qual cidade?"),
        (
            ledger("financeiro", nome="Bia", assunto="boleto", referencia="1"),
            "Tá no nome de qual empresa? Pode ser o CNPJ.",
        ),
    ],
)
def test_it_asks_for_the_first_thing_that_is_missing(known: Ledger, asked: str) -> None:
    assert told(known, "incomplete").endswith(f" {asked}")


def test_of_an_item_it_says_which() -> None:
    known = ledger("compras", **WHO, produto="tubo", quantidade="30").merge(
        [Proposal("produto", "chapa", "chapa", "m2", item=1)], PROTOCOL
    )
    assert told(known, "asked_person").endswith(" E de chapa, quanto você precisa?")


def test_a_town_of_two_states_is_named() -> None:
    where = {name: value for name, value in WHO.items() if name != "uf"}
    known = ledger("compras", **where, produto="tubo", quantidade="3")
    assert told(known).endswith(" Sobral de qual estado?")


def test_what_was_asked_before_is_asked_in_other_words() -> None:
    known = ledger("pos_venda", nome="Bia", problema="torto").with_asked(["pedido"])
    assert "em nome de quem foi a compra" in told(known, "patience")


@pytest.mark.parametrize(
    ("state", "asked"), [("refused", "Em qual área"), ("later", "Como é seu nome?")]
)
def test_what_was_refused_is_not_asked_and_what_was_put_off_is(
    state: SlotState, asked: str
) -> None:
    assert asked in told(ledger("vagas", nome="", state=state), "incomplete")


def test_with_everything_refused_it_asks_nothing() -> None:
    known = ledger("vagas", nome="", area="", cidade="", state="refused")
    assert told(known, "incomplete") == "Oi! Que bom seu interesse, vou olhar as vagas da sua área."


def test_of_two_ways_to_tell_it_asks_for_the_one_that_was_not_refused() -> None:
    known = ledger("financeiro", nome="Bia", assunto="boleto", referencia="1").merge(
        [Proposal("cnpj", "", "", "m2", "refused")], PROTOCOL
    )
    assert told(known, "incomplete").endswith(" Qual o nome da empresa?")


def test_a_cnpj_that_failed_its_check_is_asked_back() -> None:
    known = ledger("financeiro", nome="Bia", assunto="boleto", referencia="1").merge(
        [Proposal("cnpj", "11222333000100", "", "m2", "invalid")], PROTOCOL
    )
    assert told(known, "incomplete").endswith(PROTOCOL.texts.cnpj_invalid[0])


def test_without_a_question_of_its_own_a_thing_is_asked_together_with_another() -> None:
    without = [one for one in PROTOCOL.questions if one.asks != ("nome",)]
    protocol = PROTOCOL.model_copy(update={"questions": tuple(without)})
    assert told(ledger("compras"), protocol=protocol).endswith(
        " Me diz seu nome, e se a compra é pra empresa ou pra você?"
    )
    assert "área" in told(ledger("vagas"), protocol=protocol)
