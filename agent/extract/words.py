"""Lists of folded words, one file each in ``data``: what is no name, no town, no code."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


COMMON = _read("common-words.txt")
TOWNS_LIKE_WORDS = _read("towns-like-words.txt")
SURNAMES = _read("surnames.txt")
NO_CODE = _read("no-codes.txt")
NO_FIRM = _read("no-firms.txt")
REAL = _read("real-words.txt")
TITLES = frozenset(
    {"sr", "sra", "seu", "dona", "dr", "dra", "doutor", "doutora", "eng", "mestre", "prof"}
)
FIRM_KINDS = _read("firm-kinds.txt")
FIRM_WORDS = _read("firm-words.txt") | FIRM_KINDS
