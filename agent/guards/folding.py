"""One spelling for comparing words: lower case, no accents, plain digits and letters."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")
_DIGIT_ELSEWHERE = re.compile(r"[^\D0-9]")


def fold(text: str) -> str:
    """``text`` as guards compare it: "Até SEXTA-feira" and "ate sexta-feira" are the same words."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return _DIGIT_ELSEWHERE.sub(lambda digit: str(unicodedata.digit(digit[0])), bare)
