"""Which approved answer a question asks for: the nearest of the wordings that the company wrote down."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from agent.extract.normal import fold
from agent.mind.offline.classifier import Classifier, Seen
from agent.mind.offline.features import BUCKETS
from agent.protocol import Answer

NEAR = 0.6
QUESTION = re.compile(r"[^.,;:!?\n]+\?")
ASKS = re.compile(r"\?|^\W*(?:quem|como|qual|quais|o que|oq|que|com quem|voce|voces|vc|vcs|meus)\b")


class Answers:
    """The approved answers' questions, ready to be compared with a text."""

    def __init__(self, answers: Sequence[Answer], classifier: Classifier) -> None:
        self._classifier = classifier
        asked = [(answer.id, question) for answer in answers for question in answer.asked_as]
        self._ids = [answer for answer, _ in asked]
        self._questions = np.zeros((len(asked), BUCKETS), dtype=np.float32)
        for row, (_, question) in enumerate(asked):
            seen = classifier.seen(question)
            self._questions[row, seen.buckets] = seen.weighed

    def nearest(self, words: str, text: Seen) -> str | None:
        """The id of the answer whose question is nearest (cosine), or None if nothing is asked or none is near.

        Where the words say more than a question, the question at their end is looked at by itself.
        """
        if not self._ids or not ASKS.search(fold(words)):
            return None
        whole = self._near(text)
        own = QUESTION.search(words)
        if whole or own is None or own[0].strip() == words.strip():
            return whole
        return self._near(self._classifier.seen(own[0]))

    def _near(self, text: Seen) -> str | None:
        likeness = self._questions[:, text.buckets] @ text.weighed
        best = int(likeness.argmax())
        return self._ids[best] if likeness[best] >= NEAR else None
