"""Which approved answer a question asks for: the nearest of the wordings that the company wrote down."""

from __future__ import annotations

from collections.abc import Iterable

from agent.mind.offline.classifier import Classifier, Floats
from agent.mind.offline.features import Indices, features
from agent.protocol import Answer

NEAR = 0.55


class Answers:
    """The approved answers' questions, ready to be compared with a text."""

    def __init__(self, answers: Iterable[Answer], classifier: Classifier) -> None:
        self._known: list[tuple[str, dict[int, float]]] = []
        for answer in answers:
            for question in answer.asked_as:
                buckets, values = features(question)
                weighed = classifier.weighed(buckets, values)
                sparse = dict(zip(buckets.tolist(), weighed.tolist(), strict=True))
                self._known.append((answer.id, sparse))

    def nearest(self, buckets: Indices, weighed: Floats) -> str | None:
        """The id of the answer whose question is nearest, or None if none is near."""
        text = list(zip(buckets.tolist(), weighed.tolist(), strict=True))
        likeness, best = max(
            ((sum(value * known.get(bucket, 0.0) for bucket, value in text), answer)
             for answer, known in self._known),
            default=(0.0, ""),
        )  # fmt: skip
        return best if likeness >= NEAR else None
