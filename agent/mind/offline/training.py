"""Training the classifier on the corpus, with scikit-learn: for those who change the corpus, never at run time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from agent.extract.finding import Finding
from agent.mind.labels import ACTS
from agent.mind.offline.classifier import HERE, NO_NEED, Floats
from agent.mind.offline.corpus import Utterance, fingerprint
from agent.mind.offline.features import BUCKETS, VERSION, features
from agent.mind.offline.semantic import HERE as SENTENCES
from agent.mind.offline.semantic import Embed

Find = Callable[[str], Sequence[Finding]]

STRENGTH = 30.0
SENTENCE_STRENGTH = 300.0
BY_RULE = "asks_fact"
LEARNED_ACTS = tuple(act for act in ACTS if act != BY_RULE)


def train(
    corpus: tuple[Utterance, ...], find: Find, unseen: Sequence[Utterance], path: Path = HERE
) -> float:
    """Trains both heads on ``corpus``, writes the weights to ``path``, answers the temperature.

    The temperature is the one that makes the probabilities of ``unseen`` texts most truthful.
    """
    counts = matrix(corpus, find)
    idf = _idf(counts)
    weighed = _scaled(counts, idf)
    needs, need_weights, need_bias = _need_head(corpus, weighed)
    act_weights, act_bias = _act_head(corpus, weighed)
    scores = _scaled(matrix(unseen, find), idf) @ need_weights + need_bias
    temperature = calibrated(scores, needs, unseen)
    about = {
        "version": VERSION,
        "buckets": BUCKETS,
        "corpus": fingerprint(corpus, VERSION),
        "needs": needs,
        "acts": LEARNED_ACTS,
        "temperature": temperature,
    }
    np.savez_compressed(
        path,
        about=np.array(json.dumps(about)),
        idf=idf.astype(np.float16),
        need_weights=need_weights.astype(np.float16),
        need_bias=need_bias.astype(np.float32),
        act_weights=act_weights.astype(np.float16),
        act_bias=act_bias.astype(np.float32),
    )
    return temperature


def train_sentences(
    corpus: tuple[Utterance, ...],
    embed: Embed,
    unseen: Sequence[Utterance],
    progress: Callable[[Sequence[Utterance]], Iterable[Utterance]],
    path: Path = SENTENCES,
) -> float:
    """Trains the head over sentence vectors and writes it to ``path``; answers its temperature."""
    vectors = np.stack([embed(one.text) for one in progress(corpus)])
    needs, weights, bias = _need_head(corpus, vectors, SENTENCE_STRENGTH)
    scores = np.stack([embed(one.text) for one in progress(unseen)]) @ weights + bias
    temperature = calibrated(scores, needs, unseen)
    about = {"corpus": fingerprint(corpus, 0), "needs": needs, "temperature": temperature}
    np.savez_compressed(
        path,
        about=np.array(json.dumps(about)),
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
    )
    return temperature


def calibrated(scores: Floats, needs: Sequence[str], unseen: Sequence[Utterance]) -> float:
    """The temperature under which the right need of each unseen text is least surprising."""
    right = [needs.index(one.needs[0] if one.needs else NO_NEED) for one in unseen]

    def surprise(temperature: float) -> float:
        logs = scores / temperature
        logs = logs - np.logaddexp.reduce(logs, axis=1, keepdims=True)
        return -float(logs[np.arange(len(right)), right].mean())

    return float(min(np.linspace(0.2, 3.0, 57), key=surprise))


def matrix(corpus: Sequence[Utterance], find: Find) -> sparse.csr_matrix:
    """One row of feature counts for each utterance."""
    rows = [features(one.text, find(one.text)) for one in corpus]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    buckets = np.concatenate([buckets for buckets, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return sparse.csr_matrix((values, buckets, ends), shape=(len(rows), BUCKETS))


def _idf(counts: sparse.csr_matrix) -> Floats:
    """How rare each feature is; one seen in a single utterance teaches nothing and counts zero."""
    seen = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return np.where(seen < 2, 0.0, rarity)


def _scaled(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    weighed = counts.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed


def _need_head(
    corpus: Sequence[Utterance], weighed: sparse.csr_matrix | Floats, strength: float = STRENGTH
) -> tuple[list[str], Floats, Floats]:
    """One of all needs or none; an utterance with two needs teaches both, by half each."""
    taught = [
        (row, need, 1 / max(1, len(one.needs)))
        for row, one in enumerate(corpus)
        for need in one.needs or (NO_NEED,)
    ]
    rows, needs, shares = zip(*taught, strict=True)
    head = LogisticRegression(C=strength, max_iter=500)
    head.fit(weighed[list(rows)], needs, sample_weight=shares)
    return list(head.classes_), head.coef_.T, head.intercept_


def _act_head(corpus: Sequence[Utterance], weighed: sparse.csr_matrix) -> tuple[Floats, Floats]:
    """Each act against all else."""
    weights, biases = [], []
    for act in LEARNED_ACTS:
        head = LogisticRegression(C=STRENGTH, max_iter=500)
        head.fit(weighed, [act in one.acts for one in corpus])
        weights.append(head.coef_[0])
        biases.append(head.intercept_[0])
    return np.stack(weights, axis=1), np.array(biases)
