"""What haste and a small keyboard do to lines. Pure: the same lines, randomness and measure give the same lines.

Never touched: words that hold a digit, an ``@``, a slash or a capital inside, and those that the caller protects.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from agent.extract.normal import fold, trace
from agent.room import Room

Chance = Annotated[float, Field(ge=0, le=1)]
Spell = Callable[[str], str]

SIGNS = ".,;:!?…()\"'"
ROWS = ("qwertyuiop", "asdfghjklç", "zxcvbnm")
SHORTEST_MISTYPED = 5
FEWEST_WORDS_MISTYPED = 4  # one or two words are looked at before they are sent
SHORTEST_SENTENCE_END = 4
SHORTEST_PIECE = 3

SHORT: dict[str, tuple[str, ...]] = {
    "agora": ("agr",),
    "amanhã": ("amnh",),
    "aqui": ("aki",),
    "beleza": ("blz",),
    "cadê": ("kd",),
    "caixas": ("cx",),
    "depois": ("dps",),
    "está": ("tá", "ta"),
    "estou": ("tô", "to"),
    "falar": ("flr",),
    "hoje": ("hj",),
    "mesmo": ("msm",),
    "metros": ("mts",),
    "muito": ("mt", "mto"),
    "não": ("n", "ñ"),
    "obrigada": ("obg", "brigada"),
    "obrigado": ("obg", "vlw"),
    "orçamento": ("orçam", "orc"),
    "para": ("pra", "p/"),
    "peças": ("pçs", "pcs"),
    "pedido": ("ped",),
    "porque": ("pq",),
    "preciso": ("prec",),
    "quando": ("qdo", "qnd"),
    "quanto": ("qto", "qnt"),
    "quantidade": ("qtd", "qtde"),
    "que": ("q",),
    "quero": ("qro",),
    "também": ("tb", "tbm"),
    "você": ("vc",),
    "vocês": ("vcs", "ces"),
}
"""How words are shortened on WhatsApp, written apart from what the mind knows of it."""

GREETING = re.compile(
    r"(?:(?:oi+e*|ol[aá]|opa|al[oô]|e a[ií]|eae|hey|viva|bom dia|boa tarde|boa noite"
    r"|tudo (?:bem|bom|certo|j[oó]ia)|como (?:vai|est[aá]))\b[\s,.!?]*)+",
    re.IGNORECASE,
)
CUT = re.compile(r"(?P<sign>[,.!?;]+)\s+")
_WORDS = re.compile(r"\s+|\S+")


class Noise(Room):
    """How much, each a chance from 0 to 1.

    ``typos`` of every longer word in a line of some words, ``abbreviations`` of every word that has one; ``accents``
    that a line has none, ``lower`` and ``upper`` that it is all in small or in capital letters, ``punctuation`` that
    its last sign is doubled or left out, ``splits`` that it is sent in pieces; ``no_greeting`` that the first line
    loses its greeting.
    """

    typos: Chance = 0
    abbreviations: Chance = 0
    accents: Chance = 0
    lower: Chance = 0
    upper: Chance = 0
    punctuation: Chance = 0
    splits: Chance = 0
    no_greeting: Chance = 0


def noisy(
    lines: Sequence[str],
    random: Random,
    noise: Noise,
    protected: Collection[str] = (),
    bending: Collection[str] = (),
) -> tuple[str, ...]:
    """The lines as they arrive, one or more for each.

    ``protected`` words and phrases stay letter for letter; those ``bending`` may lose their accents and capitals.
    """
    kept, bent = _words_of(protected), _words_of((*protected, *bending))
    if random.random() < noise.no_greeting:
        lines = _without_greeting(lines, kept)
    return tuple(
        piece
        for line in lines
        for piece in _pieces(_written(line, random, noise, kept, bent), random, noise, protected)
    )


def _words_of(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in _plain_words(phrase))


def _plain_words(phrase: str) -> list[str]:
    return [fold(word.strip(SIGNS)) for word in phrase.split()]


def _without_greeting(lines: Sequence[str], kept: frozenset[str]) -> Sequence[str]:
    """Unless nothing else is said, or the greeting holds a word that stays."""
    first, *rest = lines
    greeting = GREETING.match(first)
    if greeting is None or kept.intersection(_plain_words(greeting[0])):
        return lines
    said = first[greeting.end() :]
    return [said, *rest] if said else rest or lines


def _written(
    line: str, random: Random, noise: Noise, kept: frozenset[str], bent: frozenset[str]
) -> str:
    words = _WORDS.findall(line)
    words = _spelt(words, lambda word: _shortened(word, random, noise.abbreviations), bent)
    typos = noise.typos if len(line.split()) >= FEWEST_WORDS_MISTYPED else 0
    words = _spelt(words, lambda word: _mistyped(word, random, typos), bent)
    if random.random() < noise.accents:
        words = _spelt(words, _without_accents, kept)
    words = _spelt(words, _case(random, noise), kept)
    return _ended("".join(words), random, noise.punctuation, kept)


def _spelt(words: Iterable[str], spell: Spell, kept: frozenset[str]) -> list[str]:
    """Each word spelt anew, the signs around it as they are, unless it stays."""
    return [word if _stays(word, kept) else _within_signs(word, spell) for word in words]


def _stays(word: str, kept: frozenset[str]) -> bool:
    core = word.strip(SIGNS)
    odd = any(letter.isdigit() or letter in "@/" for letter in core)
    return not core or odd or any(map(str.isupper, core[1:])) or fold(core) in kept


def _within_signs(word: str, spell: Spell) -> str:
    core = word.strip(SIGNS)
    before, _, after = word.partition(core)
    return before + spell(core) + after


def _shortened(word: str, random: Random, chance: float) -> str:
    shorts = SHORT.get(word.lower())
    return random.choice(shorts) if shorts and random.random() < chance else word


def _mistyped(word: str, random: Random, chance: float) -> str:
    """One slip inside the word: a neighbouring key, two letters exchanged, one left out or doubled."""
    if len(word) < SHORTEST_MISTYPED or not word.isalpha() or random.random() >= chance:
        return word
    place = random.randrange(1, len(word) - 1)
    slips = [_next_key, _exchanged, _left_out, _doubled]
    return random.choice(slips)(word, place, random)


def _next_key(word: str, place: int, random: Random) -> str:
    row = next((row for row in ROWS if word[place] in row), "")
    at = row.find(word[place])
    neighbours = row[max(0, at - 1) : at] + row[at + 1 : at + 2] or word[place]
    return word[:place] + random.choice(neighbours) + word[place + 1 :]


def _exchanged(word: str, place: int, _: Random) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _left_out(word: str, place: int, _: Random) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int, _: Random) -> str:
    return word[: place + 1] + word[place:]


def _without_accents(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _case(random: Random, noise: Noise) -> Spell:
    drawn = random.random()
    if drawn < noise.lower:
        return str.lower
    return str.upper if drawn >= 1 - noise.upper else str


def _ended(line: str, random: Random, chance: float, kept: frozenset[str]) -> str:
    """The last sign doubled or left out, unless it may be part of a word that stays."""
    words, sign = line.split(), line[-1:]
    if not words or sign not in set(".!?") or _stays(words[-1], kept) or random.random() >= chance:
        return line
    return line + sign if random.random() < 0.5 else line.rstrip(".!?") or line


def _pieces(line: str, random: Random, noise: Noise, protected: Collection[str]) -> list[str]:
    """The line, or what stands before and after one of its commas and full stops."""
    if not noise.splits or random.random() >= noise.splits:
        return [line]
    cuts = [cut for cut in CUT.finditer(line) if _may_cut(line, cut, protected)]
    if not cuts:
        return [line]
    cut = random.choice(cuts)
    before, after = line[: cut.start()], line[cut.end() :]
    return [before + cut["sign"].strip(",.;"), after]


def _may_cut(line: str, cut: re.Match[str], protected: Collection[str]) -> bool:
    """Not inside what is protected, not after "S." or "Av.", nor so that a piece is next to nothing."""
    before, after = line[: cut.start()], line[cut.end() :]
    word = before.split()[-1:] or [""]
    is_title = "." in cut["sign"] and len(word[0]) < SHORTEST_SENTENCE_END
    inside = any(start < cut.end() and cut.start() < end for start, end in _spans(line, protected))
    shortest = min(len(before.strip()), len(after.strip()))
    return shortest >= SHORTEST_PIECE and not is_title and not inside


def _spans(line: str, protected: Collection[str]) -> list[tuple[int, int]]:
    """Where what is protected stands in the line, accents and capitals aside."""
    folded = trace(line)
    return [
        (folded.offsets[found.start()], folded.offsets[found.end()])
        for phrase in protected
        if fold(phrase)
        for found in re.finditer(re.escape(fold(phrase)), folded.text)
    ]
