"""A text as the numbers that the classifier weighs: hashed character and word n-grams, TF-IDF style. Pure.

The same function serves training and reading; changing it changes ``VERSION`` and the weights must be trained anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.extract.finding import Finding
from agent.extract.normal import expand

VERSION = 2
BUCKETS = 1 << 16
LONGEST = 600  # letters read; a need is told in the first lines
DIGITS = re.compile(r"\d")
WORD = re.compile(r"[a-z0-9@]+|[?!]")
KINDS = {
    "produto": "xproduto",
    "codigo": "xproduto",
    "quantidade": "xquanto",
    "medida": "xmedida",
    "comprimento": "xmedida",
    "nota": "xnota",
    "boleto": "xboleto",
    "pedido": "xpedido",
    "valor": "xvalor",
    "cidade": "xcidade",
    "email": "xemail",
    "cnpj": "xcnpj",
    "telefone": "xfone",
}

Indices = NDArray[np.int64]
Values = NDArray[np.float64]


def words_of(text: str) -> list[str]:
    """The folded words, abbreviations written out, digits all alike."""
    return WORD.findall(DIGITS.sub("0", expand(text[:LONGEST])))


def features(text: str, findings: Sequence[Finding] = ()) -> tuple[Indices, Values]:
    """Bucket numbers, ascending, and how much each counts: 1 + log of its frequency."""
    counted = [crc32(name.encode()) % BUCKETS for name in _names(words_of(text), findings)]
    buckets, counts = np.unique(np.array(counted, dtype=np.int64), return_counts=True)
    return buckets, 1.0 + np.log(counts)


def _names(words: list[str], findings: Sequence[Finding]) -> Iterator[str]:
    yield from (f"k{KINDS[f.slot]}" for f in findings if f.slot in KINDS)
    yield from (f"w{word}" for word in words)
    yield from (f"b{one} {two}" for one, two in pairwise(words))
    yield from (f"s{one} {two}" for one, two in zip(words, words[2:], strict=False))
    for word in words:
        yield from _letters(f" {word} ")


def _letters(word: str) -> Iterator[str]:
    for size in (3, 4, 5):
        for start in range(len(word) - size + 1):
            yield f"c{word[start : start + size]}"
