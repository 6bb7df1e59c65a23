"""The words of the trade, to tell material from names: "Quadrado, 50x50" is nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.catalogue import Catalogue
from agent.extract.lexicon import Lexicon, tokens
from agent.extract.naming import PARTICLES
from agent.extract.normal import fold
from agent.extract.words import FIRM_WORDS

_SIZE = re.compile(r"(?<!\w)[#\d][\d.,/x\"'%-]* ?(?:mm|cm|m|mts?|br|kg|pol)?(?!\w)|[^\w\s]")


class Trade:
    """What a catalogue's words are. ``words``: each of them alone, singular and plural."""

    def __init__(self, catalogue: Catalogue) -> None:
        phrases = tuple(_phrases(catalogue))
        self.words = frozenset(
            form
            for phrase in phrases
            for token in tokens(fold(phrase))
            for form in (token.word, token.word + "s")
        )
        self._lexicon = Lexicon(dict.fromkeys(phrases, True))

    def is_all(self, words: str) -> bool:
        """Whether folded words are material and nothing else; a firm's word ("Box Vidros") may make
        them a name.
        """
        plain = _SIZE.sub(" ", words).split()
        if all(word in self.words or word in PARTICLES for word in plain):
            return not FIRM_WORDS.intersection(plain) or self._covers(words)
        return False

    def _covers(self, words: str) -> bool:
        for found in reversed(tuple(self._lexicon.find(words))):
            words = words[: found.start] + words[found.end :]
        return all(word in PARTICLES for word in _SIZE.sub(" ", words).split())


def _phrases(catalogue: Catalogue) -> Iterator[str]:
    for product in catalogue.products:
        yield from (product.name, *product.words)
    for unit, words in catalogue.units.items():
        yield from (unit, *words)
    finishes = catalogue.finishes
    for names in (finishes.treatments, finishes.colours, finishes.modifiers):
        yield from (word for words in names.values() for word in words)
    yield from (*finishes.painted, *catalogue.lines.always, *catalogue.services)
