"""The offline mind: extractors, wording and a small classifier. No key, no network, the same answer each time."""

from __future__ import annotations

from agent.extract import Extractor
from agent.mind.offline import classifier, semantic
from agent.mind.offline.mind import OfflineMind
from agent.protocol import Protocol

__all__ = ["OfflineMind", "offline_mind"]


def offline_mind(protocol: Protocol, *, sentences: bool = False) -> OfflineMind:
    """The mind ready to read; with ``sentences`` it also averages what sentences mean.

    Raises ``SentencesUnavailable`` where the extra ``semantic`` is not installed.
    """
    meaning = semantic.load() if sentences else None
    return OfflineMind(protocol, Extractor(protocol.catalogue), classifier.load(), meaning)
