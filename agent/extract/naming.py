"""Proper names in a text: where they stand, how they are written."""

from __future__ import annotations

import re
from typing import NamedTuple

from agent.extract.lexicon import Token
from agent.extract.page import Mark, Page

PARTICLES = frozenset({"da", "de", "do", "das", "dos"})
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MOST_WORDS = 8


class Name(NamedTuple):
    """A name as it should be written, and where it stands in the folded text."""

    text: str
    start: int
    end: int

    def mark(self, slot: str) -> Mark:
        """This name as a fact."""
        return Mark(slot, self.text, self.start, self.end)


def words_from(text: str, start: int) -> list[Token]:
    """Up to eight words side by side, beginning here."""
    words: list[Token] = []
    word = _WORD.match(text, start)
    while word and len(words) < _MOST_WORDS:
        words.append(Token(word.group(), word.start(), word.end()))
        follows = text[word.end() : word.end() + 1] == " "
        word = _WORD.match(text, word.end() + 1) if follows else None
    return words


def stands_large(page: Page, start: int) -> bool:
    """Whether the word written here has a capital that means something."""
    return page.raw[start].isupper() and not page.raw.isupper()
