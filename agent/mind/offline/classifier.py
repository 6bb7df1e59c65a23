"""Reading the weights: probabilities of needs and acts for a text. No training library is needed here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.extract.finding import Finding
from agent.mind.offline.features import BUCKETS, VERSION, Indices, features

HERE = Path(__file__).parent / "weights.npz"
NO_NEED = "none"

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]


class StaleWeights(Exception):
    """The weights belong to another version of the features: run ``alu mind train``."""


class Seen(NamedTuple):
    """A text's features: their buckets, ascending, and their TF-IDF weights, scaled to length one."""

    buckets: Indices
    weighed: Floats


@dataclass(frozen=True, slots=True)
class Classifier:
    """Two linear heads over hashed features: one need (or none) out of all, and each act by itself.

    ``temperature`` divides the needs' scores so that probabilities mean what they say.
    """

    needs: tuple[str, ...]
    acts: tuple[str, ...]
    corpus: str
    temperature: float
    idf: Weights
    need_weights: Weights
    need_bias: Weights
    act_weights: Weights
    act_bias: Weights

    def seen(self, text: str, findings: Sequence[Finding] = ()) -> Seen:
        """The text as the classifier sees it."""
        buckets, values = features(text, findings)
        scaled = values * self.idf[buckets]
        length = float(np.sqrt(scaled @ scaled))
        return Seen(buckets, scaled / length if length else scaled)

    def need_probabilities(self, text: Seen) -> dict[str, float]:
        """The probability of each need and of ``NO_NEED``; they add up to one."""
        scores = text.weighed @ self.need_weights[text.buckets] + self.need_bias
        powers = np.exp((scores - scores.max()) / self.temperature)
        return dict(zip(self.needs, (powers / powers.sum()).tolist(), strict=True))

    def act_probabilities(self, text: Seen) -> dict[str, float]:
        """The probability of each act, independent of the others."""
        scores = text.weighed @ self.act_weights[text.buckets] + self.act_bias
        return dict(zip(self.acts, (1.0 / (1.0 + np.exp(-scores))).tolist(), strict=True))


def load(path: Path = HERE) -> Classifier:
    """The classifier stored at ``path``. Raises ``StaleWeights`` if the features have changed since."""
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        if (about["version"], about["buckets"]) != (VERSION, BUCKETS):
            raise StaleWeights(f"{path.name} was trained for other features: run `alu mind train`")
        return Classifier(
            needs=tuple(about["needs"]),
            acts=tuple(about["acts"]),
            corpus=about["corpus"],
            temperature=about["temperature"],
            idf=stored["idf"].astype(np.float32),
            need_weights=stored["need_weights"].astype(np.float32),
            need_bias=stored["need_bias"],
            act_weights=stored["act_weights"].astype(np.float32),
            act_bias=stored["act_bias"],
        )
