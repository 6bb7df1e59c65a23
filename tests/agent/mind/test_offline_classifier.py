"""Reading the weights: that they belong to the corpus and the features, and what they promise."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from agent.extract.finding import Finding
from agent.loading import load as load_protocol
from agent.mind.labels import ACTS
from agent.mind.offline import classifier, semantic
from agent.mind.offline.classifier import NO_NEED, Classifier, StaleWeights, load
from agent.mind.offline.corpus import Utterance, fingerprint, of_file, utterances
from agent.mind.offline.features import BUCKETS, LONGEST, VERSION, features, words_of
from prompts import HERE

REMEDY = "run `alu mind train`"
TUBE = Finding("produto", "tubo", "tubo", 0, 4, 0)


@pytest.fixture(scope="module")
def stored() -> Classifier:
    return load()


def written(path: Path, **about: object) -> Path:
    """The stored weights under another description of themselves."""
    with np.load(classifier.HERE, allow_pickle=False) as real:
        told = {**json.loads(str(real["about"])), **about}
        arrays = {name: real[name] for name in real.files if name != "about"}
    np.savez(path, about=np.array(json.dumps(told)), **arrays)
    return path


# --- they belong together ---


def test_the_stored_weights_are_those_of_the_corpus(stored: Classifier) -> None:
    assert stored.corpus == fingerprint(utterances(), VERSION), f"the corpus changed: {REMEDY}"


def test_the_stored_sentence_weights_are_those_of_the_corpus() -> None:
    with np.load(semantic.HERE, allow_pickle=False) as weights:
        about = json.loads(str(weights["about"]))
    assert about["corpus"] == fingerprint(utterances(), 0), "run `alu mind train --semantic`"


@pytest.mark.parametrize("about", [{"version": VERSION + 1}, {"buckets": BUCKETS * 2}])
def test_weights_of_other_features_are_refused_with_the_remedy(
    about: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(StaleWeights, match=REMEDY):
        load(written(tmp_path / "old.npz", **about))


def test_they_know_every_need_of_the_company_and_every_act_but_the_one_by_rule(
    stored: Classifier,
) -> None:
    assert set(stored.needs) == {*load_protocol(HERE).needs, NO_NEED}
    assert set(stored.acts) == set(ACTS) - {"asks_fact"}
    assert stored.need_weights.shape == (BUCKETS, len(stored.needs))
    assert stored.act_weights.shape == (BUCKETS, len(stored.acts))


# --- what they promise ---


@pytest.mark.parametrize("text", ["quero 30 barras", "", "?", "ção ção", "🙂", "x" * 2000])
def test_probabilities_are_probabilities(stored: Classifier, text: str) -> None:
    needs = stored.need_probabilities(stored.seen(text))
    acts = stored.act_probabilities(stored.seen(text))
    assert sum(needs.values()) == pytest.approx(1)
    assert all(0 <= one <= 1 for one in (*needs.values(), *acts.values()))


def test_a_text_seen_has_length_one_or_none(stored: Classifier) -> None:
    assert float(np.linalg.norm(stored.seen("quero um orçamento").weighed)) == pytest.approx(1)
    assert float(np.linalg.norm(stored.seen("").weighed)) == 0


def test_temperature_sharpens_and_softens_without_reordering(tmp_path: Path) -> None:
    cold = load(written(tmp_path / "cold.npz", temperature=0.2))
    warm = load(written(tmp_path / "warm.npz", temperature=3.0))
    text = "queria ver um negócio da nota"
    sharp, soft = cold.need_probabilities(cold.seen(text)), warm.need_probabilities(warm.seen(text))
    assert max(sharp.values()) > max(soft.values())
    assert sorted(sharp, key=sharp.__getitem__)[-3:] == sorted(soft, key=soft.__getitem__)[-3:]


# --- features ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QUERO ORÇAMENTO", "quero orcamento"),
        ("nota 8871", "nota 1234"),
        ("vc tem", "você tem"),
        ("bom   dia", "bom dia"),
    ],
)
def test_texts_that_say_the_same_have_the_same_features(one: str, other: str) -> None:
    for ours, theirs in zip(features(one), features(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_buckets_ascend_and_repetition_counts_less_each_time() -> None:
    buckets, values = features("tubo tubo tubo")
    assert list(buckets) == sorted(set(buckets.tolist()))
    assert buckets.max() < BUCKETS
    assert max(values) < 3.5
    assert min(values) == 1.0


def test_what_was_found_in_a_text_is_a_feature_of_its_kind_only() -> None:
    plain, told = features("30 de tubo")[0], features("30 de tubo", [TUBE])[0]
    assert len(set(told.tolist()) - set(plain.tolist())) == 1
    unknown = Finding("vendedor", "Rui", "Rui", 0, 3)
    np.testing.assert_array_equal(features("30 de tubo", [unknown])[0], plain)


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert words_of("a " * LONGEST + "fim")[-1] == "a"


# --- the corpus ---


def test_a_file_becomes_utterances_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "groups:\n- {needs: [], acts: [greets], texts: [oi]}\n", "utf-8"
    )
    (tmp_path / "a.yaml").write_text(
        "groups:\n- {needs: [vagas], acts: [], pair: p, texts: [vaga?, emprego]}\n", "utf-8"
    )
    assert utterances(tmp_path) == (
        Utterance("vaga?", ("vagas",), (), "p"),
        Utterance("emprego", ("vagas",), (), "p"),
        Utterance("oi", (), ("greets",)),
    )
    assert tuple(of_file(tmp_path / "b.yaml")) == (Utterance("oi", (), ("greets",)),)


ONE = (Utterance("oi", (), ("greets",)), Utterance("vaga?", ("vagas",), ()))


@pytest.mark.parametrize(
    ("corpus", "version"),
    [
        (ONE, 2),
        (ONE[::-1], 1),
        (ONE[:1], 1),
        ((Utterance("oi!", (), ("greets",)), ONE[1]), 1),
        ((Utterance("oi", ("vagas",), ("greets",)), ONE[1]), 1),
        ((Utterance("oi", (), ("thanks",)), ONE[1]), 1),
    ],
)
def test_anything_else_has_another_fingerprint(corpus: tuple[Utterance, ...], version: int) -> None:
    assert fingerprint(ONE, 1) == fingerprint(tuple(ONE), 1)
    assert fingerprint(corpus, version) != fingerprint(ONE, 1)
    assert len(fingerprint(corpus, version)) == 16
