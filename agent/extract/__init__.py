"""Facts that words contain, found without a model: one text in, its findings out. Pure and
deterministic.
"""

from __future__ import annotations

from agent.extract.finding import Finding
from agent.extract.order import Extractor

__all__ = ["Extractor", "Finding"]
