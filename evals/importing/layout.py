"""An invented value written as the real one was: its capitals, accents, signs and spaces. Pure."""

from __future__ import annotations

import re
import unicodedata

WITH_NINE = (9, 11, 13)
"""How many digits a Brazilian mobile has: alone, with its area, with its country."""

DIGIT_WORDS = ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove")


def like(written: str, word: str, *, accents: bool) -> str:
    """A word as another was written: small, large or capital, with accents or without."""
    plain = word if accents else _without_accents(word)
    if written.isupper() and len(written) > 1:
        return plain.upper()
    return plain.lower() if written[:1].islower() else plain[:1].upper() + plain[1:]


def filled(written: str, number: str) -> str:
    """The number in the layout of the written one, from its end; signs stay, and so do digits before."""
    left = list(number.lstrip("+"))
    letters = [
        left.pop() if left and _fits(letter, left[-1]) else letter for letter in reversed(written)
    ]
    return "".join(_in_case(old, new) for old, new in zip(written, reversed(letters), strict=True))


def called_by(written: str, phone: str) -> str:
    """A phone in the layout of the written one: a mobile where that has the nine of mobiles."""
    digits = [letter for letter in written if letter.isdecimal()]
    own = len("".join(digits).lstrip("0"))
    is_mobile = own in WITH_NINE and not phone.startswith("+")
    return filled(written, f"9999{phone[-4:]}" if is_mobile else phone)


def spelt(written: str, number: str) -> str:
    """A number told digit by digit in words, from its end; words before stay."""
    left = list(number)
    parts = [
        DIGIT_WORDS[int(left.pop())] if left and part.isalpha() else part
        for part in reversed(re.split(r"(\W+)", written))
    ]
    return "".join(reversed(parts))


def _fits(letter: str, new: str) -> bool:
    return letter.isdecimal() if new.isdecimal() else letter.isalpha()


def _in_case(old: str, new: str) -> str:
    return new.lower() if old.islower() else new


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))
