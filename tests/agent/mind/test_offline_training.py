"""Training: the same corpus gives the same weights, and they say what the corpus says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from agent.extract.finding import Finding
from agent.mind.labels import Act
from agent.mind.offline import classifier as weights
from agent.mind.offline import features
from agent.mind.offline.classifier import NO_NEED, load
from agent.mind.offline.corpus import Utterance, fingerprint
from agent.mind.offline.features import VERSION

pytest.importorskip("sklearn", reason="scikit-learn is only for those who change the corpus")

from agent.mind.offline import training  # after the skip above

BUCKETS = 1 << 11
TEXTS = {
    "compras": ("quero um orçamento", "quanto custa o tubo", "preciso comprar barras", "orçamento de tubo"),
    "vagas": ("tem vaga de soldador", "quero mandar currículo", "vaga de emprego", "procuro emprego"),
    "": ("bom dia", "oi bom dia", "boa tarde", "obrigado"),
}  # fmt: skip


ACTS: dict[str, tuple[Act, ...]] = {
    "bom dia": ("greets",),
    "oi bom dia": ("greets",),
    "boa tarde": ("greets",),
    "obrigado": ("thanks",),
    "quanto custa o tubo": ("asks_price",),
}
TWO = Utterance("quero um orçamento e uma vaga de emprego", ("compras", "vagas"), ())
CORPUS = (
    *(
        Utterance(text, (need,) if need else (), ACTS.get(text, ()))
        for need, texts in TEXTS.items()
        for text in texts
    ),
    TWO,
)
UNSEEN = (
    Utterance("um orçamento de barras", ("compras",), ()),
    Utterance("vaga de auxiliar", ("vagas",), ()),
    Utterance("oi", (), ("greets",)),
)


def find(text: str) -> Sequence[Finding]:
    return (Finding("produto", "tubo", "tubo", 0, 4, 0),) if "tubo" in text else ()


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Fewer buckets and acts than the product's: the same training in a hundredth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        for room in (features, weights, training):
            patch.setattr(room, "BUCKETS", BUCKETS)
        patch.setattr(training, "LEARNED_ACTS", ("greets", "thanks", "asks_price"))
        yield


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    path = tmp_path_factory.mktemp("weights") / "one.npz"
    return path, training.train(CORPUS, find, UNSEEN, path)


def test_training_twice_gives_the_same_weights(trained: tuple[Path, float], tmp_path: Path) -> None:
    first, temperature = trained
    again = training.train(CORPUS, find, UNSEEN, second := tmp_path / "two.npz")
    assert again == temperature
    with np.load(first) as one, np.load(second) as two:
        assert one.files == two.files
        for name in one.files:
            np.testing.assert_array_equal(one[name], two[name])


def test_the_weights_tell_their_corpus_and_temperature(trained: tuple[Path, float]) -> None:
    path, temperature = trained
    classifier = load(path)
    assert classifier.corpus == fingerprint(CORPUS, VERSION)
    assert classifier.temperature == temperature
    assert classifier.needs == ("compras", NO_NEED, "vagas")
    assert classifier.acts == training.LEARNED_ACTS


def test_they_repeat_what_they_were_taught(trained: tuple[Path, float]) -> None:
    classifier = load(trained[0])
    for one in CORPUS[:-1]:
        seen = classifier.seen(one.text, find(one.text))
        needs = classifier.need_probabilities(seen)
        assert max(needs, key=needs.__getitem__) == (one.needs or (NO_NEED,))[0]
        acts = classifier.act_probabilities(seen)
        assert {act for act, likely in acts.items() if likely >= 0.5} == set(one.acts)


def test_a_text_with_two_needs_is_torn_between_them(trained: tuple[Path, float]) -> None:
    classifier = load(trained[0])
    needs = classifier.need_probabilities(classifier.seen(TWO.text))
    assert needs["compras"] > 0.2
    assert needs["vagas"] > 0.2
    assert needs[NO_NEED] == min(needs.values())


def test_a_feature_of_a_single_text_weighs_nothing() -> None:
    counts = training.matrix(CORPUS, find)
    assert counts.shape == (len(CORPUS), BUCKETS)
    once = np.flatnonzero(np.bincount(counts.indices, minlength=BUCKETS) == 1)
    assert len(once)
    assert not training._idf(counts)[once].any()


@pytest.mark.parametrize(
    ("scores", "least", "most"),
    [
        ([[9.0, 0.0], [0.0, 9.0]], 0.2, 0.2),
        ([[9.0, 0.0], [9.0, 0.0]], 3.0, 3.0),
    ],
)
def test_the_temperature_is_low_when_right_and_high_when_wrong(
    scores: list[list[float]], least: float, most: float
) -> None:
    unseen = (Utterance("a", ("compras",), ()), Utterance("b", (), ()))
    found = training.calibrated(np.array(scores), ["compras", NO_NEED], unseen)
    assert least <= found <= most


def test_sentence_weights_are_trained_the_same_way(tmp_path: Path) -> None:
    def embed(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        meant = np.array([*(float(w in text) for w in ("orçamento", "vaga", "dia", "tubo")), 0.1])
        return (meant / np.linalg.norm(meant)).astype(np.float32)

    def trained_at(name: str) -> Path:
        training.train_sentences(CORPUS, embed, UNSEEN, lambda texts: texts, tmp_path / name)
        return tmp_path / name

    with np.load(trained_at("one.npz")) as one, np.load(trained_at("two.npz")) as two:
        assert str(one["about"]) == str(two["about"])
        np.testing.assert_array_equal(one["weights"], two["weights"])
        assert one["weights"].shape == (5, 3)
