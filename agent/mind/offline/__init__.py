"""The offline mind: extractors, wording and a small classifier. No key, no network, the same answer each time."""

from __future__ import annotations

from agent.mind.offline.mind import OfflineMind

__all__ = ["OfflineMind"]
