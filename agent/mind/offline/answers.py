"""Which approved answer a question asks for: the nearest of the wordings that the company wrote down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.mind.offline.classifier import Classifier, Seen
from agent.mind.offline.features import BUCKETS
from agent.protocol import Answer

NEAR = 0.55


class Answers:
    """The approved answers' questions, ready to be compared with a text."""

    def __init__(self, answers: Sequence[Answer], classifier: Classifier) -> None:
        asked = [(answer.id, question) for answer in answers for question in answer.asked_as]
        self._ids = [answer for answer, _ in asked]
        self._questions = np.zeros((len(asked), BUCKETS), dtype=np.float32)
        for row, (_, question) in enumerate(asked):
            seen = classifier.seen(question)
            self._questions[row, seen.buckets] = seen.weighed

    def nearest(self, text: Seen) -> str | None:
        """The id of the answer whose question is nearest (cosine), or None if none is near."""
        if not self._ids:
            return None
        likeness = self._questions[:, text.buckets] @ text.weighed
        best = int(likeness.argmax())
        return self._ids[best] if likeness[best] >= NEAR else None
