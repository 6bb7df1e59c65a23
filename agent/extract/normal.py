"""Plain letters: accents, capitals and odd signs folded away, with the way back."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from agent.extract.abbreviations import ABBREVIATIONS

_MOST_LETTERS = 4  # some code points unfold to eighteen letters
_SIGNS = {
    **dict.fromkeys("“”„‟″〃", '"'),
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("×✕✖", "x"),
    **dict.fromkeys("\n\u2028\u2029\x0b\x0c", "\n"),
    "\u2044": "/",
}
_SILENT = frozenset({"Cf", "Mn", "Me"})
_SPACES = frozenset({"Cc", "Co", "Cn", "Zs"})
_WORD = re.compile(r"\b[csp]/|[^\W_]+")


class Folded(NamedTuple):
    """``text`` in plain letters; ``offsets[i]`` is where its i-th letter stands in the original."""

    text: str
    offsets: tuple[int, ...]


def fold(text: str) -> str:
    """The text in NFKC, lower case, without accents, controls or direction marks."""
    return "".join(map(_plain, text))


def trace(text: str) -> Folded:
    """The same, with the way back; one more offset, at the end, is the original's length."""
    letters = [_plain(letter) for letter in text]
    offsets = [at for at, plain in enumerate(letters) for _ in plain]
    return Folded("".join(letters), (*offsets, len(text)))


def expand(text: str) -> str:
    """The folded text, WhatsApp's abbreviations written out; for classifying, not for names."""
    return _WORD.sub(lambda word: ABBREVIATIONS.get(word.group(), word.group()), fold(text))


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    category = unicodedata.category(letter)
    if category in _SPACES:
        return " "
    return "" if category in _SILENT else _unfold(letter)


def _unfold(letter: str) -> str:
    parts = [_SIGNS.get(part, part) for part in unicodedata.normalize("NFKD", letter)]
    plain = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    if "/" in plain and letter.isnumeric():
        return " " + plain
    return plain if len(plain) <= _MOST_LETTERS else plain[0]
