"""The corpus teaches, other pens measure: nothing of one may be in the other."""

import pytest

from agent.mind.labels import ACTS
from agent.mind.offline.corpus import Utterance, utterances
from evals.understanding import gold, lint

CORPUS = utterances()
UTTERANCES = gold.utterances("heldout") + gold.utterances("dev")
MESSAGES = gold.messages("heldout") + gold.messages("dev")
PAIRS = {
    "setor-de-compras", "sucata-retalho", "trabalhar-representante", "motorista-caminhao-frete", "prazo-retirar",
    "chegou", "lista-anexo", "credito-cadastro-devolucao", "catalogo", "cor-ou-cidade", "vendedor-nome",
}  # fmt: skip


def test_the_corpus_is_as_large_as_promised():
    assert len(CORPUS) >= 2500
    assert len(gold.utterances("heldout")) >= 400
    assert len(gold.messages("heldout")) >= 400


@pytest.mark.parametrize("texts", [UTTERANCES, MESSAGES], ids=["needs", "slots"])
def test_no_measuring_text_is_or_resembles_a_training_text(texts):
    assert list(lint.leaks(CORPUS, (one.text for one in texts))) == []


def test_no_text_stands_under_two_needs():
    assert list(lint.contradictions(CORPUS)) == []


def test_every_need_and_act_has_enough_examples():
    assert list(lint.thin(CORPUS)) == []
    for act in ACTS:
        if act != "asks_fact":
            assert sum(act in one.acts for one in CORPUS) >= lint.FEWEST_EXAMPLES, act


def test_every_confusable_pair_is_there_on_both_sides():
    assert {one.pair for one in CORPUS if one.pair} >= PAIRS
    assert list(lint.one_sided(CORPUS)) == []


def test_labels_are_known():
    known = {"compras", "fornecedores", "financeiro", "entrega", "pos_venda", "vagas", "outros"}
    for one in (*CORPUS, *UTTERANCES):
        assert set(one.needs) <= known
        assert set(one.acts) <= set(ACTS)


def test_the_linter_finds_a_planted_leak():
    planted = Utterance("quanto custa a barra de tubo redondo hoje", ("compras",), ())
    found = list(lint.leaks([planted], ["quanto custa a barra de tubo redondo hoje?"]))
    assert len(found) == 1


def test_the_linter_finds_a_planted_contradiction():
    pair = [Utterance("cadê?", ("entrega",), ()), Utterance("Cade?", ("financeiro",), ())]
    assert len(list(lint.contradictions(pair))) == 1
