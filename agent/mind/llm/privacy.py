"""Personal numbers and addresses stay here: placeholders leave, and are put back in what returns.

Only what identifies a person and what the model does not need: CPF, CNPJ, e-mail, phone. Generous
on purpose: a number hidden by mistake is still read by the extractors, which see the text itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_GAP = r"[\s.\-–/]{0,3}"
_SHAPES = {  # a tilde is a gap
    "EMAIL": (r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",),
    "CNPJ": (
        r"(?<!\d)\d{2}~\d{3}~\d{3}~\d{4}~\d{2}(?!\d)",
        r"(?<!\w)[\da-z]{2}\.?[\da-z]{3}\.?[\da-z]{3}/[\da-z]{4}-?\d{2}(?!\w)",
        r"(?<!\w)(?=(?:[a-z]*\d){6})[\da-z]{12}\d{2}(?!\w)",
    ),
    "TELEFONE": (
        r"(?<!\d)(?:\+?55~)?(?:\(\s?)?0?[1-9]\d(?:\s?\))?~(?:9~\d{4}|[2-9]\d{3})~\d{4}(?!\d)",
        r"(?<!\d)9\d{4}~\d{4}(?!\d)",
        r"(?<!\d)[2-5]\d{3}-\d{4}(?!\d)",
    ),
    "CPF": (r"(?<!\d)\d{3}~\d{3}~\d{3}~\d{2}(?!\d)",),
}
_PERSONAL = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(shapes)})" for kind, shapes in _SHAPES.items()).replace(
        "~", _GAP
    ),
    re.IGNORECASE,
)
_MARK = re.compile(r"\[(?:EMAIL|TELEFONE|CNPJ|CPF)_\d+\]")
_PUNCTUATION = re.compile(r"[\s.\-–/()+]")


@dataclass(frozen=True, slots=True)
class Veil:
    """The placeholders of one reading: one for a number, however it is written.

    An empty veil hides nothing.
    """

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
                kind = str(match.lastgroup)
                counted[kind] += 1
                marks[_key(match)] = f"[{kind}_{counted[kind]}]"
                hidden[marks[_key(match)]] = match[0]
        return cls(marks, hidden)

    def hide(self, text: str) -> str:
        """``text`` with placeholders for what is personal."""
        return _PERSONAL.sub(lambda match: self.marks.get(_key(match), match[0]), text)

    def show(self, text: str) -> str:
        """``text`` with what the placeholders stand for; one never given stays as it is."""
        return _MARK.sub(lambda match: self.hidden.get(match[0], match[0]), text)


def _key(match: re.Match[str]) -> str:
    if match.lastgroup == "EMAIL":
        return match[0].casefold()
    return _PUNCTUATION.sub("", match[0]).casefold()
