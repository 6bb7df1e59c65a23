"""Her sentences of one turn: each fixed text in its next variant, with its placeholders filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.consistency import placeholders
from agent.protocol import Protocol


class Speech:
    """Chooses and fills texts. ``said`` counts how often each was said in this conversation, and is kept up.

    ``values`` fill the placeholders. A variant that needs a value we lack is not chosen; of the others, those that
    use most of what we know.
    """

    def __init__(
        self, protocol: Protocol, said: Mapping[str, int], values: Mapping[str, str]
    ) -> None:
        self.said = dict(said)
        self._texts = protocol.texts
        self._values = {
            "alu": protocol.persona.name,
            "empresa_nossa": protocol.company.name,
            **{name: value for name, value in values.items() if value},
        }

    def fixed(self, key: str, **more: str) -> str:
        """The next variant of a fixed text of the protocol."""
        return self.next_of(key, getattr(self._texts, key), **more)

    def next_of(self, key: str, variants: Sequence[str], **more: str) -> str:
        """The next of some variants; ``key`` names them in the count."""
        values = {name: value for name, value in {**self._values, **more}.items() if value}
        possible = [text for text in variants if placeholders(text) <= values.keys()]
        if not possible:
            return ""
        richest = max(len(placeholders(text)) for text in possible)
        possible = [text for text in possible if len(placeholders(text)) == richest]
        times = self.said.get(key, 0)
        self.said[key] = times + 1
        return possible[times % len(possible)].format_map(values)
