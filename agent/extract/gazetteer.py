"""Closed lists shipped with the product: municipalities (IBGE) and first names (Censo 2010).
Licences in ``data``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from agent.extract.lexicon import tokens
from agent.extract.normal import fold
from agent.extract.words import COMMON, REAL

_DATA = Path(__file__).parent / "data"
NICKNAMES = MappingProxyType(
    {
        "bh": "belo horizonte",
        "sampa": "sao paulo",
        "fortal": "fortaleza",
        "floripa": "florianopolis",
        "poa": "porto alegre",
        "rio": "rio de janeiro",
        "jampa": "joao pessoa",
        "sjc": "sao jose dos campos",
        "bsb": "brasilia",
    }
)
SAINTS = MappingProxyType({"sao": ("s",), "santa": ("sta",), "santo": ("sto",)})
STATES = MappingProxyType(
    {
        "acre": "AC",
        "alagoas": "AL",
        "amapa": "AP",
        "amazonas": "AM",
        "bahia": "BA",
        "ceara": "CE",
        "distrito federal": "DF",
        "espirito santo": "ES",
        "goias": "GO",
        "maranhao": "MA",
        "mato grosso": "MT",
        "mato grosso do sul": "MS",
        "minas gerais": "MG",
        "minas": "MG",
        "para": "PA",
        "paraiba": "PB",
        "parana": "PR",
        "pernambuco": "PE",
        "piaui": "PI",
        "rio de janeiro": "RJ",
        "rio grande do norte": "RN",
        "rio grande do sul": "RS",
        "rondonia": "RO",
        "roraima": "RR",
        "santa catarina": "SC",
        "sao paulo": "SP",
        "sergipe": "SE",
        "tocantins": "TO",
    }
)
UFS = frozenset(STATES.values())


class City(NamedTuple):
    """A municipality, as IBGE spells it; ``ddd`` is its area code."""

    name: str
    uf: str
    ddd: str


class Cities(NamedTuple):
    """Municipalities by the words of their folded name; ``ufs`` maps an area code to its states."""

    by_words: Mapping[tuple[str, ...], tuple[City, ...]]
    ufs: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def cities() -> Cities:
    """All 5,571 municipalities."""
    by_words: dict[tuple[str, ...], tuple[City, ...]] = {}
    ufs: dict[str, frozenset[str]] = {}
    for row in _rows("municipios.csv"):
        city = City(row["nome"], row["uf"], row["ddd"])
        words = words_of(city.name)
        for spelling in _spellings(words):
            by_words[spelling] = (*by_words.get(spelling, ()), city)
        ufs[city.ddd] = ufs.get(city.ddd, frozenset()) | {city.uf}
    for short, full in NICKNAMES.items():
        by_words.setdefault((short,), by_words[words_of(full)])
    return Cities(MappingProxyType(by_words), MappingProxyType(ufs))


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names borne by a thousand people or more, folded."""
    return frozenset(row["nome"] for row in _rows("nomes.csv"))


@lru_cache(maxsize=1)
def real_words() -> frozenset[str]:
    """Words that mean something by themselves, and so are no typo of a word of the trade."""
    towns = {words[0] for words in cities().by_words if len(words) == 1}
    return COMMON | REAL | first_names() | towns


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(token.word for token in tokens(fold(name)))


def _spellings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A town's name; with its saint shortened ("S. Gonçalo", "Sta Rita"); without its apostrophe
    ("Santana do Livramento", "Olho dágua").
    """
    yield words
    for elided in ("d", "sant"):
        if elided in words[:-1]:
            at = words.index(elided)
            yield (*words[:at], elided + words[at + 1], *words[at + 2 :])
    if len(words) > 1:
        yield from ((short, *words[1:]) for short in SAINTS.get(words[0], ()))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))
