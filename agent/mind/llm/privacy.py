"""Personal numbers and addresses stay here: placeholders leave, and are put back in what returns.

Only what identifies a person and what the model does not need: CPF, CNPJ, e-mail, phone. Generous on purpose: a
number hidden by mistake is still read by the extractors, which see the text itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_GAP = r"[\s.\-–/]{0,3}"
_PERSONAL = re.compile(
    rf"""
    (?<![\w.+-])(?P<EMAIL>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?<!\d)(?P<CNPJ>\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{2}})(?!\d)
    | (?<!\w)(?P<CNPJ_>[\da-z]{{2}}\.?[\da-z]{{3}}\.?[\da-z]{{3}}/[\da-z]{{4}}-?\d{{2}}
        | (?=(?:[a-z]*\d){{6}})[\da-z]{{12}}\d{{2}})(?!\w)
    | (?<!\d)(?P<TELEFONE>
        (?:\+?55{_GAP})?(?:\(\s?)?0?[1-9]\d(?:\s?\))?{_GAP}(?:9{_GAP}\d{{4}}|[2-9]\d{{3}}){_GAP}\d{{4}}
        | 9\d{{4}}{_GAP}\d{{4}} | [2-5]\d{{3}}-\d{{4}}
      )(?!\d)
    | (?<!\d)(?P<CPF>\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{2}})(?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARK = re.compile(r"\[(?:EMAIL|TELEFONE|CNPJ|CPF)_\d+\]")
_PUNCTUATION = re.compile(r"[\s.\-–/()+]")


@dataclass(frozen=True, slots=True)
class Veil:
    """The placeholders of one reading, the same for the same number however it is written. Empty: hides nothing."""

    marks: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def over(cls, texts: Iterable[str]) -> Veil:
        """A veil over everything personal in ``texts``, numbered in the order of appearance."""
        marks: dict[str, str] = {}
        hidden: dict[str, str] = {}
        counted: Counter[str] = Counter()
        for match in (found for text in texts for found in _PERSONAL.finditer(text)):
            if _key(match) not in marks:
                kind = str(match.lastgroup).rstrip("_")
                counted[kind] += 1
                marks[_key(match)] = f"[{kind}_{counted[kind]}]"
                hidden[marks[_key(match)]] = match[0]
        return cls(marks, hidden)

    def hide(self, text: str) -> str:
        """``text`` with placeholders for what is personal."""
        return _PERSONAL.sub(lambda match: self.marks.get(_key(match), match[0]), text)

    def show(self, text: str) -> str:
        """``text`` with what the placeholders stand for; a placeholder never given stays as it is."""
        return _MARK.sub(lambda match: self.hidden.get(match[0], match[0]), text)


def _key(match: re.Match[str]) -> str:
    if match.lastgroup == "EMAIL":
        return match[0].casefold()
    return _PUNCTUATION.sub("", match[0]).casefold()
