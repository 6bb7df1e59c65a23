"""Streets: "rua das Flores 20" is no town, no day, no quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.page import Mark, Page

_NO_PART = r"(?!(?:em|no|na|pra|para|que|de|n|bairro|cep|centro|numero)\b)"
_STREET = re.compile(
    r"\b(?:rua|r\.|av\.?|avenida|rodovia|alameda|praca|tv\.) (?:(?:d[aeo]s?|\d{1,2} de) )?"
    rf"{_NO_PART}[a-z]{{2,}}\.?(?: (?:(?:d[aeo]s?|e) )?{_NO_PART}[a-z]{{2,}}\.?){{0,3}}"
    r"(?:,? ?(?:n[o.]{0,2} ?|numero )?\d{1,5}"
    r"(?=\s*(?:$|[,.;\n-]|(?:bairro|cep|centro|apto|em|na|no|quanto)\b)))?"
)


def read_streets(page: Page) -> Iterator[Mark]:
    """Streets with their numbers, read past."""
    return (Mark("", "", *street.span()) for street in _STREET.finditer(page.rest))
