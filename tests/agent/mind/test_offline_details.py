"""The customer's own words as a value: in answer to a question, or as a need comes up."""

from __future__ import annotations

import pytest

from agent.mind import Asked, Line
from agent.mind.labels import ACTS, Act
from agent.mind.offline.details import LONGEST, NO_ANSWER, answered, opened, without_courtesy
from tests.agent.stub_mind import PROTOCOL


def value(slot: str, text: str, *acts: Act, need: str | None = "financeiro") -> str | None:
    """What the free slot that was asked takes from a line, None for nothing."""
    asked = Asked((slot,), need)
    found = list(answered(Line("m1", "customer", text), frozenset(acts), asked, PROTOCOL))
    assert all(
        (p.slot, p.source, p.need, p.state) == (slot, "m1", need, "confirmed") for p in found
    )
    return found[0].value if found else None


def told(need: str, text: str, *acts: Act) -> dict[str, str]:
    """What the sentence that brings a need up tells of it."""
    found = list(opened(Line("m1", "customer", text), need, frozenset(acts), PROTOCOL))
    assert all((p.source, p.need, p.state) == ("m1", need, "inferred") for p in found)
    return {p.slot: p.value for p in found}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("bom dia, quero a segunda via", "quero a segunda via"),
        ("Oi! Tudo bem? Chegou errado", "Chegou errado"),
        ("oiii amiga, por favor o boleto", "o boleto"),
        ("quero a segunda via", "quero a segunda via"),
        ("boa tarde", ""),
        ("  duas\n linhas  ", "duas linhas"),
        ("oitenta barras", "oitenta barras"),
        ("opaco ou brilhante", "opaco ou brilhante"),
        ("", ""),
    ],
)
def test_a_greeting_is_no_part_of_what_was_said(text: str, plain: str) -> None:
    assert without_courtesy(text) == plain


@pytest.mark.parametrize("slot", ["assunto", "oferta", "problema", "area"])
def test_a_free_slot_takes_the_words_as_they_are(slot: str) -> None:
    assert value(slot, "Bom dia, chegou tudo amassado!") == "chegou tudo amassado!"


@pytest.mark.parametrize("act", sorted(NO_ANSWER))
def test_what_is_clearly_no_answer_fills_nothing(act: Act) -> None:
    assert value("assunto", "qualquer coisa assim", act) is None


@pytest.mark.parametrize(
    ("text", "act"),
    [("ok", "affirms"), ("sim", "affirms"), ("obrigada", "thanks"), ("até mais", "bids_farewell")],
)
def test_a_mere_courtesy_fills_nothing(text: str, act: Act) -> None:
    assert value("assunto", text, act) is None


@pytest.mark.parametrize("text", ["1", "👍", "...", "12345", "bom dia", ""])
def test_without_letters_there_are_no_own_words(text: str) -> None:
    assert value("assunto", text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8871", "8871"),
        ("acho que é o 12-B", "acho que é o 12-B"),
        ("aquele da semana passada", None),
    ],
)
def test_a_reference_needs_a_digit(text: str, found: str | None) -> None:
    assert value("referencia", text) == found


@pytest.mark.parametrize("slot", ["nome", "cidade", "produto", "quantidade", "inventado"])
def test_a_slot_that_is_not_free_takes_no_words(slot: str) -> None:
    assert value(slot, "uma coisa qualquer 30") is None


def test_a_long_story_is_cut() -> None:
    found = value("problema", "chegou amassado " * 100, need="pos_venda")
    assert found is not None
    assert len(found) == LONGEST


# --- as a need comes up ---


def test_the_sentence_that_brings_a_need_up_tells_its_matter() -> None:
    assert told("financeiro", "oi, queria a segunda via do boleto") == {
        "assunto": "queria a segunda via do boleto"
    }
    assert told("pos_venda", "chegaram 3 barras tortas") == {"problema": "chegaram 3 barras tortas"}


def test_a_need_without_such_a_slot_takes_nothing() -> None:
    assert told("compras", "quero 30 barras de tubo branco") == {}


@pytest.mark.parametrize("text", ["boleto", "bom dia, boleto", "preciso falar sobre meu problema"])
def test_a_word_or_generic_ones_tell_nothing_yet(text: str) -> None:
    assert told("financeiro", text) == {}


@pytest.mark.parametrize("text", ["segunda via", "preciso do XML", "quero meu pix"])
def test_a_short_word_may_tell_the_matter(text: str) -> None:
    assert told("financeiro", text) == {"assunto": text}


def test_a_wish_for_a_person_tells_nothing_unless_it_tells_more() -> None:
    assert told("financeiro", "quero falar com o financeiro", "asks_person") == {}
    long = "quero falar com alguém sobre o boleto que venceu ontem e não paguei"
    assert told("financeiro", long, "asks_person") == {"assunto": long}


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("vendemos sucata de alumínio limpa", "vendemos sucata de alumínio limpa"),
        ("Represento uma marca de parafusos", "Represento uma marca de parafusos"),
        ("sou da distribuidora, faço apresentação", "sou da distribuidora, faço apresentação"),
        ("queria o contato do comprador", None),
        ("com quem falo aí em suprimentos", None),
        ("revendo produtos com o comprador aí", None),
        ("queria oferecer nosso serviço pra empresa", None),
        ("queria oferecer frete fracionado", "queria oferecer frete fracionado"),
    ],
)
def test_an_offer_is_told_only_with_a_word_of_offering(text: str, offer: str | None) -> None:
    assert told("fornecedores", text).get("oferta") == offer


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("tem vaga de soldador aí?", "soldador"),
        ("vaga de ajudante de cozinha aqui com vocês", "ajudante de cozinha"),
        ("tem estágio em logística? 😊", "logística"),
        ("vcs tão contratando torneiro mecânico?", "torneiro mecânico"),
        ("sou pintora, aceitam currículo?", "pintora"),
        ("sou brasileira e quero um emprego", None),
        ("sou morador de Sobral", None),
        ("procuro vaga pra auxiliar de produção, moro em Sobral", "auxiliar de produção"),
        ("Tenho experiência em Caldeiraria", "Caldeiraria"),
        ("tem estágio em engenharia?", "engenharia"),
        ("vocês estão contratando?", None),
        ("queria mandar meu currículo", None),
    ],
)
def test_an_area_is_what_follows_its_word(text: str, area: str | None) -> None:
    assert told("vagas", text).get("area") == area


@pytest.mark.parametrize("text", ["queria uma vaga de emprego", "sou eu de novo, sobre a vaga"])
def test_a_vacancy_of_no_area_names_none(text: str) -> None:
    assert told("vagas", text) == {}


@pytest.mark.parametrize(
    "text",
    ["sou formado em ﬁsica", "vaga de ½ período", "trabalho com ℡"],
)
def test_letters_that_fold_into_several_break_nothing(text: str) -> None:
    assert set(told("vagas", text)) <= {"area"}


def test_names_in_the_sentence_are_no_offer() -> None:
    line = Line("m1", "customer", "queria oferecer um serviço, sou Dirce, da Cargas Serra Azul")
    assert not list(
        opened(line, "fornecedores", frozenset(), PROTOCOL, ["Dirce", "Cargas Serra Azul"])
    )


def test_long_thanks_are_no_second_answer() -> None:
    assert value("oferta", "muito obrigado mesmo viu", "thanks", need="fornecedores") is None


def test_the_acts_that_answer_nothing_are_known() -> None:
    assert set(ACTS) >= NO_ANSWER
